"""public versions of answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_redactions",
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=60), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "removals", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("withheld_for", sa.String(length=60), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(status = 'withheld') = (withheld_for IS NOT NULL)", name=op.f("ck_answer_redactions_withheld_has_reason")
        ),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_answer_redactions_answer_id")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["people.id"], name=op.f("fk_answer_redactions_checked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_redactions")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_answer_redactions_answer_id")),
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("public_id", sa.Uuid(), nullable=True))
    op.create_index("ix_submissions_in_public", "submissions", ["consultation_id", "public_id"], unique=True)
    # Until now a response was checked as a whole, without a public version of its words: each is checked again.
    submissions = sa.table("submissions", sa.column("redaction", sa.String()))
    op.execute(submissions.update().where(submissions.c.redaction != "withheld").values(redaction="not_checked"))


def downgrade() -> None:
    op.drop_index("ix_submissions_in_public", "submissions")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_column("public_id")
    op.drop_table("answer_redactions")
