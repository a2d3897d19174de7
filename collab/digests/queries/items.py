"""What was published, from the rows that made it public; nothing from a draft."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, load_only, selectinload

from collab import clock
from collab.accounts.models import Organisation
from collab.consultations import policy as consultations_policy
from collab.consultations.models import Consultation, Notice, NoticeKind, Outcome, PublicFeedback
from collab.consultations.rules import standing
from collab.consultations.rules.notice_words import words_of
from collab.db import db
from collab.digests.models import Topic
from collab.digests.rules.items import Item, Kind, chosen, row_ids
from collab.digests.rules.windows import Window
from collab.proposals.models import Edition, Marking, Proposal, Purpose
from collab.web.filters import last_minute


def published(starts_at: datetime, ends_at: datetime) -> list[Item]:
    """All that became public in a half-open window and is public now, in a fixed number of statements."""
    edition, consultation, withdrawal = _between(starts_at, ends_at)
    told = [*_editions(edition), *_consultations(consultation, with_runners=True), *_withdrawals(withdrawal)]
    told += _notices(and_(Notice.told_at >= starts_at, Notice.told_at < ends_at), with_runners=True)
    found = _public_now(told)
    return [item for item in found if starts_at <= item.at < ends_at]


def sample(topic: Topic, subject_id: UUID, last: Window) -> tuple[Item, ...]:
    """What the mail of a window would have told about a subject."""
    return chosen(published(last.starts_at, last.ends_at), topic, subject_id, last.starts_at, last.ends_at)


def by_keys(keys: Collection[str]) -> dict[str, Item]:
    """What of these items is public now. It does not say whom a consultation concerns, which is known of these."""
    editions = row_ids(keys, Kind.edition)
    consultations = row_ids(keys, Kind.opened, Kind.closed, Kind.feedback, Kind.outcome, Kind.consultation_withdrawn)
    proposals = row_ids(keys, Kind.proposal_withdrawn)
    notices = row_ids(keys, *NOTICES.values())
    found: list[Item] = []
    if editions:
        found += _editions(Edition.id.in_(editions))
    if consultations:
        found += _consultations(Consultation.id.in_(consultations), with_runners=False)
    if proposals:
        found += _withdrawals(Proposal.id.in_(proposals))
    if notices:
        found += _notices(Notice.id.in_(notices), with_runners=False)
    return {item.key: item for item in _public_now(found) if item.key in keys}


NOTICES = {
    NoticeKind.paused: Kind.consultation_paused,
    NoticeKind.resumed: Kind.consultation_resumed,
    NoticeKind.extended: Kind.consultation_extended,
    NoticeKind.question_changed: Kind.question_changed,
}
Where = tuple[ColumnElement[bool], ColumnElement[bool], ColumnElement[bool]]


def _between(starts_at: datetime, ends_at: datetime) -> Where:
    def during(column: ColumnElement[datetime | None]) -> ColumnElement[bool]:
        return and_(column >= starts_at, column < ends_at)

    consultations = or_(
        during(Consultation.opens_at),  # type: ignore[arg-type]
        during(Consultation.opening_approved_at),  # type: ignore[arg-type]
        during(Consultation.closes_at),  # type: ignore[arg-type]
        during(Consultation.withdrawn_at),  # type: ignore[arg-type]
        Consultation.feedback.has(during(PublicFeedback.published_at)),  # type: ignore[arg-type]
        Consultation.outcome.has(during(Outcome.published_at)),  # type: ignore[arg-type]
    )
    return during(Edition.published_at), consultations, during(Proposal.withdrawn_at)  # type: ignore[arg-type]


def _public_now(found: Iterable[Item]) -> Iterator[Item]:
    now = clock.now()
    return (item for item in found if item.at <= now)


def _editions(where: ColumnElement[bool]) -> list[Item]:
    """Title and organisations as they were frozen: what the proposal says now may be a draft. Minor editions are not told."""
    query = select(Edition).join(Edition.proposal).where(where, Edition.published_at.is_not(None))
    official = query.where(Proposal.marking == Marking.official, Edition.minor_number == 0)
    rows = db.session.scalars(official.options(joinedload(Edition.proposal)).order_by(Edition.published_at, Edition.id))
    found = [(row, row.content) for row in rows]
    ids = _ids({part["code"] for _, content in found for part in content["organisations"]})
    return [
        Item(
            kind=Kind.edition,
            row_id=row.id,
            at=row.published_at,  # type: ignore[arg-type]
            title=content["title"]["en"],
            detail=_edition_words(row),
            path=f"/proposals/{row.proposal.address}/editions/{row.label}",
            organisation_ids=frozenset(ids[p["code"]] for p in content["organisations"] if p["code"] in ids),
            proposal_id=row.proposal_id,
        )
        for row, content in found
    ]


def _withdrawals(where: ColumnElement[bool]) -> list[Item]:
    """Proposals of which an edition is public, called as the last one was."""
    query = select(Edition).join(Edition.proposal).where(where, Edition.published_at.is_not(None))
    withdrawn = query.where(Proposal.marking == Marking.official, Proposal.withdrawn_at.is_not(None))
    rows = db.session.scalars(
        withdrawn.options(joinedload(Edition.proposal)).order_by(Edition.published_at, Edition.id)
    )
    last = {row.proposal_id: row for row in rows}
    contents = {key: row.content for key, row in last.items()}
    ids = _ids({part["code"] for content in contents.values() for part in content["organisations"]})
    return [
        Item(
            kind=Kind.proposal_withdrawn,
            row_id=key,
            at=last[key].proposal.withdrawn_at,  # type: ignore[arg-type]
            title=content["title"]["en"],
            detail=last[key].proposal.withdrawn_reason,
            path=f"/proposals/{last[key].proposal.address}",
            organisation_ids=frozenset(ids[p["code"]] for p in content["organisations"] if p["code"] in ids),
            proposal_id=key,
        )
        for key, content in contents.items()
    ]


def _ids(codes: Collection[str]) -> dict[str, UUID]:
    return {code: row_id for row_id, code in db.session.execute(_coded(codes))} if codes else {}


def _coded(codes: Collection[str]) -> Select[UUID, str]:
    return select(Organisation.id, Organisation.code).where(Organisation.code.in_(codes)).order_by(Organisation.code)


def _edition_words(row: Edition) -> str:
    purpose = "for consultation" if row.purpose is Purpose.consultation else "the decision"
    return f"{row.proposal.reference}, edition {row.label}, {purpose}"


def _is_told() -> ColumnElement[bool]:
    """Consultations that are public and of which nothing is sensitive."""
    sensitive = Consultation.proposal.has(Proposal.marking != Marking.official)
    return and_(consultations_policy.is_public(), Consultation.marking == Marking.official, ~sensitive)


def _notices(where: ColumnElement[bool], *, with_runners: bool) -> list[Item]:
    """What changed while a consultation ran. Of one that was withdrawn since only that is told."""
    query = select(Notice).join(Notice.consultation).where(where, _is_told(), Consultation.withdrawn_at.is_(None))
    consultation = contains_eager(Notice.consultation)
    loaded = query.options(consultation, *([consultation.selectinload(Consultation.runners)] if with_runners else []))
    rows = db.session.scalars(loaded.order_by(Notice.told_at, Notice.id)).all()
    return [
        replace(
            _item(
                row.consultation,
                _runners(row.consultation) if with_runners else frozenset(),
                NOTICES[row.kind],
                row.told_at,
                ". ".join(part for part in (words_of(row).en, row.reason.en.text) if part),
            ),
            row_id=row.id,
        )
        for row in rows
    ]


def _consultations(where: ColumnElement[bool], *, with_runners: bool) -> list[Item]:
    query = select(Consultation).where(where, _is_told())
    loaded = query.options(
        joinedload(Consultation.feedback).load_only(PublicFeedback.published_at, PublicFeedback.consultation_id),
        joinedload(Consultation.outcome).load_only(Outcome.published_at, Outcome.consultation_id),
        load_only(
            Consultation.reference,
            Consultation.title,
            Consultation.proposal_id,
            Consultation.opens_at,
            Consultation.closes_at,
            Consultation.opening_approved_at,
            Consultation.withdrawn_at,
            Consultation.withdrawn_reason,
            Consultation.is_historic,
        ),
    )
    if with_runners:
        loaded = loaded.options(selectinload(Consultation.runners))
    found = db.session.scalars(loaded.order_by(Consultation.opens_at, Consultation.id))
    rows = [row for row in found if standing.is_public(row, clock.now())]
    return [item for row in rows for item in _told(row, _runners(row) if with_runners else frozenset())]


def _runners(row: Consultation) -> frozenset[UUID]:
    return frozenset(runner.organisation_id for runner in row.runners)


def _told(row: Consultation, by: frozenset[UUID]) -> Iterator[Item]:
    """A consultation that was withdrawn neither opened nor closed for anybody who hears of it now."""
    if row.withdrawn_at is not None and row.opens_at is not None and row.withdrawn_at >= row.opens_at:
        yield _item(row, by, Kind.consultation_withdrawn, row.withdrawn_at, row.withdrawn_reason)
    if row.withdrawn_at is None and row.opens_at is not None:
        opened_at = max(row.opens_at, row.opening_approved_at or row.opens_at)
        until = f"Open until {last_minute(row.closes_at)}" if row.closes_at else ""
        yield _item(row, by, Kind.opened, opened_at, until)
    if row.withdrawn_at is None and row.closes_at is not None:
        yield _item(row, by, Kind.closed, row.closes_at, "")
    if row.feedback is not None and row.feedback.published_at is not None:
        yield _item(row, by, Kind.feedback, row.feedback.published_at, "What people said")
    if row.outcome is not None and row.outcome.published_at is not None:
        yield _item(row, by, Kind.outcome, row.outcome.published_at, "What was decided, and why")


def _item(row: Consultation, by: frozenset[UUID], kind: Kind, at: datetime, detail: str) -> Item:
    return Item(
        kind=kind,
        row_id=row.id,
        at=at,
        title=row.title.en.text,
        detail=detail,
        path=f"/consultations/{row.address}",
        organisation_ids=by,
        proposal_id=row.proposal_id,
        consultation_id=row.id,
    )
