"""Pages of accounts and organisations, by noun; each module hangs its routes on this blueprint."""

from __future__ import annotations

from flask import Blueprint

from collab.accounts.rules import the
from collab.accounts.views.identity import init_app, viewer

blueprint = Blueprint("accounts", __name__, template_folder="../templates")
blueprint.add_app_template_filter(the)

from collab.accounts.views import account, links, members, organisations, sign_ins  # noqa: E402

__all__ = ["account", "blueprint", "init_app", "links", "members", "organisations", "sign_ins", "viewer"]
