"""publication at an hour, urgent publication, words recorded on behalf of a body, major and minor editions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BEHALF = "(given_by = '') = (evidence = '')"
HOUR = "(scheduled_for IS NULL) = (scheduled_membership_id IS NULL)"


def upgrade() -> None:
    op.create_table(
        "missing_clearances",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_missing_clearances_edition_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_missing_clearances_organisation_id")
        ),
        sa.PrimaryKeyConstraint("edition_id", "organisation_id", name=op.f("pk_missing_clearances")),
    )
    op.add_column("clearances", sa.Column("given_by", sa.String(200), nullable=False, server_default=""))
    op.add_column("editions", sa.Column("scheduled_for", sa.DateTime(timezone=True), nullable=True))
    op.add_column("editions", sa.Column("urgent_reason", sa.Text(), nullable=False, server_default=""))
    op.add_column("editions", sa.Column("major_number", sa.Integer(), nullable=True))
    op.add_column("editions", sa.Column("minor_number", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE editions SET major_number = publication_number")
    if op.get_bind().dialect.name == "sqlite":
        _add_checked_on_sqlite()
        return
    op.add_column("clearances", sa.Column("evidence", sa.Text(), nullable=False, server_default=""))
    op.create_check_constraint(op.f("ck_clearances_on_behalf_has_evidence"), "clearances", BEHALF)
    op.add_column("editions", sa.Column("scheduled_membership_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_editions_scheduled_membership_id"), "editions", "memberships", ["scheduled_membership_id"], ["id"]
    )
    op.create_check_constraint(op.f("ck_editions_scheduled_pair"), "editions", HOUR)


def _add_checked_on_sqlite() -> None:
    """With their constraints in one go: a table that is rebuilt for one would lose the constraints that it has."""
    op.execute(
        "ALTER TABLE clearances ADD COLUMN evidence TEXT NOT NULL DEFAULT '' "
        f"CONSTRAINT ck_clearances_on_behalf_has_evidence CHECK ({BEHALF})"
    )
    op.execute(
        "ALTER TABLE editions ADD COLUMN scheduled_membership_id CHAR(32) "
        "CONSTRAINT fk_editions_scheduled_membership_id REFERENCES memberships (id) "
        f"CONSTRAINT ck_editions_scheduled_pair CHECK ({HOUR})"
    )


def downgrade() -> None:
    op.drop_column("editions", "scheduled_membership_id")
    op.drop_column("editions", "minor_number")
    op.drop_column("editions", "major_number")
    op.drop_column("editions", "urgent_reason")
    op.drop_column("editions", "scheduled_for")
    op.drop_column("clearances", "evidence")
    op.drop_column("clearances", "given_by")
    op.drop_table("missing_clearances")
