"""Whose words a text is made of, replayed from its saves and then from the log of what was typed live."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from collab.db import db
from collab.documents.models import DocumentSnapshot, DocumentUpdate, Revision
from collab.documents.queries import live
from collab.documents.rules import authorship, flat
from collab.documents.rules.authorship import Attribution
from collab.text import Language

SEED = 1  # the log begins with the text as it stood, which is nobody's: the saves before say who wrote it


def attribution(document_id: UUID, *, upto: int | None = None, save: int | None = None) -> Attribution:
    """The owners of the English now, after a sequence of the log, or as it was at a save. An owner is `organisation:person`."""
    if save is not None:
        upto = _sequence_at(document_id, save)
    if upto == 0 or _seeded_at(document_id) is None:
        return _from_saves(document_id, save)
    found, sequence = _from_snapshot(document_id, upto)
    held = live.opened(document_id, upto=sequence)
    for writer, rows in groupby(live.after(document_id, sequence, upto=upto), key=_writer):
        for row in rows:
            held.apply(row.update, row.sequence)
        found = authorship.step(found, authorship.text_of(flat.blocks(held.live)), writer)
    return found


def _writer(row: Any) -> str:
    return f"{row.organisation_id or ''}:{row.person_id or ''}"


def _seeded_at(document_id: UUID) -> Any:
    query = select(DocumentUpdate.at).where(DocumentUpdate.document_id == document_id, DocumentUpdate.sequence == SEED)
    return db.session.scalar(query)


def _sequence_at(document_id: UUID, save: int) -> int:
    """The last update that a save holds; 0 for a save from before the log."""
    saved_at = select(Revision.at).where(Revision.document_id == document_id, Revision.number == save).scalar_subquery()
    query = select(func.max(DocumentUpdate.sequence)).where(DocumentUpdate.document_id == document_id)
    last = db.session.scalar(query.where(DocumentUpdate.at <= saved_at)) or 0
    return 0 if last <= SEED else last


def _from_saves(document_id: UUID, save: int | None, before: Any = None) -> Attribution:
    found = Attribution()
    for row in _saves(document_id, save, before):
        found = authorship.step(found, authorship.text_of(row.blocks), _writer(row))
    return found


def _saves(document_id: UUID, save: int | None, before: Any) -> Iterator[Any]:
    english = (Revision.document_id == document_id) & (Revision.language == Language.english)
    query = select(Revision.blocks, Revision.organisation_id, Revision.person_id).where(english)
    if save is not None:
        query = query.where(Revision.number <= save)
    if before is not None:
        query = query.where(Revision.at <= before)
    yield from db.session.execute(query.order_by(Revision.number))


def _from_snapshot(document_id: UUID, upto: int | None) -> tuple[Attribution, int]:
    """The newest owners that are kept beside a snapshot, or those before the log began; and after which sequence they are."""
    kept = DocumentSnapshot.attribution
    query = select(kept, DocumentSnapshot.sequence).where(
        DocumentSnapshot.document_id == document_id, kept.is_not(None)
    )
    if upto is not None:
        query = query.where(DocumentSnapshot.sequence <= upto)
    for held, sequence in db.session.execute(query.order_by(DocumentSnapshot.sequence.desc())):
        if held:  # a JSON null is no SQL NULL
            return authorship.from_json(held), sequence
    return _from_saves(document_id, None, before=_seeded_at(document_id)), SEED
