"""Forms about candidate themes."""

from __future__ import annotations

from collections.abc import Sequence

from collab.web.fields import Area, Line, Pick, required
from collab.web.forms import BaseForm


class CandidateForm(BaseForm):
    name = Line(
        "Name of the theme", [required("Enter a name for the theme")], hint="What people say, in a few words.", most=200
    )
    definition = Area(
        "What belongs in it", hint="So that two people code alike. Published with the answer.", rows=3, most=2_000
    )
    name_cy = Line("Name in Welsh", most=200)


class MergeForm(BaseForm):
    into = Pick("What does it go into?", [required("Choose what this candidate goes into")])

    def offer(self, targets: Sequence[tuple[str, str]]) -> None:
        """`targets` are (key, words)."""
        self.into.choices = [("", "Choose one"), *targets]
