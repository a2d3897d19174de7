"""The explanation of a rule that is not met as a form."""

from __future__ import annotations

from collections.abc import Sequence

from collab.consultations.rules.integrity import MOST_WORDS, Line
from collab.web.fields import Area, One, required
from collab.web.forms import BaseForm


class ExplainForm(BaseForm):
    rule = One("Which rule do you explain?")
    words = Area(
        "Why is it not met?",
        [required("Say why the rule is not met")],
        hint="Everybody can read it beside the result, with the name of your organisation. The result stays as it is.",
        most=MOST_WORDS,
    )

    def offer(self, lines: Sequence[Line]) -> None:
        self.rule.choices = [(line.rule, line.rule) for line in lines]
