"""opinion maps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from collab.db import Json

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opinion_maps",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("votes_mark", sa.String(length=200), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("groups", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_opinion_maps_consultation_id")
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_opinion_maps")),
    )
    op.create_table(
        "statement_choices",
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("is_left_out", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_statement_choices_reason")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_statement_choices_question_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_statement_choices_by_id")),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_statement_choices")),
    )


def downgrade() -> None:
    op.drop_table("statement_choices")
    op.drop_table("opinion_maps")
