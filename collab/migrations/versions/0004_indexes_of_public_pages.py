"""indexes of the lists and pages that everybody reads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PUBLIC = sa.text("publication_number IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("editions", schema=None) as batch_op:
        batch_op.create_index(
            "uq_editions_publication",
            ["proposal_id", "publication_number"],
            unique=True,
            sqlite_where=PUBLIC,
            postgresql_where=PUBLIC,
        )
        batch_op.create_index(
            "ix_editions_published",
            ["published_at", "proposal_id", "publication_number"],
            unique=False,
            sqlite_where=PUBLIC,
            postgresql_where=PUBLIC,
        )
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisations_successor_id"), ["successor_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisations_successor_id"))
    with op.batch_alter_table("editions", schema=None) as batch_op:
        batch_op.drop_index("ix_editions_published", sqlite_where=PUBLIC, postgresql_where=PUBLIC)
        batch_op.drop_index("uq_editions_publication", sqlite_where=PUBLIC, postgresql_where=PUBLIC)
