"""reading and coding answer by answer."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

ORDERS = {
    "in_order": ("is_left_out IS 0", "is_left_out IS false"),
    "unread": ("is_left_out IS 0 AND read_at IS NULL", "is_left_out IS false AND read_at IS NULL"),
    "uncoded": ("is_left_out IS 0 AND is_coded IS 0", "is_left_out IS false AND is_coded IS false"),
    "proposed": ("is_left_out IS 0 AND is_proposed IS 1", "is_left_out IS false AND is_proposed IS true"),
    "flagged": ("is_left_out IS 0 AND is_flagged IS 1", "is_left_out IS false AND is_flagged IS true"),
    "second": ("is_left_out IS 0 AND needs_second IS 1", "is_left_out IS false AND needs_second IS true"),
    "rich": ("is_left_out IS 0 AND is_evidence_rich IS 1", "is_left_out IS false AND is_evidence_rich IS true"),
    "welsh": ("is_left_out IS 0 AND language = 'cy'", "is_left_out IS false AND language = 'cy'"),
}
CODED = (
    "EXISTS (SELECT 1 FROM codings c LEFT JOIN themes t ON t.id = c.theme_id WHERE c.submission_id = s.id"
    " AND c.question_id = v.question_id AND t.retired_at IS NULL AND c.person_id IS {}NULL)"
)
# What was read as a whole response is read answer by answer.
ENTER = f"""
INSERT INTO readings (submission_id, question_id, answer_id, received_at, receipt, language, is_left_out, is_coded, is_proposed,
  is_evidence_rich, is_flagged, flag_note, needs_second, read_at, read_by_id, version)
SELECT s.id, v.question_id, a.id, s.received_at, s.receipt, s.language, s.consideration = 'excluded',
  {CODED.format("NOT ")}, {CODED.format("")}, false, false, '', false, s.read_at, s.read_by_id, 1
FROM submissions s
JOIN submission_revisions r ON r.submission_id = s.id
JOIN answers a ON a.revision_id = r.id
JOIN question_versions v ON v.id = a.question_version_id
WHERE v.type = 'free_text' AND a.words <> ''
  AND r.number = (SELECT max(n.number) FROM submission_revisions n WHERE n.submission_id = s.id)
"""  # noqa: S608 only what stands above
COUNT = """
INSERT INTO reading_counts (question_id, answers, unread, uncoded, proposed, flagged, second)
SELECT question_id, count(*), sum(CASE WHEN read_at IS NULL THEN 1 ELSE 0 END), sum(CASE WHEN is_coded THEN 0 ELSE 1 END),
  sum(CASE WHEN is_proposed THEN 1 ELSE 0 END), 0, 0
FROM readings WHERE NOT is_left_out GROUP BY question_id
"""


def upgrade() -> None:
    op.create_table(
        "coding_changes",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        sa.Column("into_theme_id", sa.Uuid(), nullable=True),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["into_theme_id"], ["themes.id"], name=op.f("fk_coding_changes_into_theme_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"], name=op.f("fk_coding_changes_membership_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_coding_changes_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_coding_changes_question_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_coding_changes_submission_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_coding_changes_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding_changes")),
    )
    with op.batch_alter_table("coding_changes", schema=None) as batch_op:
        batch_op.create_index("ix_coding_changes_answer", ["submission_id", "question_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_coding_changes_theme_id"), ["theme_id"], unique=False)

    op.create_table(
        "reading_counts",
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("uncoded", sa.Integer(), nullable=False),
        sa.Column("proposed", sa.Integer(), nullable=False),
        sa.Column("flagged", sa.Integer(), nullable=False),
        sa.Column("second", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_reading_counts_question_id")),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_reading_counts")),
    )
    op.create_table(
        "readings",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipt", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=60), nullable=False),
        sa.Column("is_left_out", sa.Boolean(), nullable=False),
        sa.Column("is_coded", sa.Boolean(), nullable=False),
        sa.Column("is_proposed", sa.Boolean(), nullable=False),
        sa.Column("is_evidence_rich", sa.Boolean(), nullable=False),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("flag_note", sa.Text(), nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_readings_answer_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_readings_question_id")),
        sa.ForeignKeyConstraint(["read_by_id"], ["people.id"], name=op.f("fk_readings_read_by_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_readings_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "question_id", name=op.f("pk_readings")),
    )
    _index()
    with op.batch_alter_table("response_imports", schema=None) as batch_op:
        batch_op.add_column(sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE response_imports SET entered_at = finished_at")
    op.execute(ENTER)
    op.execute(COUNT)


def _index() -> None:
    for name, (sqlite, postgresql) in ORDERS.items():
        here: Any = {"sqlite_where": sa.text(sqlite), "postgresql_where": sa.text(postgresql)}
        op.create_index(f"ix_readings_{name}", "readings", ["question_id", "received_at", "receipt"], **here)


def downgrade() -> None:
    with op.batch_alter_table("response_imports", schema=None) as batch_op:
        batch_op.drop_column("entered_at")

    op.drop_table("readings")
    op.drop_table("reading_counts")
    op.drop_table("coding_changes")
