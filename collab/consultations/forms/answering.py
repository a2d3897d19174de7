"""Forms of public feedback, the government response and its lateness."""

from __future__ import annotations

from collections.abc import Sequence

from collab.consultations.models import OutcomeKind
from collab.consultations.rules import analysis_words
from collab.web.fields import Area, Day, One, Pick, choices, required
from collab.web.forms import BaseForm

MARKS = "Leave a line empty between paragraphs. Begin a heading with ## and an item of a list with a hyphen."


class FeedbackForm(BaseForm):
    text = Area("What people said", [required("Write what people said")], hint=MARKS, rows=20, most=100_000)
    text_cy = Area("The same in Welsh", hint="Published beside the English.", rows=8, most=100_000)


class OutcomeForm(BaseForm):
    kind = One("What was decided?", choices=choices(OutcomeKind, analysis_words.OUTCOME))
    edition_id = Pick("Decision edition of the proposal", hint="Needed when the proposal goes ahead.")
    text = Area(
        "Government response",
        hint=f"What changed, what did not, and why. The numbers and the decisions about each theme are added by themselves. {MARKS}",
        rows=20,
        most=100_000,
    )
    text_cy = Area("The same in Welsh", hint="Published beside the English.", rows=8, most=100_000)

    def offer(self, editions: Sequence[tuple[str, str]]) -> None:
        """`editions` are (id, words)."""
        self.edition_id.choices = [("", "None"), *editions]


class LatenessForm(BaseForm):
    lateness_explanation = Area(
        "Why is the government response late?",
        [required("Say why the government response is late")],
        hint="This is shown on the public page.",
        most=4_000,
    )
    revised_expected_on = Day("New date", [required("Give the new date on which it is expected")])
