"""counts of answers on equality."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from collab import clock

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "equality_counts",
        sa.Column("question_version_id", sa.Uuid(), nullable=False),
        sa.Column("option_key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_equality_counts_number")),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_versions.id"], name=op.f("fk_equality_counts_question_version_id")
        ),
        sa.PrimaryKeyConstraint("question_version_id", "option_key", name=op.f("pk_equality_counts")),
    )
    with op.batch_alter_table("question_sections", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_equality", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    # Below this, answers are stored with the response: what was promised not to be is not asked any more.
    section = sa.table("question_sections", sa.column("id", sa.Uuid()), sa.column("is_equality", sa.Boolean()))
    question = sa.table(
        "questions", sa.column("section_id", sa.Uuid()), sa.column("removed_at", sa.DateTime(timezone=True))
    )
    apart = sa.select(section.c.id).where(section.c.is_equality)
    op.execute(question.update().where(question.c.section_id.in_(apart)).values(removed_at=clock.now()))
    with op.batch_alter_table("question_sections", schema=None) as batch_op:
        batch_op.drop_column("is_equality")

    op.drop_table("equality_counts")
