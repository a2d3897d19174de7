"""What a provision means for an organisation, and its own word that it means nothing."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Organisation
from collab.db import Base, Identified, Json, Versioned, values
from collab.proposals.models.proposal import Marking

if TYPE_CHECKING:
    from collab.proposals.models.proposal import Proposal, Provision


class ImplicationType(enum.Enum):
    cost = "cost"
    saving = "saving"
    income = "income"
    demand = "demand"
    capacity = "capacity"
    workforce_numbers = "workforce_numbers"
    skills_training = "skills_training"
    it_digital = "it_digital"
    estate = "estate"
    legal_legislative = "legal_legislative"
    data_sharing_privacy = "data_sharing_privacy"
    equality = "equality"
    victim_witness = "victim_witness"
    operational_process = "operational_process"
    commercial_contract = "commercial_contract"
    access_to_justice = "access_to_justice"
    public_protection = "public_protection"
    reputation_confidence = "reputation_confidence"
    environmental = "environmental"


class Direction(enum.Enum):
    adverse = "adverse"
    beneficial = "beneficial"
    mixed = "mixed"
    neutral = "neutral"
    uncertain = "uncertain"


class Unit(enum.Enum):
    gbp = "gbp"
    gbp_per_year = "gbp_per_year"
    fte = "fte"
    cases_per_year = "cases_per_year"
    hearings_per_year = "hearings_per_year"
    sitting_days = "sitting_days"
    hours_per_year = "hours_per_year"
    prison_places = "prison_places"
    detention_hours = "detention_hours"
    people_per_year = "people_per_year"
    minutes_per_case = "minutes_per_case"
    percent = "percent"
    days = "days"
    devices = "devices"
    sites = "sites"


class Recurrence(enum.Enum):
    one_off = "one_off"
    transitional = "transitional"
    recurring = "recurring"


class Confidence(enum.Enum):
    high = "high"
    medium = "medium"
    low = "low"


class EvidenceKind(enum.Enum):
    official_statistics = "official_statistics"
    impact_assessment = "impact_assessment"
    evaluation = "evaluation"
    inspection_report = "inspection_report"
    committee_report = "committee_report"
    operational_data = "operational_data"
    consultation_response = "consultation_response"
    lived_experience = "lived_experience"
    expert_judgement = "expert_judgement"
    none = "none"


class FundingPosition(enum.Enum):
    within_baseline = "within_baseline"
    funded_by_lead = "funded_by_lead"
    funded_by_hmt = "funded_by_hmt"
    funding_sought = "funding_sought"
    unfunded = "unfunded"
    cost_neutral = "cost_neutral"
    not_applicable = "not_applicable"


class ImplicationStatus(enum.Enum):
    """Asserted by anyone named; confirmed or disputed by the affected organisation alone."""

    asserted = "asserted"
    confirmed = "confirmed"
    disputed = "disputed"
    withdrawn = "withdrawn"


class Stage(enum.Enum):
    """The stages of a case, in the order of the journey."""

    prevention = "prevention"
    report = "report"
    investigation = "investigation"
    arrest_custody = "arrest_custody"
    out_of_court = "out_of_court"
    charge = "charge"
    bail_remand_decision = "bail_remand_decision"
    first_hearing = "first_hearing"
    case_management = "case_management"
    trial = "trial"
    sentence = "sentence"
    appeal = "appeal"
    custody_remand = "custody_remand"
    custody_sentenced = "custody_sentenced"
    parole = "parole"
    release = "release"
    community_supervision = "community_supervision"
    resettlement = "resettlement"
    post_case = "post_case"


class UserGroup(enum.Enum):
    """Whom it touches, in the order of the journey; then those who work there."""

    suspect = "suspect"
    defendant = "defendant"
    convicted_person = "convicted_person"
    remand_prisoner = "remand_prisoner"
    child_suspect = "child_suspect"
    child_defendant = "child_defendant"
    victim = "victim"
    bereaved_family = "bereaved_family"
    witness = "witness"
    vulnerable_witness = "vulnerable_witness"
    family_of_prisoner = "family_of_prisoner"
    juror = "juror"
    appropriate_adult = "appropriate_adult"
    defence_practitioner = "defence_practitioner"
    frontline_police = "frontline_police"
    prosecutor = "prosecutor"
    court_staff = "court_staff"
    judiciary_magistracy = "judiciary_magistracy"
    prison_staff = "prison_staff"
    probation_staff = "probation_staff"
    youth_justice_staff = "youth_justice_staff"
    third_sector_practitioner = "third_sector_practitioner"
    interpreter_intermediary = "interpreter_intermediary"
    public = "public"


class Implication(Base, Identified, Versioned):
    """What a provision means for an organisation, as somebody named on the proposal asserts it.

    Each of `force_areas` has code and name; none means everywhere. Each of `evidence` has kind, title, url and date (ISO, or "").
    """

    __tablename__ = "implications"
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        CheckConstraint("status NOT IN ('confirmed', 'disputed') OR answered_at IS NOT NULL", name="answered_pair"),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    provision_id: Mapped[UUID] = mapped_column(ForeignKey("provisions.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    asserted_by_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    number: Mapped[int]
    type: Mapped[ImplicationType] = mapped_column(values(ImplicationType))
    direction: Mapped[Direction] = mapped_column(values(Direction))
    summary: Mapped[str] = mapped_column(Text)
    low: Mapped[Decimal | None]
    central: Mapped[Decimal | None]
    high: Mapped[Decimal | None]
    unit: Mapped[Unit | None] = mapped_column(values(Unit))
    price_base: Mapped[str] = mapped_column(String(60), default="")
    cannot_quantify_reason: Mapped[str] = mapped_column(Text, default="")
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    recurrence: Mapped[Recurrence | None] = mapped_column(values(Recurrence))
    stages: Mapped[list[str]] = mapped_column(Json, default=list)
    user_groups: Mapped[list[str]] = mapped_column(Json, default=list)
    force_areas: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list)
    areas: Mapped[str] = mapped_column(String(500), default="")
    confidence: Mapped[Confidence] = mapped_column(values(Confidence))
    confidence_reason: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list)
    assumptions: Mapped[str] = mapped_column(Text, default="")
    caused_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("commitments.id"))
    mitigation: Mapped[str] = mapped_column(Text, default="")
    funding_position: Mapped[FundingPosition] = mapped_column(
        values(FundingPosition), default=FundingPosition.not_applicable
    )
    marking: Mapped[Marking] = mapped_column(values(Marking), default=Marking.official)
    status: Mapped[ImplicationStatus] = mapped_column(values(ImplicationStatus), default=ImplicationStatus.asserted)
    shared_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    answered_membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))

    proposal: Mapped[Proposal] = relationship(back_populates="implications")
    provision: Mapped[Provision] = relationship()
    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    asserted_by: Mapped[Organisation] = relationship(foreign_keys=[asserted_by_id])


class NilReturn(Base, Identified):
    """An organisation's own word that a provision means nothing for it and needs nothing of it."""

    __tablename__ = "nil_returns"
    __table_args__ = (UniqueConstraint("provision_id", "organisation_id"),)

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    provision_id: Mapped[UUID] = mapped_column(ForeignKey("provisions.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    shared_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    made_membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))

    proposal: Mapped[Proposal] = relationship(back_populates="nil_returns")
    provision: Mapped[Provision] = relationship()
    organisation: Mapped[Organisation] = relationship()


class ImplicationUpload(Base, Identified):
    """A table of implications between its preview and its confirmation. Its text is gone once it was confirmed."""

    __tablename__ = "implication_uploads"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str] = mapped_column(Text)
    uploaded_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]
    added: Mapped[int] = mapped_column(default=0)

    proposal: Mapped[Proposal] = relationship()
