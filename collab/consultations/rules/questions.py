"""What a question offers: the fixed answers of each type, and the keys of typed options, which an answer points to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from collab.consultations.models import QuestionType
from collab.errors import Problem

MOST_OPTIONS = 40
MOST_ROWS = 20
MOST_CHARACTERS = 20_000
FEWEST_CHARACTERS = 100
LONGEST_LABEL = 300
LARGEST = Decimal(10) ** 12
WITH_OPTIONS = frozenset({QuestionType.single, QuestionType.multi, QuestionType.rank, QuestionType.matrix})

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


@dataclass(frozen=True, kw_only=True)
class Written:
    """A question as it was typed. Options and rows stand one a line, the Welsh ones in the same order.

    `exclusive` is the one option of a question with several answers that stands alone, like "None of these".
    """

    type: QuestionType
    wording: str
    wording_cy: str = ""
    hint: str = ""
    hint_cy: str = ""
    help: str = ""
    help_cy: str = ""
    options: str = ""
    options_cy: str = ""
    exclusive: str = ""
    exclusive_cy: str = ""
    rows: str = ""
    rows_cy: str = ""
    is_required: bool = False
    most_characters: int | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    unit: str = ""
    unit_cy: str = ""

    @property
    def labels(self) -> list[str]:
        """The options in English; the one that stands alone comes last."""
        return [*lines(self.options), *self._alone(self.exclusive)]

    @property
    def labels_cy(self) -> list[str]:
        return [*lines(self.options_cy), *self._alone(self.exclusive_cy)]

    def _alone(self, typed: str) -> list[str]:
        return lines(typed)[:1] if self.type is QuestionType.multi else []

    @property
    def has_exclusive(self) -> bool:
        return bool(self._alone(self.exclusive))


@dataclass(frozen=True)
class Choice:
    """One option as it is stored: its key for ever, its label in both languages."""

    key: str
    label: str
    label_cy: str = ""
    is_exclusive: bool = False


def lines(typed: str) -> list[str]:
    """The options that were typed one a line."""
    return [" ".join(line.split()) for line in typed.splitlines() if line.strip()]


def choices(written: Written, *, known: Mapping[str, str], taken: Iterable[str] = ()) -> tuple[Choice, ...]:
    """The options of a version. An option whose English words are `known` keeps that key; no key is given twice.

    `known` maps labels of the version before to their keys; `taken` are all keys that the question ever had.
    """
    if written.type in FIXED:
        return tuple(Choice(*one) for one in FIXED[written.type])
    if written.type not in WITH_OPTIONS:
        return ()
    made = _keyed(written.labels, written.labels_cy, "o", known, taken)
    last = len(made) - 1
    return tuple(Choice(*one, is_exclusive=written.has_exclusive and place == last) for place, one in enumerate(made))


def rows(written: Written, *, known: Mapping[str, str], taken: Iterable[str] = ()) -> tuple[Choice, ...]:
    """The lines of a table, by the same rule."""
    if written.type is not QuestionType.matrix:
        return ()
    return tuple(Choice(*one) for one in _keyed(lines(written.rows), lines(written.rows_cy), "r", known, taken))


def _keyed(
    labels: Sequence[str], welsh: Sequence[str], letter: str, known: Mapping[str, str], taken: Iterable[str]
) -> list[tuple[str, str, str]]:
    fresh = _fresh_keys(letter, set(taken) | set(known.values()))
    return [
        (known.get(label) or next(fresh), label, welsh[place] if place < len(welsh) else "")
        for place, label in enumerate(labels)
    ]


def _fresh_keys(letter: str, taken: set[str]) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        if f"{letter}{number}" not in taken:
            yield f"{letter}{number}"


def problems(written: Written) -> list[Problem]:
    """What is wrong with a question as it was typed."""
    found = [] if written.wording.strip() else [Problem("Enter the question", field="wording")]
    if written.type in WITH_OPTIONS:
        found += _list_problems("option", MOST_OPTIONS, written.labels, written.labels_cy, "options")
    if written.type is QuestionType.matrix:
        found += _list_problems("row", MOST_ROWS, lines(written.rows), lines(written.rows_cy), "rows", fewest=1)
    limits = range(FEWEST_CHARACTERS, MOST_CHARACTERS + 1)
    most = written.most_characters
    if written.type is QuestionType.free_text and most is not None and most not in limits:
        words = f"The longest answer must be from {FEWEST_CHARACTERS} to {MOST_CHARACTERS:,} characters"
        found.append(Problem(words, field="most_characters"))
    return found + (_bound_problems(written) if written.type is QuestionType.number else [])


def _list_problems(
    what: str, most: int, english: Sequence[str], welsh: Sequence[str], field: str, fewest: int = 2
) -> list[Problem]:
    found = []
    if not fewest <= len(english) <= most:
        found.append(Problem(f"Enter from {fewest} to {most} {what}s, one a line", field=field))
    if len(set(english)) != len(english):
        found.append(Problem(f"Each {what} must be different", field=field))
    if any(len(label) > LONGEST_LABEL for label in [*english, *welsh]):
        found.append(Problem(f"Each {what} must be {LONGEST_LABEL} characters or fewer", field=field))
    if welsh and len(welsh) != len(english):
        found.append(Problem(f"Enter as many Welsh {what}s as English ones, in the same order", field=f"{field}_cy"))
    return found


def _bound_problems(written: Written) -> list[Problem]:
    found = []
    for name, bound in (("least", written.least), ("most", written.most)):
        if bound is not None and (abs(bound) > LARGEST or bound != round(bound, 4)):
            words = "Enter a number of up to a million million, with up to 4 decimal places"
            found.append(Problem(words, field=name))
    if written.least is not None and written.most is not None and written.least >= written.most:
        found.append(Problem("The highest number must be more than the lowest", field="most"))
    return found
