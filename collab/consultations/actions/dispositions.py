"""What is decided about a theme."""

from __future__ import annotations

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.analysing import settle, take_up_decisions
from collab.consultations.models import Disposition, DispositionDecision, Theme
from collab.consultations.queries import decision_makers, targets
from collab.consultations.rules.decision_makers import Decider
from collab.consultations.rules.dispositions import decision_as_typed, disposition_problems
from collab.db import db, lock
from collab.errors import Refused, Stale
from collab.text import Bilingual


@permitted(policy.can_change_theme)
def decide(
    theme: Theme,
    *,
    decision: str,
    reason: str,
    reason_cy: str = "",
    provision_id: str = "",
    commitment_id: str = "",
    version: int | None = None,
    by: Viewer,
) -> Disposition:
    """Says what is done about a theme and why. `version` is that of the decision there was; None where there was none.

    Raises Stale when somebody decided it meanwhile.
    """
    consultation = theme.consultation
    take_up_decisions(consultation, by=by)
    lock(theme)
    if theme.retired_at is not None:
        raise Refused("This theme is retired")
    held = theme.disposition
    if held is not None and held.version != version:
        raise Stale(decision_as_typed(held))
    chosen = DispositionDecision(decision) if decision else None
    provision = targets.provision(consultation, provision_id, viewer=by)
    commitment = targets.commitment(consultation, commitment_id, viewer=by)
    has_link = provision is not None or commitment is not None
    problems = disposition_problems(
        chosen, reason, has_link=has_link, has_proposal=consultation.proposal_id is not None
    )
    if problems or chosen is None:
        raise Refused(problems)
    assert by.person_id
    assert by.membership_id
    decider = decision_makers.decider_of(consultation, by.organisation_id)
    disposition = held or Disposition(theme=theme, reason=Bilingual.of(""))
    disposition.decision = chosen
    disposition.reason = disposition.reason.revised(reason, reason_cy)
    disposition.provision, disposition.commitment = provision, commitment
    disposition.decided_at, disposition.decided_by_id = clock.now(), by.person_id
    disposition.decided_membership_id = by.membership_id
    _say_for_whom(disposition, decider, by)
    db.session.add(disposition)
    moved = settle(consultation, by=by)
    db.session.flush()
    facts = {
        "theme": str(theme.id),
        "number": theme.number,
        "decision": chosen.value,
        "responses_considered": moved,
    }
    record(RootKind.consultation, consultation.id, Event.disposition_decided, by=by, about=facts)
    return disposition


def _say_for_whom(disposition: Disposition, decider: Decider | None, by: Viewer) -> None:
    """Whose decision it is, and which report that person had been given by then."""
    assert by.organisation_id
    disposition.organisation_id = by.organisation_id
    disposition.decision_maker = decider.who if decider else ""
    disposition.report_given_at = decider.given_at if decider else None
