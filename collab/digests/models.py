"""Subscribers, their subscriptions, the runs of digests, and what each mail of a run holds."""

from __future__ import annotations

import enum
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.db import Base, Identified, Json, values

EVERYTHING = UUID(int=0)  # the subject of subscriptions to everything: a unique index lets several NULLs in


class Frequency(enum.Enum):
    daily = "daily"
    weekly = "weekly"


class Topic(enum.Enum):
    """What a subscription is about. Its `subject_id` is a row of this kind, or EVERYTHING."""

    everything = "everything"
    organisation = "organisation"
    proposal = "proposal"
    consultation = "consultation"


class EndReason(enum.Enum):
    unsubscribed = "unsubscribed"
    unsubscribed_from_all = "unsubscribed_from_all"
    confirmed_another = "confirmed_another"


def _salt() -> str:
    return secrets.token_hex(16)


class Subscriber(Base, Identified):
    """An address. The tokens of its links are made from its salt and the secret key; here are only their hashes."""

    __tablename__ = "digest_subscribers"

    email: Mapped[str] = mapped_column(String(320), unique=True)
    salt: Mapped[str] = mapped_column(String(32), default=_salt)
    manage_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    stop_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]

    subscriptions: Mapped[list[Subscription]] = relationship(
        back_populates="subscriber", cascade="all, delete-orphan", order_by="Subscription.asked_at, Subscription.id"
    )


class Subscription(Base, Identified):
    """One address and one subject: asked for, then confirmed, then ended.

    All that happened before `covered_until` was told, or was not asked for.
    """

    __tablename__ = "digest_subscriptions"
    __table_args__ = (
        Index(
            "uq_digest_subscriptions_current",
            "subscriber_id",
            "topic",
            "subject_id",
            unique=True,
            sqlite_where=text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
        ),
        Index("ix_digest_subscriptions_due", "frequency", "covered_until"),
        CheckConstraint("(confirmed_at IS NULL) = (covered_until IS NULL)", name="confirmed_pair"),
        CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="ended_pair"),
    )

    subscriber_id: Mapped[UUID] = mapped_column(ForeignKey("digest_subscribers.id"), index=True)
    topic: Mapped[Topic] = mapped_column(values(Topic))
    subject_id: Mapped[UUID] = mapped_column(default=EVERYTHING)
    frequency: Mapped[Frequency] = mapped_column(values(Frequency))
    salt: Mapped[str] = mapped_column(String(32), default=_salt)
    confirm_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    stop_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    covered_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[EndReason | None] = mapped_column(values(EndReason))

    subscriber: Mapped[Subscriber] = relationship(back_populates="subscriptions")

    @property
    def is_current(self) -> bool:
        return self.confirmed_at is not None and self.ended_at is None


class DigestRun(Base, Identified):
    """One window, half-open. It is there once, whoever begins it; `finished_at` says that nobody is left."""

    __tablename__ = "digest_runs"
    __table_args__ = (UniqueConstraint("frequency", "starts_at"),)

    frequency: Mapped[Frequency] = mapped_column(values(Frequency))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    began_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class DigestMail(Base, Identified):
    """A subscriber's mail of a run: the keys of its items by subscription, to look at again when it is sent."""

    __tablename__ = "digest_mails"
    __table_args__ = (UniqueConstraint("run_id", "subscriber_id"),)

    run_id: Mapped[UUID] = mapped_column(ForeignKey("digest_runs.id"))
    subscriber_id: Mapped[UUID] = mapped_column(ForeignKey("digest_subscribers.id"), index=True)
    contents: Mapped[dict[str, list[str]]] = mapped_column(Json)

    run: Mapped[DigestRun] = relationship()
    subscriber: Mapped[Subscriber] = relationship()
