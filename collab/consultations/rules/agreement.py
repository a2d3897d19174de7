"""How far two readers agree: per cent, and Cohen's kappa (J. Cohen, A coefficient of agreement for nominal scales, 1960)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Table:
    """How often both said yes, only the first did, only the second did, and neither did."""

    both: int = 0
    first: int = 0
    second: int = 0
    neither: int = 0

    @property
    def n(self) -> int:
        return self.both + self.first + self.second + self.neither

    def __add__(self, other: Table) -> Table:
        return Table(
            self.both + other.both, self.first + other.first, self.second + other.second, self.neither + other.neither
        )


Codes = tuple[Collection[str], Collection[str]]
"""What the first and what the second reader said of one answer."""


def table_of(theme: str, answers: Iterable[Codes]) -> Table:
    """How two readers used one theme."""
    cells = [(theme in first, theme in second) for first, second in answers]
    return Table(
        cells.count((True, True)), cells.count((True, False)), cells.count((False, True)), cells.count((False, False))
    )


def share(table: Table) -> Fraction | None:
    """The observed agreement, p_o; None where nothing was compared."""
    return Fraction(table.both + table.neither, table.n) if table.n else None


def kappa(table: Table) -> Fraction | None:
    """(p_o - p_e) / (1 - p_e), exact. None where it is not defined.

    It is not defined without answers, and where both readers said the same of every answer with one word only (all yes or all
    no): agreement by chance is certain then, and nothing is left to measure.
    """
    observed = share(table)
    if observed is None:
        return None
    yes = Fraction(table.both + table.first, table.n) * Fraction(table.both + table.second, table.n)
    no = Fraction(table.second + table.neither, table.n) * Fraction(table.first + table.neither, table.n)
    expected = yes + no
    return None if expected == 1 else (observed - expected) / (1 - expected)


@dataclass(frozen=True)
class Agreement:
    """Of one theme, or of all themes taken together."""

    theme: str
    table: Table

    @property
    def per_cent(self) -> int | None:
        found = share(self.table)
        return None if found is None else round(found * 100)

    @property
    def kappa(self) -> str:
        """With two decimal places; empty where it is not defined."""
        found = kappa(self.table)
        return "" if found is None else f"{float(found):.2f}"


def agreements(themes: Sequence[str], answers: Sequence[Codes]) -> list[Agreement]:
    """One for each theme."""
    return [Agreement(theme, table_of(theme, answers)) for theme in themes]


def together(found: Sequence[Agreement]) -> Agreement:
    """All decisions about all themes in one table: one decision for each theme of each answer."""
    total = Table()
    for one in found:
        total += one.table
    return Agreement("", total)


def identical(answers: Sequence[Codes]) -> int:
    """Answers to which both gave exactly the same themes."""
    return sum(set(first) == set(second) for first, second in answers)


def drawn(receipts: Iterable[str], size: int, seed: int) -> list[str]:
    """So many of them by lot: those whose SHA-256 with the seed comes first. Anybody can draw them again."""
    return sorted(receipts, key=lambda receipt: hashlib.sha256(f"{seed}:{receipt}".encode()).hexdigest())[:size]


def place(tick: str) -> tuple[int, str]:
    """Where a theme's number stands among others as texts: 2 before 10."""
    return len(tick), tick
