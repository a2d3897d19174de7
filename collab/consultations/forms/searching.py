"""Forms about searches that are kept, and quotes."""

from __future__ import annotations

from collections.abc import Sequence

from collab.web.fields import Area, Line, Pick, required
from collab.web.forms import BaseForm


class SelectionForm(BaseForm):
    name = Line("Name of the selection", [required("Enter a name for the selection")], most=120)


class QuoteForm(BaseForm):
    question = Pick("Question", [required("Choose the question that the words answer")])
    words = Area(
        "Words",
        [required("Enter the words to quote")],
        hint="As they stand in the answer, one after the other.",
        rows=6,
        most=4_000,
    )
    theme = Pick("Theme that they speak of")

    def offer(self, questions: Sequence[tuple[str, str]], themes: Sequence[tuple[str, str]]) -> None:
        """Both are (number, words)."""
        self.question.choices = [("", "Choose one"), *questions] if len(questions) != 1 else list(questions)
        self.theme.choices = [("", "None"), *themes]
