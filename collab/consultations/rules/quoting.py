"""Whether words of a response may be published as a quote, and under what name."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from collab.consultations.models import (
    AnswerRedaction,
    Consideration,
    PublishPreference,
    RedactionStatus,
    Submission,
)
from collab.consultations.rules.publication import public_name

_CHECKED = frozenset({RedactionStatus.none_needed, RedactionStatus.redacted})


class Use(enum.Enum):
    """What can be done with a quote."""

    usable = "usable"
    unchecked = "unchecked"
    withdrawn = "withdrawn"
    confidential = "confidential"
    counted_only = "counted_only"
    left_out = "left_out"
    withheld = "withheld"
    removed = "removed"


USE = {
    Use.usable: "May be published",
    Use.unchecked: "Not yet: the response has not been checked for what must not be published",
    Use.withdrawn: "Not any more: its sender withdrew the response",
    Use.confidential: "No: its sender asked for confidentiality",
    Use.counted_only: "No: its sender agreed only to be counted",
    Use.left_out: "No: the response is left out of the analysis",
    Use.withheld: "No: the answer is withheld from publication",
    Use.removed: "No: the published version of the answer does not have these words",
}
NEVER = frozenset({Use.withdrawn, Use.confidential, Use.counted_only, Use.left_out})
"""What no checking of the response changes: such words are not collected."""


@dataclass(frozen=True)
class Quotable:
    """A response's answer, and how it stands on its way to being published."""

    submission: Submission
    redaction: AnswerRedaction | None


def use(words: str, said: Quotable) -> Use:
    """What can be done with these words now. A sender who withdraws takes every quote back."""
    submission, redaction = said.submission, said.redaction
    if submission.withdrawn_at is not None:
        return Use.withdrawn
    if submission.confidentiality_reason:
        return Use.confidential
    if submission.publish_preference is PublishPreference.aggregate_only:
        return Use.counted_only
    if submission.consideration is Consideration.excluded:
        return Use.left_out
    if RedactionStatus.withheld in (submission.redaction, redaction.status if redaction else None):
        return Use.withheld
    if submission.redaction not in _CHECKED or redaction is None or redaction.status not in _CHECKED:
        return Use.unchecked
    return Use.usable if says(redaction.words, words) else Use.removed


def says(whole: str, words: str) -> bool:
    """Whether a text has these words, one after the other; line breaks and runs of spaces are alike."""
    return bool(words.strip()) and " ".join(words.split()) in " ".join(whole.split())


def name(submission: Submission) -> str:
    """What stands beside the quote, as its sender wished."""
    return public_name(submission.publish_preference, name=submission.name, organisation=submission.organisation_name)
