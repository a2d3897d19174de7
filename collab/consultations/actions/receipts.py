"""The mails to a respondent: that their response arrived, and the link to one that is not finished."""

from __future__ import annotations

from datetime import date

from collab import clock
from collab.consultations.models import Consultation, SubmissionDraft, SubmissionRevision
from collab.consultations.rules import submissions as rules
from collab.consultations.rules import window
from collab.notifications.actions import queue

DEMONSTRATION = "Demonstration: invented content"


def queue_receipt(revision: SubmissionRevision, link: str) -> None:
    """One mail for one revision, where the respondent gave an address."""
    submission = revision.submission
    if not submission.email:
        return
    consultation = submission.consultation
    what = "your response" if revision.number == 1 else "the changes to your response"
    subject = f"Response {submission.receipt} to {consultation.title}"
    lines = [
        f"You get this email because you gave this address with your response to {consultation.title}.",
        f"We have {what}. Your receipt number is {submission.receipt}.",
        f"Your private page:\n{link}\nThere you can read your response. Anybody who has the link can read it, so keep it to yourself.",
        *_what_next(consultation),
    ]
    if consultation.is_demonstration:
        subject = f"{DEMONSTRATION}. {subject}"
        lines = [DEMONSTRATION, *lines]
    queue(submission.email, subject, "\n\n".join(lines) + "\n", purpose_key=f"receipt:{revision.id}")


def queue_draft_link(draft: SubmissionDraft, email: str, link: str) -> None:
    """One mail with the link to a response that was begun."""
    consultation = draft.consultation
    subject = f"Your response to {consultation.title} is not sent yet"
    lines = [
        f"You get this email because this address was entered on the page of a response to {consultation.title}.",
        f"What was saved so far is here:\n{link}\nAnybody who has the link can read and change it, so keep it to yourself.",
        "It is not sent yet. Open the link to go on and to send it.",
    ]
    if consultation.closes_at is not None:
        lines.append(f"You can send it until the end of {_day(window.closing_date(consultation.closes_at))}.")
    lines.append("If you did not ask for this email, you need not do anything.")
    if consultation.is_demonstration:
        subject, lines = f"{DEMONSTRATION}. {subject}", [DEMONSTRATION, *lines]
    queue(email, subject, "\n\n".join(lines) + "\n", purpose_key=f"draft:{draft.id}:{draft.links_mailed}")


def _what_next(consultation: Consultation) -> list[str]:
    assert consultation.closes_at is not None
    closes, due_on = _day(window.closing_date(consultation.closes_at)), rules.response_due_on(consultation)
    until = f"Until the end of {closes} you can change or withdraw your response there."
    open_still = [until] if clock.now() < consultation.closes_at else []
    due = f"The government response is due by {_day(due_on)}. " if due_on else ""
    then = "Once it is published, your private page shows what was decided about what you said, and why."
    return [*open_still, f"What happens next: every response is read. {due}{then}"]


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
