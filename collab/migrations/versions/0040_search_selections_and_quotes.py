"""search selections and quotes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_selections",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("filters", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_saved_selections_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_saved_selections_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_saved_selections_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_selections")),
        sa.UniqueConstraint("consultation_id", "name", name=op.f("uq_saved_selections_consultation_id_name")),
    )
    op.create_table(
        "quotes",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_quotes_consultation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_quotes_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_quotes_question_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_quotes_submission_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_quotes_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes")),
    )
    with op.batch_alter_table("quotes", schema=None) as batch_op:
        batch_op.create_index("ix_quotes_consultation", ["consultation_id", "made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_quotes_submission_id"), ["submission_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quotes_theme_id"), ["theme_id"], unique=False)

    op.create_table(
        "searched_answers",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_searched_answers_consultation_id")
        ),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_searched_answers_question_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_searched_answers_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "question_id", name=op.f("pk_searched_answers")),
    )
    with op.batch_alter_table("searched_answers", schema=None) as batch_op:
        batch_op.create_index("ix_searched_answers_consultation", ["consultation_id", "question_id"], unique=False)

    op.create_table(
        "searched_revisions",
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["submission_revisions.id"], name=op.f("fk_searched_revisions_revision_id")
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_searched_revisions")),
    )


def downgrade() -> None:
    op.drop_table("quotes")
    op.drop_table("saved_selections")
    op.drop_table("searched_answers")
    op.drop_table("searched_revisions")
