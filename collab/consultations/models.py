"""A consultation: its set-up, questions and their versions, submissions, themes, dispositions, feedback and outcome."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Area, Organisation
from collab.db import Base, Identified, Json, Versioned, values
from collab.documents.models import BilingualText, Document
from collab.proposals.models import Commitment, Edition, Marking, Proposal, Provision
from collab.text import Bilingual, Language


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


class QuestionType(enum.Enum):
    agree5 = "agree5"
    yes_no_dontknow = "yes_no_dontknow"
    single = "single"
    multi = "multi"
    free_text = "free_text"
    statement_vote = "statement_vote"


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


class DispositionDecision(enum.Enum):
    accepted = "accepted"
    accepted_in_part = "accepted_in_part"
    already_planned = "already_planned"
    not_accepted = "not_accepted"
    out_of_scope = "out_of_scope"
    noted = "noted"
    deferred = "deferred"


class OutcomeKind(enum.Enum):
    proceed_as_proposed = "proceed_as_proposed"
    proceed_with_changes = "proceed_with_changes"
    proceed_in_part = "proceed_in_part"
    further_consultation = "further_consultation"
    deferred = "deferred"
    not_proceeding = "not_proceeding"
    withdrawn = "withdrawn"


class Consultation(Base, Identified, Versioned):
    """The root. Its state is computed from these times, never stored. Imported historic ones have `content_id`."""

    __tablename__ = "consultations"
    __table_args__ = (
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR closes_at > opens_at", name="window"),
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
    decision_maker_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
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

    started_at: Mapped[datetime]
    started_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    opening_approved_at: Mapped[datetime | None]
    opening_approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    last_changed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    report_delivered_at: Mapped[datetime | None]
    decision_confirmed_at: Mapped[datetime | None]
    decision_confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    decision_statement: Mapped[str] = mapped_column(Text, default="")

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
    themes: Mapped[list[Theme]] = relationship(back_populates="consultation", order_by="Theme.number")
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


class Question(Base, Identified):
    """A question's place. What it asks is in its versions: answers keep the one that they were given to."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    number: Mapped[int]
    position: Mapped[int]
    provision_id: Mapped[UUID | None] = mapped_column(ForeignKey("provisions.id"))
    removed_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship(back_populates="questions")
    provision: Mapped[Provision | None] = relationship()
    versions: Mapped[list[QuestionVersion]] = relationship(back_populates="question", order_by="QuestionVersion.number")

    @property
    def current(self) -> QuestionVersion:
        return self.versions[-1]


class QuestionVersion(Base, Identified):
    """What a question asked from one moment on."""

    __tablename__ = "question_versions"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"), index=True)
    number: Mapped[int]
    type: Mapped[QuestionType] = mapped_column(values(QuestionType))
    wording: Mapped[Bilingual] = mapped_column(BilingualText)
    hint: Mapped[Bilingual] = mapped_column(BilingualText)
    is_required: Mapped[bool] = mapped_column(default=False)
    most_characters: Mapped[int | None]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    question: Mapped[Question] = relationship(back_populates="versions")
    options: Mapped[list[QuestionOption]] = relationship(
        back_populates="question_version", order_by="QuestionOption.position", cascade="all, delete-orphan"
    )


class QuestionOption(Base):
    """A choice of one question version. Answers point to its key."""

    __tablename__ = "question_options"

    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("question_versions.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
    label: Mapped[Bilingual] = mapped_column(BilingualText)

    question_version: Mapped[QuestionVersion] = relationship(back_populates="options")


class SubmissionDraft(Base, Identified, Versioned):
    """What somebody has typed and not sent. Only the holder of its token can read it. Sent, it is empty and names its revision."""

    __tablename__ = "submission_drafts"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[Language] = mapped_column(values(Language), default=Language.english)
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    about: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    amends_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission_revisions.id"))
    revision_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission_revisions.id"), unique=True)

    consultation: Mapped[Consultation] = relationship()
    amends: Mapped[SubmissionRevision | None] = relationship(foreign_keys=[amends_id])
    revision: Mapped[SubmissionRevision | None] = relationship(foreign_keys=[revision_id])


class Submission(Base, Identified, Versioned):
    """What one respondent sent. Its answers are in its revisions; the newest one counts."""

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("consultation_id", "receipt"),
        UniqueConstraint("consultation_id", "import_key"),
        CheckConstraint("(consideration = 'excluded') = (exclusion_reason IS NOT NULL)", name="excluded_has_reason"),
        CheckConstraint("(read_at IS NULL) = (read_by_id IS NULL)", name="read_pair"),
        Index("ix_submissions_consultation_received", "consultation_id", "received_at"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("editions.id"))
    receipt: Mapped[str] = mapped_column(String(20))
    import_key: Mapped[str | None] = mapped_column(String(120))
    channel: Mapped[Channel] = mapped_column(values(Channel))
    language: Mapped[Language] = mapped_column(values(Language), default=Language.english)
    received_at: Mapped[datetime]
    is_late: Mapped[bool] = mapped_column(default=False)
    late_discretion: Mapped[str] = mapped_column(Text, default="")
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
    campaign: Mapped[str] = mapped_column(String(120), default="")
    duplicate_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("submissions.id"))

    consideration: Mapped[Consideration] = mapped_column(values(Consideration), default=Consideration.unread)
    exclusion_reason: Mapped[ExclusionReason | None] = mapped_column(values(ExclusionReason))
    read_at: Mapped[datetime | None]
    read_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship()
    area: Mapped[Area | None] = relationship()
    revisions: Mapped[list[SubmissionRevision]] = relationship(
        back_populates="submission", order_by="SubmissionRevision.number"
    )
    tokens: Mapped[list[SubmissionToken]] = relationship(back_populates="submission")
    codings: Mapped[list[Coding]] = relationship(back_populates="submission")

    @property
    def answers(self) -> list[Answer]:
        """The answers of the newest revision."""
        return self.revisions[-1].answers


class SubmissionRevision(Base, Identified):
    """What was sent at one moment; an amendment is the next one, and none is lost."""

    __tablename__ = "submission_revisions"
    __table_args__ = (UniqueConstraint("submission_id", "number"),)

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), index=True)
    number: Mapped[int]
    at: Mapped[datetime]

    submission: Mapped[Submission] = relationship(back_populates="revisions")
    answers: Mapped[list[Answer]] = relationship(back_populates="revision", order_by="Answer.position")


class Answer(Base, Identified):
    """An answer to one version of one question: option keys, or words."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("revision_id", "question_version_id"),)

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("submission_revisions.id"))
    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("question_versions.id"), index=True)
    position: Mapped[int]
    keys: Mapped[list[str]] = mapped_column(Json, default=list)
    words: Mapped[str] = mapped_column(Text, default="")

    revision: Mapped[SubmissionRevision] = relationship(back_populates="answers")
    question_version: Mapped[QuestionVersion] = relationship()


class SubmissionToken(Base, Identified):
    """A private link to one submission, stored as a hash. There may be several; the outcome mail makes a fresh one."""

    __tablename__ = "submission_tokens"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    use: Mapped[TokenUse] = mapped_column(values(TokenUse))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship(back_populates="tokens")


class Theme(Base, Identified, Versioned):
    """Something that respondents said, in an analyst's words. It may serve several questions."""

    __tablename__ = "themes"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    number: Mapped[int]
    name: Mapped[Bilingual] = mapped_column(BilingualText)
    definition: Mapped[str] = mapped_column(Text, default="")
    retired_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship(back_populates="themes")
    questions: Mapped[list[Question]] = relationship(secondary="theme_questions", order_by="Question.position")
    codings: Mapped[list[Coding]] = relationship(back_populates="theme")
    disposition: Mapped[Disposition | None] = relationship(back_populates="theme")


class ThemeQuestion(Base):
    __tablename__ = "theme_questions"

    theme_id: Mapped[UUID] = mapped_column(ForeignKey("themes.id"), primary_key=True)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"), primary_key=True)


class Coding(Base, Identified):
    """A submission's answer to a question says this; without a theme, that nothing in it is to be coded.

    Nobody's name means that a machine proposed it.
    """

    __tablename__ = "codings"
    __table_args__ = (
        UniqueConstraint("submission_id", "question_id", "theme_id"),
        Index(
            "uq_codings_nothing",
            "submission_id",
            "question_id",
            unique=True,
            sqlite_where=text("theme_id IS NULL"),
            postgresql_where=text("theme_id IS NULL"),
        ),
    )

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), index=True)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"))
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("themes.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    submission: Mapped[Submission] = relationship(back_populates="codings")
    question: Mapped[Question] = relationship()
    theme: Mapped[Theme | None] = relationship(back_populates="codings")


class Disposition(Base, Identified, Versioned):
    """What is done about a theme, and why; with a link to what it changed."""

    __tablename__ = "dispositions"

    theme_id: Mapped[UUID] = mapped_column(ForeignKey("themes.id"), unique=True)
    decision: Mapped[DispositionDecision] = mapped_column(values(DispositionDecision))
    reason: Mapped[Bilingual] = mapped_column(BilingualText)
    provision_id: Mapped[UUID | None] = mapped_column(ForeignKey("provisions.id"))
    commitment_id: Mapped[UUID | None] = mapped_column(ForeignKey("commitments.id"))
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    decided_membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"))

    theme: Mapped[Theme] = relationship(back_populates="disposition")
    provision: Mapped[Provision | None] = relationship()
    commitment: Mapped[Commitment | None] = relationship()


class PublicFeedback(Base, Identified, Versioned):
    """What people said: a summary, published on its own date."""

    __tablename__ = "public_feedback"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), unique=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    consultation: Mapped[Consultation] = relationship(back_populates="feedback")
    document: Mapped[Document] = relationship()


class Outcome(Base, Identified, Versioned):
    """What was decided and why; a reader sees "government response". Published on its own date."""

    __tablename__ = "outcomes"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), unique=True)
    kind: Mapped[OutcomeKind | None] = mapped_column(values(OutcomeKind))
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("editions.id"))
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    revised_expected_on: Mapped[date | None]
    lateness_explanation: Mapped[str] = mapped_column(Text, default="")

    consultation: Mapped[Consultation] = relationship(back_populates="outcome")
    document: Mapped[Document] = relationship()
    edition: Mapped[Edition | None] = relationship()
