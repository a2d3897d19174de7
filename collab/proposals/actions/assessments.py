"""Recording how far an assessment is, and HM Treasury's position. Only the lead does either."""

from __future__ import annotations

from datetime import date

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db, expect_version
from collab.errors import Problem, Refused
from collab.proposals import policy
from collab.proposals.actions.drafting import open_for_writing
from collab.proposals.models import Assessment, AssessmentKind, Proposal, TreasuryPosition
from collab.proposals.rules import assessments as rules
from collab.proposals.rules.assessments import AssessmentTerms


@permitted(policy.can_manage)
def record_assessment(
    proposal: Proposal, *, kind: AssessmentKind, terms: AssessmentTerms, version: int | None = None, by: Viewer
) -> Assessment:
    """Adds the record of this kind or changes it. A record that is there is changed only with its version. Raises Refused and Stale."""
    open_for_writing(proposal, by=by)
    held = next((one for one in proposal.assessments if one.kind is kind), None)
    if held is not None:
        expect_version(held, version or 0)
    problems = rules.term_problems(terms, clock.today())
    if problems:
        raise Refused(problems)
    held = held or Assessment(proposal=proposal, kind=kind)
    held.status, held.status_on, held.is_public = terms.status, terms.status_on, terms.is_public
    held.reason, held.reference, held.url = terms.reason.strip(), terms.reference.strip(), terms.url
    held.recorded_at, held.recorded_by_id = clock.now(), by.person_id
    db.session.add(held)
    about = {"kind": kind.value, "status": terms.status.value, "public": terms.is_public}
    record(RootKind.proposal, proposal.id, Event.assessment_recorded, by=by, about=about)
    return held


@permitted(policy.can_manage)
def record_treasury_position(
    proposal: Proposal, *, words: str, given_on: date, version: int | None = None, by: Viewer
) -> TreasuryPosition:
    """HM Treasury's position in the words agreed with it. Raises Refused and Stale, as above."""
    open_for_writing(proposal, by=by)
    held = proposal.treasury_position
    if held is not None:
        expect_version(held, version or 0)
    problems = [] if words.strip() else [Problem("Enter the position, in the words agreed with HM Treasury", "words")]
    if given_on > clock.today():
        problems.append(Problem("The date must not be in the future", field="given_on"))
    if problems:
        raise Refused(problems)
    held = held or TreasuryPosition(proposal=proposal)
    held.words, held.given_on = words.strip(), given_on
    held.recorded_at, held.recorded_by_id = clock.now(), by.person_id
    db.session.add(held)
    about = {"given_on": given_on.isoformat()}
    record(RootKind.proposal, proposal.id, Event.treasury_position_recorded, by=by, about=about)
    return held
