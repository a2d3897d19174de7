"""Reminding the team that the government response is due (N11)."""

from __future__ import annotations

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.policy import PERMISSIONS, Permission, Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.receipts import DEMONSTRATION
from collab.consultations.models import Consultation
from collab.consultations.queries import waits
from collab.consultations.rules import standing, window
from collab.consultations.rules.standing import ResponseClock
from collab.db import lock
from collab.notifications.actions import SITE, queue
from collab.web.filters import count, day


@permitted(policy.can_analyse)
def remind(consultation: Consultation, *, by: Viewer) -> int:
    """Mails everybody who works on the response that it is due; each reminder once. Returns how many were told.

    It looks at what holds now: one that was answered meanwhile needs no reminder, and a day slept over is made up for.
    """
    lock(consultation)
    at = standing.response_clock(consultation, clock.now())
    if at is None or at.published_on is not None:
        return 0
    weeks = window.reminder(at.due_on, clock.today())
    if weeks is None or weeks in waits.reminded(consultation):
        return 0
    told = _team(consultation)
    for person_id, email in told.items():
        subject, body = _mail(consultation, at)
        queue(email, subject, body, purpose_key=f"response-due:{consultation.id}:{weeks}:{person_id}")
    if told:
        about = {"weeks": weeks, "due_on": at.due_on.isoformat(), "mails": len(told)}
        record(RootKind.consultation, consultation.id, Event.response_reminded, by=by, about=about)
    return len(told)


def _team(consultation: Consultation) -> dict[str, str]:
    """Addresses of those who read and answer the responses, by person."""
    bodies = [one.organisation_id for one in consultation.runners if one.role in policy.CONTROLLERS]
    return {
        str(one.person_id): one.person.email
        for one in accounts.members_with(bodies)
        if any(Permission.analyse in PERMISSIONS[role] for role in one.role_set)
    }


def _mail(consultation: Consultation, at: ResponseClock) -> tuple[str, str]:
    left = (at.due_on - clock.today()).days
    when = f"in {count(left, 'day')}" if left else "today"
    subject = f"The government response to {consultation.title} is due {when}"
    lines = [
        f"You get this because your organisation runs the consultation “{consultation.title}”.",
        f"It closed on {day(at.closed_on)}. The government response is due by the end of {day(at.due_on)}, {when}.",
        "If it is not published by then, the public page will say that it is late, and for how many days.",
        f"What is left to do is on this page:\n{SITE}/consultations/{consultation.address}/answer",
    ]
    if consultation.is_demonstration:
        subject, lines = f"{DEMONSTRATION}. {subject}", [DEMONSTRATION, *lines]
    return subject, "\n\n".join(lines) + "\n"
