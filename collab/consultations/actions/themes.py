"""Themes: what respondents said, in an analyst's words."""

from __future__ import annotations

from collections.abc import Collection

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.analysing import settle, take_up
from collab.consultations.actions.codings import log
from collab.consultations.models import CodingAct, Consultation, Question, Theme
from collab.consultations.queries import analysis
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
    by: Viewer,
) -> Theme:
    """Adds a theme to questions that are answered in words, given by their numbers as text."""
    take_up(consultation, by=by)
    asked = _questions(consultation, name, questions)
    theme = Theme(
        consultation=consultation,
        number=analysis.last_theme_number(consultation) + 1,
        name=Bilingual.of(name, name_cy),
        definition=definition,
        questions=asked,
    )
    db.session.add(theme)
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


@permitted(policy.can_change_theme)
def change(
    theme: Theme,
    *,
    name: str,
    definition: str = "",
    questions: Collection[str],
    name_cy: str = "",
    version: int | None = None,
    by: Viewer,
) -> None:
    """Changes a theme. It stays with the questions to which answers are coded under it."""
    consultation = theme.consultation
    take_up(consultation, by=by)
    lock(theme)
    expect_version(theme, version)
    asked = _questions(consultation, name, questions)
    left = {coding.question_id for coding in analysis.codings_of(theme)} - {question.id for question in asked}
    if left:
        message = "Answers to a question are coded to this theme. Code them otherwise before taking the theme from it"
        raise Refused(Problem(message, field="questions"))
    theme.name = theme.name.revised(name, name_cy)
    theme.definition, theme.questions = definition, asked
    touch(theme)
    _record(theme, Event.theme_changed, by)


@permitted(policy.can_change_theme)
def retire(theme: Theme, *, into: str = "", version: int | None = None, by: Viewer) -> None:
    """Takes a theme out of use. While answers are coded to it, it takes the number of another, which they go to."""
    consultation = theme.consultation
    take_up(consultation, by=by)
    lock(theme)
    expect_version(theme, version)
    codings = analysis.codings_of(theme)
    touched = {coding.submission_id for coding in codings}
    target = next((row.theme for row in analysis.themes(consultation) if str(row.theme.number) == into), None)
    if codings and (target is None or target.id == theme.id):
        count = f"{len(touched):,} response{' is' if len(touched) == 1 else 's are'}"
        raise Refused(Problem(f"{count} coded to this theme. Choose the theme that takes them over", field="into"))
    if target is not None:
        _move(theme, target, by)
    theme.retired_at = clock.now()
    settle(consultation, touched, by=by)
    _record(theme, Event.theme_retired, by, into=target.number if target else None, responses=len(touched))


def _move(theme: Theme, target: Theme, by: Viewer) -> None:
    """Hands the codings over; an answer that had both themes keeps the one that stays."""
    held = {(coding.submission_id, coding.question_id) for coding in analysis.codings_of(target)}
    changes = [(CodingAct.merged, one.submission_id, one.question_id, theme.id) for one in analysis.codings_of(theme)]
    for coding in analysis.codings_of(theme):
        if (coding.submission_id, coding.question_id) in held:
            db.session.delete(coding)
        else:
            coding.theme_id = target.id
    log(changes, into=target.id, by=by)
    target.questions = [*target.questions, *(q for q in theme.questions if q not in target.questions)]
    touch(target)
    db.session.flush()


def _record(theme: Theme, event: Event, by: Viewer, **about: object) -> None:
    db.session.flush()
    facts = {"theme": str(theme.id), "number": theme.number, **about}
    record(RootKind.consultation, theme.consultation_id, event, by=by, about=facts)
