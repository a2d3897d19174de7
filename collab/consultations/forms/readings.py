"""Forms of reading and coding one answer."""

from __future__ import annotations

from typing import Any

from collab.consultations.forms.analysis import NOTHING_TO_CODE
from collab.consultations.rules.consideration import NOTHING
from collab.consultations.rules.readings import MARKS, Mark, Work
from collab.web.fields import Choices, Line, Many, choices
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

    def work(self) -> Work:
        return Work(
            themes=tuple(self.themes.data or ()),
            marks=frozenset(map(Mark, self.marks.data or ())),
            flag_note=self.flag_note.data or "",
        )
