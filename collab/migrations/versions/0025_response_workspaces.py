"""workspaces of organisations for their responses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "response_workspaces",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=60), nullable=False),
        sa.Column("about", json, nullable=False),
        sa.Column("about_saves", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.Uuid(), nullable=True),
        sa.Column("started_membership_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by_id", sa.Uuid(), nullable=True),
        sa.Column("sent_membership_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(submission_id IS NULL) = (sent_at IS NULL)", name=op.f("ck_response_workspaces_sent_pair")
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR sent_at IS NOT NULL", name=op.f("ck_response_workspaces_withdrawn_was_sent")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_response_workspaces_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_response_workspaces_organisation_id")
        ),
        sa.ForeignKeyConstraint(["sent_by_id"], ["people.id"], name=op.f("fk_response_workspaces_sent_by_id")),
        sa.ForeignKeyConstraint(
            ["sent_membership_id"], ["memberships.id"], name=op.f("fk_response_workspaces_sent_membership_id")
        ),
        sa.ForeignKeyConstraint(["started_by_id"], ["people.id"], name=op.f("fk_response_workspaces_started_by_id")),
        sa.ForeignKeyConstraint(
            ["started_membership_id"], ["memberships.id"], name=op.f("fk_response_workspaces_started_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_response_workspaces_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_workspaces")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_response_workspaces_submission_id")),
    )
    with op.batch_alter_table("response_workspaces", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_response_workspaces_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_response_workspaces_live",
            ["consultation_id", "organisation_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "workspace_answers",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_workspace_answers_question_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["response_workspaces.id"], name=op.f("fk_workspace_answers_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace_answers")),
        sa.UniqueConstraint("workspace_id", "question_id", name=op.f("uq_workspace_answers_workspace_id_question_id")),
    )
    op.create_table(
        "workspace_comments",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_workspace_comments_membership_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_workspace_comments_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_workspace_comments_question_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["response_workspaces.id"], name=op.f("fk_workspace_comments_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace_comments")),
    )
    with op.batch_alter_table("workspace_comments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workspace_comments_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "workspace_sign_offs",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_workspace_sign_offs_membership_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_workspace_sign_offs_person_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["response_workspaces.id"], name=op.f("fk_workspace_sign_offs_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace_sign_offs")),
    )
    with op.batch_alter_table("workspace_sign_offs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workspace_sign_offs_workspace_id"), ["workspace_id"], unique=False)
        batch_op.create_index(
            "uq_workspace_sign_offs_standing",
            ["workspace_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "workspace_wordings",
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("question_version_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("keys", json, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["workspace_answers.id"], name=op.f("fk_workspace_wordings_answer_id")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_workspace_wordings_membership_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_workspace_wordings_person_id")),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_versions.id"], name=op.f("fk_workspace_wordings_question_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace_wordings")),
        sa.UniqueConstraint("answer_id", "number", name=op.f("uq_workspace_wordings_answer_id_number")),
    )


def downgrade() -> None:
    op.drop_table("workspace_wordings")
    with op.batch_alter_table("workspace_sign_offs", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_workspace_sign_offs_standing",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_workspace_sign_offs_workspace_id"))

    op.drop_table("workspace_sign_offs")
    with op.batch_alter_table("workspace_comments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workspace_comments_workspace_id"))

    op.drop_table("workspace_comments")
    op.drop_table("workspace_answers")
    with op.batch_alter_table("response_workspaces", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_response_workspaces_live",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_response_workspaces_organisation_id"))

    op.drop_table("response_workspaces")
