"""What follows when a question is changed while people answer (N6): a notice, mails, and asking the team to extend."""

from __future__ import annotations

from datetime import date

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.receipts import DEMONSTRATION
from collab.consultations.actions.running import take_up
from collab.consultations.actions.telling import tell
from collab.consultations.models import Consultation, Notice, NoticeKind, QuestionVersion
from collab.consultations.queries import notices as queries
from collab.consultations.queries import setup as reading
from collab.consultations.rules import notice_words, standing
from collab.consultations.rules.notice_words import day
from collab.consultations.rules.window import closing_date
from collab.db import portions
from collab.errors import Problem, Refused
from collab.notifications.actions import SITE, Letter, queue_all
from collab.text import Bilingual


@permitted(policy.can_announce)
def announce(
    consultation: Consultation, old: QuestionVersion, new: QuestionVersion, *, reason: Bilingual, by: Viewer
) -> Notice:
    """Tells everybody that a question was changed, and mails once to each address that a response came with."""
    place = list(reading.questions(consultation)).index(new.question) + 1
    changed = {"question_version": new, "place": place}
    notice = tell(consultation, NoticeKind.question_changed, reason=reason, by=by, **changed)
    addressed = queries.addresses(consultation)
    body = _body(notice, old, new, now_paused=standing.is_paused(consultation, clock.now()))
    subject = f"Question {place} of {consultation.title} was changed"
    if consultation.is_demonstration:
        subject, body = f"{DEMONSTRATION}. {subject}", f"{DEMONSTRATION}\n\n{body}"
    for some in portions(addressed.items()):
        queue_all([Letter(to, subject, body, notice_words.purpose(notice.id, response)) for to, response in some])
    return notice


@permitted(policy.can_conduct)
def keep_the_end(consultation: Consultation, *, reason: str, by: Viewer, version: int | None = None) -> None:
    """Says why it is not extended after questions were changed, for those who run it."""
    take_up(consultation, version)
    asking = queries.unsettled(consultation)
    if not asking:
        raise Refused("No changed question waits for this.")
    if not reason.strip():
        raise Refused(Problem("Enter why it is not extended", field="reason"))
    for one in asking:
        one.settled_at, one.settled_reason = clock.now(), reason.strip()
    about = {"notices": [str(one.id) for one in asking]}
    record(RootKind.consultation, consultation.id, Event.consultation_not_extended, by=by, about=about)


def _body(notice: Notice, old: QuestionVersion, new: QuestionVersion, *, now_paused: bool) -> str:
    consultation = notice.consultation
    closes_on = closing_date(notice.closes_at)
    lines = [
        f"You get this email because you gave this address with a response to “{consultation.title}”.",
        f"{notice_words.words_of(notice).en}. Why: {notice.reason}",
        *_asked(old, new),
        "You need not do anything. What you answered stays, as an answer to the question as it was when you answered it.",
        _how(closes_on, now_paused=now_paused),
        f"What changed is on the page of the consultation:\n{SITE}/consultations/{consultation.address}#changes",
    ]
    return "\n\n".join(lines) + "\n"


def _asked(old: QuestionVersion, new: QuestionVersion) -> list[str]:
    if str(old.wording) == str(new.wording):
        return [f"The question is:\n{new.wording}\nWhat can be answered to it, or when it is asked, is different now."]
    return [f"It asked:\n{old.wording}", f"It asks now:\n{new.wording}"]


def _how(closes_on: date, *, now_paused: bool) -> str:
    when = (
        "once the consultation is open again, and before it closes"
        if now_paused
        else f"until the end of {day(closes_on)}"
    )
    return (
        "If you want to answer the question as it is now, open your private page with the link in the email that we sent"
        f" you when you responded, and choose “Change your response”. You can do so {when}."
    )
