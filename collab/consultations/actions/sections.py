"""Sections of a questionnaire: added, reworded, moved and removed until the opening is approved."""

from __future__ import annotations

from typing import Any

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.questions import Direction, refuse_broken_conditions
from collab.consultations.actions.setup import remember, take_up
from collab.consultations.models import Consultation, QuestionSection
from collab.consultations.queries import setup as reading
from collab.db import db, lock
from collab.errors import Problem, Refused, Stale
from collab.text import Bilingual


@permitted(policy.can_edit)
def add_section(
    consultation: Consultation,
    *,
    heading: str,
    by: Viewer,
    heading_cy: str = "",
    introduction: str = "",
    introduction_cy: str = "",
    is_equality: bool = False,
) -> QuestionSection:
    """A section at the end, without questions yet. Whether it is on equality stays as it is."""
    take_up(consultation, None)
    _check(heading)
    everything = consultation.sections
    section = QuestionSection(
        consultation=consultation,
        number=max((one.number for one in everything), default=0) + 1,
        position=max((one.position for one in everything), default=0) + 1,
        heading=Bilingual.of(heading, heading_cy),
        introduction=Bilingual.of(introduction, introduction_cy),
        is_equality=is_equality,
    )
    db.session.add(section)
    db.session.flush()
    _note(consultation, Event.section_added, by, section)
    return section


@permitted(policy.can_edit)
def change_section(
    consultation: Consultation,
    section: QuestionSection,
    *,
    heading: str,
    heading_cy: str,
    introduction: str,
    introduction_cy: str,
    by: Viewer,
    version: int | None = None,
) -> None:
    """Rewords a section."""
    take_up(consultation, None)
    _current(section, version)
    _check(heading)
    section.heading = section.heading.revised(heading, heading_cy)
    section.introduction = section.introduction.revised(introduction, introduction_cy)
    _note(consultation, Event.section_changed, by, section)


@permitted(policy.can_edit)
def move_section(consultation: Consultation, section: QuestionSection, *, direction: Direction, by: Viewer) -> None:
    """Exchanges a section, with its questions, with the one before or after it; nothing happens at the ends."""
    take_up(consultation, None)
    there = [one for one in consultation.sections if one.removed_at is None]
    here = there.index(section)
    other = here + (1 if direction is Direction.down else -1)
    if not 0 <= other < len(there):
        return
    there[here].position, there[other].position = there[other].position, there[here].position
    refuse_broken_conditions(consultation)
    _note(consultation, Event.section_moved, by, section)


@permitted(policy.can_edit)
def remove_section(
    consultation: Consultation, section: QuestionSection, *, by: Viewer, version: int | None = None
) -> None:
    """Takes out a section that no question belongs to any more."""
    take_up(consultation, None)
    _current(section, version)
    if any(one.section_id == section.id for one in reading.questions(consultation)):
        raise Refused("There are questions in this section. Move them to another section or remove them first.")
    section.removed_at = clock.now()
    _note(consultation, Event.section_removed, by, section)


def _current(section: QuestionSection, version: int | None) -> None:
    lock(section)
    if section.removed_at is not None:
        raise Refused("This section was removed meanwhile.")
    if version is not None and section.version != version:
        raise Stale(reading.entered_section(section))


def _check(heading: str) -> None:
    if not heading.strip():
        raise Refused(Problem("Enter a heading", field="heading"))


def _note(consultation: Consultation, event: Event, by: Viewer, section: QuestionSection) -> None:
    remember(consultation, by=by)
    about: dict[str, Any] = {"section": str(section.id), "number": section.number, "position": section.position}
    record(RootKind.consultation, consultation.id, event, by=by, about=about)
