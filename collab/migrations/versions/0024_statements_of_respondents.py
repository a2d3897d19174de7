"""statements that respondents add."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "added_statements",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("sent_at", moment, nullable=False),
        sa.Column("moderated_at", moment, nullable=True),
        sa.Column("moderated_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(moderated_at IS NULL) = (moderated_by_id IS NULL)", name=op.f("ck_added_statements_moderated_pair")
        ),
        sa.CheckConstraint(
            "(state = 'accepted') = (question_id IS NOT NULL)", name=op.f("ck_added_statements_accepted_is_asked")
        ),
        sa.CheckConstraint(
            "(state = 'rejected') = (reason IS NOT NULL)", name=op.f("ck_added_statements_rejected_has_reason")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (moderated_at IS NULL)", name=op.f("ck_added_statements_waiting_is_not_moderated")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_added_statements_consultation_id")
        ),
        sa.ForeignKeyConstraint(["moderated_by_id"], ["people.id"], name=op.f("fk_added_statements_moderated_by_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_added_statements_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_added_statements")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_added_statements_consultation_id_number")),
        sa.UniqueConstraint("question_id", name=op.f("uq_added_statements_question_id")),
    )
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("takes_statements", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("submission_drafts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("statements_added", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("submission_drafts", schema=None) as batch_op:
        batch_op.drop_column("statements_added")
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.drop_column("takes_statements")
    op.drop_table("added_statements")
