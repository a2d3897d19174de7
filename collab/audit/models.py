"""Chains, their entries, the payloads that stand apart from them, and the security log. No foreign keys into the house."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.db import Base, Identified, Json, values


class RootKind(enum.Enum):
    """What a chain can be about."""

    organisation = "organisation"
    person = "person"
    proposal = "proposal"
    consultation = "consultation"
    installation = "installation"


class Event(enum.Enum):
    """Everything that a chain can record, as `noun.verb`."""

    organisation_created = "organisation.created"
    organisation_changed = "organisation.changed"
    person_created = "person.created"
    person_invited = "person.invited"
    person_joined = "person.joined"
    person_changed = "person.changed"
    person_disabled = "person.disabled"
    password_reset_requested = "person.password_reset_requested"  # noqa: S105 an event, not a password
    password_changed = "person.password_changed"  # noqa: S105
    membership_granted = "membership.granted"
    membership_changed = "membership.changed"
    membership_ended = "membership.ended"
    installation_filled = "installation.filled"
    digest_sent = "digest.sent"

    proposal_started = "proposal.started"
    proposal_changed = "proposal.changed"
    participation_set = "proposal.organisation_set"
    participation_removed = "proposal.organisation_removed"
    participation_invited = "proposal.organisation_invited"
    text_revised = "proposal.text_revised"
    provision_added = "proposal.provision_added"
    provision_changed = "proposal.provision_changed"
    provision_retired = "proposal.provision_retired"
    option_added = "proposal.option_added"
    option_changed = "proposal.option_changed"
    option_removed = "proposal.option_removed"
    suggestion_made = "suggestion.made"
    suggestion_accepted = "suggestion.accepted"
    suggestion_rejected = "suggestion.rejected"
    suggestion_withdrawn = "suggestion.withdrawn"
    comment_made = "comment.made"
    thread_resolved = "thread.resolved"
    thread_reopened = "thread.reopened"
    commitment_added = "commitment.added"
    commitment_changed = "commitment.changed"
    commitment_shared = "commitment.shared"
    commitment_signed = "commitment.signed"
    commitment_withdrawn = "commitment.withdrawn"
    commitment_reported = "commitment.reported"
    commitment_date_changed = "commitment.date_changed"
    commitment_milestones_changed = "commitment.milestones_changed"
    commitment_claimed = "commitment.completion_claimed"
    commitment_sent_back = "commitment.sent_back"
    commitment_verified = "commitment.verified"
    commitment_ended = "commitment.ended"
    commitment_dependency_added = "commitment.dependency_added"
    commitment_dependency_removed = "commitment.dependency_removed"
    implication_asserted = "implication.asserted"
    implications_asserted = "implication.several_asserted"
    implication_changed = "implication.changed"
    implication_shared = "implication.shared"
    implication_confirmed = "implication.confirmed"
    implication_disputed = "implication.disputed"
    implication_withdrawn = "implication.withdrawn"
    nil_return_made = "nil_return.made"
    nil_return_withdrawn = "nil_return.withdrawn"
    attachment_added = "attachment.added"
    attachment_changed = "attachment.changed"
    attachment_removed = "attachment.removed"
    text_imported = "proposal.text_imported"
    version_kept = "version.kept"
    version_restored = "version.restored"
    edition_frozen = "edition.frozen"
    edition_recalled = "edition.recalled"
    edition_cleared = "edition.cleared"
    edition_objected = "edition.objected"
    edition_clearance_withdrawn = "edition.clearance_withdrawn"
    edition_published = "edition.published"
    edition_word_recorded = "edition.word_recorded"
    edition_scheduled = "edition.scheduled"
    edition_unscheduled = "edition.unscheduled"
    edition_published_urgently = "edition.published_urgently"
    edition_approved_afterwards = "edition.approved_afterwards"
    edition_declined_afterwards = "edition.declined_afterwards"
    decision_edition_begun = "proposal.decision_edition_begun"
    organisation_succeeded = "proposal.organisation_succeeded"
    proposal_withdrawn = "proposal.withdrawn"
    round_issued = "round.issued"
    round_replied = "round.replied"
    round_condition_closed = "round.condition_closed"
    round_condition_decided = "round.condition_decided"
    round_gone_on_without = "round.gone_on_without"
    round_ended = "round.ended"
    assessment_recorded = "assessment.recorded"
    treasury_position_recorded = "treasury_position.recorded"

    consultation_started = "consultation.started"
    consultation_changed = "consultation.changed"
    consultation_imported = "consultation.imported"
    consultation_opening_approved = "consultation.opening_approved"
    consultation_approval_withdrawn = "consultation.approval_withdrawn"
    consultation_paused = "consultation.paused"
    consultation_resumed = "consultation.resumed"
    consultation_extension_asked = "consultation.extension_asked"
    consultation_extension_declined = "consultation.extension_declined"
    consultation_extended = "consultation.extended"
    consultation_not_extended = "consultation.not_extended"
    consultation_withdrawn = "consultation.withdrawn"
    consultation_cancelled = "consultation.cancelled"
    consultation_passed_on = "consultation.passed_on"
    question_added = "question.added"
    question_changed = "question.changed"
    question_removed = "question.removed"
    question_moved = "question.moved"
    question_condition_set = "question.condition_set"
    questionnaire_loaded = "questionnaire.loaded"
    consultation_duplicated = "consultation.duplicated"
    section_added = "section.added"
    section_changed = "section.changed"
    section_moved = "section.moved"
    section_removed = "section.removed"
    election_exception_approved = "consultation.election_exception_approved"
    paper_added = "paper.added"
    paper_published = "paper.published"
    paper_removed = "paper.removed"
    stakeholder_group_added = "stakeholders.group_added"
    stakeholder_group_changed = "stakeholders.group_changed"
    stakeholder_group_removed = "stakeholders.group_removed"
    stakeholder_gaps_explained = "stakeholders.gaps_explained"
    stakeholder_target_changed = "stakeholders.target_changed_late"
    involvement_recorded = "stakeholders.involvement_recorded"
    involvement_removed = "stakeholders.involvement_removed"
    position_expected = "stakeholders.position_expected"
    position_measured = "stakeholders.measure_chosen"
    submission_received = "submission.received"
    submission_entered = "submission.entered"
    submission_amended = "submission.amended"
    submission_withdrawn = "submission.withdrawn"
    submission_read = "submission.read"
    submission_coded = "submission.coded"
    submission_considered = "submission.considered"
    submission_excluded = "submission.excluded"
    submission_included = "submission.included"
    submission_grouped = "submission.grouped"
    submissions_imported = "submission.several_imported"
    import_uploaded = "submission.file_uploaded"
    import_columns_chosen = "submission.columns_chosen"
    campaigns_found = "campaign.found"
    campaign_confirmed = "campaign.confirmed"
    campaign_named = "campaign.named"
    campaign_split = "campaign.response_split_off"
    campaign_read = "campaign.read_as_one"
    candidates_asked_for = "candidate.asked_for"
    candidates_found = "candidate.found"
    candidate_adopted = "candidate.adopted"
    candidate_renamed = "candidate.renamed"
    candidate_merged = "candidate.merged"
    candidate_dropped = "candidate.dropped"
    candidate_taken_back = "candidate.taken_back"
    selection_saved = "selection.saved"
    selection_removed = "selection.removed"
    quote_collected = "quote.collected"
    quote_removed = "quote.removed"
    statement_added = "statement.added"
    statement_accepted = "statement.accepted"
    statement_rejected = "statement.rejected"
    statement_left_out = "statement.left_out_of_map"
    statement_put_in = "statement.put_in_map"
    responses_disclosed = "consultation.responses_disclosed"
    identifiers_erased = "consultation.identifiers_erased"
    submission_redaction_checked = "submission.redaction_checked"
    workspace_started = "workspace.started"
    workspace_answered = "workspace.answered"
    workspace_described = "workspace.described"
    workspace_commented = "workspace.commented"
    workspace_signed = "workspace.signed"
    workspace_sign_off_ended = "workspace.sign_off_ended"
    scan_added = "scan.added"
    late_responses_accepted = "submission.late_ones_accepted"
    answer_coded = "answer.coded"
    theme_added = "theme.added"
    theme_changed = "theme.changed"
    theme_merged = "theme.merged"
    theme_split = "theme.split"
    theme_retired = "theme.retired"
    disposition_asked = "consultation.disposition_asked"
    theme_example_kept = "theme.example_kept"
    theme_example_dropped = "theme.example_dropped"
    answers_assigned = "answer.assigned"
    answers_taken_back = "answer.taken_back"
    codes_imported = "answer.codes_imported"
    sample_drawn = "sample.drawn"
    sample_coded = "sample.coded"
    sample_settled = "sample.settled"
    answer_translated = "answer.translated"
    disposition_decided = "disposition.decided"
    report_delivered = "consultation.report_delivered"
    decision_confirmed = "consultation.decision_confirmed"
    decision_maker_named = "consultation.decision_maker_named"
    feedback_drafted = "consultation.feedback_drafted"
    feedback_published = "consultation.feedback_published"
    response_reminded = "consultation.response_reminded"
    answer_frozen = "consultation.answer_frozen"
    answer_cleared = "consultation.answer_cleared"
    answer_objected = "consultation.answer_objected"
    answer_clearance_withdrawn = "consultation.answer_clearance_withdrawn"
    answer_recalled = "consultation.answer_recalled"
    lateness_explained = "consultation.lateness_explained"
    outcome_drafted = "consultation.outcome_drafted"
    outcome_published = "consultation.outcome_published"
    evidence_sealed = "consultation.evidence_sealed"
    evidence_explained = "consultation.evidence_explained"


class Chain(Base):
    """The head of one root object's chain. It is the last row that a write locks."""

    __tablename__ = "audit_chains"

    root_kind: Mapped[RootKind] = mapped_column(values(RootKind), primary_key=True)
    root_id: Mapped[UUID] = mapped_column(primary_key=True)
    length: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64), default="")


class Entry(Base, Identified):
    """One write. `digest` is the SHA-256 of salt and payload, so that the payload can be erased or withheld."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        UniqueConstraint("root_kind", "root_id", "number"),
        Index("ix_audit_entries_organisation_at", "organisation_id", "at"),
    )

    root_kind: Mapped[RootKind] = mapped_column(values(RootKind))
    root_id: Mapped[UUID]
    number: Mapped[int]
    event: Mapped[Event] = mapped_column(values(Event))
    at: Mapped[datetime]
    person_id: Mapped[UUID | None]
    membership_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    payload: Mapped[Payload | None] = relationship(back_populates="entry", uselist=False)


class Payload(Base):
    """What the write was about: ids, and for process facts their values. Never the words of a draft."""

    __tablename__ = "audit_payloads"

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("audit_entries.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    entry: Mapped[Entry] = relationship(back_populates="payload")


class SecurityEvent(Base, Identified):
    """A denied write or a failed sign-in; kept outside the transaction that was refused."""

    __tablename__ = "security_events"

    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[UUID | None]
    membership_id: Mapped[UUID | None]
    endpoint: Mapped[str] = mapped_column(String(120), default="")
    subject: Mapped[str] = mapped_column(String(120), default="")
