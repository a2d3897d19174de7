"""The list of consultations for everybody: filtered and searched by its address, as a page, a table, data and a feed."""

from __future__ import annotations

import csv
import enum
import io
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import ANONYMOUS
from collab.accounts.views import viewer
from collab.clock import now
from collab.consultations import policy, queries
from collab.consultations.forms.setup import ENGAGEMENT_WORDS
from collab.consultations.models import Consultation, EngagementType
from collab.consultations.queries import lists
from collab.consultations.queries.lists import Filters, Group, Nation
from collab.consultations.rules import changes, standing, window
from collab.consultations.views import blueprint
from collab.consultations.views.public import organisation_names
from collab.proposals.rules.exports.outline import LICENCE
from collab.proposals.rules.table import harmless
from collab.proposals.views.editions import absolute
from collab.web import atom
from collab.web.fields import choices
from collab.web.gate import public
from collab.web.pagination import page_number, paginated

Kind = TypeVar("Kind", bound=enum.Enum)

GROUP_WORDS = {
    Group.open: "Open",
    Group.closed: "Closed, no government response here yet",
    Group.answered: "Government response published",
    Group.withdrawn: "Withdrawn",
    Group.preparing: "Being prepared by your organisation",
}
NATION_WORDS = {Nation.england: "England", Nation.wales: "Wales"}
HEADING = (
    "Reference",
    "Title",
    "Title in Welsh",
    "Kind",
    "Where it stands",
    "Run by",
    "Opened",
    "Closing date",
    "Response due",
    "Days late",
    "Feedback published",
    "Response published",
    "Address",
    "Licence",
)


def _filters() -> tuple[Filters, dict[str, str]]:
    """What the address asks for, and the same as it is kept in other addresses; what is not offered filters nothing."""
    group, kind, nation = _chosen(Group, "state"), _chosen(EngagementType, "kind"), _chosen(Nation, "nation")
    asked = Filters(
        group=group,
        kind=kind,
        nation=nation,
        is_overdue=bool(request.args.get("overdue")),
        organisation=request.args.get("organisation", "")[:80],
        proposal=request.args.get("proposal", "")[:80],
        words=" ".join(request.args.get("q", "")[:200].split()),
    )
    kept = {
        "q": asked.words,
        "state": group.value if group else "",
        "kind": kind.value if kind else "",
        "nation": nation.value if nation else "",
        "overdue": "yes" if asked.is_overdue else "",
        "organisation": asked.organisation,
        "proposal": asked.proposal,
    }
    return asked, kept


def _chosen(kind: type[Kind], name: str) -> Kind | None:
    return next((member for member in kind if member.value == request.args.get(name, "")), None)


def _query(kept: dict[str, str]) -> str:
    """The filters as the end of an address, empty where there are none."""
    held = {name: value for name, value in kept.items() if value}
    return f"?{urlencode(held)}" if held else ""


@blueprint.get("/consultations")
@public
def consultations() -> str:
    who = viewer()
    filters, kept = _filters()
    listing = lists.consultations(viewer=who, filters=filters, number=page_number())
    groups = [one for one in Group if one is not Group.preparing or who.organisation_id]
    return render_template(
        "consultations/list.html",
        rows=[_row(one) for one in listing.items],
        listing=listing,
        pagination=replace(paginated(listing.total), number=listing.number),
        chosen=kept,
        is_filtered=any(kept.values()),
        query=_query(kept),
        groups=[(one.value, GROUP_WORDS[one]) for one in groups],
        kinds=choices(EngagementType, ENGAGEMENT_WORDS),
        nations=choices(Nation, NATION_WORDS),
        runners=lists.runners(viewer=who),
        may_start=policy.can_start(who),
    )


def _row(consultation: Consultation) -> dict[str, object]:
    words, colour = standing.TAGS[standing.state(consultation, now())]
    return {
        "consultation": consultation,
        "tag": words,
        "colour": colour,
        "sentence": standing.sentence(consultation, now()),
        "soon": standing.closing_soon(consultation, now()),
        "organisations": organisation_names(consultation),
    }


@blueprint.get("/consultations.json")
@public
def consultations_json() -> Response:
    """A page of 50 and the address of the next one. Public facts only, whoever asks; dates are London's."""
    filters, kept = _filters()
    listing = lists.consultations(viewer=ANONYMOUS, filters=filters, number=page_number())
    after = {**kept, "page": str(listing.number + 1)}
    return jsonify(
        {
            "total": listing.total,
            "page": listing.number,
            "consultations": [_facts(one) for one in listing.items],
            "next": url_for("consultations.consultations_json") + _query(after)
            if listing.number < listing.last
            else None,
            "licence": LICENCE,
        }
    )


def _facts(one: Consultation) -> dict[str, Any]:
    clock = standing.response_clock(one, now())
    return {
        "reference": one.reference,
        "title": {"en": one.title.en.text, "cy": one.title.cy.text},
        "kind": one.engagement_type.value,
        "state": standing.state(one, now()).value,
        "organisations": organisation_names(one),
        "opened_on": window.london_date(one.opens_at).isoformat() if one.opens_at else None,
        "closing_date": window.closing_date(one.closes_at).isoformat() if one.closes_at else None,
        "response_due_on": clock.due_on.isoformat() if clock else None,
        "days_late": clock.days_late if clock else 0,
        "feedback_published_at": _time(one.feedback),
        "outcome_published_at": _time(one.outcome),
        "address": absolute(url_for("consultations.consultation", address=one.address)),
    }


def _time(answer: Any) -> str | None:
    return answer.published_at.isoformat() if answer and answer.published_at else None


@blueprint.get("/consultations.csv")
@public
def consultations_csv() -> ResponseReturnValue:
    """All that the filters leave, a row each."""
    filters, _ = _filters()
    written = io.StringIO()
    rows = [_cells(one) for one in lists.every(viewer=ANONYMOUS, filters=filters)]
    csv.writer(written).writerows([HEADING, *rows])
    response = Response("\ufeff" + written.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="consultations.csv"'
    return response


def _cells(one: Consultation) -> list[str]:
    told = _facts(one)
    words, _ = standing.TAGS[standing.state(one, now())]
    found = [
        told["reference"],
        told["title"]["en"],
        told["title"]["cy"],
        ENGAGEMENT_WORDS.get(one.engagement_type) or one.engagement_type.value.replace("_", " ").capitalize(),
        words,
        "; ".join(told["organisations"]),
        *(told[name] for name in ("opened_on", "closing_date", "response_due_on", "days_late")),
        *(told[name] for name in ("feedback_published_at", "outcome_published_at", "address")),
        LICENCE,
    ]
    return [harmless("" if cell is None else str(cell)) for cell in found]


@blueprint.get("/consultations.atom")
@public
def consultations_atom() -> Response:
    """The 50 of which something became public last, with what that was."""
    filters, kept = _filters()
    found = lists.last_changed(viewer=ANONYMOUS, filters=filters)
    path = url_for("consultations.consultations_atom") + _query(kept)
    return atom.feed("Consultations", path, [_newest(one) for one in found])


def _newest(one: Consultation) -> atom.Entry:
    """The last change of a consultation. Its name changes with each change, so that a reader is told again."""
    newest = next(iter(changes.changes(one, now())), None)
    title = f"{one.title}: {newest.title.lower()}" if newest else str(one.title)
    words = f"{standing.sentence(one, now())}." if newest is None or not newest.words else newest.words
    return atom.Entry(
        path=url_for("consultations.consultation", address=one.address),
        part=newest.key if newest else "listed",
        title=title,
        summary=words,
        at=changes.last_changed(one, now()),
        authors=organisation_names(one),
    )


@blueprint.get("/consultations/<address>.atom")
@public
def consultation_atom(address: str) -> Response:
    """What became public about one consultation, the newest first."""
    found = queries.get(address, viewer=ANONYMOUS)
    path = url_for("consultations.consultation", address=found.address)
    entries = [
        atom.Entry(path, one.key, f"{found.title}: {one.title.lower()}", one.words, one.at, organisation_names(found))
        for one in changes.changes(found, now())
    ]
    return atom.feed(str(found.title), f"{path}.atom", entries)
