"""Reading subscriptions: by the token of a link, and those that a run has to look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from collab.db import db
from collab.digests.models import DigestMail, DigestRun, Frequency, Subscriber, Subscription
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


def locked_due(run: DigestRun, subscriber_ids: Sequence[UUID]) -> Sequence[Subscription]:
    """Their subscriptions of this run. Another sender that holds some is waited for, and what it told is left out."""
    query = select(Subscription).where(Subscription.subscriber_id.in_(subscriber_ids), *_due(run))
    loaded = query.options(joinedload(Subscription.subscriber, innerjoin=True))
    ordered = loaded.order_by(Subscription.subscriber_id, Subscription.id)
    held = ordered.with_for_update(of=Subscription).execution_options(populate_existing=True)
    return sorted(db.session.scalars(held), key=lambda one: (one.subscriber_id, one.asked_at, one.id))


def _due(run: DigestRun) -> tuple[ColumnElement[bool], ...]:
    return _is_current(), Subscription.frequency == run.frequency, Subscription.covered_until < run.ends_at


def mail(mail_id: UUID) -> DigestMail | None:
    query = select(DigestMail).where(DigestMail.id == mail_id)
    return db.session.scalars(
        query.options(joinedload(DigestMail.run), joinedload(DigestMail.subscriber))
    ).one_or_none()


def still_wanted(ids: Sequence[UUID]) -> Sequence[Subscription]:
    """Those of these subscriptions that nobody has ended."""
    query = select(Subscription).where(Subscription.id.in_(ids), _is_current())
    return db.session.scalars(query.order_by(Subscription.asked_at, Subscription.id)).all()


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
