"""one decision about all late responses, in place of a reason with each."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

LONDON = ZoneInfo("Europe/London")
INSTANT = sa.DateTime(timezone=True)
SUBMISSIONS = sa.table(
    "submissions",
    sa.column("id", sa.Uuid()),
    sa.column("consultation_id", sa.Uuid()),
    sa.column("received_at", INSTANT),
    sa.column("is_late", sa.Boolean()),
    sa.column("late_discretion", sa.Text()),
)


def upgrade() -> None:
    decisions = op.create_table(
        "late_decisions",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_late_decisions_consultation_id")
        ),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"], name=op.f("fk_late_decisions_membership_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_late_decisions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_decisions")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_late_decisions_consultation_id_number")),
    )
    _decide_as_it_was(decisions)
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_column("late_discretion")


def _decide_as_it_was(decisions: sa.Table) -> None:
    """What was accepted stays accepted: up to the end of the day of the last one, for the reasons that were given."""
    kept = SUBMISSIONS.c
    query = sa.select(kept.consultation_id, kept.received_at, kept.late_discretion)
    accepted = op.get_bind().execute(query.where(kept.is_late, kept.late_discretion != "").order_by(kept.received_at))
    by_consultation: dict[uuid.UUID, tuple[datetime, dict[str, None]]] = {}
    for consultation_id, received_at, reason in accepted:
        reasons = by_consultation[consultation_id][1] if consultation_id in by_consultation else {}
        by_consultation[consultation_id] = (received_at, reasons | {reason: None})
    lines = [
        {
            "id": uuid.uuid4(),
            "consultation_id": consultation_id,
            "number": 1,
            "until": _end_of_day(last),
            "reason": "\n".join(reasons),
            "at": last,
        }
        for consultation_id, (last, reasons) in by_consultation.items()
    ]
    if lines:
        op.bulk_insert(decisions, lines)


def _end_of_day(received_at: datetime) -> datetime:
    aware = received_at if received_at.tzinfo else received_at.replace(tzinfo=ZoneInfo("UTC"))
    following = aware.astimezone(LONDON).date() + timedelta(days=1)
    return datetime.combine(following, time(), LONDON).astimezone(ZoneInfo("UTC"))


def downgrade() -> None:
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("late_discretion", sa.Text(), nullable=False, server_default=""))
    op.execute(
        "UPDATE submissions SET late_discretion = COALESCE((SELECT reason FROM late_decisions"
        " WHERE late_decisions.consultation_id = submissions.consultation_id ORDER BY number DESC LIMIT 1), '')"
        " WHERE is_late AND exclusion_reason IS NULL"
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.alter_column("late_discretion", existing_type=sa.Text(), server_default=None)
    op.drop_table("late_decisions")
