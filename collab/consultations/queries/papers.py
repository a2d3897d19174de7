"""Reading papers: all of them for those who run the consultation, the published ones for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from collab.accounts.policy import Viewer
from collab.attachments.models import Accessibility, Attachment, FileKind
from collab.consultations import policy
from collab.consultations.models import Consultation, Paper, PaperKind
from collab.consultations.queries.counted import once
from collab.consultations.rules import papers as rules
from collab.db import db
from collab.errors import NotFound


def _of(consultation_id: UUID) -> Select[Paper]:
    query = select(Paper).where(Paper.consultation_id == consultation_id, Paper.removed_at.is_(None))
    return query.options(joinedload(Paper.attachment)).order_by(Paper.number)


def standing(consultation: Consultation) -> Sequence[Paper]:
    """All but the removed ones, in the order in which they came."""
    return db.session.scalars(_of(consultation.id)).all()


def drafts(consultation: Consultation) -> Sequence[Paper]:
    """Those that are not published."""
    return db.session.scalars(_of(consultation.id).where(Paper.published_at.is_(None))).all()


def kinds(consultation: Consultation) -> frozenset[PaperKind]:
    """The kinds of which there is a paper."""
    return frozenset(one.kind for one in standing(consultation))


def get(consultation: Consultation, number: int) -> Paper:
    """By its number, which never changes, for those who run the consultation. Raises NotFound."""
    found = next((one for one in standing(consultation) if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def file(consultation: Consultation, number: int, *, viewer: Viewer) -> Attachment:
    """The file of a paper that the viewer may read: a draft only for those who run it. Raises NotFound."""
    paper = get(consultation, number)
    may_read = paper.published_at is not None or policy.can_read_draft(viewer, consultation)
    if paper.attachment is None or not may_read:
        raise NotFound
    return paper.attachment


def last_number(consultation: Consultation) -> int:
    query = select(func.max(Paper.number)).where(Paper.consultation_id == consultation.id)
    return db.session.scalar(query) or 0


@dataclass(frozen=True)
class PublicPaper:
    """A published paper as everybody may see it. `added_at` is None for what was there when it opened."""

    number: int
    kind: str
    form: str
    title: str
    title_cy: str
    description: str
    url: str
    file_kind: FileKind | None
    size: int
    sha256: str
    accessibility: Accessibility | None
    accessible_note: str
    published_at: datetime
    added_at: datetime | None
    is_material: bool


def published(consultation: Consultation) -> tuple[PublicPaper, ...]:
    """Frozen rows, the same for everybody; `consultation` may be a row of the public page."""
    return once(consultation, "papers", lambda: _published(consultation.id, consultation.opens_at))


def _published(consultation_id: UUID, opens_at: datetime | None) -> tuple[PublicPaper, ...]:
    found = db.session.scalars(_of(consultation_id).where(Paper.published_at.is_not(None))).all()
    order = list(PaperKind)
    ordered = sorted(found, key=lambda one: (order.index(one.kind), one.number))
    return tuple(_as_published(one, opens_at) for one in ordered)


def _as_published(paper: Paper, opens_at: datetime | None) -> PublicPaper:
    held = paper.attachment
    assert paper.published_at is not None
    return PublicPaper(
        number=paper.number,
        kind=rules.KIND_WORDS[paper.kind],
        form=rules.form_words(paper.format, paper.language),
        title=paper.title.en.text,
        title_cy=paper.title.cy.text,
        description=paper.description,
        url=paper.url,
        file_kind=held.kind if held else None,
        size=held.size if held else 0,
        sha256=held.sha256 if held else "",
        accessibility=held.accessibility if held else None,
        accessible_note=held.accessible_note if held else "",
        published_at=paper.published_at,
        added_at=None if rules.was_at_opening(paper.published_at, opens_at) else paper.published_at,
        is_material=paper.is_material,
    )
