"""Forms of double coding: drawing a sample, and what a reader says."""

from __future__ import annotations

import secrets

from collab.consultations.forms.analysis import NOTHING_TO_CODE
from collab.consultations.forms.readings import Ticks
from collab.consultations.rules.consideration import NOTHING
from collab.web.fields import Amount, Choices, One, Pick, required
from collab.web.forms import BaseForm


class DrawForm(BaseForm):
    reader_id = Pick("Who is the second reader?", [required("Choose the second reader")])
    size = Amount("How many answers?", [required("Enter how many answers")])
    only_coded = One(
        "Which answers can be drawn?",
        [required("Choose which answers can be drawn")],
        choices=[("yes", "Those that are coded"), ("no", "All of them, also those that nobody coded yet")],
    )
    seed = Amount(
        "Number for the draw",
        [required("Enter a number for the draw")],
        hint="It is kept. Whoever draws with it again gets the same answers.",
    )

    def offer(self, people: Choices) -> None:
        """`people` are (id, name)."""
        self.reader_id.choices = [("", "Choose a person"), *people]


def new_seed() -> int:
    return secrets.randbelow(999_999) + 1


class SecondForm(BaseForm):
    themes = Ticks("What does it say?")

    def offer(self, themes: Choices) -> None:
        """`themes` are (number, words)."""
        self.themes.choices = [*themes, (NOTHING, NOTHING_TO_CODE)]
