"""What a decision about what respondents said takes (N10)."""

from __future__ import annotations

from collections.abc import Collection
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
    """What is missing in a decision about a theme or a response (N10)."""
    found: list[Problem] = []
    if decision is None:
        found.append(Problem("Choose what is decided", field="decision"))
    if not reason.strip():
        found.append(Problem("Give the reason for the decision", field="reason"))
    if decision is not None and needs_link(decision, has_proposal=has_proposal) and not has_link:
        message = "What is accepted must link to the provision, the commitment or the implication that it changes"
        found.append(Problem(message, field="provision_id"))
    return found


def decision_as_typed(disposition: Disposition) -> dict[str, Any]:
    """A decision by the names of its form's fields, for the page on which two of them stand side by side."""
    return {
        "decision": disposition.decision,
        "reason": disposition.reason.en.text,
        "reason_cy": disposition.reason.cy.text,
        "provision_id": disposition.provision_id,
        "quote": disposition.quote,
        "commitment_id": disposition.commitment_id,
        "implication_id": disposition.implication_id,
    }


def may_stand_alone(themes: Collection[str], *, needs_decision: bool) -> bool:
    """Whether a response can have a decision of its own: it makes no point that others make, or somebody says it needs one."""
    return needs_decision or not themes


def was_before_report(disposition: Disposition) -> bool:
    """Whether it was decided while the decision-maker did not have the report (G4)."""
    return disposition.report_given_at is None
