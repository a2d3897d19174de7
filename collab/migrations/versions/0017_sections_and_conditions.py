"""sections of a questionnaire, help, pairs of questions, and conditions on which a question is asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NOTHING = (
    '{"en": {"text": "", "status": "missing", "revision": 0, "source": 0}, '
    '"cy": {"text": "", "status": "missing", "revision": 0, "source": 0}}'
)


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "question_sections",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", json, nullable=False),
        sa.Column("introduction", json, nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_question_sections_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_sections")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_question_sections_consultation_id_number")),
    )
    with op.batch_alter_table("question_sections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_sections_consultation_id"), ["consultation_id"], unique=False)
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("section_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("is_with_previous", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_foreign_key(batch_op.f("fk_questions_section_id"), "question_sections", ["section_id"], ["id"])
    with op.batch_alter_table("question_versions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("help", json, nullable=False, server_default=NOTHING))
        batch_op.add_column(sa.Column("condition", json, nullable=False, server_default="{}"))


def downgrade() -> None:
    with op.batch_alter_table("question_versions", schema=None) as batch_op:
        batch_op.drop_column("condition")
        batch_op.drop_column("help")
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_questions_section_id"), type_="foreignkey")
        batch_op.drop_column("is_with_previous")
        batch_op.drop_column("section_id")
    with op.batch_alter_table("question_sections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_sections_consultation_id"))
    op.drop_table("question_sections")
