"""theme frames and who reads what."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


ORDERS = (
    (
        "ix_readings_free",
        ["question_id", "received_at", "receipt"],
        "is_left_out IS 0 AND is_coded IS 0 AND assigned_to_id IS NULL",
        "is_left_out IS false AND is_coded IS false AND assigned_to_id IS NULL",
    ),
    (
        "ix_readings_assigned",
        ["assigned_to_id", "question_id", "received_at", "receipt"],
        "is_left_out IS 0 AND assigned_to_id IS NOT NULL",
        "is_left_out IS false AND assigned_to_id IS NOT NULL",
    ),
)


def upgrade() -> None:
    op.create_table(
        "frame_versions",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("change", sa.String(length=60), nullable=False),
        sa.Column("before", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("after", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_frame_versions_consultation_id")
        ),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"], name=op.f("fk_frame_versions_membership_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_frame_versions_person_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_frame_versions_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frame_versions")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_frame_versions_consultation_id_number")),
    )
    with op.batch_alter_table("frame_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frame_versions_theme_id"), ["theme_id"], unique=False)

    op.create_table(
        "theme_examples",
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_theme_examples_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_theme_examples_question_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_theme_examples_submission_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_theme_examples_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_examples")),
        sa.UniqueConstraint(
            "theme_id",
            "submission_id",
            "question_id",
            name=op.f("uq_theme_examples_theme_id_submission_id_question_id"),
        ),
    )
    with op.batch_alter_table("theme_examples", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_examples_submission_id"), ["submission_id"], unique=False)

    with op.batch_alter_table("readings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("assigned_to_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("assigned_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("translation", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("translator", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("translated_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("translated_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("translated_answer_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_readings_assigned_by_id"), "people", ["assigned_by_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_readings_translated_answer_id"), "answers", ["translated_answer_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_readings_translated_by_id"), "people", ["translated_by_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_readings_assigned_to_id"), "people", ["assigned_to_id"], ["id"])

    with op.batch_alter_table("readings", schema=None) as batch_op:
        batch_op.alter_column("translation", existing_type=sa.Text(), server_default=None)
        batch_op.alter_column("translator", existing_type=sa.String(length=200), server_default=None)
    for name, columns, in_sqlite, in_postgresql in ORDERS:
        here: Any = {"sqlite_where": sa.text(in_sqlite), "postgresql_where": sa.text(in_postgresql)}
        op.create_index(name, "readings", columns, **here)

    with op.batch_alter_table("themes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parent_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("split_from_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_themes_merged_into_id"), "themes", ["merged_into_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_themes_split_from_id"), "themes", ["split_from_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_themes_parent_id"), "themes", ["parent_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("themes", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_themes_parent_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_themes_split_from_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_themes_merged_into_id"), type_="foreignkey")
        batch_op.drop_column("split_from_id")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("parent_id")

    for name, *_ in ORDERS:
        op.drop_index(name, "readings")
    with op.batch_alter_table("readings", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_readings_assigned_to_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_readings_translated_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_readings_translated_answer_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_readings_assigned_by_id"), type_="foreignkey")
        batch_op.drop_column("translated_answer_id")
        batch_op.drop_column("translated_by_id")
        batch_op.drop_column("translated_at")
        batch_op.drop_column("translator")
        batch_op.drop_column("translation")
        batch_op.drop_column("assigned_by_id")
        batch_op.drop_column("assigned_at")
        batch_op.drop_column("assigned_to_id")

    with op.batch_alter_table("theme_examples", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_examples_submission_id"))

    op.drop_table("theme_examples")
    with op.batch_alter_table("frame_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_frame_versions_theme_id"))

    op.drop_table("frame_versions")
