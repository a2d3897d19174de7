"""Many responses at once: what each column of a file is, and each row as a response or with what is wrong in which column."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from collab import text
from collab.consultations.models import (
    Channel,
    Consultation,
    OnBehalfOf,
    PublishPreference,
    Question,
    QuestionType,
    QuestionVersion,
    RespondentType,
)
from collab.consultations.rules import answers, paths, respondent_words, respondents, submissions, window
from collab.consultations.rules.answers import Given
from collab.consultations.rules.respondents import About
from collab.errors import Problem
from collab.text import MONTHS, Language

LEAVE_OUT = ""
ID = "id"
FIELDS = {
    ID: "Number of the response in the other system",
    "received_on": "Date received",
    "name": "Name of the person",
    "email": "Email address",
    "organisation_name": "Organisation or group",
    "represents": "Whom it represents",
    "on_behalf_of": "On behalf of",
    "respondent_type": "Type of respondent",
    "area_id": "Police force area",
    "publish_preference": "Publishing",
    "confidentiality_reason": "Reason for confidentiality",
    "language": "Language",
}
"""What a column can be beside the answer to a question."""

_HEADINGS = {
    **dict.fromkeys(("ref", "reference", "response id", "respondent id", "receipt"), ID),
    **dict.fromkeys(("date", "received on", "received", "submitted", "date submitted", "timestamp"), "received_on"),
    **dict.fromkeys(("email", "e mail"), "email"),
    **dict.fromkeys(("organisation", "organization", "organisation name"), "organisation_name"),
    **dict.fromkeys(("police force", "area"), "area_id"),
}
"""What other systems call these."""

READ = frozenset(QuestionType) - {QuestionType.matrix, QuestionType.file, QuestionType.statement_vote}
"""The types of question that a whole column can answer; a table takes a column for each of its rows."""
_PARTS = re.compile(r"\s*[;|\n]\s*")
_SEVERAL = frozenset({QuestionType.multi, QuestionType.rank})
_MOST_KNOWN = 20_000
_CHOICES: Mapping[str, tuple[type[Any], Mapping[Any, str]]] = {
    "on_behalf_of": (OnBehalfOf, respondent_words.ON_BEHALF_OF),
    "respondent_type": (RespondentType, respondent_words.RESPONDENT_TYPE),
    "publish_preference": (PublishPreference, respondent_words.PUBLISH),
    "language": (Language, {Language.english: "English", Language.welsh: "Cymraeg"}),
}
_MORE_WORDS: Mapping[str, Mapping[str, Any]] = {
    "language": {"welsh": Language.welsh},
    "on_behalf_of": {"individual": OnBehalfOf.myself},
}


@dataclass(frozen=True)
class Plan:
    """What each column is (a field, `answer-` with a question's number, perhaps `=` and a row of its table, or nothing), and
    what holds for all rows where no column says it.
    """

    columns: tuple[str, ...]
    channel: Channel
    received_on: date | None = None
    respondent_type: RespondentType = RespondentType.prefer_not_to_say

    def as_json(self) -> dict[str, Any]:
        return {
            "columns": list(self.columns),
            "channel": self.channel.value,
            "received_on": self.received_on.isoformat() if self.received_on else "",
            "respondent_type": self.respondent_type.value,
        }

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> Plan:
        on = held["received_on"]
        return cls(
            tuple(held["columns"]),
            Channel(held["channel"]),
            date.fromisoformat(on) if on else None,
            RespondentType(held["respondent_type"]),
        )


@dataclass(frozen=True)
class Row:
    """One row: a response that is ready to be stored, or what is wrong with it as (column, message)."""

    number: int
    key: str
    received_at: datetime
    language: Language
    about: About
    given: Mapping[UUID, Given]
    faults: Sequence[tuple[str, str]] = field(default_factory=tuple)


def signature(headings: Sequence[str]) -> str:
    """The same for files with the same headings in the same order, however they are written."""
    return hashlib.sha256("\x1f".join(_bare(one) for one in headings).encode()).hexdigest()


def _bare(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))


def targets(questions: Sequence[Question]) -> list[tuple[str, str]]:
    """(what a column can be, in words)."""
    found = [(LEAVE_OUT, "Leave this column out")]
    for place, question in enumerate(questions, 1):
        if question.is_equality:
            continue
        version = question.current
        wording = str(version.wording)
        if version.type in READ:
            found.append((f"answer-{question.number}", f"Answer to question {place}: {wording}"[:120]))
        if version.type is QuestionType.matrix:
            rows = version.rows
            found += [(f"answer-{question.number}={row.key}", f"Question {place}, {row.label}"[:120]) for row in rows]
    return [*found, *FIELDS.items()]


def without_column(questions: Sequence[Question]) -> list[str]:
    """The questions that no table answers, as they are asked for files."""
    kinds = [(place, one.current.type) for place, one in enumerate(questions, 1)]
    return [f"question {place}" for place, kind in kinds if kind is QuestionType.file]


def guessed(headings: Sequence[str], questions: Sequence[Question]) -> list[str]:
    """What each column is by its heading: a question's wording or its number, or what a field is called. No target twice."""
    known = {_bare(words): key for key, words in FIELDS.items()} | {_bare(key): key for key in FIELDS} | _HEADINGS
    for place, question in enumerate(questions, 1):
        if question.current.type not in READ or question.is_equality:
            continue
        wording = question.current.wording
        for words in (wording.en.text, wording.cy.text, f"{place}", f"q{place}", f"question {place}"):
            if words:
                known[_bare(words)] = f"answer-{question.number}"
                known[_bare(f"{place} {words}")] = f"answer-{question.number}"
    found: list[str] = []
    for heading in headings:
        target = known.get(_bare(heading), LEAVE_OUT)
        found.append(target if target not in found else LEAVE_OUT)
    return found


def kept_apart(headings: Sequence[str], questions: Sequence[Question]) -> list[int]:
    """The places of columns with answers on equality, by their headings. They are never imported, nor kept on the way.

    A file holds them row by row beside the response, which is what must not be.
    """
    known: set[str] = set()
    for place, question in enumerate(questions, 1):
        if question.is_equality:
            wording = question.current.wording
            own = [words for words in (wording.en.text, wording.cy.text) if words]
            known.update(map(_bare, [*own, f"{place}", f"q{place}", f"question {place}"]))
            known.update(_bare(f"{place} {words}") for words in own)
    return [place for place, heading in enumerate(headings) if _bare(heading) in known]


def plan_problems(plan: Plan, columns: int) -> list[Problem]:
    """What keeps a plan from being followed."""
    used = Counter(one for one in plan.columns if one)
    found = [
        Problem("Each thing can be in one column only", f"column_{place}")
        for place, one in enumerate(plan.columns)
        if one and used[one] > 1
    ]
    if not any(one.startswith("answer-") for one in used):
        found.append(Problem("Choose the column that answers a question", "column_0"))
    if "received_on" not in used and plan.received_on is None:
        found.append(Problem("Enter the date received, or choose the column that has it", "received_on"))
    if plan.channel not in submissions.ENTERED:
        found.append(Problem("Choose how the responses came", "channel"))
    return found if len(plan.columns) == columns else [Problem("The file has other columns"), *found]


# --- Rows ------------------------------------------------------------------------------------------------------------


class Reader:
    """Reads the rows of one file by one plan. What was read of a cell once is remembered, as most cells repeat."""

    def __init__(
        self,
        plan: Plan,
        consultation: Consultation,
        questions: Sequence[Question],
        areas: Mapping[str, UUID],
        now: datetime,
    ) -> None:
        self.plan, self.consultation, self.now = plan, consultation, now
        by_number = {question.number: question for question in questions if not question.is_equality}
        self._conditional = questions if any(paths.condition_of(one.current) for one in questions) else ()
        self._areas = {_bare(name): key for name, key in areas.items()}
        self._fields = [(place, one) for place, one in enumerate(plan.columns) if one in FIELDS]
        self._answers = [
            (place, by_number[number].id, _Cells(by_number[number].current, row))
            for place, one in enumerate(plan.columns)
            if (number := _number(one)) in by_number and (row := one.partition("=")[2]) is not None
        ]
        self._days: dict[str, tuple[datetime | None, str]] = {}
        self._seen: Counter[bytes] = Counter()

    def rows(self, lines: Iterable[Sequence[str]]) -> Iterator[Row]:
        """Each line as a row, in their order."""
        for number, cells in enumerate(lines, 1):
            yield self._row(number, cells)

    def _row(self, number: int, cells: Sequence[str]) -> Row:
        faults: list[tuple[str, str]] = []
        said = {name: self._plain(cells[place], name, faults) for place, name in self._fields}
        given: dict[UUID, Given] = {}
        for place, question_id, column in self._answers:
            found, fault = column.read(cells[place])
            if fault:
                faults.append((self.plan.columns[place], fault))
            elif found is not None:
                held = given.get(question_id)
                given[question_id] = Given(keys=(*held.keys, *found.keys)) if held else found
        faults += [(f"answer-{one.field.partition('_')[2]}", one.message) for one in self._unasked(given)]
        received_at, fault = self._received(said.pop("received_on", ""))
        if fault:
            faults.append(("received_on", fault))
        if not given and not faults:
            faults.append(("", "It answers no question"))
        key = self._key(said.pop(ID, ""), cells)
        language = self._choice("language", said.pop("language", ""), faults) or Language.english
        about = self._about(said, faults)
        return Row(number, key, received_at or self.now, language, about, given, faults)

    def _unasked(self, given: Mapping[UUID, Given]) -> list[Problem]:
        return submissions.unasked_problems(self._conditional, given) if self._conditional else []

    def _plain(self, cell: str, name: str, faults: list[tuple[str, str]]) -> str:
        if not cell:
            return ""
        try:
            return text.normalise(cell).strip()
        except ValueError:
            faults.append((name, "It holds a character that cannot be stored"))
            return ""

    def _received(self, typed: str) -> tuple[datetime | None, str]:
        """When it came, and what speaks against it: the same for all rows of a day."""
        if typed not in self._days:
            if len(self._days) > _MOST_KNOWN:
                self._days.clear()
            self._days[typed] = self._day(typed)
        return self._days[typed]

    def _day(self, typed: str) -> tuple[datetime | None, str]:
        at = moment(typed) if typed else self.plan.received_on
        if at is None:
            return None, "Enter a date like 2026-10-20 or 20/10/2026" if typed else "It has no date received"
        if isinstance(at, datetime):
            at = at if at.tzinfo else at.replace(tzinfo=window.LONDON)
            received_at = at.astimezone(UTC)
        else:
            received_at = submissions.received(at, None, self.consultation.opens_at)
        wrong = submissions.entry_problems(
            self.consultation,
            channel=self.plan.channel,
            received_at=received_at,
            now=self.now,
        )
        return received_at, wrong[0].message if wrong else ""

    def _key(self, typed: str, cells: Sequence[str]) -> str:
        """What tells that a row was imported before: its number in the other system, or else its cells.

        Rows that are alike in every cell are told apart by how many of them came before in the file.
        """
        if typed:
            return "id:" + (typed if len(typed) <= 64 else hashlib.sha256(typed.encode()).hexdigest())
        digest = hashlib.sha256("\x1f".join(cells).encode("utf-8", "surrogatepass")).digest()[:16]
        self._seen[digest] += 1
        return f"row:{digest.hex()}:{self._seen[digest]}"

    def _choice(self, name: str, typed: str, faults: list[tuple[str, str]]) -> Any:
        if not typed:
            return None
        found = known_words(name).get(_bare(typed))
        if found is None:
            faults.append((name, f"“{typed[:60]}” is not one of the choices"))
        return found

    def _about(self, said: dict[str, str], faults: list[tuple[str, str]]) -> About:
        values: dict[str, Any] = {
            name: said.get(name, "")
            for name in ("name", "email", "organisation_name", "represents", "confidentiality_reason")
        }
        body = OnBehalfOf.organisation if values["organisation_name"] else OnBehalfOf.myself
        values["on_behalf_of"] = self._choice("on_behalf_of", said.get("on_behalf_of", ""), faults) or body
        kind = self._choice("respondent_type", said.get("respondent_type", ""), faults)
        values["respondent_type"] = kind or self.plan.respondent_type
        preference = self._choice("publish_preference", said.get("publish_preference", ""), faults)
        values["publish_preference"] = preference or PublishPreference.aggregate_only
        area = said.get("area_id", "")
        values["area_id"] = self._areas.get(_bare(area)) if area else None
        if area and values["area_id"] is None:
            faults.append(("area_id", f"“{area[:60]}” is not a police force area"))
        about = About(**values)
        if any(values[name] for name in respondents.MOST) or preference or about.is_body:
            faults += [(problem.field, problem.message) for problem in respondents.problems(about)]
        return respondents.settled(about)


class _Cells:
    """The cells of a column that answers a question, or a row of its table."""

    def __init__(self, version: QuestionVersion, row: str) -> None:
        self.version, self.row = version, row
        self.is_words, self.most = answers.takes_words(version), answers.most_characters(version)
        self.labels = {_bare(option.key): option.key for option in version.options} | {
            _bare(label): key for language in Language for key, label in answers.choices(version, language)
        }
        self._known: dict[str, tuple[Given | None, str]] = {}

    def read(self, cell: str) -> tuple[Given | None, str]:
        """The answer, None for an empty cell, and what is wrong with it."""
        if self.is_words:
            return self._words(cell)
        if cell not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known[cell] = self._chosen(cell.strip())
        return self._known[cell]

    def _words(self, cell: str) -> tuple[Given | None, str]:
        if not cell.strip():
            return None, ""
        try:
            given = Given(words=text.normalise(cell).strip())
        except ValueError:
            return None, answers.UNSTORABLE
        return given, "" if len(given.words) <= self.most else answers.problem(self.version, given)

    def _chosen(self, cell: str) -> tuple[Given | None, str]:
        if not cell:
            return None, ""
        keys = self._keys(cell)
        unknown = next((part for part, key in keys if key is None), None)
        if unknown is not None:
            return None, f"“{unknown[:60]}” is not one of the answers that are offered"
        given = Given(keys=tuple(str(key) for _, key in keys))
        return given, answers.problem(self.version, given, must_answer=False)

    def _keys(self, cell: str) -> list[tuple[str, str | None]]:
        kind = self.version.type
        if kind is QuestionType.number:
            return [(cell, _number_key(cell))]
        if kind is QuestionType.date:
            on = moment(cell)
            return [(cell, (on.date() if isinstance(on, datetime) else on).isoformat() if on else cell)]
        whole = self.labels.get(_bare(cell))
        parts = [part for part in _PARTS.split(cell) if part] if kind in _SEVERAL and whole is None else [cell]
        prefix = f"{self.row}=" if self.row else ""
        return [(part, prefix + key if (key := self.labels.get(_bare(part))) else None) for part in parts]


def _number(target: str) -> int:
    found = re.fullmatch(r"answer-([0-9]{1,6})(=.*)?", target)
    return int(found[1]) if found else 0


def _number_key(cell: str) -> str:
    plain = re.sub(r"[,£\s]", "", cell).replace("−", "-")
    return answers.number_key(Decimal(plain)) if re.fullmatch(r"-?[0-9]{1,13}(\.[0-9]{1,4}0*)?", plain) else cell


@cache
def known_words(name: str) -> Mapping[str, Any]:
    """The members of an enum by their values and by their words, bare of case and marks."""
    kind, words = _CHOICES[name]
    by_value = {_bare(member.value.replace("_", " ")): member for member in kind}
    return {**by_value, **{_bare(said): member for member, said in words.items()}, **_MORE_WORDS.get(name, {})}


_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(.*)")
_WRITTEN = re.compile(r"([0-9]{1,2}) ([A-Za-z]+) ([0-9]{4})(.*)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_MONTHS = {name.casefold(): place for place, name in enumerate(MONTHS[Language.english], 1)}


def moment(typed: str) -> date | datetime | None:
    """A day, or a moment, as other systems write them; the day comes before the month. None for anything else."""
    plain = _SLASHED.sub(lambda one: f"{one[3]}-{one[2]:0>2}-{one[1]:0>2}{one[4]}", typed)
    plain = _WRITTEN.sub(lambda one: f"{one[3]}-{_MONTHS.get(one[2].casefold(), 0):02}-{one[1]:0>2}{one[4]}", plain)
    try:
        if _DAY.fullmatch(plain):
            found: date | datetime = date.fromisoformat(plain)
        elif _MOMENT.fullmatch(plain):
            found = datetime.fromisoformat(plain)
        else:
            return None
    except ValueError:
        return None
    return found if answers.FIRST_YEAR <= found.year <= answers.LAST_YEAR else None
