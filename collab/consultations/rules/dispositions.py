"""What a decision about what respondents said takes (N10)."""

from __future__ import annotations

from typing import Any

from collab.consultations.models import Disposition, DispositionDecision
from collab.errors import Problem

CHANGES = frozenset({DispositionDecision.accepted, DispositionDecision.accepted_in_part})


def needs_link(decision: DispositionDecision, *, has_proposal: bool) -> bool:
    """Whether a decision about a theme must link to what it changes: it says that something changes, and there is a text."""
    return has_proposal and decision in CHANGES


def disposition_problems(
    decision: DispositionDecision | None, reason: str, *, has_link: bool, has_proposal: bool
) -> list[Problem]:
    """What is missing in a decision about a theme (N10)."""
    found: list[Problem] = []
    if decision is None:
        found.append(Problem("Choose what is decided about this theme", field="decision"))
    if not reason.strip():
        found.append(Problem("Give the reason for the decision", field="reason"))
    if decision is not None and needs_link(decision, has_proposal=has_proposal) and not has_link:
        message = "An accepted theme must link to the provision or the commitment that it changes"
        found.append(Problem(message, field="provision_id"))
    return found


def decision_as_typed(disposition: Disposition) -> dict[str, Any]:
    """A decision by the names of its form's fields, for the page on which two of them stand side by side."""
    return {
        "decision": disposition.decision,
        "reason": disposition.reason.en.text,
        "reason_cy": disposition.reason.cy.text,
        "provision_id": disposition.provision_id,
        "commitment_id": disposition.commitment_id,
    }
