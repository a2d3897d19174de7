"""the stakeholder map."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stakeholder_gaps",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_stakeholder_gaps_consultation_id")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "kind", name=op.f("pk_stakeholder_gaps")),
    )
    op.create_table(
        "stakeholder_groups",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("name", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("how", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("respondent_types", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("nation", sa.String(length=60), nullable=True),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("nation IS NULL OR area_id IS NULL", name=op.f("ck_stakeholder_groups_one_place")),
        sa.CheckConstraint("target > 0", name=op.f("ck_stakeholder_groups_target")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_stakeholder_groups_area_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_stakeholder_groups_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stakeholder_groups")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_stakeholder_groups_consultation_id_number")),
    )
    op.create_table(
        "expected_positions",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["stakeholder_groups.id"], name=op.f("fk_expected_positions_group_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["people.id"], name=op.f("fk_expected_positions_recorded_by_id")),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_expected_positions")),
    )
    op.create_table(
        "stakeholder_involvement",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(length=60), nullable=False),
        sa.Column("stage", sa.String(length=60), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("was_paid", sa.Boolean(), nullable=False),
        sa.Column("adjustments", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_reason = '')", name=op.f("ck_stakeholder_involvement_removed_pair")
        ),
        sa.CheckConstraint("people > 0", name=op.f("ck_stakeholder_involvement_people")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["stakeholder_groups.id"], name=op.f("fk_stakeholder_involvement_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["people.id"], name=op.f("fk_stakeholder_involvement_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stakeholder_involvement")),
        sa.UniqueConstraint("group_id", "number", name=op.f("uq_stakeholder_involvement_group_id_number")),
    )
    op.create_table(
        "stakeholder_target_changes",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("changed_from", sa.Integer(), nullable=False),
        sa.Column("changed_to", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_stakeholder_target_changes_by_id")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["stakeholder_groups.id"], name=op.f("fk_stakeholder_target_changes_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stakeholder_target_changes")),
    )
    with op.batch_alter_table("stakeholder_target_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stakeholder_target_changes_group_id"), ["group_id"], unique=False)

    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_measure", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_column("is_measure")

    with op.batch_alter_table("stakeholder_target_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stakeholder_target_changes_group_id"))

    op.drop_table("stakeholder_target_changes")
    op.drop_table("stakeholder_involvement")
    op.drop_table("expected_positions")
    op.drop_table("stakeholder_groups")
    op.drop_table("stakeholder_gaps")
