"""Forms of deciding."""

from __future__ import annotations

from collections.abc import Sequence

from collab.consultations.models import DispositionDecision
from collab.consultations.rules import analysis_words
from collab.web.fields import Area, One, Pick, choices, required
from collab.web.forms import BaseForm


class DispositionForm(BaseForm):
    decision = One(
        "What is decided about this theme?",
        [required("Choose what is decided about this theme")],
        choices=choices(DispositionDecision, analysis_words.DECISION),
    )
    reason = Area(
        "Why?", [required("Give the reason for the decision")], hint="Everybody who said it reads this.", most=4_000
    )
    provision_id = Pick("Provision that it changes", hint="An accepted theme needs a provision or a commitment.")
    commitment_id = Pick("Commitment that it changes")
    reason_cy = Area("Why, in Welsh", rows=3, most=4_000)

    def offer(self, provisions: Sequence[tuple[str, str]], commitments: Sequence[tuple[str, str]]) -> None:
        """Both are (id, words)."""
        self.provision_id.choices = [("", "None"), *provisions]
        self.commitment_id.choices = [("", "None"), *commitments]
