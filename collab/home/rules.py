"""The words and dates of a reader's home page, from counts and rows that were read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from collab.accounts.rules import opening
from collab.audit.models import Event
from collab.consultations.models import Consultation
from collab.consultations.rules.standing import response_clock
from collab.consultations.rules.window import closing_date
from collab.proposals.models import Commitment, MilestoneState
from collab.proposals.rules import delivery
from collab.proposals.rules.commitments import word_of
from collab.proposals.rules.timeline import EVENT_WORDS

SOON = timedelta(days=28)

# Only what the organisations of a proposal have shown each other: drafts of commitments and implications are private.
PROPOSAL_NEWS = frozenset(EVENT_WORDS) - {
    Event.commitment_added,
    Event.commitment_changed,
    Event.commitment_withdrawn,
    Event.commitment_dependency_added,
    Event.commitment_dependency_removed,
    Event.implication_asserted,
    Event.implications_asserted,
    Event.implication_changed,
    Event.implication_withdrawn,
}
CONSULTATION_NEWS = {
    Event.consultation_started: "Consultation started",
    Event.consultation_changed: "Set-up changed",
    Event.consultation_opening_approved: "Opening approved",
    Event.consultation_paused: "Consultation paused",
    Event.consultation_resumed: "Consultation open again after a pause",
    Event.consultation_extended: "Consultation extended",
    Event.consultation_withdrawn: "Consultation withdrawn",
    Event.consultation_cancelled: "Consultation cancelled",
    Event.question_added: "Question added",
    Event.question_changed: "Question changed",
    Event.question_removed: "Question removed",
    Event.theme_added: "Theme added",
    Event.theme_changed: "Theme changed",
    Event.disposition_decided: "Answer to a theme decided",
    Event.report_delivered: "Report delivered to the decision-maker",
    Event.decision_confirmed: "Decision confirmed",
    Event.feedback_published: "Public feedback published",
    Event.outcome_published: "Government response published",
}


@dataclass(frozen=True)
class Todo:
    """One thing that waits for the reader: what to do, on what, and where."""

    words: str
    title: str
    href: str


@dataclass(frozen=True)
class Deadline:
    """A day that is coming, or has gone by without what was due."""

    on: date
    words: str
    title: str
    href: str
    is_overdue: bool = False


@dataclass(frozen=True)
class News:
    """One change: when, what, on what, by whom."""

    at: datetime
    words: str
    title: str
    href: str
    who: str
    times: int = 1


def things(count: int, one: str, many: str = "") -> str:
    """1 response, 2 responses."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def news_words(event: Event) -> str:
    return CONSULTATION_NEWS.get(event) or EVENT_WORDS[event]


def deadlines_of(consultation: Consultation, now: datetime, today: date) -> list[Deadline]:
    """When a consultation that the reader's organisation runs opens, closes, or owes its answer."""
    found = []
    title, href = str(consultation.title), f"/consultations/{consultation.address}"
    if consultation.withdrawn_at or consultation.cancelled_at or not consultation.opening_approved_at:
        return []
    if consultation.opens_at and consultation.opens_at > now:
        found.append(Deadline(closing_date(consultation.opens_at + timedelta(minutes=1)), "Opens", title, href))
    elif consultation.closes_at and consultation.closes_at > now:
        found.append(Deadline(closing_date(consultation.closes_at), "Last day for responses", title, href))
    clock = response_clock(consultation, now)
    if clock and clock.published_on is None:
        found.append(Deadline(clock.due_on, "Government response due", title, f"{href}/answer", clock.is_overdue))
    return [one for one in found if is_soon(one.on, today)]


def deadlines_of_commitment(
    one: Commitment, title: str, address: str, today: date, *, is_public: bool
) -> list[Deadline]:
    """The days of one that is open: when it and its milestones are due, and when a recommendation is to be answered."""
    word, href = word_of(one.organisation), f"/proposals/{address}/commitments/{one.id}"
    found = []
    if delivery.is_live(one.status, one.delivery):
        if one.due_on:
            found.append(Deadline(one.due_on, f"{opening(word)} {one.number} is due", title, href, one.due_on < today))
        found += [
            Deadline(
                stone.due_on, f"Milestone of {word} {one.number}: {stone.words}", title, href, stone.due_on < today
            )
            for stone in one.milestones
            if stone.state not in (MilestoneState.complete, MilestoneState.dropped)
        ]
    if (
        one.recommended_on
        and not is_public
        and delivery.owes_answer(one.organisation.organisation_class, one.recommended_on)
    ):
        last = delivery.answer_due_on(one.recommended_on)
        found.append(Deadline(last, "Answer to a recommendation is due", title, href, last < today))
    return [deadline for deadline in found if is_soon(deadline.on, today)]


def is_soon(on: date, today: date) -> bool:
    """Within four weeks, or past."""
    return on <= today + SOON


def gathered(news: Iterable[News]) -> list[News]:
    """The same thing done by the same people again and again becomes one line, with the newest time."""
    groups = groupby(news, key=lambda one: (one.words, one.href, one.who))
    runs = (list(run) for _, run in groups)
    return [replace(run[0], times=len(run)) for run in runs]
