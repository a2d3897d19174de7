"""how long it is kept who responded, which privacy notices were shown, and exports of all responses."""

from __future__ import annotations

import hashlib
import json
import uuid

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)
json_type = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
notices = sa.table(
    "privacy_notices",
    sa.column("id", sa.Uuid()),
    sa.column("consultation_id", sa.Uuid()),
    sa.column("hash", sa.String()),
    sa.column("notices", json_type),
    sa.column("from_at", moment),
)
consultations = sa.table(
    "consultations",
    sa.column("id", sa.Uuid()),
    sa.column("notices_hash", sa.String()),
    sa.column("opening_approved_at", moment),
)
runners = sa.table(
    "consultation_organisations",
    sa.column("id", sa.Uuid()),
    sa.column("consultation_id", sa.Uuid()),
    sa.column("organisation_id", sa.Uuid()),
    sa.column("role", sa.String()),
    sa.column("position", sa.Integer()),
    sa.column("privacy_notice", sa.Text()),
)
bodies = sa.table("organisations", sa.column("id", sa.Uuid()), sa.column("name", sa.String()))
submissions = sa.table(
    "submissions",
    sa.column("id", sa.Uuid()),
    sa.column("consultation_id", sa.Uuid()),
    sa.column("channel", sa.String()),
)
revisions = sa.table(
    "submission_revisions",
    sa.column("submission_id", sa.Uuid()),
    sa.column("notices_hash", sa.String()),
)


def upgrade() -> None:
    op.create_table(
        "privacy_notices",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("notices", json_type, nullable=False),
        sa.Column("from_at", moment, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_privacy_notices_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_notices")),
        sa.UniqueConstraint("consultation_id", "hash", name=op.f("uq_privacy_notices_consultation_id_hash")),
    )
    op.create_table(
        "disclosures",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("request_reference", sa.String(length=80), nullable=False),
        sa.Column("form", sa.String(length=60), nullable=False),
        sa.Column("responses", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_disclosures_consultation_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"], name=op.f("fk_disclosures_membership_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_disclosures_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
    )
    op.create_index("ix_disclosures_consultation", "disclosures", ["consultation_id", "made_at"])
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("identifiers_kept_months", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("notices_hash", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("identifiers_erased_at", moment, nullable=True))
    with op.batch_alter_table("submission_revisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("publish_preference", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("notices_hash", sa.String(length=64), nullable=False, server_default=""))
    _keep_what_was_shown()


def _keep_what_was_shown() -> None:
    """Notices could not change once an opening was approved, so what stands there is what respondents saw."""
    connection = op.get_bind()
    approved = sa.select(consultations.c.id, consultations.c.opening_approved_at)
    for key, at in connection.execute(approved.where(consultations.c.opening_approved_at.is_not(None))).all():
        shown = (
            sa.select(runners.c.organisation_id, bodies.c.name, runners.c.privacy_notice)
            .join(bodies, bodies.c.id == runners.c.organisation_id)
            .where(runners.c.consultation_id == key, runners.c.role.in_(("lead", "joint")))
            .order_by(runners.c.position, runners.c.id)
        )
        held = [{"organisation": str(row[0]), "name": row[1], "words": row[2]} for row in connection.execute(shown)]
        if not any(one["words"] for one in held):
            continue
        told = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        value = hashlib.sha256(told.encode()).hexdigest()
        kept = {"id": uuid.uuid4(), "consultation_id": key, "hash": value, "notices": held, "from_at": at}
        connection.execute(notices.insert().values(**kept))
        connection.execute(consultations.update().where(consultations.c.id == key).values(notices_hash=value))
        here = sa.select(submissions.c.id).where(
            submissions.c.consultation_id == key, submissions.c.channel.in_(("web", "welsh_web"))
        )
        connection.execute(revisions.update().where(revisions.c.submission_id.in_(here)).values(notices_hash=value))


def downgrade() -> None:
    with op.batch_alter_table("submission_revisions", schema=None) as batch_op:
        batch_op.drop_column("notices_hash")
        batch_op.drop_column("publish_preference")
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.drop_column("identifiers_erased_at")
        batch_op.drop_column("notices_hash")
        batch_op.drop_column("identifiers_kept_months")
    op.drop_index("ix_disclosures_consultation", "disclosures")
    op.drop_table("disclosures")
    op.drop_table("privacy_notices")
