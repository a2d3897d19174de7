"""How a consultation is going, for those who run it: counts only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template

from collab import clock
from collab.accounts.views import viewer
from collab.consultations import policy, queries
from collab.consultations.models import Consultation
from collab.consultations.queries import progress as counting
from collab.consultations.queries import setup as reading
from collab.consultations.queries import stakeholders, submissions
from collab.consultations.rules import progress as rules
from collab.consultations.rules import respondent_words, standing, window
from collab.consultations.views import blueprint
from collab.consultations.views.tabs import tabs
from collab.errors import NotFound
from collab.web.gate import signed_in


@blueprint.get("/consultations/<address>/progress")
@signed_in
def progress(address: str) -> str:
    consultation = queries.get_run(address, viewer=viewer())
    if consultation.opening_approved_at is None:
        raise NotFound
    is_whole = policy.can_read_submissions(viewer(), consultation)
    return render_template(
        "consultations/progress.html",
        consultation=consultation,
        sentence=standing.sentence(consultation, clock.now()),
        has_opened=standing.is_public(consultation, clock.now()),
        is_whole=is_whole,
        reached=stakeholders.reached(consultation) if is_whole else [],
        left=_left(consultation),
        tabs=tabs(consultation),
        **_received(consultation, is_whole),
        **_begun(consultation, is_whole),
    )


def _received(consultation: Consultation, is_whole: bool) -> dict[str, Any]:
    """The responses by day, channel, type and area, and of whom there is none."""
    found = counting.received(consultation)
    areas: Mapping[Any, str] = {one.id: one.name for one in submissions.areas()}
    types, channels = respondent_words.RESPONDENT_TYPE, respondent_words.CHANNEL
    days = rules.by_day(found.by_day, *_window(consultation), is_whole=is_whole)
    return {
        "total": rules.shown(found.total, is_whole=is_whole),
        "days": days,
        "chart": rules.chart(days),
        "busiest": rules.busiest(days),
        "tables": [
            ("How they came", rules.breakdown(found.by_channel, channels, is_whole=is_whole)),
            ("Who they are", rules.breakdown(found.by_type, types, is_whole=is_whole)),
            (
                "Where they live or work",
                rules.breakdown(found.by_area, {**areas, None: "Not given"}, is_whole=is_whole),
            ),
        ],
        "missing_types": rules.missing(found.by_type, rules.GROUPS),
        "missing_areas": rules.missing(found.by_area, areas),
    }


def _begun(consultation: Consultation, is_whole: bool) -> dict[str, Any]:
    asked = reading.questions(consultation)
    found = counting.begun(consultation, asked)
    names = [str(one.current.wording) for one in asked]
    lines = rules.stopped(found.furthest, names, found.all - found.sent, is_whole=is_whole)
    return {"completion": rules.Completion(found.all, found.sent, lines)}


def _window(consultation: Consultation) -> tuple[Any, Any]:
    """From the opening to today, or to the closing date once it has closed."""
    assert consultation.opens_at is not None
    assert consultation.closes_at is not None
    opens_on = window.london_date(consultation.opens_at)
    return opens_on, max(opens_on, min(clock.today(), window.closing_date(consultation.closes_at)))


def _left(consultation: Consultation) -> str:
    if consultation.closes_at is None or not standing.is_running(consultation, clock.now()):
        return ""
    return rules.days_left_words((window.closing_date(consultation.closes_at) - clock.today()).days)
