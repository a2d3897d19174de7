"""Forms of deciding."""

from __future__ import annotations

from collections.abc import Sequence

from collab.consultations.models import DispositionDecision
from collab.consultations.rules import analysis_words
from collab.web.fields import Area, One, Pick, choices, required
from collab.web.forms import BaseForm


class DispositionForm(BaseForm):
    decision = One(
        "What is decided?",
        [required("Choose what is decided")],
        choices=choices(DispositionDecision, analysis_words.DECISION),
    )
    reason = Area(
        "Why?", [required("Give the reason for the decision")], hint="Everybody who said it reads this.", most=4_000
    )
    provision_id = Pick(
        "Provision that it changes", hint="What is accepted needs a provision, a commitment or an implication."
    )
    quote = Area(
        "Words of the next edition that do it",
        hint="Copy them from the provision as it will read. They must be new: not in the edition that was consulted on.",
        rows=3,
        most=4_000,
    )
    commitment_id = Pick("Commitment that it changes")
    implication_id = Pick("Implication that it changes")
    reason_cy = Area("Why, in Welsh", rows=3, most=4_000)

    def offer(
        self,
        provisions: Sequence[tuple[str, str]],
        commitments: Sequence[tuple[str, str]],
        implications: Sequence[tuple[str, str]],
    ) -> None:
        """All are (id, words)."""
        self.provision_id.choices = [("", "None"), *provisions]
        self.commitment_id.choices = [("", "None"), *commitments]
        self.implication_id.choices = [("", "None"), *implications]
