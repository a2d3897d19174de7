"""What the entries of a proposal's chain are called in its history."""

from __future__ import annotations

from collab.audit.models import Event

EVENT_WORDS = {
    Event.proposal_started: "Proposal started",
    Event.proposal_changed: "Title, summary or marking changed",
    Event.participation_set: "An organisation's role was set",
    Event.participation_removed: "An organisation was taken off",
    Event.participation_invited: "An organisation was invited to read the draft",
    Event.text_revised: "Text saved",
    Event.provision_added: "Provision added",
    Event.provision_changed: "Provision changed",
    Event.provision_retired: "Provision taken out",
    Event.option_added: "Option added",
    Event.option_changed: "Option changed",
    Event.option_removed: "Option removed",
    Event.suggestion_made: "Changes suggested",
    Event.suggestion_accepted: "Suggestions accepted",
    Event.suggestion_rejected: "Suggestion not accepted",
    Event.suggestion_withdrawn: "Suggestion taken back",
    Event.comment_made: "Comment made",
    Event.thread_resolved: "Comments marked as resolved",
    Event.thread_reopened: "Comments opened again",
    Event.commitment_added: "Commitment drafted",
    Event.commitment_changed: "Commitment changed",
    Event.commitment_shared: "Commitment shared",
    Event.commitment_signed: "Commitment signed",
    Event.commitment_withdrawn: "Commitment withdrawn",
    Event.commitment_reported: "Progress of a commitment reported",
    Event.commitment_date_changed: "Due date of a commitment changed",
    Event.commitment_milestones_changed: "Milestones of a commitment brought up to date",
    Event.commitment_claimed: "Commitment said to be complete",
    Event.commitment_sent_back: "Commitment sent back: not complete yet",
    Event.commitment_verified: "Commitment verified as complete",
    Event.commitment_ended: "Commitment cancelled or replaced",
    Event.commitment_dependency_added: "Commitment said to depend on another",
    Event.commitment_dependency_removed: "Dependency of a commitment removed",
    Event.implication_asserted: "Implication drafted",
    Event.implications_asserted: "Several implications drafted at once",
    Event.implication_changed: "Implication changed",
    Event.implication_shared: "Implication shared",
    Event.implication_confirmed: "Implication confirmed",
    Event.implication_disputed: "Implication disputed",
    Event.implication_withdrawn: "Implication withdrawn",
    Event.nil_return_made: "Nil return made",
    Event.nil_return_withdrawn: "Nil return taken back",
    Event.attachment_added: "File attached",
    Event.attachment_changed: "Words about a file changed",
    Event.attachment_removed: "File taken off",
    Event.text_imported: "Document brought in",
    Event.version_kept: "Version kept",
    Event.version_restored: "Text of a version restored",
    Event.edition_frozen: "Edition frozen for clearance",
    Event.edition_recalled: "Edition recalled",
    Event.edition_cleared: "Edition cleared",
    Event.edition_objected: "Objection made",
    Event.edition_clearance_withdrawn: "What an organisation said about the edition was taken back",
    Event.edition_published: "Edition published",
    Event.decision_edition_begun: "Decision edition begun",
    Event.proposal_withdrawn: "Proposal withdrawn",
}


def event_words(event: Event) -> str:
    """The entry in words; an event that has none yet is shown as it is named."""
    return EVENT_WORDS.get(event) or event.value.replace(".", ": ").replace("_", " ").capitalize()
