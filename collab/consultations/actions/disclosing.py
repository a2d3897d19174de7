"""Exporting all responses for a request under the Freedom of Information Act: who did it, when and for what is kept."""

from __future__ import annotations

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.models import Consultation, Disclosure, DisclosureForm
from collab.consultations.queries import disclosures
from collab.db import db, lock
from collab.errors import Problem, Refused


@permitted(policy.can_disclose)
def disclose(consultation: Consultation, *, request_reference: str, form: str, by: Viewer) -> Disclosure:
    """Says that this person has all responses exported now. The file is made when they fetch it, within the hour."""
    lock(consultation)
    if not request_reference.strip():
        raise Refused(Problem("Enter the reference of the request", field="request_reference"))
    assert by.person_id is not None
    assert by.membership_id is not None
    made = Disclosure(
        consultation=consultation,
        made_at=clock.now(),
        person_id=by.person_id,
        membership_id=by.membership_id,
        request_reference=request_reference.strip(),
        form=DisclosureForm(form),
        responses=disclosures.count(consultation),
    )
    db.session.add(made)
    db.session.flush()
    about = {
        "disclosure": str(made.id),
        "request": made.request_reference,
        "form": form,
        "responses": made.responses,
        "organisation": str(by.organisation_id),
    }
    record(RootKind.consultation, consultation.id, Event.responses_disclosed, by=by, about=about)
    return made
