"""Sealing the figures of a published answer in the chain of events, and explaining a rule that is not met (F10)."""

from __future__ import annotations

from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.models import Consultation
from collab.consultations.queries import evidence
from collab.consultations.rules import integrity
from collab.consultations.rules.outcome import is_answered
from collab.db import db, lock
from collab.errors import Refused


@permitted(policy.can_seal)
def seal(consultation: Consultation, *, by: Viewer) -> None:
    """Writes into the chain what the integrity statement follows from, once. Nobody can change it from then on."""
    lock(consultation)
    if not is_answered(consultation):
        raise Refused("The evidence is sealed when the government response is published")
    db.session.flush()
    if evidence.is_sealed(consultation):
        return
    about = {"record": evidence.figures(consultation)}
    record(RootKind.consultation, consultation.id, Event.evidence_sealed, by=by, about=about)


@permitted(policy.can_explain)
def explain(consultation: Consultation, *, rule: str, words: str, by: Viewer) -> None:
    """Says publicly, for the actor's organisation, why a rule is not met. The result stays as it is; nothing said is changed."""
    lock(consultation)
    if not is_answered(consultation):
        raise Refused("A rule can be explained once the government response is published")
    problems = integrity.explanation_problems(rule, words, evidence.stated_of(consultation).tests)
    if problems:
        raise Refused(problems)
    about = {"rule": rule, "organisation": by.organisation_name, "words": words.strip()}
    record(RootKind.consultation, consultation.id, Event.evidence_explained, by=by, about=about)
