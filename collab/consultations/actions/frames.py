"""Merging, splitting and retiring themes, each a new version of the frame; and examples of what a theme means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, exists, select, update
from sqlalchemy.orm import aliased

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions import codings
from collab.consultations.actions.analysing import settle, take_up
from collab.consultations.models import (
    Coding,
    CodingAct,
    FrameChange,
    FrameVersion,
    Reading,
    Theme,
    ThemeExample,
)
from collab.consultations.queries import analysis
from collab.consultations.queries import frames as queries
from collab.consultations.rules import frames as rules
from collab.consultations.rules.frames import AGAIN, Part
from collab.db import db, expect_version, lock, touch
from collab.errors import Problem, Refused
from collab.text import Bilingual

QUIETLY = {"synchronize_session": False}


def keep_version(
    theme: Theme, change: FrameChange, before: dict[str, Any], after: dict[str, Any], *, answers: int = 0, by: Viewer
) -> None:
    """The next version of the frame. The consultation is locked, so that no number is given twice."""
    db.session.add(
        FrameVersion(
            consultation_id=theme.consultation_id,
            number=queries.last_number(theme.consultation) + 1,
            theme_id=theme.id,
            change=change,
            before=before,
            after=after,
            answers=answers,
            at=clock.now(),
            person_id=by.person_id,
            membership_id=by.membership_id,
        )
    )
    db.session.flush()


@permitted(policy.can_change_theme)
def retire(theme: Theme, *, version: int | None = None, by: Viewer) -> None:
    """Takes a theme out of use. What is coded to it stays to be read; an answer with no other coding is to be coded again."""
    touched = _take(theme, version, by)
    _set_aside(theme, by)
    _end(theme, by, FrameChange.retired, {}, touched)


@permitted(policy.can_change_theme)
def merge(theme: Theme, *, into: str, version: int | None = None, by: Viewer) -> None:
    """Hands all that is coded to a theme over to another, given by its number. An answer that had both keeps both."""
    touched = _take(theme, version, by)
    target = queries.by_number(theme.consultation, into)
    if target is None or target.retired_at is not None or target.id == theme.id:
        raise Refused(Problem("Choose the theme that takes over what is coded to this one", field="into"))
    _hand_over(theme, target, by)
    theme.merged_into = target
    _end(theme, by, FrameChange.merged, {"into": [target.number]}, touched)


@permitted(policy.can_change_theme)
def split(theme: Theme, parts: Sequence[Part], *, then: str, version: int | None = None, by: Viewer) -> list[Theme]:
    """Makes new themes in the place of one. Its answers are coded again, or all go to the part whose place is chosen."""
    touched = _take(theme, version, by)
    problems = rules.split_problems(parts, then)
    if problems:
        raise Refused(problems)
    made = {place: _part(theme, part) for place, part in enumerate(parts, start=1) if part.name}
    for part in made.values():
        keep_version(part, FrameChange.added, {}, rules.facts(part), by=by)
    if then == AGAIN:
        _set_aside(theme, by)
    else:
        _hand_over(theme, made[int(then)], by)
    _end(theme, by, FrameChange.split, {"into": [part.number for part in made.values()]}, touched)
    return list(made.values())


def _take(theme: Theme, version: int | None, by: Viewer) -> set[UUID]:
    """Locks what is changed; returns the responses that it is about."""
    take_up(theme.consultation, by=by)
    lock(theme)
    expect_version(theme, version)
    if theme.retired_at is not None:
        raise Refused("This theme is retired")
    return {submission_id for submission_id, _ in queries.coded_places(theme)}


def _part(theme: Theme, part: Part) -> Theme:
    made = Theme(
        consultation=theme.consultation,
        number=analysis.last_theme_number(theme.consultation) + 1,
        name=Bilingual.of(part.name),
        definition=part.definition,
        questions=list(theme.questions),
        parent=theme.parent,
        split_from=theme,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _set_aside(theme: Theme, by: Viewer) -> None:
    places = queries.coded_places(theme)
    codings.log([(CodingAct.set_aside, *place, theme.id) for place in places], by=by)


def _hand_over(theme: Theme, target: Theme, by: Viewer) -> None:
    """Moves the codings. Where an answer had both, what a person said of the one is said of the other."""
    places = queries.coded_places(theme)
    other = aliased(Coding)
    same = and_(other.submission_id == Coding.submission_id, other.question_id == Coding.question_id)
    persons = and_(same, other.theme_id == theme.id, other.person_id.is_not(None))
    proposed = (Coding.theme_id == target.id, Coding.person_id.is_(None), exists().where(persons))
    said = {
        "person_id": select(other.person_id).where(persons).correlate(Coding).scalar_subquery(),
        "at": select(other.at).where(persons).correlate(Coding).scalar_subquery(),
    }
    db.session.execute(update(Coding).where(*proposed).values(said), execution_options=QUIETLY)
    has_both = exists().where(same, other.theme_id == target.id)
    moved = update(Coding).where(Coding.theme_id == theme.id, ~has_both).values(theme_id=target.id)
    db.session.execute(moved, execution_options=QUIETLY)
    db.session.expire_all()
    codings.log([(CodingAct.merged, *place, theme.id) for place in places], into=target.id, by=by)
    target.questions = [*target.questions, *(one for one in theme.questions if one not in target.questions)]
    touch(target)


def _end(theme: Theme, by: Viewer, change: FrameChange, after: dict[str, Any], touched: set[UUID]) -> None:
    """The theme is out of use: its parts go under what took it over, or under nothing."""
    heir = theme.merged_into.parent or theme.merged_into if theme.merged_into else None
    for child in list(theme.children):
        if child.retired_at is None:
            child.parent = heir if heir is not None and heir.id != child.id else None
    theme.retired_at = clock.now()
    db.session.flush()
    keep_version(theme, change, rules.facts(theme), after, answers=len(touched), by=by)
    settle(theme.consultation, touched, by=by)
    event = {
        FrameChange.merged: Event.theme_merged,
        FrameChange.split: Event.theme_split,
    }.get(change, Event.theme_retired)
    about = {"theme": str(theme.id), "number": theme.number, "responses": len(touched), **after}
    record(RootKind.consultation, theme.consultation_id, event, by=by, about=about)


# --- Examples --------------------------------------------------------------------------------------------------------


@permitted(policy.can_analyse_answer)
def show_as_example(reading: Reading, *, theme: str, words: str = "", by: Viewer) -> ThemeExample:
    """Keeps words of an answer to show what belongs in a theme; all of them where none are given. Analysts read them."""
    consultation = reading.submission.consultation
    take_up(consultation, by=by)
    lock(reading)
    found = queries.by_number(consultation, theme)
    if found is None or found.retired_at is not None:
        raise Refused(Problem("Choose a theme that is in use", field="theme"))
    said = " ".join(words.split())
    if said and said not in " ".join(reading.answer.words.split()):
        raise Refused(Problem("Quote the answer word for word, or leave this empty for all of it", field="words"))
    example = queries.example_from(found, reading) or ThemeExample(
        theme=found, submission_id=reading.submission_id, question_id=reading.question_id
    )
    example.words, example.at, example.person_id = words.strip() or reading.answer.words, clock.now(), by.person_id
    db.session.add(example)
    _record_example(found, Event.theme_example_kept, by)
    return example


@permitted(policy.can_change_theme)
def drop_example(theme: Theme, example: ThemeExample, *, by: Viewer) -> None:
    """The answer shows the theme no more. The answer itself stays as it is."""
    take_up(theme.consultation, by=by)
    db.session.execute(delete(ThemeExample).where(ThemeExample.id == example.id))
    _record_example(theme, Event.theme_example_dropped, by)


def _record_example(theme: Theme, event: Event, by: Viewer) -> None:
    db.session.flush()
    about = {"theme": str(theme.id), "number": theme.number}
    record(RootKind.consultation, theme.consultation_id, event, by=by, about=about)
