"""The mails to a respondent: that their response arrived, and the link to one that is not finished."""

from __future__ import annotations

from collab import clock
from collab.consultations.models import Consultation, SubmissionDraft, SubmissionRevision
from collab.consultations.rules import submissions as rules
from collab.consultations.rules import window
from collab.notifications.actions import queue
from collab.text import say, say_day, speaking, spoken_words

DEMONSTRATION = "Demonstration: invented content"


def queue_receipt(revision: SubmissionRevision, link: str) -> None:
    """One mail for one revision, in its language, where the respondent gave an address."""
    if revision.submission.email:
        with speaking(revision.submission.language):
            _queue_receipt(revision, link)


def _queue_receipt(revision: SubmissionRevision, link: str) -> None:
    submission = revision.submission
    consultation = submission.consultation
    about = {"receipt": submission.receipt, "title": spoken_words(consultation.title)}
    arrived = "We have your response. Your receipt number is %(receipt)s."
    if revision.number > 1:
        arrived = "We have the changes to your response. Your receipt number is %(receipt)s."
    subject = say("Response %(receipt)s to %(title)s", **about)
    keep = say("There you can read your response. Anybody who has the link can read it, so keep it to yourself.")
    lines = [
        say("You get this email because you gave this address with your response to %(title)s.", **about),
        say(arrived, **about),
        f"{say('Your private page:')}\n{link}\n{keep}",
        *_what_next(consultation),
    ]
    if consultation.is_demonstration:
        subject = f"{say(DEMONSTRATION)}. {subject}"
        lines = [say(DEMONSTRATION), *lines]
    queue(submission.email, subject, "\n\n".join(lines) + "\n", purpose_key=f"receipt:{revision.id}")


def queue_draft_link(draft: SubmissionDraft, email: str, link: str) -> None:
    """One mail with the link to a response that was begun."""
    consultation = draft.consultation
    title = spoken_words(consultation.title)
    subject = say("Your response to %(title)s is not sent yet", title=title)
    keep = say("Anybody who has the link can read and change it, so keep it to yourself.")
    lines = [
        say("You get this email because this address was entered on the page of a response to %(title)s.", title=title),
        f"{say('What was saved so far is here:')}\n{link}\n{keep}",
        say("It is not sent yet. Open the link to go on and to send it."),
    ]
    if consultation.closes_at is not None:
        closes = say_day(window.closing_date(consultation.closes_at))
        lines.append(say("You can send it until the end of %(day)s.", day=closes))
    lines.append(say("If you did not ask for this email, you need not do anything."))
    if consultation.is_demonstration:
        subject, lines = f"{say(DEMONSTRATION)}. {subject}", [say(DEMONSTRATION), *lines]
    queue(email, subject, "\n\n".join(lines) + "\n", purpose_key=f"draft:{draft.id}:{draft.links_mailed}")


def _what_next(consultation: Consultation) -> list[str]:
    assert consultation.closes_at is not None
    closes, due_on = say_day(window.closing_date(consultation.closes_at)), rules.response_due_on(consultation)
    until = say("Until the end of %(day)s you can change or withdraw your response there.", day=closes)
    open_still = [until] if clock.now() < consultation.closes_at else []
    due = say("The government response is due by %(day)s.", day=say_day(due_on)) if due_on else ""
    then = say("Once it is published, your private page shows what was decided about what you said, and why.")
    return [*open_still, " ".join(filter(None, [say("What happens next: every response is read."), due, then]))]
