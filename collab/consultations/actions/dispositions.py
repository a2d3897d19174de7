"""What is decided about a theme, or about one response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.analysing import settle, take_up_decisions
from collab.consultations.models import Consideration, Consultation, Disposition, DispositionDecision, Submission, Theme
from collab.consultations.queries import decision_makers, targets
from collab.consultations.rules.changed_words import Links, faults
from collab.consultations.rules.dispositions import (
    CHANGES,
    decision_as_typed,
    disposition_problems,
    may_stand_alone,
)
from collab.db import db, expect_version, lock, touch
from collab.errors import Problem, Refused, Stale
from collab.proposals.models import Commitment, Implication, Provision
from collab.text import Bilingual

UNSEEN = "No decision edition is published yet, and your organisation does not see the working text: nobody can check that anything changed"


@dataclass(frozen=True)
class Decided:
    """What is decided, why, and what of the proposal it changes; ids as text, empty where nothing is chosen."""

    decision: str
    reason: str
    reason_cy: str = ""
    provision_id: str = ""
    quote: str = ""
    commitment_id: str = ""
    implication_id: str = ""


@permitted(policy.can_change_theme)
def decide(theme: Theme, decided: Decided, *, version: int | None = None, by: Viewer) -> Disposition:
    """Says what is done about a theme and why. `version` is that of the decision there was; None where there was none.

    Raises Stale when somebody decided it meanwhile.
    """
    consultation = theme.consultation
    take_up_decisions(consultation, by=by)
    lock(theme)
    if theme.retired_at is not None:
        raise Refused("This theme is retired")
    _refuse_stale(theme.disposition, version)
    disposition = theme.disposition or Disposition(reason=Bilingual.of(""))
    _fill(disposition, consultation, decided, by)
    disposition.theme = theme
    return _keep(disposition, consultation, by, theme=str(theme.id), number=theme.number)


@permitted(policy.can_analyse_submission)
def decide_response(submission: Submission, decided: Decided, *, version: int | None = None, by: Viewer) -> Disposition:
    """The same about one response that has no theme, or of which somebody said that it needs a decision of its own."""
    consultation = submission.consultation
    take_up_decisions(consultation, by=by)
    lock(submission)
    _refuse_stale(submission.disposition, version)
    if submission.consideration is Consideration.excluded:
        raise Refused("This response is left out, so nothing is decided about it")
    themes = [coding.theme.name.en.text for coding in submission.codings if coding.theme and coding.person_id]
    if not may_stand_alone(themes, needs_decision=submission.needs_decision):
        raise Refused("What it says is decided with its themes. Say first that it needs a decision of its own")
    disposition = submission.disposition or Disposition(reason=Bilingual.of(""))
    _fill(disposition, consultation, decided, by)
    disposition.submission = submission
    return _keep(disposition, consultation, by, submission=str(submission.id))


@permitted(policy.can_analyse_submission)
def ask_for_decision(submission: Submission, *, version: int | None = None, by: Viewer) -> None:
    """Says that a response needs a decision of its own, beside those about its themes; it is not considered before."""
    take_up_decisions(submission.consultation, by=by)
    lock(submission)
    expect_version(submission, version)
    if submission.consideration is Consideration.excluded:
        raise Refused("This response is left out, so nothing is decided about it")
    submission.needs_decision = True
    touch(submission)
    settle(submission.consultation, {submission.id}, by=by)
    _record(submission.consultation, Event.disposition_asked, by, submission=str(submission.id))


def _refuse_stale(held: Disposition | None, version: int | None) -> None:
    if held is not None and held.version != version:
        raise Stale(decision_as_typed(held))


def _fill(disposition: Disposition, consultation: Consultation, decided: Decided, by: Viewer) -> None:
    """Raises Refused for what is incomplete, and for a link to a text that did not change."""
    provision = targets.provision(consultation, decided.provision_id, viewer=by)
    commitment = targets.commitment(consultation, decided.commitment_id, viewer=by)
    implication = targets.implication(consultation, decided.implication_id, viewer=by)
    decider = decision_makers.decider_of(consultation, by.organisation_id)
    chosen = DispositionDecision(decided.decision) if decided.decision else None
    has_proposal = consultation.proposal_id is not None
    has_link = any((provision, commitment, implication))
    problems = disposition_problems(chosen, decided.reason, has_link=has_link, has_proposal=has_proposal)
    if chosen in CHANGES and has_link:
        problems += _faults(consultation, _links(provision, decided.quote, commitment, implication), by)
    if problems or chosen is None:
        raise Refused(problems)
    assert by.person_id
    assert by.membership_id
    assert by.organisation_id
    disposition.decision = chosen
    disposition.reason = disposition.reason.revised(decided.reason, decided.reason_cy)
    disposition.provision, disposition.quote = provision, decided.quote.strip() if provision else ""
    disposition.commitment, disposition.implication = commitment, implication
    disposition.decided_at, disposition.decided_by_id = clock.now(), by.person_id
    disposition.decided_membership_id, disposition.organisation_id = by.membership_id, by.organisation_id
    disposition.decision_maker = decider.who if decider else ""
    disposition.report_given_at = decider.given_at if decider else None


def _links(
    provision: Provision | None, quote: str, commitment: Commitment | None, implication: Implication | None
) -> Links:
    return Links(
        provision.label if provision else "",
        quote,
        commitment.number if commitment else None,
        implication.number if implication else None,
    )


def _faults(consultation: Consultation, links: Links, by: Viewer) -> list[Problem]:
    after = targets.next_text(consultation, viewer=by)
    if after is None:
        return [Problem(UNSEEN, field="provision_id")]
    before = consultation.edition.content if consultation.edition else None
    return faults(links, before, after.content, after_is=after.name)


def _keep(disposition: Disposition, consultation: Consultation, by: Viewer, **about: Any) -> Disposition:
    db.session.add(disposition)
    moved = settle(consultation, by=by)
    facts = {**about, "decision": disposition.decision.value, "responses_considered": moved}
    _record(consultation, Event.disposition_decided, by, **facts)
    return disposition


def _record(consultation: Consultation, event: Event, by: Viewer, **about: Any) -> None:
    db.session.flush()
    record(RootKind.consultation, consultation.id, event, by=by, about=about)
