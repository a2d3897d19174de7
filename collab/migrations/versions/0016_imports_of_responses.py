"""imports of responses from files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)


json = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "response_imports",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=60), nullable=False),
        sa.Column("uploaded_at", moment, nullable=False),
        sa.Column("started_at", moment, nullable=True),
        sa.Column("finished_at", moment, nullable=True),
        sa.Column("headings", json, nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("plan", json, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("at_fault", sa.Integer(), nullable=False),
        sa.Column("faults", json, nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_response_imports_consultation_id")
        ),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"], name=op.f("fk_response_imports_membership_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_response_imports_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_response_imports_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_imports")),
    )
    op.create_index("ix_response_imports_consultation", "response_imports", ["consultation_id", "uploaded_at"])
    op.create_index("ix_response_imports_stage", "response_imports", ["stage"])


def downgrade() -> None:
    op.drop_table("response_imports")
