"""The way of a respondent through the questions: which are asked after which answers, and on which pages. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from collab.consultations.models import Question, QuestionType
from collab.consultations.rules.answers import Given, choices
from collab.errors import Problem
from collab.text import Language

DECIDING = frozenset({QuestionType.agree5, QuestionType.yes_no_dontknow, QuestionType.single, QuestionType.multi})
"""The types on whose answer it can depend whether another question is asked."""


class Conditional(Protocol):
    @property
    def condition(self) -> dict[str, Any]: ...


class Placed(Protocol):
    """A question as far as its place on the way goes."""

    @property
    def id(self) -> UUID: ...
    @property
    def number(self) -> int: ...
    @property
    def current(self) -> Conditional: ...


Q = TypeVar("Q", bound=Placed)


@dataclass(frozen=True)
class Condition:
    """Asked only if the answer to a question is, or is not, one of these options. `question` is its number."""

    question: int
    is_one_of: bool
    options: tuple[str, ...]

    def holds(self, given: Given) -> bool:
        """A question that was left out, or was not asked, has no answer: then "is" does not hold, and "is not" does."""
        return bool(set(given.keys) & set(self.options)) is self.is_one_of

    def as_json(self) -> dict[str, Any]:
        return {"question": self.question, "is": self.is_one_of, "options": list(self.options)}


def condition_of(version: Conditional) -> Condition | None:
    """The condition as it is stored with a question version."""
    held = version.condition
    return Condition(held["question"], held["is"], tuple(held["options"])) if held else None


def path(questions: Sequence[Q], given: Mapping[UUID, Given]) -> list[Q]:
    """The questions that are asked of somebody with these answers, in their order. Answers to others count as none."""
    asked: list[Q] = []
    known: dict[int, Given] = {}
    for question in questions:
        condition = condition_of(question.current)
        if condition is None or condition.holds(known.get(condition.question, Given())):
            asked.append(question)
            known[question.number] = given.get(question.id, Given())
    return asked


def pages(asked: Iterable[Question]) -> list[list[Question]]:
    """The same by page: a question in words that belongs to the closed one right before it stands on its page."""
    found: list[list[Question]] = []
    for question in asked:
        if found and is_paired(found[-1][-1], question):
            found[-1].append(question)
        else:
            found.append([question])
    return found


def is_paired(before: Question, question: Question) -> bool:
    """Whether a question stands on the page of the one before it."""
    in_words = question.current.type is QuestionType.free_text, before.current.type is QuestionType.free_text
    return question.is_with_previous and in_words == (True, False) and before.section_id == question.section_id


def deciding(questions: Sequence[Question], question: Question) -> list[Question]:
    """Those on whose answer it can depend whether a question is asked: earlier ones with fixed answers."""
    earlier = questions[: list(questions).index(question)] if question in questions else questions
    return [one for one in earlier if one.current.type in DECIDING]


def problems(questions: Sequence[Question]) -> list[Problem]:
    """What is wrong with the conditions of all questions, in the order in which they are asked."""
    places = {question.number: place for place, question in enumerate(questions, 1)}
    by_number = {question.number: question for question in questions}
    found = []
    for question in questions:
        condition = condition_of(question.current)
        if condition is not None:
            words = _problem(question, condition, by_number, places)
            found += [Problem(words, field="condition")] if words else []
    return found


def _problem(
    question: Question, condition: Condition, by_number: Mapping[int, Question], places: Mapping[int, int]
) -> str:
    here, target = places[question.number], by_number.get(condition.question)
    if target is None:
        return f"Question {here} depends on a question that is not there any more. Change that first"
    there = places[target.number]
    if target is question:
        return f"Question {here} cannot depend on its own answer"
    if _leads_to(target, question.number, by_number):
        return f"Questions {min(here, there)} and {max(here, there)} would depend on each other"
    if there > here:
        return f"Question {here} depends on question {there}, so it must come after it"
    if target.is_equality:
        return f"Question {here} cannot depend on question {there}, as answers on equality are kept apart"
    if target.current.type not in DECIDING:
        return f"Question {here} can only depend on a question with fixed answers, and question {there} is not one"
    gone = set(condition.options) - {option.key for option in target.current.options}
    if gone or not condition.options:
        return f"Question {here} depends on an answer to question {there} that is not offered any more"
    return ""


def _leads_to(start: Question, number: int, by_number: Mapping[int, Question]) -> bool:
    """Whether a chain of conditions that begins with `start` comes to a question."""
    seen: set[int] = set()
    here: Question | None = start
    while here is not None and here.number not in seen:
        seen.add(here.number)
        condition = condition_of(here.current)
        if condition is None:
            return False
        if condition.question == number:
            return True
        here = by_number.get(condition.question)
    return False


def in_words(condition: Condition, questions: Sequence[Question], language: Language = Language.english) -> str:
    """The condition as a sentence, with the places of the questions and the labels of the options."""
    place, target = next(
        ((place, one) for place, one in enumerate(questions, 1) if one.number == condition.question), (0, None)
    )
    if target is None:
        return "Asked only after a question that was removed"
    labels = dict(choices(target.current, language))
    either, is_one, is_none = _SENTENCES[language]
    listed = either.join(f"“{labels.get(key, key)}”" for key in condition.options)
    return (is_one if condition.is_one_of else is_none).format(place=place, listed=listed)


_SENTENCES = {
    Language.english: (
        " or ",
        "Asked only if the answer to question {place} is {listed}",
        "Asked only if the answer to question {place} is not {listed}",
    ),
    Language.welsh: (
        " neu ",
        "Gofynnir hwn dim ond os {listed} yw’r ateb i gwestiwn {place}",
        "Gofynnir hwn dim ond os nad {listed} yw’r ateb i gwestiwn {place}",
    ),
}


def words_of(questions: Sequence[Question], language: Language = Language.english) -> dict[int, str]:
    """The sentences of all conditions, by the number of the question that is asked only then."""
    found = {one.number: condition_of(one.current) for one in questions}
    return {number: in_words(condition, questions, language) for number, condition in found.items() if condition}
