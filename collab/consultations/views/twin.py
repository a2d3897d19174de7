"""The JSON twin of a consultation's public page: public facts only, whoever asks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Response, jsonify

from collab.accounts.policy import ANONYMOUS
from collab.clock import now
from collab.consultations import queries
from collab.consultations.models import Consultation
from collab.consultations.queries import (
    answering,
    equality,
    notices,
    papers,
    results,
    setup,
    stakeholders,
    tallies,
    waits,
)
from collab.consultations.queries import public as public_page
from collab.consultations.rules import questionnaire, standing, window
from collab.consultations.rules.state import ConsultationState
from collab.consultations.views import blueprint
from collab.consultations.views.league import explanation
from collab.consultations.views.public import edition_href, organisation_names
from collab.proposals.rules.exports.outline import LICENCE
from collab.web.gate import public


@blueprint.get("/consultations/<address>.json")
@public
def consultation_json(address: str) -> Response:
    cancelled = public_page.cancelled(address, viewer=ANONYMOUS)
    if cancelled:
        return jsonify(_cancelled(cancelled))
    return jsonify(facts(queries.get(address, viewer=ANONYMOUS)))


def _cancelled(found: public_page.Cancelled) -> dict[str, Any]:
    return {
        "reference": found.reference,
        "title": found.title,
        "state": ConsultationState.CANCELLED.value,
        "cancelled_at": _time(found.at),
        "reason": found.reason,
        "organisations": list(found.organisations),
        "licence": LICENCE,
    }


def facts(consultation: Consultation) -> dict[str, Any]:
    """Times are ISO 8601 in UTC, and `closes_at` is the first moment at which it is closed; dates are London's."""
    clock = standing.response_clock(consultation, now())
    found: dict[str, Any] = {
        "reference": consultation.reference,
        "title": _both(consultation.title),
        "summary": _both(consultation.summary),
        "type": consultation.engagement_type.value,
        "is_consultation_on_a_decision": standing.is_on_a_decision(consultation),
        "state": standing.state(consultation, now()).value,
        "organisations": organisation_names(consultation),
        "opens_at": _time(consultation.opens_at),
        "closes_at": _time(consultation.closes_at),
        "closing_date": _day(window.closing_date(consultation.closes_at) if consultation.closes_at else None),
        "window_days": _days_open(consultation),
        "paused_at": _time(consultation.paused_at) if standing.is_paused(consultation, now()) else None,
        "withdrawn": _withdrawn(consultation),
        "changes": [_told(one) for one in notices.told(consultation)],
        "decision_maker": consultation.decision_maker or None,
        "decision_expected_on": _day(consultation.decision_expected_on),
        "response_due_on": _day(clock.due_on if clock else None),
        "days_after_closing": clock.days if clock else None,
        "is_overdue": clock.is_overdue if clock else False,
        "lateness_explanation": explanation(said) if clock and (said := waits.explained(consultation)) else None,
        "is_historic": consultation.is_historic,
        "source": consultation.source_url or None,
        "note": consultation.source_note or None,
        "licence": LICENCE,
    }
    return found | _linked(consultation) | _asked(consultation)


def _told(one: notices.Told) -> dict[str, Any]:
    """A change since it opened; `closes_at` is the end that held from then on, `closed_before` the one before."""
    return {
        "kind": one.kind,
        "at": _time(one.at),
        "reason": {"en": one.reason, "cy": one.reason_cy},
        "closes_at": _time(one.closes_at),
        "closed_before": _time(one.closed_before),
        "question": one.place,
    }


def _withdrawn(consultation: Consultation) -> dict[str, Any] | None:
    if consultation.withdrawn_at is None:
        return None
    return {"at": _time(consultation.withdrawn_at), "reason": consultation.withdrawn_reason}


def _linked(consultation: Consultation) -> dict[str, Any]:
    edition, feedback, outcome = consultation.edition, consultation.feedback, consultation.outcome
    return {
        "edition": {"address": edition_href(edition), "sha256": edition.hash} if edition else None,
        "feedback_published_at": _time(feedback.published_at) if feedback else None,
        "outcome": _outcome(consultation) if outcome and outcome.published_at else None,
        "responses": _numbers(consultation),
        "stakeholders": _stakeholders(consultation),
        "papers": [_paper(consultation, one) for one in papers.published(consultation)],
        "statements": [
            {"statement": one.statement, "agree": one.agree, "disagree": one.disagree, "pass": one.passed, "n": one.n}
            for one in (tallies.statements(consultation) if consultation.import_key else [])
        ],
    }


def _paper(consultation: Consultation, one: papers.PublicPaper) -> dict[str, Any]:
    own = f"/consultations/{consultation.address}/papers/{one.number}/file"
    return {
        "kind": one.kind,
        "form": one.form,
        "title": {"en": one.title, "cy": one.title_cy},
        "address": one.url or own,
        "sha256": one.sha256 or None,
        "available_from": _time(one.published_at),
        "was_there_at_opening": one.added_at is None,
        "is_material": one.is_material,
    }


def _stakeholders(consultation: Consultation) -> dict[str, Any]:
    """Who should be reached; once it has closed who was, each number rounded down to 5 and null where it is hidden."""
    held = stakeholders.public_map(consultation)
    has_closed = consultation.closes_at is not None and consultation.closes_at <= now()
    return {
        "groups": [
            {
                "kind": one.kind,
                "name": {"en": one.name, "cy": one.name_cy},
                "target": one.target,
                "responded_at_least": one.responded if has_closed else None,
                "took_part_at_least": one.involved if has_closed else None,
            }
            for one in held.groups
        ],
        "left_out": [{"kind": kind, "reason": reason} for kind, reason in held.gaps],
    }


def _asked(consultation: Consultation) -> dict[str, Any]:
    """The questionnaire, and once feedback or outcome are published what was answered; null where a number is hidden."""
    every = setup.questions(consultation)
    is_answered = answering.answer_of(consultation).numbers is not None
    return {
        **questionnaire.as_json(setup.sections(consultation), every),
        "answers": [
            {
                "question": one.number,
                "wording": one.wording,
                "asked": one.period or None,
                "answered_by": one.answered_by,
                "columns": one.columns,
                "lines": [{"answer": label, "values": cells} for label, cells in one.lines],
            }
            for one in (results.published(consultation, every) if is_answered else [])
        ],
        "equality_monitoring": [
            {
                "question": one.number,
                "answered_by": one.answered_by,
                "lines": [{"answer": label, "values": cells} for label, cells in one.lines],
            }
            for one in (equality.results_of(consultation, every) if is_answered else [])
        ],
    }


def _numbers(consultation: Consultation) -> dict[str, int] | None:
    """How many responded, as the page says once feedback or the outcome is published."""
    numbers = answering.answer_of(consultation).numbers
    if numbers is None:
        return None
    return {
        "total": numbers.total,
        "different": numbers.unique,
        "in_campaigns": numbers.in_campaigns,
        "campaigns": len(numbers.by_campaign),
    }


def _outcome(consultation: Consultation) -> dict[str, Any]:
    assert consultation.outcome is not None
    kind = consultation.outcome.kind
    return {"kind": kind.value if kind else None, "published_at": _time(consultation.outcome.published_at)}


def _both(words: Any) -> dict[str, str]:
    return {"en": words.en.text, "cy": words.cy.text}


def _time(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _days_open(consultation: Consultation) -> int | None:
    if consultation.opens_at is None or consultation.closes_at is None:
        return None
    return window.window_days(consultation.opens_at, consultation.closes_at)
