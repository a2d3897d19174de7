"""The page of a consultation, for everybody."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, cast

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.rules import the
from collab.accounts.views import viewer
from collab.clock import london, now
from collab.consultations import policy, queries
from collab.consultations.models import Consultation, Outcome, PublicFeedback
from collab.consultations.queries import answering, opinion, papers, stakeholders, tallies, waits, workspaces
from collab.consultations.queries import lateness as lateness_queries
from collab.consultations.queries import notices as running
from collab.consultations.queries import public as public_page
from collab.consultations.queries import setup as reading
from collab.consultations.rules import keeping, lateness, standing, window
from collab.consultations.rules.decision_makers import roles
from collab.consultations.views import blueprint
from collab.consultations.views.tabs import tabs
from collab.proposals.models import Edition
from collab.web.drawing import is_for_nobody, page
from collab.web.filters import count, day, last_minute, time_of_day
from collab.web.gate import public


def organisation_names(consultation: Consultation) -> list[str]:
    """Who runs it: our organisations, or for an imported one the names that its source gives."""
    return list(consultation.source_organisations) or [one.organisation.name for one in consultation.runners]


@blueprint.get("/consultations/<address>")
@public
def consultation(address: str) -> ResponseReturnValue:
    plain = public_page.unanswered(address) if is_for_nobody() else None
    cancelled = None if plain else public_page.cancelled(address, viewer=viewer())
    if cancelled:
        return page("consultations/cancelled.html", cancelled=cancelled)
    found = cast(Consultation, plain) if plain else queries.get(address, viewer=viewer())
    if address != found.address:
        return redirect(url_for("consultations.consultation", address=found.address))
    asked = plain.asked if plain else reading.count_questions(found)
    edition = plain.proposed if plain else _proposed(found.edition)
    facts = _facts(found) | {"edition": edition, "asked": asked}
    if plain is None:  # what was answered is drawn from rows, which could change: it is not kept
        return render_template("consultations/consultation.html", **facts)
    return page("consultations/consultation.html", is_demonstration=plain.is_installed_for_show, **facts)


def _proposed(edition: Edition | None) -> public_page.Proposed | None:
    if edition is None or not edition.label:
        return None
    return public_page.Proposed(edition.proposal.address, edition.label, edition.content["title"]["en"])


def _facts(found: Consultation) -> dict[str, Any]:
    """All that the page says beside the consultation's own words."""
    words, colour = standing.TAGS[standing.state(found, now())]
    clock = standing.response_clock(found, now())
    return (
        _times(found)
        | _changes(found)
        | {
            "consultation": found,
            "tag_words": words,
            "colour": colour,
            "clock": clock,
            "applies_to": tuple(applies_to(found)),
            "deciders": tuple(roles(found)),
            "feedback_words": _published(found, found.feedback),
            "outcome_words": _published(found, found.outcome) or _awaited(found, clock),
            "is_on_a_decision": standing.is_on_a_decision(found),
            "organisations": tuple(organisation_names(found)),
            "controllers": tuple(one for one in found.runners if one.role in policy.CONTROLLERS),
            "votes": tuple(tallies.statements(found)) if found.import_key else (),
            "voters": tallies.voters(found) if found.import_key else 0,
            "answer": answering.answer_of(found),
            **_ground(found),
            "kept_words": keeping.kept_words(found),
            "reach": stakeholders.public_map(found),
            "papers": papers.published(found),
            "tabs": tuple(tabs(found)),
            "our_response": _our_response(found),
            "late_words": _late_words(found),
            "late_explained": waits.explained(found),
        }
    )


def _ground(found: Consultation) -> dict[str, Any]:
    """What all opinion groups hold, where everybody may know; the words of statements only where they are on the page."""
    ground = opinion.kept(found, in_public=True) if opinion.is_public(found) else None
    asked = opinion.statements(found.id) if ground and found.import_key else {}
    return {"ground": ground, "wordings": tuple((key, str(one.question.current.wording)) for key, one in asked.items())}


def _changes(found: Consultation) -> dict[str, Any]:
    """What changed while it ran: all of it, the pause that lasts, and when it would have closed."""
    told = running.told(found)
    first = next((one.closed_before for one in told if one.closed_before), None)
    return {
        "changes": told,
        "pause": running.lasting_pause(found, told, now()),
        "was_closing": day(window.closing_date(first)) if first else "",
    }


def _late_words(found: Consultation) -> str:
    """What was decided about late responses; empty while nothing was."""
    if found.is_historic or found.closes_at is None or found.closes_at > now():
        return ""
    decided = lateness_queries.decided(found.id)
    return lateness.sentence(decided.until, decided.reason) if decided else ""


def _our_response(found: Consultation) -> str:
    """The words that lead to the response of the reader's organisation; empty for those who cannot have one."""
    who = viewer()
    if who.organisation_id is None:
        return ""
    if workspaces.exists_for(found, viewer=who):
        return f"Response of {the(who.organisation_name)}"
    may_start = standing.takes_responses(found, now()) and policy.can_respond_for_body(who, found)
    return f"Respond for {the(who.organisation_name)}" if may_start else ""


def _times(found: Consultation) -> dict[str, Any]:
    return {
        "state": standing.state(found, now()).value,
        "sentence": standing.sentence(found, now()),
        "soon": standing.closing_soon(found, now()),
        "takes_responses": standing.takes_responses(found, now()),
        "has_opened": standing.is_public(found, now()),
        "is_short": standing.is_short(found),
        "has_closed": standing.is_public(found, now()) and found.closes_at is not None and found.closes_at <= now(),
        "closing": closing_words(found.closes_at) if found.closes_at else "",
        "due_on": window.response_due_on(window.closing_date(found.closes_at)) if found.closes_at else None,
    }


def closing_words(closes_at: datetime) -> str:
    """An end at midnight is said as the last minute of the day before, any other as it is."""
    if london(closes_at).time() == time():
        return last_minute(closes_at)
    return f"{time_of_day(closes_at)} on {day(closes_at)}"


def applies_to(consultation: Consultation) -> list[str]:
    nations = (("England", consultation.applies_to_england), ("Wales", consultation.applies_to_wales))
    return [name for name, applies in nations if applies]


def _published(consultation: Consultation, answer: PublicFeedback | Outcome | None) -> str:
    """When feedback or outcome was published and how long after closing; empty while it is not."""
    if answer is None or (answer.published_at is None and not consultation.is_historic):
        return ""
    if answer.published_at is None or consultation.closes_at is None:
        return "Published on a date that the source does not state"
    closed_on, on = window.closing_date(consultation.closes_at), window.london_date(answer.published_at)
    after = count(window.days_after_closing(closed_on, on), "day")
    late = window.days_late(closed_on, on) if isinstance(answer, Outcome) else 0
    lateness = f", {count(late, 'day')} late" if late and standing.is_on_a_decision(consultation) else ""
    return f"Published on {day(answer.published_at)}, {after} after closing{lateness}"


def _awaited(consultation: Consultation, clock: standing.ResponseClock | None) -> str:
    if consultation.is_historic and standing.is_on_a_decision(consultation):
        return "The copied page shows none"
    return f"Due by {day(clock.due_on)}. Days since closing: {clock.days}" if clock else ""


def edition_href(edition: Edition | None) -> str:
    """The address of a published edition; empty where there is none."""
    return f"/proposals/{edition.proposal.address}/editions/{edition.label}" if edition else ""
