"""The one mail to each respondent when the government response is published (F11), and to those who wrote a body's response."""

from __future__ import annotations

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.policy import PERMISSIONS, Permission
from collab.accounts.rules import the
from collab.consultations.actions.receipts import DEMONSTRATION
from collab.consultations.actions.submissions import Address
from collab.consultations.models import Consultation, Submission, SubmissionToken, TokenUse, Workspace
from collab.consultations.queries import answering, workspaces
from collab.consultations.rules import links
from collab.db import db
from collab.notifications.actions import SITE, queue
from collab.text import Language, say, speaking, spoken_words


def queue_outcome_mails(consultation: Consultation, address: Address) -> int:
    """Returns how many there are. `address` makes the full address of a private page from its token."""
    told = answering.to_be_told(consultation)
    for submission in told:
        with speaking(submission.language):
            _tell(submission, address)
    return len(told) + sum(_tell_body(one) for one in workspaces.sent_to(consultation))


def _tell(submission: Submission, address: Address) -> None:
    """In the language of the response, with a fresh link."""
    token = links.fresh()
    made = SubmissionToken(
        submission_id=submission.id,
        token_hash=links.stored(token),
        use=TokenUse.outcome_mail,
        made_at=clock.now(),
    )
    db.session.add(made)
    title = spoken_words(submission.consultation.title)
    lines = [
        say("You are getting this because you responded to “%(title)s” and left your email address.", title=title),
        "\n\n".join([say(PUBLISHED_FOR_YOU), address(token)]),
        say(
            "Your receipt number is %(receipt)s. Anyone who has this link can read your response, so do not pass it on.",
            receipt=submission.receipt,
        ),
        say("This is the only email about the outcome. You do not need to do anything."),
    ]
    subject = say("%(title)s: the government response is published", title=title)
    _queue(submission.consultation, submission.email, subject, lines, f"outcome:{submission.id}")


PUBLISHED_FOR_YOU = (
    "The government response is published. On your private page you can see what was decided about the points in"
    " your response, why, and which words were changed:"
)


def _tell_body(workspace: Workspace) -> int:
    """To each author and signatory of the body: its private page is the one on which they wrote, and needs their sign-in."""
    consultation, body = workspace.consultation, workspace.organisation
    lines = [
        f"You are getting this because you can write for {the(body.name)}, which responded to “{consultation.title}”.",
        "The government response is published. On the page of your organisation’s response you can see what was decided"
        f" about its points, why, and which words were changed:\n\n{SITE}/consultations/{consultation.address}/our-response",
        "This is the only email about the outcome. You do not need to do anything.",
    ]
    subject = f"{consultation.title}: the government response is published"
    told = {
        str(one.person_id): one.person.email
        for one in accounts.members_with([workspace.organisation_id])
        if any(WRITES & PERMISSIONS[role] for role in one.role_set)
    }
    with speaking(Language.english):
        for person_id, email in told.items():
            _queue(consultation, email, subject, lines, f"outcome:{workspace.submission_id}:{person_id}")
    return len(told)


WRITES = frozenset({Permission.write, Permission.sign})


def _queue(consultation: Consultation, to: str, subject: str, lines: list[str], key: str) -> None:
    if consultation.is_demonstration:
        subject, lines = f"{say(DEMONSTRATION)}. {subject}", [say(DEMONSTRATION), *lines]
    queue(to, subject, "\n\n".join(lines) + "\n", purpose_key=key)
