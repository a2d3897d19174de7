"""Who is looking: the sign-in behind the session cookie, read anew for every request."""

from __future__ import annotations

from contextlib import suppress
from typing import cast

from flask import Flask, g, request, session
from flask_login import LoginManager, current_user
from sqlalchemy.exc import OperationalError

from collab import clock
from collab.accounts import actions, queries, rules
from collab.accounts.policy import ANONYMOUS, Viewer
from collab.db import db
from collab.web import gate


def viewer() -> Viewer:
    """Who looks, and for whom: the plain object, to hand to queries and actions."""
    return cast(Viewer, current_user._get_current_object())


def init_app(app: Flask) -> None:
    """Sets up Flask-Login on revocable sign-ins. There is no remember cookie: nothing ever sets one."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.anonymous_user = lambda: ANONYMOUS
    manager.user_loader(_load)
    app.jinja_env.globals["is_demonstration"] = is_demonstration
    app.before_request(_look)


def _load(token: str) -> Viewer | None:
    """The second time in a request that the database does not answer, the error page is drawn for nobody."""
    if g.get("unreadable"):
        return None
    g.unreadable = True
    found = queries.viewer(token, rules.token_hash(token), clock.now())
    g.unreadable = False
    if found is None:
        return None
    who, g.sign_in = found[0], (found[1].id, found[1].last_seen_at)
    return who


def _look() -> None:
    """Runs before the request's own transaction: it reads who is there, and keeps the sign-in alive.

    What a page asks for by itself does not: a window that nobody looks at would stay signed in.
    """
    if request.endpoint == "static" or not session:
        return  # nobody is there, and nothing has been read
    who = viewer()
    db.session.rollback()
    seen = None if gate.is_automatic(request.endpoint) else g.get("sign_in")
    if seen and clock.now() - seen[1] >= rules.SEEN_EVERY:
        with suppress(OperationalError):  # a database that can only be read still serves its readers
            actions.note_seen(seen[0], by=who)


def is_demonstration() -> bool:
    """Whether pages must say that their content is invented; asked once a request."""
    if "is_demonstration" not in g:
        g.is_demonstration = False
        with suppress(OperationalError):
            g.is_demonstration = queries.is_demonstration()
    return bool(g.is_demonstration)
