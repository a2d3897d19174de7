"""Reading subscriptions: by the token of a link, and those that a run has to look at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from collab.db import db, rows
from collab.digests.models import DigestMail, DigestRun, Frequency, Subscriber, Subscription, Topic
from collab.digests.rules import links
from collab.errors import NotFound

INSTALLATION = UUID(int=0)  # the root of the chain of what the installation does by itself


def asked(token: str) -> Subscription:
    """What the link of a confirmation mail is for. Raises NotFound."""
    return _one(Subscription.confirm_hash == links.stored(token))


def _one(where: ColumnElement[bool]) -> Subscription:
    query = select(Subscription).where(where).options(joinedload(Subscription.subscriber))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def to_stop(token: str) -> tuple[Subscriber, Subscription | None]:
    """Whom the link ends updates for, and which; all of them where it names none. Raises NotFound."""
    query = select(Subscriber).where(Subscriber.stop_hash == links.stored(token))
    whole = db.session.scalars(query).one_or_none()
    if whole is not None:
        return whole, None
    found = _one(Subscription.stop_hash == links.stored(token))
    return found.subscriber, found


def managed(token: str) -> Subscriber:
    """Whose updates the link lets change. Raises NotFound."""
    found = db.session.scalars(select(Subscriber).where(Subscriber.manage_hash == links.stored(token))).one_or_none()
    if found is None:
        raise NotFound
    return found


def current(subscriber: Subscriber) -> Sequence[Subscription]:
    """What somebody gets, in the order in which it was asked for."""
    query = select(Subscription).where(Subscription.subscriber_id == subscriber.id, _is_current())
    return db.session.scalars(query.order_by(Subscription.asked_at, Subscription.id)).all()


def all_of(subscriber: Subscriber) -> Sequence[Subscription]:
    """Also what was not confirmed, and what has ended."""
    query = select(Subscription).where(Subscription.subscriber_id == subscriber.id)
    return db.session.scalars(query.order_by(Subscription.asked_at, Subscription.id)).all()


def count_mails(run: DigestRun) -> int:
    return db.session.scalar(select(func.count(DigestMail.id)).where(DigestMail.run_id == run.id)) or 0


def current_one(subscriber: Subscriber, subscription_id: UUID) -> Subscription:
    """One of them. Raises NotFound, also for somebody else's."""
    found = next((one for one in current(subscriber) if one.id == subscription_id), None)
    if found is None:
        raise NotFound
    return found


def _is_current() -> ColumnElement[bool]:
    return and_(Subscription.confirmed_at.is_not(None), Subscription.ended_at.is_(None))


def subscriber(email: str) -> Subscriber | None:
    """Locked until the end of the transaction."""
    query = select(Subscriber).where(Subscriber.email == email).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def asked_since(subscriber: Subscriber, since: datetime) -> Sequence[Subscription]:
    query = select(Subscription).where(Subscription.subscriber_id == subscriber.id, Subscription.asked_at > since)
    return db.session.scalars(query.order_by(Subscription.asked_at)).all()


def unfinished_runs(frequency: Frequency) -> Sequence[DigestRun]:
    query = select(DigestRun).where(DigestRun.frequency == frequency, DigestRun.finished_at.is_(None))
    return db.session.scalars(query.order_by(DigestRun.ends_at)).all()


def last_run_end(frequency: Frequency) -> datetime | None:
    query = select(DigestRun.ends_at).where(DigestRun.frequency == frequency)
    return db.session.scalar(query.order_by(DigestRun.ends_at.desc()).limit(1))


def run(frequency: Frequency, starts_at: datetime) -> DigestRun:
    query = select(DigestRun).where(DigestRun.frequency == frequency, DigestRun.starts_at == starts_at)
    return db.session.scalars(query).one()


def subscribers_due(run: DigestRun, limit: int) -> Sequence[UUID]:
    """Those who have not been told all that this run tells."""
    query = select(Subscription.subscriber_id).where(*_due(run)).group_by(Subscription.subscriber_id)
    return db.session.scalars(query.order_by(Subscription.subscriber_id).limit(limit)).all()


class Following(NamedTuple):
    """A confirmed subscription with its subscriber, as a mail needs them; tens of thousands of them make a run."""

    id: UUID
    subscriber_id: UUID
    topic: Topic
    subject_id: UUID
    covered_until: datetime
    salt: str
    stop_hash: str | None
    email: str
    subscriber_salt: str
    stop_all_hash: str | None
    manage_hash: str | None


def _following() -> Select[Any]:
    one, whom = rows(Subscription).c, rows(Subscriber).c
    own = (one.id, one.subscriber_id, one.topic, one.subject_id, one.covered_until, one.salt, one.stop_hash)
    return select(*own, whom.email, whom.salt, whom.stop_hash, whom.manage_hash).join_from(
        rows(Subscription), rows(Subscriber)
    )


def locked_due(run: DigestRun, subscriber_ids: Sequence[UUID]) -> list[Following]:
    """Their subscriptions of this run, each subscriber's together in the order in which they were asked for.

    Another sender that holds some is waited for, and what it told is left out.
    """
    query = _following().where(Subscription.subscriber_id.in_(subscriber_ids), *_due(run))
    ordered = query.order_by(Subscription.subscriber_id, Subscription.asked_at, Subscription.id)
    return [Following(*row) for row in db.session.execute(ordered.with_for_update(of=rows(Subscription)))]


def followings(ids: Sequence[UUID]) -> list[Following]:
    """Of these, those that nobody has ended, in the order in which they were asked for."""
    query = _following().where(Subscription.id.in_(ids), _is_current())
    return [Following(*row) for row in db.session.execute(query.order_by(Subscription.asked_at, Subscription.id))]


def _due(run: DigestRun) -> tuple[ColumnElement[bool], ...]:
    return _is_current(), Subscription.frequency == run.frequency, Subscription.covered_until < run.ends_at


def contents(mail_ids: Collection[UUID]) -> dict[UUID, dict[str, list[str]]]:
    """What these mails hold, as `DigestMail.contents` says it. A mail that is not there any more is left out."""
    query = select(DigestMail.id, DigestMail.contents).where(DigestMail.id.in_(mail_ids)).order_by(DigestMail.id)
    return {row.id: row.contents for row in db.session.execute(query)}


def run_of(mail_id: UUID) -> DigestRun:
    return db.session.scalars(select(DigestRun).join(DigestMail).where(DigestMail.id == mail_id)).one()


def still_wanted(ids: Collection[UUID]) -> set[UUID]:
    """Those of these subscriptions that nobody has ended."""
    query = select(Subscription.id).where(Subscription.id.in_(ids), _is_current()).order_by(Subscription.id)
    return set(db.session.scalars(query)) if ids else set()


def perhaps_over(before: datetime, asked_before: datetime, limit: int) -> Sequence[Subscriber]:
    """Subscribers of whom nothing is current and nothing waits, as far as the WHERE can tell."""
    kept = or_(
        _is_current(),
        and_(Subscription.confirmed_at.is_not(None), Subscription.ended_at > before),
        and_(
            Subscription.ended_at.is_(None), Subscription.confirmed_at.is_(None), Subscription.asked_at > asked_before
        ),
    )
    query = select(Subscriber).where(~Subscriber.subscriptions.any(kept))
    return db.session.scalars(query.order_by(Subscriber.id).limit(limit).with_for_update()).all()


def never_confirmed(asked_before: datetime) -> Sequence[Subscription]:
    """Whose link has ended without being used."""
    waiting = Subscription.confirmed_at.is_(None), Subscription.asked_at <= asked_before
    return db.session.scalars(select(Subscription).where(*waiting).order_by(Subscription.id)).all()
