"""How many of all responses said something, as it may be published: small numbers hidden, percentages with their base (N13)."""

from __future__ import annotations

from dataclasses import dataclass

from collab.consultations.rules.suppression import SMALLEST
from collab.text import say


@dataclass(frozen=True)
class Share:
    """So many of `base` responses; `number` is None where it is hidden."""

    number: int | None
    base: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, halves up; None where the number is hidden, or there is nothing that it is of."""
        return None if self.number is None or not self.base else (200 * self.number + self.base) // (2 * self.base)

    @property
    def words(self) -> str:
        """For a sentence, in the language that is spoken: "12 of 40 responses, 30%"."""
        if self.number is None:
            return say("fewer than %(smallest)s of %(base)s responses", smallest=SMALLEST, base=f"{self.base:,}")
        about = {"number": f"{self.number:,}", "base": f"{self.base:,}", "percent": self.percent or 0}
        return say("%(number)s of %(base)s responses, %(percent)s%%", **about)


def share(number: int, base: int) -> Share:
    """A share with small numbers hidden; none at all stays none."""
    return Share(None if 0 < number < SMALLEST else number, base)
