"""Forms of reading and coding one answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collab.consultations.forms.analysis import NOTHING_TO_CODE
from collab.consultations.rules.consideration import NOTHING
from collab.consultations.rules.readings import MARKS, Mark, Work
from collab.web.fields import Amount, Area, Choices, Line, Many, Pick, choices, required
from collab.web.forms import BaseForm


class Ticks(Many):
    """Themes. One that is not offered any more is left to the action, which can say what became of it."""

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Whatever was ticked."""


class ReadingForm(BaseForm):
    themes = Ticks("What does it say?")
    marks = Many("About this answer", choices=choices(Mark, MARKS))
    flag_note = Line("Why is it flagged?", most=500)

    def offer(self, themes: Choices, proposed: frozenset[str]) -> None:
        """`themes` are (number, words); `proposed` are the numbers of those that only a machine says."""
        self.themes.choices = [*themes, (NOTHING, NOTHING_TO_CODE)]
        self.themes.hints = dict.fromkeys(proposed, "Proposed by machine, and not confirmed by a person yet")

    def explain(self, definitions: Mapping[str, str]) -> None:
        """Says under each theme what belongs in it."""
        for number, words in definitions.items():
            held = self.themes.hints.get(number)
            self.themes.hints[number] = f"{held}. {words}" if held else words

    def work(self) -> Work:
        return Work(
            themes=tuple(self.themes.data or ()),
            marks=frozenset(map(Mark, self.marks.data or ())),
            flag_note=self.flag_note.data or "",
        )


class AssignForm(BaseForm):
    person_id = Pick("Who reads them?", [required("Choose who reads them")])
    number = Amount(
        "How many answers?",
        [required("Enter how many answers")],
        hint="The next ones that are not coded and that nobody has, for example 50.",
    )

    def offer(self, people: Choices) -> None:
        """`people` are (id, name)."""
        self.person_id.choices = [("", "Choose a person"), *people]

    @property
    def asked(self) -> int:
        """A whole number; 0 for anything else."""
        typed: Any = self.number.data
        return int(typed) if typed is not None and typed == int(typed) else 0


class TranslationForm(BaseForm):
    translation = Area("Translation", hint="It stands beside the answer, and never in its place.", rows=8)
    translator = Line("Who translated it", hint="Their name, as others can ask them.", most=200)
