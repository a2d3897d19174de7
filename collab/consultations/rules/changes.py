"""What became public about a consultation, and when: the entries of its feed, and the time of its last change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from collab.consultations.models import Consultation, Notice, NoticeKind
from collab.consultations.rules.notice_words import words_of
from collab.consultations.rules.standing import is_public
from collab.consultations.rules.window import closing_date

TOLD = {
    NoticeKind.paused: "Paused",
    NoticeKind.resumed: "Open again",
    NoticeKind.extended: "Extended",
    NoticeKind.question_changed: "Question changed",
}


@dataclass(frozen=True)
class Change:
    """One change. `key` names it for good among those of its consultation."""

    key: str
    at: datetime
    title: str
    words: str


def changes(consultation: Consultation, now: datetime) -> list[Change]:
    """All that has happened and that everybody may know, the newest first. Nothing of a consultation that is not public."""
    if not is_public(consultation, now):
        return []
    return sorted(
        (one for one in _every(consultation) if one.at <= now), key=lambda one: (one.at, one.key), reverse=True
    )


def _every(consultation: Consultation) -> list[Change]:
    found = []
    feedback, outcome, withdrawn_at = consultation.feedback, consultation.outcome, consultation.withdrawn_at
    ends = consultation.closes_at
    if consultation.opens_at is not None:
        opened_at = max(consultation.opens_at, consultation.opening_approved_at or consultation.opens_at)
        until = f"It is open until the end of {_day(closing_date(ends))}." if ends else ""
        found.append(Change("opened", opened_at, "Opened", until))
    if ends is not None and (withdrawn_at is None or withdrawn_at >= ends):
        found.append(Change("closed", ends, "Closed", "It takes no more responses."))
    if withdrawn_at is not None:
        found.append(Change("withdrawn", withdrawn_at, "Withdrawn", consultation.withdrawn_reason))
    if consultation.last_notice_at is not None:
        found += [_told(one) for one in consultation.notices]
    if feedback is not None and feedback.published_at is not None:
        found.append(Change("feedback", feedback.published_at, "Public feedback published", "What people said."))
    if outcome is not None and outcome.published_at is not None:
        words = "What was decided, and why."
        found.append(Change("outcome", outcome.published_at, "Government response published", words))
    return found


def _told(notice: Notice) -> Change:
    words = ". ".join(part for part in (words_of(notice).en, notice.reason.en.text) if part)
    return Change(f"notice-{notice.id}", notice.told_at, TOLD[notice.kind], words)


def last_changed(consultation: Consultation, now: datetime) -> datetime:
    """When something last became public about it; its start where the source of a historic one gives no time."""
    found = changes(consultation, now)
    return found[0].at if found else consultation.started_at


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
