"""The theme frame: its versions, one theme with its examples, and how many answers are coded to it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from collab.consultations.models import Coding, Consultation, FrameVersion, Reading, Theme, ThemeExample
from collab.consultations.queries import as_id
from collab.db import db
from collab.errors import NotFound


def last_number(consultation: Consultation) -> int:
    """The version of the frame; 0 where nothing was changed since versions are kept."""
    query = select(func.max(FrameVersion.number)).where(FrameVersion.consultation_id == consultation.id)
    return db.session.scalar(query) or 0


def versions(consultation: Consultation) -> Sequence[FrameVersion]:
    """All of them, the latest first."""
    query = select(FrameVersion).where(FrameVersion.consultation_id == consultation.id)
    loaded = query.options(joinedload(FrameVersion.theme), joinedload(FrameVersion.person))
    return db.session.scalars(loaded.order_by(FrameVersion.number.desc())).all()


def last_of(theme: Theme) -> FrameVersion | None:
    """The latest change of a theme."""
    query = select(FrameVersion).where(FrameVersion.theme_id == theme.id).options(joinedload(FrameVersion.person))
    return db.session.scalars(query.order_by(FrameVersion.number.desc()).limit(1)).first()


def in_use(consultation: Consultation) -> Sequence[Theme]:
    """The themes in use with their parents, by number, without what it costs to count what is coded to them."""
    query = select(Theme).where(Theme.consultation_id == consultation.id, Theme.retired_at.is_(None))
    return db.session.scalars(query.options(joinedload(Theme.parent)).order_by(Theme.number)).all()


def by_number(consultation: Consultation, number: str) -> Theme | None:
    """A theme by its number as a form sends it."""
    if not number.isdecimal() or len(number) > 6:
        return None
    query = select(Theme).where(Theme.consultation_id == consultation.id, Theme.number == int(number))
    return db.session.scalars(query).one_or_none()


def coded_places(theme: Theme) -> list[tuple[UUID, UUID]]:
    """(response, question) of all that is coded to a theme or that a machine proposes for it."""
    query = select(Coding.submission_id, Coding.question_id).where(Coding.theme_id == theme.id)
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(Coding.submission_id, Coding.question_id))]


def question_ids(theme: Theme) -> set[UUID]:
    """The questions to which answers are coded under a theme."""
    return set(db.session.scalars(select(Coding.question_id).where(Coding.theme_id == theme.id).distinct()))


def examples(theme: Theme) -> Sequence[ThemeExample]:
    query = select(ThemeExample).where(ThemeExample.theme_id == theme.id)
    loaded = query.options(joinedload(ThemeExample.submission), joinedload(ThemeExample.question))
    return db.session.scalars(loaded.order_by(ThemeExample.at, ThemeExample.id)).all()


def example(theme: Theme, example_id: str) -> ThemeExample:
    """Raises NotFound."""
    query = select(ThemeExample).where(ThemeExample.theme_id == theme.id, ThemeExample.id == as_id(example_id))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def example_from(theme: Theme, reading: Reading) -> ThemeExample | None:
    here = (ThemeExample.submission_id == reading.submission_id, ThemeExample.question_id == reading.question_id)
    return db.session.scalars(select(ThemeExample).where(ThemeExample.theme_id == theme.id, *here)).one_or_none()
