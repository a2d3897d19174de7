"""The front page, "Waiting for you", and the pages about the service itself."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_login import current_user

from collab.web.gate import public

blueprint = Blueprint("home", __name__, template_folder="templates")


def navigation() -> list[tuple[str, str]]:
    """(name, address) of the main sections; only what exists."""
    return [("Consultations", "/consultations"), ("Proposals", "/proposals"), ("Organisations", "/organisations")]


def footer_links() -> list[tuple[str, str]]:
    return [("Privacy and cookies", "/privacy"), ("Accessibility", "/accessibility")]


@blueprint.get("/")
@public
def front() -> str:
    return render_template("home/front.html")
