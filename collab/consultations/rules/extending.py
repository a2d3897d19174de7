"""When a consultation that runs may close later."""

from __future__ import annotations

from datetime import date

from collab.consultations.models import Consultation
from collab.consultations.rules import window
from collab.consultations.rules.checks import is_a_sentence
from collab.consultations.rules.notice_words import day
from collab.errors import Problem


def problems(
    consultation: Consultation, closes_on: date, *, decision_expected_on: date | None, holiday_mitigation: str
) -> list[Problem]:
    """What keeps the end of `closes_on` from being its new end. A new decision date or words about holidays replace
    those that it has (N2, N4).
    """
    assert consultation.opens_at is not None
    assert consultation.closes_at is not None
    before = window.closing_date(consultation.closes_at)
    if closes_on <= before:
        return [Problem(f"New closing date must be after {day(before)}", field="closes_on")]
    found = []
    decided = decision_expected_on or consultation.decision_expected_on
    if decided is not None and decided <= closes_on:
        words = (
            f"The expected decision date must be after {day(closes_on)}, the new closing date. Now it is {day(decided)}"
        )
        found.append(Problem(words, field="decision_expected_on"))
    overlap = window.holiday_overlap(window.london_date(consultation.opens_at), closes_on)
    if overlap.needs_mitigation() and not is_a_sentence(holiday_mitigation or consultation.holiday_mitigation):
        away = f"{overlap.total} of its {overlap.window} days would be in holidays. Say what you do about it"
        found.append(Problem(away, field="holiday_mitigation"))
    return found
