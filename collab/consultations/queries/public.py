"""The public page of a consultation that nothing has been answered of yet, read as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, func, select

from collab import clock
from collab.accounts.models import Organisation
from collab.accounts.policy import Viewer
from collab.accounts.queries import DEMONSTRATION
from collab.consultations import policy
from collab.consultations.models import Consultation, DecisionMaker, Outcome, PublicFeedback, Question, Runner, RunRole
from collab.consultations.queries import as_id
from collab.db import db
from collab.proposals.models import Edition, Proposal
from collab.proposals.models.editions import edition_label
from collab.proposals.queries.headlines import headlines

OWN = tuple(
    column
    for column in Consultation.__table__.c
    if not column.foreign_keys and column.key not in {"source_organisations", "marking", "duty_basis", "duty_detail"}
)
PLACES = {column.key: place for place, column in enumerate(OWN)}


@dataclass(frozen=True)
class Body:
    name: str


@dataclass(frozen=True)
class RunBy:
    """A runner as its row has it."""

    role: RunRole
    organisation_id: UUID
    privacy_notice: str
    organisation: Body
    decides: str


@dataclass(frozen=True)
class Proposed:
    """The published edition that is consulted on."""

    proposal: str
    number: str
    title: str


@dataclass(frozen=True)
class Unanswered:
    """All that the page says. Beside what is listed here it has the columns of `Consultation`, by their names, so that
    the same rules and the same template take either.
    """

    values: tuple[Any, ...]
    asked: int
    proposed: Proposed | None
    runners: tuple[RunBy, ...]
    is_installed_for_show: bool
    feedback: ClassVar[None] = None
    outcome: ClassVar[None] = None
    source_organisations: ClassVar[tuple[str, ...]] = ()

    def __getattr__(self, name: str) -> Any:
        if name not in PLACES:
            raise AttributeError(name)
        return self.values[PLACES[name]]

    @property
    def address(self) -> str:
        return self.reference or str(self.id)


@dataclass(frozen=True)
class Cancelled:
    """What everybody is told of one that was cancelled before it opened; its set-up stays with those who run it."""

    reference: str
    title: str
    at: datetime
    reason: str
    organisations: tuple[str, ...]


def cancelled(reference: str, *, viewer: Viewer) -> Cancelled | None:
    """By its reference, for those who do not run it; None for anything else."""
    ended = Consultation.cancelled_at.is_not(None), ~policy.is_run_by(viewer)
    query = select(Consultation).where(Consultation.reference == reference, *ended)
    found = db.session.scalars(query).one_or_none()
    if found is None or found.cancelled_at is None:
        return None
    names = tuple(one.organisation.name for one in found.runners)
    return Cancelled(reference, str(found.title), found.cancelled_at, found.cancelled_reason, names)


def unanswered(address: str) -> Unanswered | None:
    """What everybody may see now, and only while there is no answer, not even a draft of one; otherwise None."""
    key = as_id(address)
    asked = {"address": key or address, "now": clock.now()}
    connection = db.session.connection()  # rows, and nothing of the session's own bookkeeping
    row = connection.execute(_statement(is_id=key is not None), asked).one_or_none()
    if row is None:
        return None
    *values, count, digest, major, minor, reference, proposal_id, for_show = row
    number = edition_label(major, minor)
    own = tuple(values)
    title = headlines({digest})[digest].title if number else ""
    proposed = Proposed(reference or str(proposal_id), number, title) if number else None
    rows = connection.execute(_runners(), {"consultation": own[PLACES["id"]]})
    runners = tuple(RunBy(role, body, notice, Body(name), who or "") for role, body, notice, name, who in rows)
    return Unanswered(own, count, proposed, runners, bool(for_show))


@cache
def _statement(*, is_id: bool) -> Select[Any]:
    """Writing the statement takes longer than running it. Whatever differs from request to request is a parameter."""
    kept = Question.__table__.c
    asked = select(func.count(kept.id)).where(kept.consultation_id == OWN[PLACES["id"]], kept.removed_at.is_(None))
    edition = (Edition.hash, Edition.major_number, Edition.minor_number, Proposal.reference, Proposal.id)
    answers = [
        exists(select(answer.id).where(answer.consultation_id == Consultation.id))
        for answer in (PublicFeedback, Outcome)
    ]
    return (
        select(*OWN, asked.scalar_subquery(), *edition, DEMONSTRATION.scalar_subquery())
        .outerjoin(Edition, Edition.id == Consultation.edition_id)
        .outerjoin(Proposal, Proposal.id == Edition.proposal_id)
        .where(
            (Consultation.id if is_id else Consultation.reference) == bindparam("address"),
            policy.is_public(bindparam("now")),
            Consultation.is_historic.is_(False),
            Consultation.import_key.is_(None),
            *(~answer for answer in answers),
        )
    )


@cache
def _runners() -> Select[Any]:
    runners, bodies, makers = Runner.__table__.c, Organisation.__table__.c, DecisionMaker.__table__.c
    theirs = (makers.consultation_id == runners.consultation_id) & (makers.organisation_id == runners.organisation_id)
    return (
        select(runners.role, runners.organisation_id, runners.privacy_notice, bodies.name, makers.role)
        .join(Organisation.__table__, bodies.id == runners.organisation_id)
        .outerjoin(DecisionMaker.__table__, theirs)
        .where(runners.consultation_id == bindparam("consultation"))
        .order_by(runners.position, runners.id)
    )
