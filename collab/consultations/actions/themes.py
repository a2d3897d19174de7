"""Themes: what respondents said, in an analyst's words."""

from __future__ import annotations

from collections.abc import Collection

from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.analysing import take_up
from collab.consultations.actions.frames import keep_version
from collab.consultations.models import Consultation, FrameChange, Question, Theme
from collab.consultations.queries import analysis, frames
from collab.consultations.rules import frames as rules
from collab.db import db, expect_version, lock, touch
from collab.errors import Problem, Refused
from collab.text import Bilingual


@permitted(policy.can_analyse)
def add(
    consultation: Consultation,
    *,
    name: str,
    definition: str = "",
    questions: Collection[str],
    name_cy: str = "",
    parent: str = "",
    by: Viewer,
) -> Theme:
    """Adds a theme to questions that are answered in words, given by their numbers as text; perhaps as part of another."""
    take_up(consultation, by=by)
    asked = _questions(consultation, name, questions)
    under = _parent(consultation, None, parent)
    theme = Theme(
        consultation=consultation,
        number=analysis.last_theme_number(consultation) + 1,
        name=Bilingual.of(name, name_cy),
        definition=definition,
        questions=asked,
        parent=under,
    )
    db.session.add(theme)
    db.session.flush()
    keep_version(theme, FrameChange.added, {}, rules.facts(theme), by=by)
    _record(theme, Event.theme_added, by)
    return theme


def _questions(consultation: Consultation, name: str, numbers: Collection[str]) -> list[Question]:
    asked = [q for q in analysis.free_text_questions(consultation) if str(q.number) in numbers]
    problems = [] if name.strip() else [Problem("Enter a name for the theme", field="name")]
    if not asked:
        problems.append(Problem("Choose the questions that the theme is about", field="questions"))
    if problems:
        raise Refused(problems)
    return asked


def _parent(consultation: Consultation, theme: Theme | None, number: str | None) -> Theme | None:
    number = number or ""  # a form that has no such field sends None
    found = frames.by_number(consultation, number)
    problems = rules.parent_problems(theme, found, number)
    if problems:
        raise Refused(problems)
    return found


@permitted(policy.can_change_theme)
def change(
    theme: Theme,
    *,
    name: str,
    definition: str = "",
    questions: Collection[str],
    name_cy: str = "",
    parent: str = "",
    version: int | None = None,
    by: Viewer,
) -> None:
    """Changes a theme, and with it the version of the frame. It stays with the questions to which answers are coded under it."""
    consultation = theme.consultation
    take_up(consultation, by=by)
    lock(theme)
    expect_version(theme, version)
    if theme.retired_at is not None:
        raise Refused("This theme is retired")
    asked, before = _questions(consultation, name, questions), rules.facts(theme)
    under = _parent(consultation, theme, parent)
    left = frames.question_ids(theme) - {question.id for question in asked}
    if left:
        message = "Answers to a question are coded to this theme. Code them otherwise before taking the theme from it"
        raise Refused(Problem(message, field="questions"))
    theme.name = theme.name.revised(name, name_cy)
    theme.definition, theme.questions, theme.parent = definition, asked, under
    touch(theme)
    db.session.flush()
    after = rules.facts(theme)
    if after != before:
        keep_version(theme, FrameChange.changed, before, after, by=by)
    _record(theme, Event.theme_changed, by)


def _record(theme: Theme, event: Event, by: Viewer, **about: object) -> None:
    db.session.flush()
    facts = {"theme": str(theme.id), "number": theme.number, **about}
    record(RootKind.consultation, theme.consultation_id, event, by=by, about=facts)
