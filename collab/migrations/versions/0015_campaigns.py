"""campaigns as rows of their own, with the runs that look for them."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)
campaigns = sa.table(
    "campaigns",
    sa.column("id", sa.Uuid()),
    sa.column("consultation_id", sa.Uuid()),
    sa.column("number", sa.Integer()),
    sa.column("name", sa.String()),
    sa.column("is_found", sa.Boolean()),
    sa.column("made_at", moment),
    sa.column("version", sa.Integer()),
)
submissions = sa.table(
    "submissions",
    sa.column("id", sa.Uuid()),
    sa.column("consultation_id", sa.Uuid()),
    sa.column("campaign", sa.String()),
    sa.column("received_at", moment),
)
members = sa.table(
    "campaign_members",
    sa.column("submission_id", sa.Uuid()),
    sa.column("campaign_id", sa.Uuid()),
    sa.column("by_person", sa.Boolean()),
    sa.column("adds_words", sa.Boolean()),
)


def upgrade() -> None:
    op.create_table(
        "campaign_runs",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", moment, nullable=True),
        sa.Column("finished_at", moment, nullable=True),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("grouped", sa.Integer(), nullable=False),
        sa.Column("campaigns", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_campaign_runs_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_campaign_runs_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_runs")),
    )
    op.create_index("ix_campaign_runs_consultation", "campaign_runs", ["consultation_id", "asked_at"])
    op.create_index("ix_campaign_runs_finished_at", "campaign_runs", ["finished_at"])
    op.create_table(
        "campaigns",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_found", sa.Boolean(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("confirmed_at", moment, nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_campaigns_confirmed_pair")
        ),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["people.id"], name=op.f("fk_campaigns_confirmed_by_id")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_campaigns_consultation_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["submissions.id"], name=op.f("fk_campaigns_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("consultation_id", "name", name=op.f("uq_campaigns_consultation_id_name")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_campaigns_consultation_id_number")),
    )
    op.create_table(
        "campaign_members",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("by_person", sa.Boolean(), nullable=False),
        sa.Column("adds_words", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_members_campaign_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_campaign_members_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_campaign_members")),
    )
    op.create_index("ix_campaign_members_campaign_id", "campaign_members", ["campaign_id"])
    _names_to_rows()
    op.drop_column("submissions", "campaign")


def _names_to_rows() -> None:
    """Each name that was given by hand is a campaign, whose members were put there by a person."""
    connection = op.get_bind()
    whose = (submissions.c.consultation_id, submissions.c.campaign)
    named = sa.select(*whose, sa.func.min(submissions.c.received_at)).where(submissions.c.campaign != "")
    numbers: dict[uuid.UUID, int] = {}
    for consultation_id, name, first in connection.execute(named.group_by(*whose).order_by(*whose)).all():
        numbers[consultation_id] = numbers.get(consultation_id, 0) + 1
        key = uuid.uuid4()
        made = {"id": key, "number": numbers[consultation_id], "name": name, "made_at": first, "version": 1}
        connection.execute(campaigns.insert().values(consultation_id=consultation_id, is_found=False, **made))
        here = (submissions.c.consultation_id == consultation_id, submissions.c.campaign == name)
        put = sa.select(submissions.c.id, sa.literal(key, sa.Uuid()), sa.true(), sa.true()).where(*here)
        connection.execute(
            members.insert().from_select(["submission_id", "campaign_id", "by_person", "adds_words"], put)
        )


def downgrade() -> None:
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("campaign", sa.String(length=120), nullable=False, server_default=""))
    name = (
        sa.select(campaigns.c.name)
        .join(members, members.c.campaign_id == campaigns.c.id)
        .where(members.c.submission_id == submissions.c.id)
        .scalar_subquery()
    )
    grouped = sa.select(members.c.submission_id).where(members.c.campaign_id.is_not(None))
    op.get_bind().execute(submissions.update().where(submissions.c.id.in_(grouped)).values(campaign=name))
    op.drop_table("campaign_members")
    op.drop_table("campaigns")
    op.drop_table("campaign_runs")
