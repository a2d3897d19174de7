"""Pages of consultations, by noun; each module hangs its routes on this blueprint."""

from __future__ import annotations

from flask import Blueprint

from collab.consultations.views.tabs import tabs

blueprint = Blueprint("consultations", __name__, template_folder="../templates")
blueprint.add_app_template_global(tabs, "consultation_tabs")

from collab.consultations.views import (  # noqa: E402, F401
    answer_exports,
    answering,
    assigning,
    campaigns,
    candidates,
    clearing,
    code_imports,
    common_ground,
    decision_makers,
    disclosure,
    dispositions,
    entry,
    exports,
    frames,
    history,
    integrity,
    lateness,
    league,
    lists,
    papers,
    positions,
    printed,
    progress,
    public,
    published,
    questionnaires,
    questions,
    quotes,
    readings,
    receipt,
    redaction,
    respond,
    response_imports,
    responses,
    results,
    running,
    sampling,
    searching,
    sections,
    setup,
    stakeholders,
    statements,
    tables,
    themes,
    together,
    twin,
    workspaces,
    you_said,
)
