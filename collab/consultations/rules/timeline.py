"""The words of a consultation's history."""

from __future__ import annotations

from collab.audit.models import Event

EVENT_WORDS = {
    Event.consultation_started: "The consultation was started",
    Event.consultation_changed: "The set-up was changed",
    Event.consultation_imported: "The consultation was imported",
    Event.consultation_opening_approved: "The opening was approved",
    Event.consultation_approval_withdrawn: "The approval of the opening was withdrawn",
    Event.consultation_paused: "The consultation was paused",
    Event.consultation_resumed: "The consultation was opened again after a pause",
    Event.consultation_extension_asked: "An extension was asked for",
    Event.consultation_extension_declined: "An extension was not approved",
    Event.consultation_extended: "The consultation was extended",
    Event.consultation_not_extended: "It was said why a changed question does not need more time",
    Event.consultation_withdrawn: "The consultation was withdrawn",
    Event.consultation_cancelled: "The consultation was cancelled",
    Event.consultation_passed_on: "An organisation that ran it was followed by another",
    Event.question_added: "A question was added",
    Event.question_changed: "A question was changed",
    Event.question_removed: "A question was removed",
    Event.question_moved: "A question was moved",
    Event.question_condition_set: "It was changed when a question is asked",
    Event.questionnaire_loaded: "Questions were added from a file",
    Event.consultation_duplicated: "The consultation was started from an earlier one",
    Event.section_added: "A section of the questions was added",
    Event.section_changed: "A section of the questions was changed",
    Event.section_moved: "A section of the questions was moved",
    Event.section_removed: "A section of the questions was removed",
    Event.submission_received: "A response came in",
    Event.submission_entered: "A response was entered by staff",
    Event.submission_amended: "A response was changed by who sent it",
    Event.submission_withdrawn: "A response was withdrawn by who sent it",
    Event.submission_read: "A response was read",
    Event.submission_coded: "A response was coded",
    Event.submission_considered: "A response was considered",
    Event.submission_excluded: "A response was left out, with a reason",
    Event.submission_included: "A response that was left out was taken back in",
    Event.submission_grouped: "A response was grouped with others like it",
    Event.submissions_imported: "Responses were imported from a file",
    Event.import_uploaded: "A file of responses was uploaded",
    Event.import_columns_chosen: "The columns of a file of responses were chosen",
    Event.campaigns_found: "Campaigns were looked for",
    Event.campaign_confirmed: "A campaign was confirmed",
    Event.campaign_named: "A campaign was named",
    Event.campaign_split: "A response was split off from a campaign",
    Event.campaign_read: "Copies of a letter were read with it",
    Event.submission_redaction_checked: "A response was checked for what must not be published",
    Event.responses_disclosed: "All responses were exported for a request for information",
    Event.identifiers_erased: "It was erased who the respondents are",
    Event.theme_added: "A theme was added",
    Event.theme_changed: "A theme was changed",
    Event.theme_retired: "A theme was retired",
    Event.disposition_decided: "It was decided what to do about a theme",
    Event.report_delivered: "The report went to the decision-maker",
    Event.decision_confirmed: "The decision-maker confirmed that the responses were considered",
    Event.feedback_drafted: "The public feedback was drafted",
    Event.feedback_published: "The public feedback was published",
    Event.outcome_drafted: "The government response was drafted",
    Event.outcome_published: "The government response was published",
    Event.lateness_explained: "It was explained why the government response is late",
}
TOPIC_WORDS = {
    "about": "what it is about",
    "stage": "stage and duty",
    "reasons": "reasons and options",
    "impacts": "impacts and equality",
    "decision": "decision-maker",
    "ways": "ways to respond",
    "privacy": "privacy notices",
    "welsh": "Welsh and other formats",
    "keeping": "how long personal details are kept",
    "dates": "dates",
    "organisations": "organisations that run it",
}


def event_words(event: Event, topic: str = "") -> str:
    """The entry in words; an event that has none yet is shown as it is named."""
    words = EVENT_WORDS.get(event) or event.value.replace(".", ": ").replace("_", " ").capitalize()
    return f"{words}: {TOPIC_WORDS[topic]}" if topic in TOPIC_WORDS else words
