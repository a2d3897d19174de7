"""The front page, "Waiting for you", and the pages about the service itself."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.policy import ANONYMOUS, Permission, Viewer
from collab.accounts.views import viewer
from collab.consultations.models import Consultation
from collab.consultations.queries import lists as consultation_lists
from collab.consultations.rules import standing
from collab.home.queries import news, waiting
from collab.proposals.queries import lists as proposal_lists
from collab.web.gate import public, signed_in

blueprint = Blueprint("home", __name__, template_folder="templates")

ON_FRONT = 5
ON_HOME = 20


SECTIONS = (
    ("Consultations", "/consultations"),
    ("Proposals", "/proposals"),
    ("Commitments", "/commitments"),
    ("Organisations", "/organisations"),
)


def navigation() -> list[tuple[str, str]]:
    """(name, address) of the main sections for whoever looks."""
    return sections(viewer())


def sections(by: Viewer) -> list[tuple[str, str]]:
    """Only what exists."""
    return [("Home", "/home"), *SECTIONS] if by.is_authenticated else [*SECTIONS, ("Get updates", "/updates")]


def footer_links() -> list[tuple[str, str]]:
    return [("Privacy and cookies", "/privacy"), ("Accessibility", "/accessibility")]


@blueprint.get("/")
@public
def front() -> str:
    """What everybody may see, also to those who are signed in: their own page is /home."""
    opened = consultation_lists.consultations(
        viewer=ANONYMOUS, filters=consultation_lists.Filters(group=consultation_lists.Group.open)
    )
    published, _ = proposal_lists.listing(viewer=ANONYMOUS, page=1, size=ON_FRONT)
    consultations = [(one, standing.sentence(one, clock.now())) for one in opened.items[:ON_FRONT]]
    return render_template("home/front.html", consultations=consultations, total=opened.total, publications=published)


@blueprint.get("/home")
@signed_in
def home() -> str:
    who = viewer()
    if who.organisation_id is None:
        return render_template("home/no_organisation.html")
    mine = accounts.organisation_by_id(who.organisation_id)
    proposals, _ = proposal_lists.listing(viewer=who, organisation=mine, page=1, size=ON_HOME)
    run = consultation_lists.consultations(
        viewer=who, filters=consultation_lists.Filters(organisation=mine.slug)
    ).items[:ON_HOME]
    return render_template(
        "home/home.html",
        organisation=mine,
        waiting=waiting.for_you(who),
        proposals=proposals,
        consultations=[(one, standing.sentence(one, clock.now())) for one in run],
        followed=_followed() if who.may(Permission.follow_process) else [],
        due=news.due_soon(who),
        changed=news.what_changed(who),
    )


def _followed() -> list[tuple[Consultation, str]]:
    """What a board's secretariat follows: the public consultations, each with where it stands and its dates."""
    public_ones = consultation_lists.consultations(viewer=ANONYMOUS).items[:ON_HOME]
    return [(one, standing.sentence(one, clock.now())) for one in public_ones]


@blueprint.get("/privacy")
@public
def privacy() -> str:
    return render_template("home/privacy.html", contact=_contact())


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    return render_template("home/accessibility.html", contact=_contact())


def _contact() -> str:
    return str(current_app.settings.service_contact)  # type: ignore[attr-defined]
