"""The stakeholder map: who has to be reached, how many, who was involved, and what the lead expected of each group."""

from __future__ import annotations

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Area, Nation
from collab.consultations.models.consultation import Consultation
from collab.db import Base, Identified, Json, Versioned, values
from collab.documents.models import BilingualText
from collab.text import Bilingual


class StakeholderKind(enum.Enum):
    """The kinds of people that a map covers, each with a group or a reason why not."""

    frontline = "frontline"
    lived_experience = "lived_experience"
    third_sector = "third_sector"
    local_area = "local_area"
    wales = "wales"
    private_sector = "private_sector"


class InvolvementStage(enum.Enum):
    """When people were involved; the first two before it opened."""

    before_drafting = "before_drafting"
    drafting = "drafting"
    consultation = "consultation"
    decision = "decision"


class InvolvementHow(enum.Enum):
    event = "event"
    visit = "visit"
    workshop = "workshop"
    interview = "interview"
    panel = "panel"
    other = "other"


class Position(enum.Enum):
    """What the lead expects a group to say about the proposal."""

    strongly_support = "strongly_support"
    support = "support"
    neutral = "neutral"
    oppose = "oppose"
    strongly_oppose = "strongly_oppose"
    not_known = "not_known"


class StakeholderGroup(Base, Identified, Versioned):
    """People who must be reached. A response counts as theirs by its respondent type, its area, or both.

    Without types every type counts; without nation and area every place does. The target is that of the opening, unless
    it was changed late: `target_changes` then tells from what and why.
    """

    __tablename__ = "stakeholder_groups"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        CheckConstraint("target > 0", name="target"),
        CheckConstraint("nation IS NULL OR area_id IS NULL", name="one_place"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    number: Mapped[int]
    kind: Mapped[StakeholderKind] = mapped_column(values(StakeholderKind))
    name: Mapped[Bilingual] = mapped_column(BilingualText)
    how: Mapped[Bilingual] = mapped_column(BilingualText)
    respondent_types: Mapped[list[str]] = mapped_column(Json, default=list)
    nation: Mapped[Nation | None] = mapped_column(values(Nation))
    area_id: Mapped[UUID | None] = mapped_column(ForeignKey("areas.id"))
    target: Mapped[int]
    removed_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship()
    area: Mapped[Area | None] = relationship()
    target_changes: Mapped[list[TargetChange]] = relationship(back_populates="group", order_by="TargetChange.at")
    involvement: Mapped[list[Involvement]] = relationship(back_populates="group", order_by="Involvement.number")
    expected: Mapped[ExpectedPosition | None] = relationship(back_populates="group")


class TargetChange(Base, Identified):
    """A target that was changed after the opening, with the reason; it is shown as late."""

    __tablename__ = "stakeholder_target_changes"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("stakeholder_groups.id"), index=True)
    changed_from: Mapped[int]
    changed_to: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    group: Mapped[StakeholderGroup] = relationship(back_populates="target_changes")


class StakeholderGap(Base):
    """Why nobody of a kind is on the map."""

    __tablename__ = "stakeholder_gaps"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), primary_key=True)
    kind: Mapped[StakeholderKind] = mapped_column(values(StakeholderKind), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)


class Involvement(Base, Identified):
    """People of a group who took part otherwise than by responding. Numbers and circumstances, never names."""

    __tablename__ = "stakeholder_involvement"
    __table_args__ = (
        UniqueConstraint("group_id", "number"),
        CheckConstraint("people > 0", name="people"),
        CheckConstraint("(removed_at IS NULL) = (removed_reason = '')", name="removed_pair"),
    )

    group_id: Mapped[UUID] = mapped_column(ForeignKey("stakeholder_groups.id"))
    number: Mapped[int]
    happened_on: Mapped[date]
    how: Mapped[InvolvementHow] = mapped_column(values(InvolvementHow))
    stage: Mapped[InvolvementStage] = mapped_column(values(InvolvementStage))
    people: Mapped[int]
    what: Mapped[str] = mapped_column(Text)
    was_paid: Mapped[bool] = mapped_column(default=False)
    adjustments: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    removed_at: Mapped[datetime | None]
    removed_reason: Mapped[str] = mapped_column(Text, default="")

    group: Mapped[StakeholderGroup] = relationship(back_populates="involvement")


class ExpectedPosition(Base):
    """What the lead expected a group to say, before anybody was asked."""

    __tablename__ = "expected_positions"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("stakeholder_groups.id"), primary_key=True)
    position: Mapped[Position] = mapped_column(values(Position))
    reason: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    group: Mapped[StakeholderGroup] = relationship(back_populates="expected")
