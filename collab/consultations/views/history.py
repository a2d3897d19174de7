"""What happened to a consultation, for the organisations that run it."""

from __future__ import annotations

from flask import render_template

from collab.accounts import queries as accounts
from collab.accounts.views import viewer
from collab.audit import queries as audit
from collab.audit.models import Entry, RootKind
from collab.consultations import queries
from collab.consultations.rules.timeline import event_words
from collab.consultations.views import blueprint
from collab.consultations.views.tabs import tabs
from collab.web.gate import signed_in


@blueprint.get("/consultations/<address>/history")
@signed_in
def history(address: str) -> str:
    consultation = queries.get_run(address, viewer=viewer())
    entries = audit.history(RootKind.consultation, consultation.id)
    ids = {one for entry in entries for one in (entry.person_id, entry.organisation_id) if one}
    names = accounts.names(sorted(ids, key=str))
    return render_template(
        "consultations/history.html",
        consultation=consultation,
        rows=[
            (_words(one), one.at, names.get(one.person_id or one.id, ""), names.get(one.organisation_id or one.id, ""))
            for one in entries
        ],
        tabs=tabs(consultation),
    )


def _words(entry: Entry) -> str:
    topic = str(entry.payload.content.get("topic", "")) if entry.payload else ""
    return event_words(entry.event, topic)
