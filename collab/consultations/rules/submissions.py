"""Receiving a response: the way through its pages, whether it is complete, in time or late, and its receipt number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Protocol
from uuid import UUID

from collab.consultations.models import Channel, Consultation, Question, QuestionType
from collab.consultations.rules import answers, paths, respondents, window
from collab.consultations.rules.answers import Given
from collab.consultations.rules.respondents import About
from collab.consultations.rules.standing import is_on_a_decision
from collab.errors import Problem
from collab.text import say


class AskedVersion(answers.Version, paths.Conditional, Protocol):
    """What it takes to say whether a question is asked, and to check the answer to it."""


class Asked(Protocol):
    """A question as far as checking an answer to it goes."""

    @property
    def id(self) -> UUID: ...
    @property
    def number(self) -> int: ...
    @property
    def current(self) -> AskedVersion: ...


ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 and O, 1, I and L, and U, which are easily mistaken when they are read out."""

ALL = "all"
"""The page with all questions, for those who like it better than one question a page."""

ENTERED = frozenset(Channel) - {Channel.web, Channel.welsh_web, Channel.imported}
"""How a response can come that somebody of staff enters."""


def receipt_number(choose: Callable[[str], str]) -> str:
    """A receipt number like R-7K3M-9QXP. `choose` picks one character."""
    drawn = "".join(choose(ALPHABET) for _ in range(8))
    return f"R-{drawn[:4]}-{drawn[4:]}"


def steps(questions: Sequence[Question], about: About, given: Mapping[UUID, Given] = MappingProxyType({})) -> list[str]:
    """The pages of a draft with these answers in their order, as the ends of their addresses; checking is the last."""
    asked = [f"questions/{page[0].number}" for page in paths.pages(paths.path(questions, given))]
    return [*asked, *(f"about/{part}" for part in respondents.parts(about)), "check"]


def minutes(questions: Sequence[Question]) -> int:
    """About how long answering takes: three minutes for words and half a minute for a choice, in steps of five."""
    halves = 6 + sum(_half_minutes(question.current) for question in questions)
    return 5 * max(1, -(-halves // 10))


def _half_minutes(version: answers.Version) -> int:
    if version.type is QuestionType.free_text:
        return 6
    return {QuestionType.matrix: len(version.rows), QuestionType.rank: 2}.get(version.type, 1)


def following(steps: Sequence[str], step: str) -> str:
    """The page after one; after one that is not asked any more, the last."""
    if step == ALL:
        return next(one for one in steps if not one.startswith("questions/"))
    return steps[steps.index(step) + 1] if step in steps[:-1] else steps[-1]


def preceding(steps: Sequence[str], step: str) -> str:
    """The page before one; empty for the first."""
    place = steps.index(step) if step in steps else 0
    return steps[place - 1] if place else ""


def problems(
    questions: Sequence[Asked],
    given: Mapping[UUID, Given],
    about: About,
    *,
    shown: Mapping[UUID, UUID] | None = None,
    must_answer: bool = True,
) -> list[Problem]:
    """All that keeps a response from being sent, each with the page that mends it.

    `given` is by the question's id, `shown` has the version that each answer was given to. A question that was
    changed since must be answered again (N6). What is not asked after these answers need not be answered.
    """
    found = []
    for question in paths.path(questions, given):
        words = _problem_of(question, given.get(question.id, Given()), shown, must_answer)
        if words:
            found.append(Problem(words, field=f"question-{question.number}", href=f"questions/{question.number}"))
    of_person = respondents.problems(about)
    return found + [Problem(p.message, p.field, f"about/{respondents.part_of(p.field)}") for p in of_person]


def unasked_problems(questions: Sequence[Asked], given: Mapping[UUID, Given]) -> list[Problem]:
    """Answers on paper to questions that are not asked after the other answers: staff decide what was meant."""
    asked = {one.id for one in paths.path(questions, given)}
    words = "is asked only after another answer. Correct that answer, or leave this one out"
    return [
        Problem(f"Question {place} {words}", field=f"answer_{one.number}")
        for place, one in enumerate(questions, 1)
        if one.id not in asked and not given.get(one.id, Given()).is_blank
    ]


def _problem_of(question: Asked, given: Given, shown: Mapping[UUID, UUID] | None, must_answer: bool) -> str:
    if shown is not None and not given.is_blank and shown.get(question.id) != question.current.id:
        return say("Question %(number)s was changed after you answered it. Answer it again", number=question.number)
    words = answers.problem(question.current, given, must_answer=must_answer)
    after = f"{words[:1].lower()}{words[1:]}"
    return say("Question %(number)s: %(words)s", number=question.number, words=after) if words else ""


def response_due_on(consultation: Consultation) -> date | None:
    """When the government response is due (N11); None where no decision is consulted on."""
    if consultation.closes_at is None or not is_on_a_decision(consultation):
        return None
    return window.response_due_on(window.closing_date(consultation.closes_at))


def received(on: date, at: time | None, opens_at: datetime | None) -> datetime:
    """When something came that has a date and perhaps a time, in London.

    Without a time it counts from the start of the day, or from the opening on that day, so that a letter of the last
    day is in time. Raises NonexistentTime for a time that the clocks skip.
    """
    if at is not None:
        return window.from_london(on, at)
    start = window.from_london(on, time())
    opened_that_day = opens_at is not None and start <= opens_at < start + timedelta(days=1)
    return opens_at if opened_that_day and opens_at is not None else start


def entry_problems(
    consultation: Consultation, *, channel: Channel, received_at: datetime, now: datetime
) -> list[Problem]:
    """What keeps a response that came on paper, by email or by telephone from being entered. A late one is entered too (N5)."""
    if consultation.is_historic or consultation.opens_at is None or consultation.closes_at is None:
        return [Problem("Responses cannot be entered for this consultation")]
    if consultation.cancelled_at is not None:
        return [Problem("This consultation was cancelled, so it takes no responses")]
    if consultation.opening_approved_at is None or now < consultation.opens_at:
        return [Problem("Responses can be entered once the consultation is open")]
    found = []
    if channel not in ENTERED:
        found.append(Problem("Choose how the response came", "channel"))
    if received_at > now:
        found.append(Problem("Date received must be today or in the past", "received_on"))
    elif received_at < consultation.opens_at:
        found.append(Problem("Date received must not be before the consultation opened", "received_on"))
    elif consultation.withdrawn_at is not None and received_at >= consultation.withdrawn_at:
        found.append(Problem("The consultation was withdrawn before this response came", "received_on"))
    if consultation.outcome is not None and consultation.outcome.published_at is not None:
        found.append(Problem("The government response is published, so no response can be added"))
    return found
