"""what a document belongs to is asked for at each key that is typed live."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_sections_document_id", "sections", ["document_id"])
    op.create_index("ix_provisions_document_id", "provisions", ["document_id"])


def downgrade() -> None:
    op.drop_index("ix_provisions_document_id", table_name="provisions")
    op.drop_index("ix_sections_document_id", table_name="sections")
