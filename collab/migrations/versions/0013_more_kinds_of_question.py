"""more kinds of question: rankings, tables, numbers and dates, and an option that stands alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NOTHING = (
    '{"en": {"text": "", "status": "missing", "revision": 0, "source": 0}, '
    '"cy": {"text": "", "status": "missing", "revision": 0, "source": 0}}'
)


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    exact = sa.Numeric(18, 4).with_variant(sa.String(24), "sqlite")
    with op.batch_alter_table("question_versions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("least", exact, nullable=True))
        batch_op.add_column(sa.Column("most", exact, nullable=True))
        batch_op.add_column(sa.Column("unit", json, nullable=False, server_default=NOTHING))
    with op.batch_alter_table("question_options", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_exclusive", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "question_rows",
        sa.Column("question_version_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", json, nullable=False),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_versions.id"], name=op.f("fk_question_rows_question_version_id")
        ),
        sa.PrimaryKeyConstraint("question_version_id", "key", name=op.f("pk_question_rows")),
    )


def downgrade() -> None:
    op.drop_table("question_rows")
    with op.batch_alter_table("question_options", schema=None) as batch_op:
        batch_op.drop_column("is_exclusive")
    with op.batch_alter_table("question_versions", schema=None) as batch_op:
        batch_op.drop_column("unit")
        batch_op.drop_column("most")
        batch_op.drop_column("least")
