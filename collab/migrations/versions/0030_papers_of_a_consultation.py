"""papers of a consultation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consultation_papers",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("format", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=60), nullable=False),
        sa.Column("title", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=True),
        sa.Column("is_material", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(attachment_id IS NULL) = (url != '')", name=op.f("ck_consultation_papers_file_or_link")),
        sa.CheckConstraint(
            "removed_at IS NULL OR published_at IS NULL", name=op.f("ck_consultation_papers_published_stays")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["people.id"], name=op.f("fk_consultation_papers_added_by_id")),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_consultation_papers_attachment_id")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_consultation_papers_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["people.id"], name=op.f("fk_consultation_papers_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_papers")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_consultation_papers_consultation_id_number")),
    )


def downgrade() -> None:
    op.drop_table("consultation_papers")
    op.execute("DELETE FROM attachments WHERE parent_kind = 'consultation'")  # nothing below knows what they belong to
