"""Drafts, submissions with their revisions and answers, and private links."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Area
from collab.db import Base, Identified, Json, Versioned, values
from collab.text import Language

if TYPE_CHECKING:
    from collab.consultations.models.analysis import Coding
    from collab.consultations.models.campaigns import CampaignMember
    from collab.consultations.models.consultation import Consultation
    from collab.consultations.models.dispositions import Disposition
    from collab.consultations.models.questions import QuestionVersion
    from collab.consultations.models.redactions import AnswerRedaction


class Channel(enum.Enum):
    web = "web"
    email = "email"
    post = "post"
    phone = "phone"
    event = "event"
    form_upload = "form_upload"
    bsl_video = "bsl_video"
    easy_read = "easy_read"
    welsh_web = "welsh_web"
    imported = "import"


class OnBehalfOf(enum.Enum):
    myself = "self"
    organisation = "organisation"
    group = "group"
    another_person = "another_person"


class RespondentType(enum.Enum):
    victim = "victim"
    witness = "witness"
    bereaved_family = "bereaved_family"
    person_with_lived_experience_suspect_or_convicted = "person_with_lived_experience_suspect_or_convicted"
    family_of_person_in_cjs = "family_of_person_in_cjs"
    child_or_young_person = "child_or_young_person"
    member_of_public = "member_of_public"
    defence_solicitor = "defence_solicitor"
    barrister = "barrister"
    prosecutor = "prosecutor"
    police_officer_or_staff = "police_officer_or_staff"
    police_governance = "police_governance"
    judge = "judge"
    magistrate = "magistrate"
    court_staff = "court_staff"
    prison_staff = "prison_staff"
    probation_staff = "probation_staff"
    youth_justice_service = "youth_justice_service"
    local_authority = "local_authority"
    health_body = "health_body"
    victim_support_service = "victim_support_service"
    voluntary_sector_national = "voluntary_sector_national"
    voluntary_sector_local = "voluntary_sector_local"
    academic = "academic"
    professional_body = "professional_body"
    trade_union = "trade_union"
    inspectorate_or_regulator = "inspectorate_or_regulator"
    government_body = "government_body"
    private_sector = "private_sector"
    parliamentarian = "parliamentarian"
    other = "other"
    prefer_not_to_say = "prefer_not_to_say"


class PublishPreference(enum.Enum):
    publish_with_name = "publish_with_name"
    publish_organisation_name_only = "publish_organisation_name_only"
    publish_anonymously = "publish_anonymously"
    aggregate_only = "aggregate_only"


class RedactionStatus(enum.Enum):
    not_checked = "not_checked"
    none_needed = "none_needed"
    redacted = "redacted"
    withheld = "withheld"


class Consideration(enum.Enum):
    unread = "unread"
    read = "read"
    coded = "coded"
    considered = "considered"
    excluded = "excluded"


class ExclusionReason(enum.Enum):
    duplicate = "duplicate"
    withdrawn_by_respondent = "withdrawn_by_respondent"
    abusive_no_content = "abusive_no_content"
    spam = "spam"
    late_not_accepted = "late_not_accepted"


class TokenUse(enum.Enum):
    """What a respondent's private link opens. Each mail makes a link of its own."""

    receipt = "receipt"
    outcome_mail = "outcome_mail"


class SubmissionDraft(Base, Identified, Versioned):
    """What somebody has typed and not sent. Only the holder of its token can read it. Sent, it is empty and names its revision.

    A test belongs to those who run the consultation, and is thrown away at its end.
    """

    __tablename__ = "submission_drafts"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[Language] = mapped_column(values(Language), default=Language.english)
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    about: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_test: Mapped[bool] = mapped_column(default=False)
    links_mailed: Mapped[int] = mapped_column(default=0)
    statements_added: Mapped[int] = mapped_column(default=0)
    amends_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission_revisions.id"))
    revision_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission_revisions.id"), unique=True)

    consultation: Mapped[Consultation] = relationship()
    amends: Mapped[SubmissionRevision | None] = relationship(foreign_keys=[amends_id])
    revision: Mapped[SubmissionRevision | None] = relationship(foreign_keys=[revision_id])


class Submission(Base, Identified, Versioned):
    """What one respondent sent. Its answers are in its revisions; the newest one counts.

    `scans` are the files of what came on paper, each as `id=name`.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("consultation_id", "receipt"),
        UniqueConstraint("consultation_id", "import_key"),
        CheckConstraint("(consideration = 'excluded') = (exclusion_reason IS NOT NULL)", name="excluded_has_reason"),
        CheckConstraint("(read_at IS NULL) = (read_by_id IS NULL)", name="read_pair"),
        Index("ix_submissions_in_public", "consultation_id", "public_id", unique=True),
        Index("ix_submissions_in_order", "consultation_id", "received_at", "receipt"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("editions.id"))
    receipt: Mapped[str] = mapped_column(String(20))
    import_key: Mapped[str | None] = mapped_column(String(120))
    channel: Mapped[Channel] = mapped_column(values(Channel))
    language: Mapped[Language] = mapped_column(values(Language), default=Language.english)
    received_at: Mapped[datetime]
    is_late: Mapped[bool] = mapped_column(default=False)
    scans: Mapped[list[str]] = mapped_column(Json, default=list)
    entered_at: Mapped[datetime | None]
    entered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    entered_membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))

    on_behalf_of: Mapped[OnBehalfOf] = mapped_column(values(OnBehalfOf))
    respondent_type: Mapped[RespondentType] = mapped_column(values(RespondentType))
    name: Mapped[str] = mapped_column(String(200), default="")
    organisation_name: Mapped[str] = mapped_column(String(200), default="")
    represents: Mapped[str] = mapped_column(Text, default="")
    area_id: Mapped[UUID | None] = mapped_column(ForeignKey("areas.id"))
    email: Mapped[str] = mapped_column(String(320), default="")
    publish_preference: Mapped[PublishPreference] = mapped_column(
        values(PublishPreference), default=PublishPreference.aggregate_only
    )
    confidentiality_reason: Mapped[str] = mapped_column(Text, default="")
    redaction: Mapped[RedactionStatus] = mapped_column(values(RedactionStatus), default=RedactionStatus.not_checked)
    public_id: Mapped[UUID | None]
    duplicate_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("submissions.id"))

    consideration: Mapped[Consideration] = mapped_column(values(Consideration), default=Consideration.unread)
    exclusion_reason: Mapped[ExclusionReason | None] = mapped_column(values(ExclusionReason))
    read_at: Mapped[datetime | None]
    read_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    needs_decision: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship()
    area: Mapped[Area | None] = relationship()
    revisions: Mapped[list[SubmissionRevision]] = relationship(
        back_populates="submission", order_by="SubmissionRevision.number"
    )
    tokens: Mapped[list[SubmissionToken]] = relationship(back_populates="submission")
    codings: Mapped[list[Coding]] = relationship(back_populates="submission")
    membership: Mapped[CampaignMember | None] = relationship(back_populates="submission")
    disposition: Mapped[Disposition | None] = relationship(back_populates="submission")

    @property
    def campaign(self) -> str:
        """The name of the campaign that it belongs to; empty for none."""
        return self.membership.campaign.name if self.membership and self.membership.campaign else ""

    @property
    def answers(self) -> list[Answer]:
        """The answers of the newest revision."""
        return self.revisions[-1].answers


class SubmissionRevision(Base, Identified):
    """What was sent at one moment; an amendment is the next one, and none is lost.

    With it stands what its sender agreed to then, and the hash of the privacy notices that they were shown, where they
    were shown any.
    """

    __tablename__ = "submission_revisions"
    __table_args__ = (UniqueConstraint("submission_id", "number"),)

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), index=True)
    number: Mapped[int]
    at: Mapped[datetime]
    publish_preference: Mapped[PublishPreference | None] = mapped_column(values(PublishPreference))
    notices_hash: Mapped[str] = mapped_column(String(64), default="")

    submission: Mapped[Submission] = relationship(back_populates="revisions")
    answers: Mapped[list[Answer]] = relationship(back_populates="revision", order_by="Answer.position")


class Answer(Base, Identified):
    """An answer to one version of one question: keys, or words.

    The keys are those of options, for a ranking in order of preference; `row=option` of a table; or one number or date.
    """

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("revision_id", "question_version_id"),)

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("submission_revisions.id"))
    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("question_versions.id"), index=True)
    position: Mapped[int]
    keys: Mapped[list[str]] = mapped_column(Json, default=list)
    words: Mapped[str] = mapped_column(Text, default="")

    revision: Mapped[SubmissionRevision] = relationship(back_populates="answers")
    question_version: Mapped[QuestionVersion] = relationship()
    redaction: Mapped[AnswerRedaction | None] = relationship(back_populates="answer")


class SubmissionToken(Base, Identified):
    """A private link to one submission, stored as a hash. There may be several; the outcome mail makes a fresh one."""

    __tablename__ = "submission_tokens"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    use: Mapped[TokenUse] = mapped_column(values(TokenUse))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship(back_populates="tokens")
