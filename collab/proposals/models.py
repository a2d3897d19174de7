"""A joint proposal: its organisations, text, provisions, options, commitments, implications, editions and clearances."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Organisation
from collab.db import Base, Identified, Json, Versioned, values
from collab.documents.models import BilingualText, Document
from collab.text import Bilingual


class PartRole(enum.Enum):
    """What an organisation is on a proposal."""

    lead = "lead"
    joint = "joint"
    supporting = "supporting"
    affected = "affected"
    consulted = "consulted"
    observer = "observer"
    not_affected = "not_affected"


class SectionKind(enum.Enum):
    """The sections that are written as running text, in the order of the document."""

    problem = "problem"
    vision = "vision"
    evidence = "evidence"
    delivery = "delivery"


class OptionKind(enum.Enum):
    do_nothing = "do_nothing"
    preferred = "preferred"
    considered = "considered"
    discarded = "discarded"


class Purpose(enum.Enum):
    """What an edition is for."""

    consultation = "consultation"
    decision = "decision"


class Marking(enum.Enum):
    official = "OFFICIAL"
    official_sensitive = "OFFICIAL-SENSITIVE"


class CommitmentKind(enum.Enum):
    deliverable = "deliverable"
    service_standard = "service_standard"
    funding = "funding"
    policy_change = "policy_change"
    legislation = "legislation"
    guidance_training = "guidance_training"
    data_sharing = "data_sharing"
    research_evaluation = "research_evaluation"
    governance = "governance"
    undertaking_independent = "undertaking_independent"


class Acceptance(enum.Enum):
    agreed = "agreed"
    partly_agreed = "partly_agreed"
    not_agreed = "not_agreed"
    under_consideration = "under_consideration"


class CommitmentStatus(enum.Enum):
    proposed = "proposed"
    signed = "signed"
    withdrawn = "withdrawn"


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


class ClearanceDecision(enum.Enum):
    cleared = "cleared"
    objected = "objected"


class ClearanceEnd(enum.Enum):
    """Why a clearance or an objection counts no longer."""

    stale = "stale"
    withdrawn = "withdrawn"
    replaced = "replaced"


class Proposal(Base, Identified, Versioned):
    """The root. `preparing` is the purpose of the next edition; `reference` is given at first publication."""

    __tablename__ = "proposals"

    reference: Mapped[str | None] = mapped_column(String(20), unique=True)
    title: Mapped[Bilingual] = mapped_column(BilingualText)
    summary: Mapped[Bilingual] = mapped_column(BilingualText)
    marking: Mapped[Marking] = mapped_column(values(Marking), default=Marking.official)
    preparing: Mapped[Purpose] = mapped_column(values(Purpose), default=Purpose.consultation)
    straight_to_decision_reason: Mapped[str] = mapped_column(Text, default="")
    last_provision_number: Mapped[int] = mapped_column(default=0)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime]
    started_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    started_for_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")

    participations: Mapped[list[Participation]] = relationship(
        back_populates="proposal", order_by="Participation.position", cascade="all, delete-orphan"
    )
    sections: Mapped[list[Section]] = relationship(back_populates="proposal", order_by="Section.position")
    provisions: Mapped[list[Provision]] = relationship(
        back_populates="proposal", order_by="[Provision.position, Provision.number]"
    )
    options: Mapped[list[Option]] = relationship(
        back_populates="proposal", order_by="Option.position", cascade="all, delete-orphan"
    )
    commitments: Mapped[list[Commitment]] = relationship(back_populates="proposal", order_by="Commitment.number")
    implications: Mapped[list[Implication]] = relationship(back_populates="proposal", order_by="Implication.number")
    nil_returns: Mapped[list[NilReturn]] = relationship(back_populates="proposal")
    editions: Mapped[list[Edition]] = relationship(back_populates="proposal", order_by="Edition.number")

    @property
    def address(self) -> str:
        """The last part of its address: the reference once it has one, before that a random id."""
        return self.reference or str(self.id)


class Participation(Base, Identified):
    """An organisation's role on a proposal. There is one lead, which the database sees to."""

    __tablename__ = "participations"
    __table_args__ = (
        UniqueConstraint("proposal_id", "organisation_id"),
        Index(
            "uq_participations_lead",
            "proposal_id",
            unique=True,
            sqlite_where=text("role = 'lead'"),
            postgresql_where=text("role = 'lead'"),
        ),
        CheckConstraint("role != 'not_affected' OR reason != ''", name="not_affected_has_reason"),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[PartRole] = mapped_column(values(PartRole))
    reason: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    invited_at: Mapped[datetime | None]

    proposal: Mapped[Proposal] = relationship(back_populates="participations")
    organisation: Mapped[Organisation] = relationship()


class Section(Base, Identified):
    """A section of running text."""

    __tablename__ = "sections"
    __table_args__ = (UniqueConstraint("proposal_id", "kind"),)

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"))
    kind: Mapped[SectionKind] = mapped_column(values(SectionKind))
    position: Mapped[int]
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))

    proposal: Mapped[Proposal] = relationship(back_populates="sections")
    document: Mapped[Document] = relationship()


class Provision(Base, Identified, Versioned):
    """One thing that is proposed. Its number is its own for ever; its position may change."""

    __tablename__ = "provisions"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    number: Mapped[int]
    position: Mapped[int]
    title: Mapped[Bilingual] = mapped_column(BilingualText)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    retired_at: Mapped[datetime | None]

    proposal: Mapped[Proposal] = relationship(back_populates="provisions")
    document: Mapped[Document] = relationship()

    @property
    def label(self) -> str:
        """3.2: the second provision ever made, in section 3 of the document, "What is proposed"."""
        return f"3.{self.number}"


class Option(Base, Identified, Versioned):
    """A way that was considered. Every proposal has "do nothing"; a discarded one says why."""

    __tablename__ = "options"
    __table_args__ = (
        CheckConstraint("kind != 'discarded' OR discarded_reason != ''", name="discarded_has_reason"),
        Index(
            "uq_options_do_nothing",
            "proposal_id",
            unique=True,
            sqlite_where=text("kind = 'do_nothing'"),
            postgresql_where=text("kind = 'do_nothing'"),
        ),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    position: Mapped[int]
    kind: Mapped[OptionKind] = mapped_column(values(OptionKind))
    title: Mapped[Bilingual] = mapped_column(BilingualText)
    description: Mapped[Bilingual] = mapped_column(BilingualText)
    discarded_reason: Mapped[str] = mapped_column(Text, default="")

    proposal: Mapped[Proposal] = relationship(back_populates="options")


class Commitment(Base, Identified, Versioned):
    """What an organisation binds itself to, or refuses with a reason. A draft is its own until `shared_at`."""

    __tablename__ = "commitments"
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        CheckConstraint("(status = 'signed') = (signed_at IS NOT NULL)", name="signed_pair"),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    number: Mapped[int]
    kind: Mapped[CommitmentKind] = mapped_column(values(CommitmentKind))
    acceptance: Mapped[Acceptance] = mapped_column(values(Acceptance))
    words: Mapped[str] = mapped_column(Text, default="")
    measure: Mapped[str] = mapped_column(Text, default="")
    accepted_part: Mapped[str] = mapped_column(Text, default="")
    rejected_part: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    owner_role: Mapped[str] = mapped_column(String(200), default="")
    baseline_on: Mapped[date | None]
    due_on: Mapped[date | None]
    dependencies: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[CommitmentStatus] = mapped_column(values(CommitmentStatus), default=CommitmentStatus.proposed)
    shared_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    signed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    signed_membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))

    proposal: Mapped[Proposal] = relationship(back_populates="commitments")
    organisation: Mapped[Organisation] = relationship()
    provisions: Mapped[list[Provision]] = relationship(
        secondary="commitment_provisions", order_by="[Provision.position, Provision.number]"
    )
    milestones: Mapped[list[Milestone]] = relationship(
        back_populates="commitment", order_by="Milestone.position", cascade="all, delete-orphan"
    )


class CommitmentProvision(Base):
    __tablename__ = "commitment_provisions"

    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitments.id"), primary_key=True)
    provision_id: Mapped[UUID] = mapped_column(ForeignKey("provisions.id"), primary_key=True)


class Milestone(Base, Identified):
    __tablename__ = "milestones"

    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitments.id"), index=True)
    position: Mapped[int]
    words: Mapped[str] = mapped_column(String(500))
    due_on: Mapped[date]

    commitment: Mapped[Commitment] = relationship(back_populates="milestones")


class Implication(Base, Identified, Versioned):
    """What a provision means for an organisation, as somebody named on the proposal asserts it."""

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
    areas: Mapped[str] = mapped_column(String(500), default="")
    confidence: Mapped[Confidence] = mapped_column(values(Confidence))
    confidence_reason: Mapped[str] = mapped_column(Text, default="")
    evidence_kind: Mapped[EvidenceKind] = mapped_column(values(EvidenceKind), default=EvidenceKind.none)
    evidence_title: Mapped[str] = mapped_column(String(300), default="")
    evidence_url: Mapped[str] = mapped_column(String(500), default="")
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


class Edition(Base, Identified, Versioned):
    """The text as it was frozen. `canonical` is RFC 8785 JSON and `hash` its SHA-256; neither ever changes."""

    __tablename__ = "editions"
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        Index(
            "uq_editions_in_clearance",
            "proposal_id",
            unique=True,
            sqlite_where=text("recalled_at IS NULL AND published_at IS NULL"),
            postgresql_where=text("recalled_at IS NULL AND published_at IS NULL"),
        ),
        CheckConstraint("recalled_at IS NULL OR published_at IS NULL", name="recalled_or_published"),
        CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name="published_pair"),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    number: Mapped[int]
    purpose: Mapped[Purpose] = mapped_column(values(Purpose))
    canonical: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64), index=True)
    change_note: Mapped[str] = mapped_column(Text)
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    last_writer_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    recalled_at: Mapped[datetime | None]
    recalled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    recall_reason: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    publication_number: Mapped[int | None]

    proposal: Mapped[Proposal] = relationship(back_populates="editions")
    clearances: Mapped[list[Clearance]] = relationship(back_populates="edition", order_by="Clearance.at")

    @property
    def content(self) -> dict[str, Any]:
        """The frozen text as it was written: what a page or an export of this edition is drawn from."""
        import json

        content: dict[str, Any] = json.loads(self.canonical)
        return content


class Clearance(Base, Identified):
    """A signatory's word for their organisation on exactly one frozen text."""

    __tablename__ = "clearances"
    __table_args__ = (
        Index(
            "uq_clearances_current",
            "edition_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("decision != 'objected' OR reason != ''", name="objection_has_reason"),
        CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="ended_pair"),
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("editions.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    decision: Mapped[ClearanceDecision] = mapped_column(values(ClearanceDecision))
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"))
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[ClearanceEnd | None] = mapped_column(values(ClearanceEnd))

    edition: Mapped[Edition] = relationship(back_populates="clearances")
    organisation: Mapped[Organisation] = relationship()
