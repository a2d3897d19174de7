"""The consultation itself, and the organisations that run it."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Organisation
from collab.db import Base, Identified, Json, Versioned, values
from collab.documents.models import BilingualText
from collab.proposals.models import Edition, Marking, Proposal
from collab.text import Bilingual

if TYPE_CHECKING:
    from collab.consultations.models.analysis import Theme
    from collab.consultations.models.answer import Outcome, PublicFeedback
    from collab.consultations.models.decision_makers import DecisionMaker
    from collab.consultations.models.lateness import LateDecision
    from collab.consultations.models.notices import Notice
    from collab.consultations.models.questions import Question
    from collab.consultations.models.sections import QuestionSection


class EngagementType(enum.Enum):
    formal_consultation = "formal_consultation"
    statutory_consultation = "statutory_consultation"
    targeted_consultation = "targeted_consultation"
    call_for_evidence = "call_for_evidence"
    pre_consultation_engagement = "pre_consultation_engagement"
    survey = "survey"
    quick_poll = "quick_poll"
    event = "event"


class DutyBasis(enum.Enum):
    statute = "statute"
    promise = "promise"
    established_practice = "established_practice"
    fairness = "fairness"
    voluntary = "voluntary"


class RunRole(enum.Enum):
    """An organisation's part in running a consultation."""

    lead = "lead"
    joint = "joint"
    supporting = "supporting"


class Consultation(Base, Identified, Versioned):
    """The root. Its state is computed from these times, never stored. Imported historic ones have `content_id`."""

    __tablename__ = "consultations"
    __table_args__ = (
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR closes_at > opens_at", name="window"),
        CheckConstraint("(election_approved_at IS NULL) = (election_approved_by_id IS NULL)", name="election_pair"),
        CheckConstraint("(opening_approved_at IS NULL) = (opening_approved_by_id IS NULL)", name="opening_pair"),
    )

    reference: Mapped[str | None] = mapped_column(String(20), unique=True)
    title: Mapped[Bilingual] = mapped_column(BilingualText)
    summary: Mapped[Bilingual] = mapped_column(BilingualText)
    proposal_id: Mapped[UUID | None] = mapped_column(ForeignKey("proposals.id"), index=True)
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("editions.id"))
    marking: Mapped[Marking] = mapped_column(values(Marking), default=Marking.official)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    engagement_type: Mapped[EngagementType] = mapped_column(values(EngagementType))
    engagement_reason: Mapped[str] = mapped_column(Text, default="")
    undecided: Mapped[str] = mapped_column(Text, default="")
    already_decided: Mapped[str] = mapped_column(Text, default="")
    duty_basis: Mapped[DutyBasis | None] = mapped_column(values(DutyBasis))
    duty_detail: Mapped[str] = mapped_column(Text, default="")
    decision_maker: Mapped[str] = mapped_column(String(200), default="")
    decision_expected_on: Mapped[date | None]
    reasons: Mapped[str] = mapped_column(Text, default="")
    impacts: Mapped[str] = mapped_column(Text, default="")
    impacts_missing_reason: Mapped[str] = mapped_column(Text, default="")
    equality_statement: Mapped[str] = mapped_column(Text, default="")
    equality_missing_reason: Mapped[str] = mapped_column(Text, default="")
    no_discarded_options_reason: Mapped[str] = mapped_column(Text, default="")
    respond_email: Mapped[str] = mapped_column(String(320), default="")
    respond_post: Mapped[str] = mapped_column(Text, default="")
    respond_phone: Mapped[str] = mapped_column(String(120), default="")
    formats_contact: Mapped[str] = mapped_column(String(400), default="")
    applies_to_england: Mapped[bool] = mapped_column(default=True)
    applies_to_wales: Mapped[bool] = mapped_column(default=True)
    welsh_promised_on: Mapped[date | None]
    welsh_reason: Mapped[str] = mapped_column(Text, default="")
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    short_window_reason: Mapped[str] = mapped_column(Text, default="")
    holiday_mitigation: Mapped[str] = mapped_column(Text, default="")
    identifiers_kept_months: Mapped[int] = mapped_column(default=1)
    notices_hash: Mapped[str] = mapped_column(String(64), default="")
    takes_statements: Mapped[bool] = mapped_column(default=False)
    election_reason: Mapped[str] = mapped_column(Text, default="")
    election_asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    election_approved_at: Mapped[datetime | None]
    election_approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    started_at: Mapped[datetime]
    started_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    opening_approved_at: Mapped[datetime | None]
    opening_approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    last_changed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    paused_at: Mapped[datetime | None]
    last_notice_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    cancelled_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str] = mapped_column(Text, default="")
    identifiers_erased_at: Mapped[datetime | None]

    is_historic: Mapped[bool] = mapped_column(default=False)
    content_id: Mapped[UUID | None] = mapped_column(unique=True)
    import_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    source_url: Mapped[str] = mapped_column(String(500), default="")
    source_note: Mapped[str] = mapped_column(Text, default="")
    source_organisations: Mapped[list[str]] = mapped_column(Json, default=list)

    proposal: Mapped[Proposal | None] = relationship()
    edition: Mapped[Edition | None] = relationship()
    runners: Mapped[list[Runner]] = relationship(
        back_populates="consultation", order_by="Runner.position", cascade="all, delete-orphan"
    )
    questions: Mapped[list[Question]] = relationship(back_populates="consultation", order_by="Question.position")
    sections: Mapped[list[QuestionSection]] = relationship(
        back_populates="consultation", order_by="QuestionSection.position"
    )
    notices: Mapped[list[Notice]] = relationship(back_populates="consultation", order_by="Notice.told_at")
    decision_makers: Mapped[list[DecisionMaker]] = relationship(
        back_populates="consultation", cascade="all, delete-orphan"
    )
    themes: Mapped[list[Theme]] = relationship(back_populates="consultation", order_by="Theme.number")
    late_decisions: Mapped[list[LateDecision]] = relationship(
        back_populates="consultation", order_by="LateDecision.number"
    )
    feedback: Mapped[PublicFeedback | None] = relationship(back_populates="consultation")
    outcome: Mapped[Outcome | None] = relationship(back_populates="consultation")

    @property
    def address(self) -> str:
        """The last part of its address: the reference once it has one, before that a random id."""
        return self.reference or str(self.id)


class Runner(Base, Identified):
    """An organisation that runs the consultation. Lead and joint ones are controllers, each with a privacy notice."""

    __tablename__ = "consultation_organisations"
    __table_args__ = (
        UniqueConstraint("consultation_id", "organisation_id"),
        Index(
            "uq_consultation_organisations_lead",
            "consultation_id",
            unique=True,
            sqlite_where=text("role = 'lead'"),
            postgresql_where=text("role = 'lead'"),
        ),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[RunRole] = mapped_column(values(RunRole))
    position: Mapped[int] = mapped_column(default=0)
    privacy_notice: Mapped[str] = mapped_column(Text, default="")

    consultation: Mapped[Consultation] = relationship(back_populates="runners")
    organisation: Mapped[Organisation] = relationship()

    @property
    def decides(self) -> str:
        """The role of who decides for a joint organisation; that of the lead stands in the consultation's set-up."""
        found = (one for one in self.consultation.decision_makers if one.organisation_id == self.organisation_id)
        return next((one.role for one in found), "")
