"""a decision-maker for each lead and joint organisation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)

MAKERS = sa.table(
    "decision_makers",
    *(sa.column(name, sa.Uuid()) for name in ("id", "consultation_id", "organisation_id", "person_id")),
    *(sa.column(name, sa.Uuid()) for name in ("confirmed_by_id", "confirmed_membership_id")),
    *(sa.column(name, AT) for name in ("report_given_at", "confirmed_at")),
    *(sa.column(name, sa.String()) for name in ("role", "statement")),
    sa.column("version", sa.Integer()),
)
CONSULTATIONS = sa.table(
    "consultations",
    *(sa.column(name, sa.Uuid()) for name in ("id", "decision_maker_id", "decision_confirmed_by_id")),
    *(sa.column(name, AT) for name in ("report_delivered_at", "decision_confirmed_at")),
    *(sa.column(name, sa.String()) for name in ("decision_maker", "decision_statement")),
)
RUNNERS = sa.table(
    "consultation_organisations",
    *(sa.column(name, sa.Uuid()) for name in ("consultation_id", "organisation_id")),
    sa.column("role", sa.String()),
)
MEMBERSHIPS = sa.table("memberships", *(sa.column(name, sa.Uuid()) for name in ("id", "person_id", "organisation_id")))


def upgrade() -> None:
    op.create_table(
        "decision_makers",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("report_given_at", AT, nullable=True),
        sa.Column("confirmed_at", AT, nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_membership_id", sa.Uuid(), nullable=True),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_decision_makers_confirmed_pair")
        ),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["people.id"], name=op.f("fk_decision_makers_confirmed_by_id")),
        sa.ForeignKeyConstraint(
            ["confirmed_membership_id"], ["memberships.id"], name=op.f("fk_decision_makers_confirmed_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_decision_makers_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_decision_makers_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_decision_makers_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_makers")),
        sa.UniqueConstraint(
            "consultation_id", "organisation_id", name=op.f("uq_decision_makers_consultation_id_organisation_id")
        ),
    )
    op.bulk_insert(MAKERS, list(_makers()))
    with op.batch_alter_table("dispositions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("organisation_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("decision_maker", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("report_given_at", AT, nullable=True))
    op.execute(_SAY_FOR_WHOM)
    with op.batch_alter_table("dispositions", schema=None) as batch_op:
        batch_op.alter_column("organisation_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_dispositions_organisation_id"), "organisations", ["organisation_id"], ["id"]
        )
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        for name in ("decision_maker_id", "decision_confirmed_by_id"):
            batch_op.drop_constraint(batch_op.f(f"fk_consultations_{name}"), type_="foreignkey")
        for name in (
            "decision_maker_id",
            "report_delivered_at",
            "decision_confirmed_at",
            "decision_confirmed_by_id",
            "decision_statement",
        ):
            batch_op.drop_column(name)


_SAY_FOR_WHOM = """
UPDATE dispositions SET
    organisation_id = (
        SELECT memberships.organisation_id FROM memberships WHERE memberships.id = dispositions.decided_membership_id
    ),
    decision_maker = (
        SELECT consultations.decision_maker FROM consultations
        JOIN themes ON themes.consultation_id = consultations.id WHERE themes.id = dispositions.theme_id
    ),
    report_given_at = (
        SELECT consultations.report_delivered_at FROM consultations
        JOIN themes ON themes.consultation_id = consultations.id WHERE themes.id = dispositions.theme_id
    )
"""
"""Until now the report was what held the decisions, so a decision rested on the report that was given with it."""


def _makers() -> Iterator[dict[str, Any]]:
    """The one that a consultation had, with the lead; with a joint organisation where they are a person only of that."""
    bind = op.get_bind()
    there = {(one.person_id, one.organisation_id): one.id for one in bind.execute(sa.select(MEMBERSHIPS))}
    parts: dict[Any, list[Any]] = {}
    for one in bind.execute(sa.select(RUNNERS).where(RUNNERS.c.role.in_(["lead", "joint"]))):
        parts.setdefault(one.consultation_id, []).append(one)
    for one in bind.execute(sa.select(CONSULTATIONS)):
        bodies = sorted(parts.get(one.id, ()), key=lambda part: part.role != "lead")
        if not bodies or not (one.decision_maker_id or one.report_delivered_at or one.decision_confirmed_at):
            continue
        own = next((part for part in bodies if (one.decision_maker_id, part.organisation_id) in there), bodies[0])
        confirmed = (one.decision_confirmed_by_id, own.organisation_id)
        yield {
            "id": uuid4(),
            "version": 1,
            "consultation_id": one.id,
            "organisation_id": own.organisation_id,
            "role": "" if own.role == "lead" else one.decision_maker,
            "person_id": one.decision_maker_id,
            "report_given_at": one.report_delivered_at,
            "confirmed_at": one.decision_confirmed_at,
            "confirmed_by_id": one.decision_confirmed_by_id,
            "confirmed_membership_id": there.get(confirmed),
            "statement": one.decision_statement,
        }


def downgrade() -> None:
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decision_maker_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("report_delivered_at", AT, nullable=True))
        batch_op.add_column(sa.Column("decision_confirmed_at", AT, nullable=True))
        batch_op.add_column(sa.Column("decision_confirmed_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("decision_statement", sa.Text(), nullable=False, server_default=""))
        for name in ("decision_maker_id", "decision_confirmed_by_id"):
            batch_op.create_foreign_key(batch_op.f(f"fk_consultations_{name}"), "people", [name], ["id"])
    _put_back()
    with op.batch_alter_table("dispositions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_dispositions_organisation_id"), type_="foreignkey")
        for name in ("report_given_at", "decision_maker", "organisation_id"):
            batch_op.drop_column(name)
    op.drop_table("decision_makers")


def _put_back() -> None:
    """The lead's decision-maker, or a joint organisation's where the lead has none: a consultation held one."""
    bind = op.get_bind()
    leads = {
        (one.consultation_id, one.organisation_id)
        for one in bind.execute(sa.select(RUNNERS).where(RUNNERS.c.role == "lead"))
    }
    found = sorted(bind.execute(sa.select(MAKERS)), key=lambda one: (one.consultation_id, one.organisation_id) in leads)
    for one in found:
        held = {
            "decision_maker_id": one.person_id,
            "report_delivered_at": one.report_given_at,
            "decision_confirmed_at": one.confirmed_at,
            "decision_confirmed_by_id": one.confirmed_by_id,
            "decision_statement": one.statement,
        }
        bind.execute(sa.update(CONSULTATIONS).where(CONSULTATIONS.c.id == one.consultation_id).values(**held))
