"""pauses, extensions, cancelling, and what everybody is told of a consultation while it runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)
json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
WAITING = sa.text("decided_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "consultation_notices",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("told_at", moment, nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", json, nullable=False),
        sa.Column("closes_at", moment, nullable=False),
        sa.Column("closed_before", moment, nullable=True),
        sa.Column("question_version_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("settled_at", moment, nullable=True),
        sa.Column("settled_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'extended') = (closed_before IS NOT NULL)",
            name=op.f("ck_consultation_notices_extended_has_end"),
        ),
        sa.CheckConstraint(
            "(kind = 'question_changed') = (question_version_id IS NOT NULL)",
            name=op.f("ck_consultation_notices_changed_has_version"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_consultation_notices_by_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_consultation_notices_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["question_versions.id"],
            name=op.f("fk_consultation_notices_question_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_notices")),
    )
    op.create_index(op.f("ix_consultation_notices_consultation_id"), "consultation_notices", ["consultation_id"])
    op.create_index(op.f("ix_consultation_notices_told_at"), "consultation_notices", ["told_at"])
    op.create_table(
        "consultation_extensions",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("closes_at", moment, nullable=False),
        sa.Column("reason", json, nullable=False),
        sa.Column("decision_expected_on", sa.Date(), nullable=True),
        sa.Column("holiday_mitigation", sa.Text(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("ck_consultation_extensions_decision_pair")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_consultation_extensions_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_consultation_extensions_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_consultation_extensions_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_extensions")),
    )
    op.create_index(op.f("ix_consultation_extensions_consultation_id"), "consultation_extensions", ["consultation_id"])
    op.create_index(
        "uq_consultation_extensions_waiting",
        "consultation_extensions",
        ["consultation_id"],
        unique=True,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.add_column("consultations", sa.Column("paused_at", moment, nullable=True))
    op.add_column("consultations", sa.Column("last_notice_at", moment, nullable=True))
    op.add_column("consultations", sa.Column("cancelled_at", moment, nullable=True))
    op.add_column("consultations", sa.Column("cancelled_reason", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    for column in ("cancelled_reason", "cancelled_at", "last_notice_at", "paused_at"):
        op.drop_column("consultations", column)
    op.drop_table("consultation_extensions")
    op.drop_table("consultation_notices")
