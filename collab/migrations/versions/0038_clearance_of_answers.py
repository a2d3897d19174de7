"""clearance of public feedback and government responses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "answer_texts",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", AT, nullable=False),
        sa.Column("frozen_by_id", sa.Uuid(), nullable=False),
        sa.Column("recalled_at", AT, nullable=True),
        sa.Column("recalled_by_id", sa.Uuid(), nullable=True),
        sa.Column("recall_reason", sa.Text(), nullable=False),
        sa.Column("published_at", AT, nullable=True),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "recalled_at IS NULL OR published_at IS NULL", name=op.f("ck_answer_texts_recalled_or_published")
        ),
        sa.CheckConstraint(
            "(published_at IS NULL) = (published_by_id IS NULL)", name=op.f("ck_answer_texts_published_pair")
        ),
        *_references("answer_texts", frozen_by_id="people", recalled_by_id="people", published_by_id="people"),
        *_references("answer_texts", consultation_id="consultations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_texts")),
        sa.UniqueConstraint(
            "consultation_id", "part", "number", name=op.f("uq_answer_texts_consultation_id_part_number")
        ),
    )
    op.create_index(op.f("ix_answer_texts_hash"), "answer_texts", ["hash"])
    _unique("uq_answer_texts_in_clearance", "answer_texts", ["consultation_id", "part"], "recalled_at IS NULL")
    op.create_table(
        "answer_clearances",
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", AT, nullable=True),
        sa.Column("ended_why", sa.String(length=60), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "decision != 'objected' OR reason != ''", name=op.f("ck_answer_clearances_objection_has_reason")
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name=op.f("ck_answer_clearances_ended_pair")),
        *_references("answer_clearances", answer_id="answer_texts", organisation_id="organisations"),
        *_references("answer_clearances", person_id="people", membership_id="memberships"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_clearances")),
    )
    op.create_index(op.f("ix_answer_clearances_answer_id"), "answer_clearances", ["answer_id"])
    _unique("uq_answer_clearances_current", "answer_clearances", ["answer_id", "organisation_id"], "ended_at IS NULL")


def _references(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, other in columns.items()
    ]


def _unique(name: str, table: str, columns: list[str], where: str) -> None:
    held = sa.text(where)
    op.create_index(name, table, columns, unique=True, sqlite_where=held, postgresql_where=held)


def downgrade() -> None:
    op.drop_table("answer_clearances")
    op.drop_table("answer_texts")
