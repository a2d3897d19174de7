"""What a question offers: the fixed answers of each type, and the keys of typed options, which an answer points to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from collab.consultations.models import QuestionType
from collab.errors import Problem

MOST_OPTIONS = 40
MOST_CHARACTERS = 20_000
FEWEST_CHARACTERS = 100
WITH_OPTIONS = frozenset({QuestionType.single, QuestionType.multi})
ASKED_HERE = (
    QuestionType.agree5,
    QuestionType.yes_no_dontknow,
    QuestionType.single,
    QuestionType.multi,
    QuestionType.free_text,
)
"""The types that people can choose; votes on statements come only from imports."""

FIXED: dict[QuestionType, tuple[tuple[str, str, str], ...]] = {
    QuestionType.agree5: (
        ("strongly_agree", "Strongly agree", "Cytuno’n gryf"),
        ("agree", "Agree", "Cytuno"),
        ("neither", "Neither agree nor disagree", "Ddim yn cytuno nac yn anghytuno"),
        ("disagree", "Disagree", "Anghytuno"),
        ("strongly_disagree", "Strongly disagree", "Anghytuno’n gryf"),
        ("dont_know", "Don’t know", "Ddim yn gwybod"),
    ),
    QuestionType.yes_no_dontknow: (
        ("yes", "Yes", "Ie"),
        ("no", "No", "Na"),
        ("dont_know", "Don’t know", "Ddim yn gwybod"),
    ),
    QuestionType.statement_vote: (
        ("agree", "Agree", "Cytuno"),
        ("disagree", "Disagree", "Anghytuno"),
        ("pass", "Pass", "Pasio"),
    ),
}


@dataclass(frozen=True)
class Choice:
    """One option as it is stored: its key for ever, its label in both languages."""

    key: str
    label: str
    label_cy: str = ""


def lines(typed: str) -> list[str]:
    """The options that were typed one a line."""
    return [" ".join(line.split()) for line in typed.splitlines() if line.strip()]


def choices(
    kind: QuestionType, typed: str, typed_cy: str, *, known: Mapping[str, str], taken: Iterable[str] = ()
) -> tuple[Choice, ...]:
    """The options of a version. An option whose English words are `known` keeps that key; no key is given twice.

    `known` maps labels of the version before to their keys; `taken` are all keys that the question ever had.
    """
    if kind in FIXED:
        return tuple(Choice(*one) for one in FIXED[kind])
    if kind not in WITH_OPTIONS:
        return ()
    fresh = _fresh_keys(set(taken) | set(known.values()))
    welsh = lines(typed_cy)
    labels = lines(typed)
    return tuple(
        Choice(known.get(label) or next(fresh), label, welsh[place] if place < len(welsh) else "")
        for place, label in enumerate(labels)
    )


def _fresh_keys(taken: set[str]) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        if f"o{number}" not in taken:
            yield f"o{number}"


def problems(
    kind: QuestionType, wording: str, options: str, options_cy: str, most_characters: int | None
) -> list[Problem]:
    """What is wrong with a question as it was typed."""
    found = [] if wording.strip() else [Problem("Enter the question", field="wording")]
    found += _option_problems(lines(options), lines(options_cy)) if kind in WITH_OPTIONS else []
    if kind not in ASKED_HERE:
        found.append(Problem("Votes on statements can only be imported", field="type"))
    limits = range(FEWEST_CHARACTERS, MOST_CHARACTERS + 1)
    if kind is QuestionType.free_text and most_characters is not None and most_characters not in limits:
        words = f"The longest answer must be from {FEWEST_CHARACTERS} to {MOST_CHARACTERS:,} characters"
        found.append(Problem(words, field="most_characters"))
    return found


def _option_problems(english: Sequence[str], welsh: Sequence[str]) -> list[Problem]:
    found = []
    if not 2 <= len(english) <= MOST_OPTIONS:
        found.append(Problem(f"Enter from 2 to {MOST_OPTIONS} options, one a line", field="options"))
    if len(set(english)) != len(english):
        found.append(Problem("Each option must be different", field="options"))
    if any(len(label) > 300 for label in [*english, *welsh]):
        found.append(Problem("Each option must be 300 characters or fewer", field="options"))
    if welsh and len(welsh) != len(english):
        found.append(Problem("Enter as many Welsh options as English ones, in the same order", field="options_cy"))
    return found
