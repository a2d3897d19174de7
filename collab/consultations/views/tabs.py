"""The sub-navigation for the organisations that run a consultation: only pages that exist."""

from __future__ import annotations

from flask import current_app, url_for

from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.models import Consultation

FOR_CONTROLLERS = frozenset(
    {
        "consultations.common_ground",
        "consultations.responses",
        "consultations.reading",
        "consultations.themes",
        "consultations.report",
        "consultations.answer",
    }
)
FOR_APPROVED = frozenset({"consultations.running", "consultations.progress"})
TABS = (
    ("Overview", "consultations.consultation"),
    ("Set up", "consultations.set_up"),
    ("Who to reach", "consultations.stakeholders"),
    ("Papers", "consultations.papers"),
    ("Questions", "consultations.questions"),
    ("Readiness", "consultations.readiness"),
    ("Running", "consultations.running"),
    ("Progress", "consultations.progress"),
    ("Responses", "consultations.responses"),
    ("Reading", "consultations.reading"),
    ("Themes", "consultations.themes"),
    ("Common ground", "consultations.common_ground"),
    ("Report", "consultations.report"),
    ("Answer", "consultations.answer"),
    ("History", "consultations.history"),
)


def tabs(consultation: Consultation) -> list[tuple[str, str]]:
    """(name, address) for its runners; nothing for everybody else, and for what was imported."""
    if consultation.is_historic or not policy.can_read_draft(viewer(), consultation):
        return []
    reads = policy.can_read_submissions(viewer(), consultation)
    return [
        (name, url_for(endpoint, address=consultation.address))
        for name, endpoint in TABS
        if endpoint in current_app.view_functions
        and (reads or endpoint not in FOR_CONTROLLERS)
        and (consultation.opening_approved_at is not None or endpoint not in FOR_APPROVED)
    ]
