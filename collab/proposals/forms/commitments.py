"""The form for a commitment, with as many rows for milestones as are wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from collab.proposals.models import Acceptance, Commitment, CommitmentKind
from collab.proposals.rules.commitments import (
    ACCEPTANCE_HINTS,
    ACCEPTANCE_WORDS,
    KIND_WORDS,
    MILESTONE_ROWS,
    CommitmentTerms,
)
from collab.web.fields import Area, Day, Line, Many, One, Pick, choices, required
from collab.web.forms import BaseForm

MOST_MILESTONES = 30


class CommitmentForm(BaseForm):
    """Made by `commitment_form`, which adds the rows of milestones."""

    provisions = Many("Provisions that it is about", hint="Choose one or more")
    acceptance = One(
        "What your organisation says",
        [required("Choose what your organisation says")],
        choices=choices(Acceptance, ACCEPTANCE_WORDS),
        hints={kind.value: hint for kind, hint in ACCEPTANCE_HINTS.items()},
    )
    kind = Pick("Kind", [required("Choose a kind")])
    words = Area("What your organisation will do", most=5_000)
    measure = Area("How anybody can see that it is done", rows=3, most=2_000)
    due_on = Day("Date by which it is done")
    owner_role = Line("Responsible role", hint="A role, not a name. For example, Director, Access to Justice", most=200)
    dependencies = Area("What it depends on", hint='If it depends on nothing, write "Nothing"', rows=3, most=2_000)
    accepted_part = Area("The part that you agree to", hint="Needed where you partly agree", rows=3, most=5_000)
    rejected_part = Area("The part that you do not agree to", hint="Needed where you partly agree", rows=3, most=5_000)
    reason = Area("Reason", hint="Needed where you partly agree or do not agree. It is published", rows=3, most=5_000)
    recommendation = Line("Recommendation that it answers", hint="In a few words, as the inspectorate put it", most=500)
    recommendation_url = Line("Where the recommendation is", hint="An address that begins with https://", most=500)
    recommended_by = Pick("Who recommended it")
    recommended_on = Day("Day on which the recommendation was published")
    rows = 0

    def terms(self, provision_ids: Mapping[str, UUID], inspectorates: Mapping[str, UUID]) -> CommitmentTerms:
        """What was entered; the ids are those of the labels and of the organisations (by slug) that were offered."""
        return CommitmentTerms(
            kind=CommitmentKind(self.kind.data),
            acceptance=Acceptance(self.acceptance.data),
            provision_ids=[provision_ids[label] for label in self.provisions.data or []],
            milestones=self._milestones(),
            words=self.words.data or "",
            measure=self.measure.data or "",
            accepted_part=self.accepted_part.data or "",
            rejected_part=self.rejected_part.data or "",
            reason=self.reason.data or "",
            owner_role=self.owner_role.data or "",
            due_on=self.due_on.data,
            dependencies=self.dependencies.data or "",
            recommendation=self.recommendation.data or "",
            recommendation_url=self.recommendation_url.data or "",
            recommended_by_id=inspectorates.get(str(self.recommended_by.data or "")),
            recommended_on=self.recommended_on.data,
        )

    def _milestones(self) -> list[tuple[str, date | None]]:
        return [
            (self[f"milestone_{number}"].data or "", self[f"milestone_{number}_on"].data)
            for number in range(1, self.rows + 1)
        ]


def commitment_form(
    kinds: Sequence[CommitmentKind],
    labels: Sequence[tuple[str, str]],
    inspectorates: Sequence[tuple[str, str]],
    rows: int,
    stored: Commitment | None = None,
) -> CommitmentForm:
    """A form that offers these kinds and provisions, with this many rows for milestones; over what is stored, if anything."""
    rows = max(MILESTONE_ROWS, min(rows, MOST_MILESTONES), len(stored.milestones) if stored else 0)
    fields: dict[str, object] = {"rows": rows}
    for number in range(1, rows + 1):
        fields[f"milestone_{number}"] = Line(f"Milestone {number}", most=500)
        fields[f"milestone_{number}_on"] = Day(f"Date of milestone {number}")
    form: CommitmentForm = type("CommitmentForm", (CommitmentForm,), fields)(data=_typed(stored) if stored else None)
    form.kind.choices = [("", "Choose a kind"), *choices(CommitmentKind, KIND_WORDS, kinds)]
    form.provisions.choices = list(labels)
    form.recommended_by.choices = [("", "Choose an organisation"), *inspectorates]
    return form


def _typed(commitment: Commitment) -> dict[str, object]:
    typed: dict[str, object] = {name: getattr(commitment, name) for name in STORED}
    typed |= {"kind": commitment.kind.value, "acceptance": commitment.acceptance.value}
    typed["version"] = commitment.version
    typed["recommended_by"] = commitment.recommended_by.slug if commitment.recommended_by else ""
    typed["provisions"] = [provision.label for provision in commitment.provisions]
    for number, stone in enumerate(commitment.milestones, start=1):
        typed |= {f"milestone_{number}": stone.words, f"milestone_{number}_on": stone.due_on}
    return typed


STORED = (
    "words",
    "measure",
    "due_on",
    "owner_role",
    "dependencies",
    "accepted_part",
    "rejected_part",
    "reason",
    "recommendation",
    "recommendation_url",
    "recommended_on",
)
