"""Reading what stands beside a text. Who may read the text is decided by what it belongs to; who may read a thread, here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from collab.accounts.policy import Viewer
from collab.db import db
from collab.documents.models import Audience, Comment, Document, Revision, Suggestion, Thread
from collab.documents.queries import live
from collab.documents.rules import flat
from collab.errors import NotFound
from collab.text import Block, Language


def base_of(document: Document) -> str:
    """What names the text as it is now, so that a form can say which one its writer saw."""
    return f"s{document.sequence}" if document.sequence else f"r{document.revision}"


def as_it_was(document: Document, base: str) -> tuple[Block, ...]:
    """The English that `base_of` named. Raises NotFound for what never was."""
    kind, number = base[:1], _number(base)
    if kind == "s" and 0 < number <= document.sequence:
        return flat.blocks(live.opened(document.id, upto=number).live)
    if kind != "r" or not 0 <= number <= document.revision:
        raise NotFound
    english = (Revision.document_id == document.id) & (Revision.language == Language.english)
    query = select(Revision.blocks).where(english, Revision.number <= number)
    return db.session.scalars(query.order_by(Revision.number.desc()).limit(1)).one_or_none() or ()


def edited(document: Document, base: str, change: bytes) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The live text that `base` named, and what it became in the window of somebody who did not send it to the others.

    Raises NotFound for a base that never was, ValueError for what is no change of it.
    """
    number = _number(base)
    if not base.startswith("s") or not 0 < number <= document.sequence:
        raise NotFound
    held = live.opened(document.id, upto=number)
    seen = flat.blocks(held.live)
    held.apply(change, number)
    return seen, flat.blocks(held.live)


def _number(base: str) -> int:
    return int(base[1:]) if re.fullmatch(r"[0-9]{1,9}", base[1:]) else -1


def state(document_id: UUID) -> tuple[int, ...]:
    """Differs whenever anything beside the text was made or decided since. Says nothing of what it is."""
    counted = [
        select(number).where(held.document_id == document_id).scalar_subquery()
        for held in (Suggestion, Thread)
        for number in (func.count(held.id), func.coalesce(func.sum(held.version), 0))
    ]
    said = select(func.count(Comment.id)).join(Thread).where(Thread.document_id == document_id)
    return tuple(db.session.execute(select(*counted, said.scalar_subquery())).one())


def first_sequence(base: str) -> int:
    """The sequence at which the log holds the text that `base` named; a text of before the log is what it begins with."""
    return _number(base) if base.startswith("s") else 1


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Threads for all that may read the draft, and those of the organisation acted for."""
    return or_(Thread.audience == Audience.named, Thread.organisation_id == viewer.organisation_id)


def suggestions(document_id: UUID) -> Sequence[Suggestion]:
    """All suggestions ever made, in the order in which they came."""
    query = select(Suggestion).where(Suggestion.document_id == document_id).order_by(Suggestion.number)
    return db.session.scalars(query.options(joinedload(Suggestion.organisation), joinedload(Suggestion.person))).all()


def suggestion(document_id: UUID, number: int) -> Suggestion:
    """Raises NotFound."""
    query = select(Suggestion).where(Suggestion.document_id == document_id, Suggestion.number == number)
    found = db.session.scalars(
        query.options(joinedload(Suggestion.organisation), joinedload(Suggestion.person))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def threads(document_id: UUID, *, viewer: Viewer) -> Sequence[Thread]:
    """The threads that the viewer may read, with their comments, in the order in which they were begun."""
    query = select(Thread).where(Thread.document_id == document_id, readable_by(viewer)).order_by(Thread.number)
    return db.session.scalars(_with_comments(query)).all()


def thread(document_id: UUID, number: int, *, viewer: Viewer) -> Thread:
    """Raises NotFound, also for a thread that another organisation keeps to itself."""
    query = select(Thread).where(Thread.document_id == document_id, Thread.number == number, readable_by(viewer))
    found = db.session.scalars(_with_comments(query)).one_or_none()
    if found is None:
        raise NotFound
    return found


def thread_on(suggestion: Suggestion) -> Thread | None:
    """The thread on a suggestion, which everybody may read who may read the draft."""
    query = select(Thread).where(Thread.suggestion_id == suggestion.id)
    return db.session.scalars(_with_comments(query)).one_or_none()


def _with_comments(query: Select[Thread]) -> Select[Thread]:
    comments = selectinload(Thread.comments)
    return query.options(
        joinedload(Thread.organisation), comments.joinedload(Comment.person), comments.joinedload(Comment.organisation)
    )


def kept_from(viewer: Viewer, document_ids: Sequence[UUID]) -> Sequence[UUID]:
    """The threads of these documents that the viewer may not read."""
    query = select(Thread.id).where(Thread.document_id.in_(document_ids), ~readable_by(viewer))
    return db.session.scalars(query).all()


def waiting(document_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many suggestions wait for a decision, for each document that has any."""
    query = (
        select(Suggestion.document_id, func.count())
        .where(Suggestion.document_id.in_(document_ids), Suggestion.decided_at.is_(None))
        .group_by(Suggestion.document_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def last_suggestion(document_id: UUID) -> int:
    return db.session.scalar(select(func.max(Suggestion.number)).where(Suggestion.document_id == document_id)) or 0


def last_thread(document_id: UUID) -> int:
    return db.session.scalar(select(func.max(Thread.number)).where(Thread.document_id == document_id)) or 0


def last_comment(thread_id: UUID) -> int:
    return db.session.scalar(select(func.max(Comment.position)).where(Comment.thread_id == thread_id)) or 0
