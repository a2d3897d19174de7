"""samples for a second reader."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "samples",
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("only_coded", sa.Boolean(), nullable=False),
        sa.Column("drawn_from", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["people.id"], name=op.f("fk_samples_drawn_by_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_samples_question_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["people.id"], name=op.f("fk_samples_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_samples")),
        sa.UniqueConstraint("question_id", "number", name=op.f("uq_samples_question_id_number")),
    )
    op.create_table(
        "sampled_answers",
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("second", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(settled_at IS NULL) OR (compared_at IS NOT NULL)",
            name=op.f("ck_sampled_answers_settled_after_comparison"),
        ),
        sa.ForeignKeyConstraint(["sample_id"], ["samples.id"], name=op.f("fk_sampled_answers_sample_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["people.id"], name=op.f("fk_sampled_answers_settled_by_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_sampled_answers_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sampled_answers")),
        sa.UniqueConstraint("sample_id", "position", name=op.f("uq_sampled_answers_sample_id_position")),
        sa.UniqueConstraint("sample_id", "submission_id", name=op.f("uq_sampled_answers_sample_id_submission_id")),
    )
    with op.batch_alter_table("sampled_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sampled_answers_submission_id"), ["submission_id"], unique=False)


def downgrade() -> None:
    op.drop_table("sampled_answers")
    op.drop_table("samples")
