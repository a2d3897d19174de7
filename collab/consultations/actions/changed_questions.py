"""What follows when a question is changed while people answer (N6): a notice, mails, and asking the team to extend."""

from __future__ import annotations

from collab import clock
from collab.accounts.policy import Viewer, is_system, permitted
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
from collab.db import db, lock
from collab.errors import Problem, Refused
from collab.notifications.actions import SITE, Letter, queue_all
from collab.text import Bilingual

AT_ONCE = 1_000
"""How many mails are queued in one transaction, for which others who write wait."""


@permitted(policy.can_announce)
def announce(consultation: Consultation, new: QuestionVersion, *, reason: Bilingual, by: Viewer) -> Notice:
    """Tells everybody that a question was changed. A worker mails it to those who responded, so that nobody waits."""
    place = list(reading.questions(consultation)).index(new.question) + 1
    changed = {"question_version": new, "place": place}
    return tell(consultation, NoticeKind.question_changed, reason=reason, by=by, **changed)


@permitted(is_system)
def queue_mails(notice: Notice, *, by: Viewer) -> bool:
    """Queues the next mails about a changed question, one to each address; whether more may be left.

    Who does it again, or at once with another, goes on where the other stopped.
    """
    lock(notice)
    if notice.mailed_at is not None:
        return False
    consultation = notice.consultation
    addressed = queries.next_addresses(notice, AT_ONCE)
    subject, body = f"Question {notice.place} of {consultation.title} was changed", _body(notice)
    if consultation.is_demonstration:
        subject, body = f"{DEMONSTRATION}. {subject}", f"{DEMONSTRATION}\n\n{body}"
    queue_all([Letter(one.to, subject, body, notice_words.purpose(notice.id, one.response)) for one in addressed])
    is_done = len(addressed) < AT_ONCE
    notice.mailed_to = "" if is_done else addressed[-1].key
    notice.mailed_at = clock.now() if is_done else None
    db.session.flush()
    return not is_done


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


def _body(notice: Notice) -> str:
    consultation, new = notice.consultation, notice.question_version
    assert new is not None
    versions = new.question.versions
    old = versions[versions.index(new) - 1]
    lines = [
        f"You get this email because you gave this address with a response to “{consultation.title}”.",
        f"{notice_words.words_of(notice).en}. Why: {notice.reason}",
        *_asked(old, new),
        "You need not do anything. What you answered stays, as an answer to the question as it was when you answered it.",
        _how(consultation),
        f"What changed is on the page of the consultation:\n{SITE}/consultations/{consultation.address}#changes",
        *_in_welsh(notice, old, new),
    ]
    return "\n\n".join(lines) + "\n"


def _in_welsh(notice: Notice, old: QuestionVersion, new: QuestionVersion) -> list[str]:
    """The same below the English, where the question and the title have their Welsh. To be reviewed by a speaker."""
    consultation = notice.consultation
    title, was, now = consultation.title.cy.text, old.wording.cy.text, new.wording.cy.text
    if not (title and now):
        return []
    why = f" Pam: {notice.reason.cy.text}" if notice.reason.cy.text else ""
    asked = [f"Roedd yn gofyn:\n{was}", f"Mae’n gofyn nawr:\n{now}"] if was != now else [f"Y cwestiwn yw:\n{now}"]
    may_change = "I ateb y cwestiwn fel y mae nawr, agorwch eich tudalen breifat a dewiswch “Newid eich ymateb”."
    return [
        "Cymraeg",
        f"Rydych yn cael yr e-bost hwn am ichi roi’r cyfeiriad hwn gydag ymateb i “{title}”.",
        f"{notice_words.words_of(notice).cy}.{why}",
        *asked,
        "Nid oes rhaid ichi wneud dim. Mae’r hyn a ateboch yn aros, fel ateb i’r cwestiwn fel yr oedd.",
        *([may_change] if standing.is_running(consultation, clock.now()) else []),
        f"Mae’r hyn a newidiodd ar dudalen yr ymgynghoriad:\n{SITE}/consultations/{consultation.address}#changes",
    ]


def _asked(old: QuestionVersion, new: QuestionVersion) -> list[str]:
    if str(old.wording) == str(new.wording):
        return [f"The question is:\n{new.wording}\nWhat can be answered to it, or when it is asked, is different now."]
    return [f"It asked:\n{old.wording}", f"It asks now:\n{new.wording}"]


def _how(consultation: Consultation) -> str:
    assert consultation.closes_at is not None
    if not standing.is_running(consultation, clock.now()):
        return "The consultation takes no more responses, and no more changes to them."
    closes_on, is_paused = closing_date(consultation.closes_at), standing.is_paused(consultation, clock.now())
    when = (
        "once the consultation is open again, and before it closes"
        if is_paused
        else f"until the end of {day(closes_on)}"
    )
    return (
        "If you want to answer the question as it is now, open your private page with the link in the email that we sent"
        f" you when you responded, and choose “Change your response”. You can do so {when}."
    )
