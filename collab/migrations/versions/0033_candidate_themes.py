"""candidate themes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "candidate_runs",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("different", sa.Integer(), nullable=False),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_candidate_runs_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_candidate_runs_consultation_id")
        ),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_candidate_runs_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_runs")),
    )
    with op.batch_alter_table("candidate_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_runs_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_candidate_runs_finished_at"), ["finished_at"], unique=False)
        batch_op.create_index("ix_candidate_runs_question", ["question_id", "asked_at"], unique=False)

    op.create_table(
        "candidate_themes",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("words", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("in_welsh", sa.Boolean(), nullable=False),
        sa.Column("sureness", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        sa.Column("into_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'adopted') = (theme_id IS NOT NULL)", name=op.f("ck_candidate_themes_adopted_has_theme")
        ),
        sa.CheckConstraint(
            "(state = 'merged') = (into_id IS NOT NULL)", name=op.f("ck_candidate_themes_merged_has_other")
        ),
        sa.CheckConstraint("(state = 'proposed') = (settled_at IS NULL)", name=op.f("ck_candidate_themes_settled")),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f("ck_candidate_themes_settled_pair")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_candidate_themes_consultation_id")
        ),
        sa.ForeignKeyConstraint(["into_id"], ["candidate_themes.id"], name=op.f("fk_candidate_themes_into_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_candidate_themes_question_id")),
        sa.ForeignKeyConstraint(["run_id"], ["candidate_runs.id"], name=op.f("fk_candidate_themes_run_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["people.id"], name=op.f("fk_candidate_themes_settled_by_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_candidate_themes_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_themes")),
        sa.UniqueConstraint("question_id", "number", name=op.f("uq_candidate_themes_question_id_number")),
    )
    with op.batch_alter_table("candidate_themes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_themes_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "candidate_members",
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate_themes.id"], name=op.f("fk_candidate_members_candidate_id")
        ),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_candidate_members_submission_id")),
        sa.PrimaryKeyConstraint("candidate_id", "submission_id", name=op.f("pk_candidate_members")),
    )
    with op.batch_alter_table("candidate_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_members_submission_id"), ["submission_id"], unique=False)


def downgrade() -> None:
    # Below this, what a machine proposed would count as if a person had said it.
    coding = sa.table("codings", sa.column("person_id", sa.Uuid()))
    op.execute(coding.delete().where(coding.c.person_id.is_(None)))
    op.drop_table("candidate_members")
    op.drop_table("candidate_themes")
    op.drop_table("candidate_runs")
