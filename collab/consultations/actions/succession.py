"""A consultation that is not over passes to the successor of a body that ended; what was published keeps its words."""

from __future__ import annotations

from datetime import date

from collab.accounts.models import Organisation
from collab.accounts.policy import Viewer, can_manage_installation, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations.actions.notices import keep_notices
from collab.consultations.models import Consultation, Runner, RunRole
from collab.consultations.queries import decision_makers
from collab.consultations.queries import setup as reading
from collab.db import db, lock, touch
from collab.errors import Problem

_ORDER = list(RunRole)


def obligations(organisation: Organisation) -> list[Problem]:
    """Why an organisation cannot end without a successor: it leads a consultation that is not over."""
    return [
        Problem(
            "Choose the organisation that followed. "
            f"{one.reference or 'A consultation that has not opened'}: it leads it, and it is not over",
            "successor_id",
        )
        for one in reading.running(organisation)
        if reading.runner(one, organisation.id).role is RunRole.lead
    ]


@permitted(can_manage_installation)
def pass_on(old: Organisation, new: Organisation, *, on: date, by: Viewer) -> None:
    """Hands on every part in a consultation that is not over, each in its own chain."""
    for consultation in reading.running(old):
        lock(consultation)
        role = _hand_on(consultation, old, new)
        if consultation.opening_approved_at is not None:
            keep_notices(consultation, by=by)
        touch(consultation)
        about = {"old": str(old.id), "new": str(new.id), "on": on.isoformat(), "role": role.value}
        record(RootKind.consultation, consultation.id, Event.consultation_passed_on, by=by, about=about)


def _hand_on(consultation: Consultation, old: Organisation, new: Organisation) -> RunRole:
    """A successor that runs it already keeps one part, the one that binds more, and its own privacy notice if it has one."""
    own = reading.runner(consultation, old.id)
    theirs = next((one for one in consultation.runners if one.organisation_id == new.id), None)
    _hand_on_decision(consultation, old, new)
    if theirs is None:
        own.organisation = new
        return own.role
    _join(consultation, own, theirs)
    return theirs.role


def _hand_on_decision(consultation: Consultation, old: Organisation, new: Organisation) -> None:
    """The successor's own decision-maker stays; else the old one's row passes on, with what that person had and said."""
    held = decision_makers.of(consultation, old.id)
    if held is None:
        return
    if decision_makers.of(consultation, new.id) is None:
        held.organisation = new
    else:
        consultation.decision_makers.remove(held)
        db.session.flush()


def _join(consultation: Consultation, own: Runner, theirs: Runner) -> None:
    consultation.runners.remove(own)
    db.session.flush()  # before the successor leads: one lead, says the database
    theirs.role = min(own.role, theirs.role, key=_ORDER.index)
    theirs.privacy_notice = theirs.privacy_notice or own.privacy_notice
