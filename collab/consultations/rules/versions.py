"""Which versions of a question ask the same, so that their answers are counted together. docs/decisions/0021."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import groupby

from collab.clock import london
from collab.consultations.models import QuestionOption, QuestionRow, QuestionVersion
from collab.consultations.rules.notice_words import day


def says(version: QuestionVersion) -> Hashable:
    """All that a respondent reads of a version, and when it is asked."""
    texts = (version.wording, version.hint, version.help, version.unit)
    listed: list[QuestionOption | QuestionRow] = [*version.options, *version.rows]
    labels = tuple((one.key, one.label.en.text, one.label.cy.text) for one in listed)
    condition = repr(sorted(version.condition.items()))
    bounds = (version.is_required, version.most_characters, version.least, version.most)
    alone = tuple(one.key for one in version.options if one.is_exclusive)
    return (*((one.en.text, one.cy.text) for one in texts), labels, condition, bounds, alone)


def asks(version: QuestionVersion) -> Hashable:
    """What an answer to it is an answer to: wording, unit and bounds, options and rows, in English."""
    options = tuple((one.key, one.label.en.text) for one in version.options)
    rows = tuple((one.key, one.label.en.text) for one in version.rows)
    return version.wording.en.text, version.unit.en.text, version.least, version.most, options, rows


def runs(versions: Sequence[QuestionVersion]) -> list[list[QuestionVersion]]:
    """Versions in their order, those side by side that ask the same together."""
    return [list(same) for _, same in groupby(versions, key=asks)]


def period(every: Sequence[Sequence[QuestionVersion]], place: int) -> str:
    """From when until when a run asked; empty for the only one."""
    since = f"from {day(london(every[place][0].made_at).date())}" if place else ""
    is_last = place == len(every) - 1
    until = "" if is_last else f"until {day(london(every[place + 1][0].made_at).date())}"
    return f"asked {' '.join(part for part in (since, until) if part)}" if since or until else ""
