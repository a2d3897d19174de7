"""Many implications at once: reading the rows of a form or of a CSV file, and saying which row and column is at fault."""

from __future__ import annotations

import csv
import enum
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from collab import text
from collab.accounts.models import Area, Organisation
from collab.errors import Problem
from collab.proposals.models import (
    Commitment,
    Confidence,
    Direction,
    EvidenceKind,
    FundingPosition,
    ImplicationType,
    Marking,
    Provision,
    Recurrence,
    Stage,
    Unit,
    UserGroup,
)
from collab.proposals.rules.implications import Evidence, ForceArea, ImplicationTerms, term_problems
from collab.proposals.rules.quarters import Quarter, quarter
from collab.proposals.rules.words import said

MOST_ROWS = 2_000
MOST_BYTES = 4_000_000
QUICK_ROWS = 10

COLUMNS = {
    "provision": "Provision",
    "organisation": "Organisation",
    "type": "Type",
    "direction": "Direction",
    "summary": "What it means",
    "low": "Low",
    "central": "Central",
    "high": "High",
    "unit": "Unit",
    "price_base": "Prices of",
    "cannot_quantify_reason": "Why there are no figures",
    "recurrence": "How often",
    "from_on": "First quarter",
    "to_on": "Last quarter",
    "user_groups": "Whom it touches",
    "stages": "Stages of a case",
    "force_areas": "Police force areas",
    "areas": "More about where",
    "confidence": "Confidence",
    "confidence_reason": "Why this confident",
    "evidence_1_kind": "Kind of evidence",
    "evidence_1_title": "What the evidence is called",
    "evidence_1_url": "Where the evidence is",
    "evidence_1_on": "Date of the evidence",
    "assumptions": "Assumptions",
    "caused_by": "Number of the commitment that brings it about",
    "mitigation": "What would make it better",
    "funding_position": "Where the money comes from",
    "marking": "Marking",
}
"""The columns of the template: the field that each fills, and its heading."""

LENGTHS = {"summary": 5_000, "price_base": 60, "areas": 500, "evidence_1_title": 300, "evidence_1_url": 500}
LONGEST = 2_000
CHOICES: Mapping[str, type[enum.Enum]] = {
    "type": ImplicationType,
    "direction": Direction,
    "unit": Unit,
    "recurrence": Recurrence,
    "confidence": Confidence,
    "evidence_1_kind": EvidenceKind,
    "funding_position": FundingPosition,
    "marking": Marking,
    "user_groups": UserGroup,
    "stages": Stage,
}
NEEDED = ("provision", "organisation", "type", "direction", "confidence")
_NUMBER = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,4}0*)?")


@dataclass(frozen=True)
class Offered:
    """What the cells of a table can name on a proposal, by the words in which they can name it, in lower case."""

    provisions: Mapping[str, Provision]
    organisations: Mapping[str, Organisation]
    areas: Mapping[str, Area]
    commitments: Mapping[str, Commitment]


@dataclass(frozen=True)
class Assertion:
    """One implication that is ready to be entered."""

    provision: Provision
    organisation: Organisation
    terms: ImplicationTerms
    caused_by: Commitment | None = None


@dataclass(frozen=True)
class Row:
    """One row as it was read: what was typed, and either the assertion in it or what is wrong with it, by column."""

    number: int
    typed: Mapping[str, str]
    assertion: Assertion | None
    faults: Sequence[tuple[str, str]] = field(default_factory=tuple)

    @property
    def problems(self) -> list[Problem]:
        """The faults as messages that name row and column, each for its field in a form of rows."""
        return [
            Problem(
                f"Row {self.number}, {COLUMNS.get(key, 'the row').lower()}: {message}", field=f"row_{self.number}_{key}"
            )
            for key, message in self.faults
        ]


class TableRefused(ValueError):
    """A file that is refused whole; the words say why."""


# --- The file --------------------------------------------------------------------------------------------------------


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8 or Windows-1252, as spreadsheets write it. Raises TableRefused."""
    if len(content) > MOST_BYTES:
        raise TableRefused(f"The file is too big. It can have {MOST_BYTES // 1_000_000} MB at most")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            found = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in found:
            return found
    raise TableRefused("The file is not a CSV file in UTF-8 or Windows-1252")


def read(content: str, offered: Offered) -> list[Row]:
    """The rows of a CSV text, without those that are empty. Raises TableRefused, naming each heading that is wrong."""
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=_delimiter(content), strict=True)
    try:
        heading = [cell.strip() for cell in next(reader, [])]
        keys = _keys(heading)
        lines = [cells for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise TableRefused(f"Line {reader.line_num} is not well-formed CSV: {error}") from None
    if not lines:
        raise TableRefused("The file has no rows under its headings")
    if len(lines) > MOST_ROWS:
        raise TableRefused(f"The file has {len(lines):,} rows. It can have {MOST_ROWS:,} at most")
    return [_line(number, keys, cells, offered) for number, cells in enumerate(lines, start=1)]


def _delimiter(content: str) -> str:
    first = content.partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


def _keys(heading: Sequence[str]) -> list[str]:
    known = {words.casefold(): key for key, words in COLUMNS.items()}
    found = [known.get(words.casefold(), "") for words in heading]
    unknown = [words or "an empty one" for words, key in zip(heading, found, strict=True) if not key]
    missing = [words for key, words in COLUMNS.items() if key not in found]
    twice = sorted({COLUMNS[key] for key in found if key and found.count(key) > 1})
    wrong = [
        f"{what}: {', '.join(names)}"
        for what, names in (("Missing", missing), ("Not in the template", unknown), ("There twice", twice))
        if names
    ]
    if wrong:
        raise TableRefused(f"The headings are not those of the template. {'. '.join(wrong)}")
    return found


def _line(number: int, keys: Sequence[str], cells: Sequence[str], offered: Offered) -> Row:
    typed = {key: _cell(value) for key, value in zip(keys, cells, strict=False)}
    if len(cells) > len(keys) and any(cell.strip() for cell in cells[len(keys) :]):
        return Row(number, typed, None, [("", f"It has {len(cells)} cells, and there are {len(keys)} columns")])
    return read_row(number, typed, offered)


def _cell(value: str) -> str:
    """A cell without the apostrophe that our own exports put before what a spreadsheet would take for a formula."""
    value = value.strip()
    return value[1:] if value.startswith("'") and value[1:2] in ("=", "+", "-", "@") else value


# --- A row -----------------------------------------------------------------------------------------------------------


def read_row(number: int, typed: Mapping[str, str], offered: Offered) -> Row:
    """One row, of a file or of a form; `typed` holds what was typed, by column."""
    reading = _Reading({key: typed.get(key, "") for key in COLUMNS}, offered)
    terms = reading.terms()
    provision, organisation = (
        reading.one("provision", offered.provisions),
        reading.one("organisation", offered.organisations),
    )
    cause = reading.one("caused_by", offered.commitments)
    if not reading.faults and terms is not None:
        reading.faults += [(problem.field, problem.message) for problem in term_problems(terms)]
    if reading.faults or terms is None or provision is None or organisation is None:
        return Row(number, typed, None, reading.faults)
    return Row(number, typed, Assertion(provision, organisation, terms, cause))


class _Reading:
    """Reads the cells of one row and gathers what is wrong with them."""

    def __init__(self, typed: Mapping[str, str], offered: Offered) -> None:
        self.typed, self.offered = typed, offered
        self.faults: list[tuple[str, str]] = []
        for key, value in typed.items():
            if not text.is_storable(value):
                self.faults.append((key, "It holds a character that cannot be stored"))
            elif len(value) > LENGTHS.get(key, LONGEST):
                self.faults.append((key, f"It must be {LENGTHS.get(key, LONGEST):,} characters or fewer"))
            elif key in NEEDED and not value:
                self.faults.append((key, "It must be filled in"))

    def one(self, key: str, known: Mapping[str, Any]) -> Any:
        value = self.typed[key].casefold()
        if not value:
            return None
        if value not in known:
            self.faults.append((key, f"There is no “{self.typed[key][:60]}” to choose on this proposal"))
        return known.get(value)

    def choice(self, key: str) -> Any:
        value = self.typed[key]
        if not value:
            return None
        found = choices_of(key).get(value.casefold())
        if found is None:
            self.faults.append((key, f"“{value[:60]}” is not one of the choices"))
        return found

    def several(self, key: str) -> list[str]:
        found = []
        for value in _parts(self.typed[key]):
            member = choices_of(key).get(value.casefold())
            if member is None:
                self.faults.append((key, f"“{value[:60]}” is not one of the choices"))
            elif member.value not in found:
                found.append(member.value)
        return found

    def areas(self) -> list[ForceArea]:
        found = []
        for value in _parts(self.typed["force_areas"]):
            area = self.offered.areas.get(value.casefold())
            if area is None:
                self.faults.append(("force_areas", f"“{value[:60]}” is not a police force area"))
            else:
                found.append(ForceArea(area.code, area.name))
        return found

    def number(self, key: str) -> Decimal | None:
        value = re.sub(r"[,£\s]", "", self.typed[key]).replace("−", "-")
        if value and not _NUMBER.fullmatch(value):
            self.faults.append((key, "It must be a number, like 3,400,000 or 2.5"))
            return None
        return Decimal(value) if value else None

    def quarter(self, key: str) -> Quarter | None:
        value = self.typed[key]
        found = quarter(re.sub(r"\s*Q", "-", value.strip(), flags=re.IGNORECASE)) if value else None
        if value and found is None:
            self.faults.append((key, "It must be a quarter of a year, like 2027 Q2"))
        return found

    def day(self, key: str) -> date | None:
        value = self.typed[key]
        for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.strptime(value, pattern).date()  # noqa: DTZ007 a day has no time zone
            except ValueError:
                continue
        if value:
            self.faults.append((key, "It must be a date, like 2027-06-30 or 30/6/2027"))
        return None

    def terms(self) -> ImplicationTerms | None:
        first, last = self.quarter("from_on"), self.quarter("to_on")
        words: Callable[[str], str] = lambda key: text.normalise(self.typed[key])  # noqa: E731
        read = {
            **{key: self.choice(key) for key in ("type", "direction", "confidence", "unit", "recurrence")},
            **{key: self.number(key) for key in ("low", "central", "high")},
            **{key: self.several(key) for key in ("user_groups", "stages")},
            **{key: words(key) for key in WORDS},
            "from_on": first.first if first else None,
            "to_on": last.last if last else None,
            "force_areas": self.areas(),
            "evidence": [
                Evidence(
                    self.choice("evidence_1_kind") or EvidenceKind.none,
                    words("evidence_1_title"),
                    words("evidence_1_url"),
                    self.day("evidence_1_on"),
                )
            ],
            "funding_position": self.choice("funding_position") or FundingPosition.not_applicable,
            "marking": self.choice("marking") or Marking.official,
        }
        return None if self.faults else ImplicationTerms(**read)


WORDS = (
    "summary",
    "price_base",
    "cannot_quantify_reason",
    "areas",
    "confidence_reason",
    "assumptions",
    "mitigation",
)


def choices_of(key: str) -> dict[str, enum.Enum]:
    """What a cell of this column can say: the stored key, or the words that pages use for it."""
    members = CHOICES[key]
    return {spelling.casefold(): member for member in members for spelling in (str(member.value), said(member))}


def _parts(value: str) -> Iterable[str]:
    return (part.strip() for part in value.split(";") if part.strip())


def is_faultless(rows: Iterable[Row]) -> bool:
    return not any(row.faults for row in rows)
