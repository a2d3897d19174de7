"""What a notice says, in English and in Welsh."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from collab.clock import london
from collab.consultations.models import Notice, NoticeKind
from collab.consultations.rules.window import closing_date
from collab.text import Language, say_day


@dataclass(frozen=True)
class Words:
    """One sentence in each language, without a full stop."""

    en: str
    cy: str


def words_of(notice: Notice) -> Words:
    on = london(notice.told_at).date()
    if notice.kind is NoticeKind.paused:
        return Words(f"Paused on {day(on)}", f"Oedwyd ar {day_cy(on)}")
    if notice.kind is NoticeKind.resumed:
        return Words(f"Open again from {day(on)}", f"Ar agor eto o {day_cy(on)}")
    if notice.kind is NoticeKind.question_changed:
        return Words(
            f"Question {notice.place} was changed on {day(on)}", f"Newidiwyd cwestiwn {notice.place} ar {day_cy(on)}"
        )
    assert notice.closed_before is not None
    before, after = closing_date(notice.closed_before), closing_date(notice.closes_at)
    return Words(
        f"The closing date was {day(before)}. On {day(on)} it was extended to {day(after)}",
        f"Y dyddiad cau oedd {day_cy(before)}. Ar {day_cy(on)} fe’i hestynnwyd i {day_cy(after)}",
    )


def purpose(notice_id: UUID, response_id: UUID) -> str:
    """What makes the mail about a changed question one: the change, and the first response with that address."""
    return f"question-changed:{notice_id}:{response_id}"


def prompt(notice: Notice) -> str:
    """What a changed question asks the team."""
    days = (closing_date(notice.closes_at) - london(notice.told_at).date()).days
    when = {0: "on the closing day", 1: "1 day before closing"}.get(days, f"{days} days before closing")
    return f"You changed what question {notice.place} asks {when}. Extend?"


def day(on: date) -> str:
    """8 October 2026."""
    return say_day(on, Language.english)


def day_cy(on: date) -> str:
    """8 Hydref 2026."""
    return say_day(on, Language.welsh)
