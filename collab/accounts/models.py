"""Organisations and areas with their dates, people, memberships, sign-ins and emailed tokens."""

from __future__ import annotations

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.db import Base, Identified, Versioned, values


class OrganisationClass(enum.Enum):
    department = "department"
    executive_agency = "executive_agency"
    public_body = "public_body"
    prosecutor = "prosecutor"
    law_enforcement = "law_enforcement"
    judicial = "judicial"
    inspectorate = "inspectorate"
    commissioner = "commissioner"
    local_policing_body = "local_policing_body"
    professional_body = "professional_body"
    third_sector = "third_sector"
    local_government = "local_government"
    health = "health"
    devolved_government = "devolved_government"
    board = "board"
    supplier = "supplier"


class Independence(enum.Enum):
    ministerial = "ministerial"
    operational = "operational"
    prosecutorial = "prosecutorial"
    judicial = "judicial"
    regulatory = "regulatory"
    non_government = "non_government"


class AreaKind(enum.Enum):
    police_force_area = "police_force_area"
    local_board_area = "local_board_area"


class Nation(enum.Enum):
    england = "england"
    wales = "wales"


class Role(enum.Enum):
    """What a membership lets a person do for its organisation. `policy.PERMISSIONS` is the table."""

    viewer = "viewer"
    author = "author"
    signatory = "signatory"
    administrator = "administrator"
    secretariat = "secretariat"
    disclosure_officer = "disclosure_officer"


class TokenPurpose(enum.Enum):
    invitation = "invitation"
    password_reset = "password_reset"  # noqa: S105 a purpose, not a password


class Organisation(Base, Identified, Versioned):
    """A body of the system, a charity, a profession or a board. Issues and papers also say "agency"."""

    __tablename__ = "organisations"

    code: Mapped[str] = mapped_column(String(60), unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_cy: Mapped[str] = mapped_column(String(200), default="")
    organisation_class: Mapped[OrganisationClass] = mapped_column(values(OrganisationClass))
    independence: Mapped[Independence] = mapped_column(values(Independence))
    sponsor_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    relation: Mapped[str] = mapped_column(String(200), default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    successor_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    note: Mapped[str] = mapped_column(String(1000), default="")

    sponsor: Mapped[Organisation | None] = relationship(foreign_keys=[sponsor_id], remote_side="Organisation.id")
    successor: Mapped[Organisation | None] = relationship(foreign_keys=[successor_id], remote_side="Organisation.id")

    def __str__(self) -> str:
        return self.name


class Area(Base, Identified):
    """A police force area or a local board area."""

    __tablename__ = "areas"
    __table_args__ = (UniqueConstraint("kind", "slug"),)

    code: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[AreaKind] = mapped_column(values(AreaKind))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(100))
    name_cy: Mapped[str] = mapped_column(String(100), default="")
    nation: Mapped[Nation] = mapped_column(values(Nation))

    def __str__(self) -> str:
        return self.name


class AreaLink(Base, Identified):
    """Which force areas a local board covers, and since when."""

    __tablename__ = "area_links"

    local_board_area_id: Mapped[UUID] = mapped_column(ForeignKey("areas.id"), index=True)
    force_area_id: Mapped[UUID] = mapped_column(ForeignKey("areas.id"), index=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class OrganisationArea(Base, Identified):
    """Where an organisation acts, and since when."""

    __tablename__ = "organisation_areas"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    area_id: Mapped[UUID] = mapped_column(ForeignKey("areas.id"), index=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class Person(Base, Identified, Versioned):
    """Somebody who can sign in. A person without a password has not taken up the invitation yet."""

    __tablename__ = "people"

    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    is_system_administrator: Mapped[bool] = mapped_column(default=False)
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="person", foreign_keys="Membership.person_id", order_by="Membership.valid_from"
    )


class Membership(Base, Identified, Versioned):
    """A person's place in an organisation, from one date to another. Every write names the one acted for."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates"),
        Index(
            "uq_memberships_current",
            "person_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("valid_to IS NULL"),
            postgresql_where=text("valid_to IS NULL"),
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    job_title: Mapped[str] = mapped_column(String(120), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="memberships", foreign_keys=[person_id])
    organisation: Mapped[Organisation] = relationship()
    roles: Mapped[list[MembershipRole]] = relationship(
        back_populates="membership", cascade="all, delete-orphan", order_by="MembershipRole.role"
    )

    @property
    def role_set(self) -> frozenset[Role]:
        return frozenset(held.role for held in self.roles)


class MembershipRole(Base):
    __tablename__ = "membership_roles"

    membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(values(Role), primary_key=True)

    membership: Mapped[Membership] = relationship(back_populates="roles")

    def __str__(self) -> str:
        return self.role.value


class SignIn(Base, Identified):
    """One browser's sign-in. The cookie holds its token; here is only the token's hash. Ending it takes effect at once."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class EmailedToken(Base, Identified):
    """A link sent by email, for one purpose and once; stored as a hash."""

    __tablename__ = "emailed_tokens"

    purpose: Mapped[TokenPurpose] = mapped_column(values(TokenPurpose))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class Installation(Base):
    """The one row of facts about this installation."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    filled_at: Mapped[datetime]
