"""What every write of an analysis does first and last: take the analysis up, and settle how far each response has come."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import update

from collab.accounts.policy import Viewer, permitted
from collab.consultations import policy
from collab.consultations.actions.comparing import compare
from collab.consultations.actions.readings import keep_in_step
from collab.consultations.models import AnswerPart, Consideration, Consultation, DecisionMaker, Submission
from collab.consultations.queries import analysis
from collab.consultations.queries.clearing import in_clearance
from collab.consultations.rules.consideration import Handling, consideration_of
from collab.consultations.rules.outcome import is_answered
from collab.db import db, lock, portions
from collab.errors import Problem, Refused

FROZEN = "The government response is frozen for clearance. Recall it before you change what it rests on"
PUBLISHED = "The government response is published. What it was based on can no longer be changed"


@permitted(policy.can_analyse)
def take_up(consultation: Consultation, *, by: Viewer) -> None:
    """Locks the consultation for a write that changes what its report says. Raises Refused once the response is public.

    A report that was given before, and the confirmation that it was considered, count no longer: both are to be renewed.
    """
    take_up_decisions(consultation, by=by)
    for maker in consultation.decision_makers:
        maker.report_given_at = None


@permitted(policy.can_analyse)
def take_up_decisions(consultation: Consultation, *, by: Viewer) -> None:
    """Locks the consultation for a write about what is decided. Raises Refused once the response is public.

    The report stays given; that the decisions were confirmed counts no longer.
    """
    lock(consultation)
    refuse_when_answered(consultation)
    if in_clearance(consultation, AnswerPart.outcome) is not None:
        raise Refused(Problem(FROZEN, href=f"/consultations/{consultation.address}/answer/outcome/clearance"))
    for maker in consultation.decision_makers:
        take_back(maker)


def take_back(maker: DecisionMaker) -> None:
    """A confirmation counts no longer; its words stay in the box, to be looked at again."""
    maker.confirmed_at = maker.confirmed_by_id = maker.confirmed_membership_id = None


def refuse_when_answered(consultation: Consultation) -> None:
    if is_answered(consultation):
        raise Refused(PUBLISHED)


@permitted(policy.can_analyse)
def settle(consultation: Consultation, only: Collection[UUID] | None = None, *, by: Viewer) -> int:
    """Brings the stored consideration of responses in step with what was done; returns how many moved.

    Where some are named, the readings of their answers follow. The versions of the responses stay, so that a decision
    about a theme makes nobody's open coding page stale.
    """
    db.session.flush()
    decided = analysis.decided_themes(consultation)
    moved: dict[Consideration, list[UUID]] = {}
    for work in analysis.worked(consultation, only):
        state = consideration_of(
            Handling(
                is_read=work.is_read,
                uncoded=len(work.in_words - work.coded),
                undecided=work.undecided(decided),
            )
        )
        if state is not work.consideration:
            moved.setdefault(state, []).append(work.id)
    for state, ids in moved.items():
        for some in portions(ids):
            db.session.execute(
                update(Submission).where(Submission.id.in_(some)).values(consideration=state),
                execution_options={"synchronize_session": "fetch"},
            )
    if only is not None:
        keep_in_step(only, by=by)
        compare(only, by=by)
    return sum(len(ids) for ids in moved.values())
