"""The states of an analysis and of an answer in people's words."""

from __future__ import annotations

from collab.consultations.models import (
    Consideration,
    DispositionDecision,
    ExclusionReason,
    OutcomeKind,
    RedactionStatus,
)

CONSIDERATION = {
    Consideration.unread: "Not read yet",
    Consideration.read: "Read, not coded yet",
    Consideration.coded: "Coded, themes not decided yet",
    Consideration.considered: "Considered",
    Consideration.excluded: "Excluded",
}
DECISION = {
    DispositionDecision.accepted: "Accepted",
    DispositionDecision.accepted_in_part: "Accepted in part",
    DispositionDecision.already_planned: "Already planned",
    DispositionDecision.not_accepted: "Not accepted",
    DispositionDecision.out_of_scope: "Outside what this consultation can change",
    DispositionDecision.noted: "Noted",
    DispositionDecision.deferred: "To be decided later",
}
EXCLUSION = {
    ExclusionReason.duplicate: "It repeats another response",
    ExclusionReason.withdrawn_by_respondent: "The person who sent it withdrew it",
    ExclusionReason.abusive_no_content: "It is abusive and says nothing about the questions",
    ExclusionReason.spam: "It is spam",
    ExclusionReason.late_not_accepted: "It came after closing and was not accepted",
}
OUTCOME = {
    OutcomeKind.proceed_as_proposed: "Go ahead as proposed",
    OutcomeKind.proceed_with_changes: "Go ahead with changes",
    OutcomeKind.proceed_in_part: "Go ahead with part of it",
    OutcomeKind.further_consultation: "Consult again before deciding",
    OutcomeKind.deferred: "Decide later",
    OutcomeKind.not_proceeding: "Do not go ahead",
    OutcomeKind.withdrawn: "Withdraw the proposal",
}
RESPONDENT = {
    "on_behalf_of": "Answers for",
    "respondent_type": "Describes themselves as",
    "organisation_name": "Organisation or group",
    "represents": "Whom it represents",
    "name": "Name",
    "area_id": "Area",
    "email": "Email address",
    "publish_preference": "Publishing their words",
    "confidentiality_reason": "Asks to keep it confidential because",
}
"""The fields of `respondents.About`, as those who read a response see them."""

REDACTION = {
    RedactionStatus.not_checked: "Not checked yet",
    RedactionStatus.none_needed: "Checked: nothing has to be taken out",
    RedactionStatus.redacted: "Redacted: what could identify somebody was taken out",
    RedactionStatus.withheld: "Withheld: nothing of it may be published",
}
