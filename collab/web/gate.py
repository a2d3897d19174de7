"""The gate: every endpoint says who may pass, or the application does not start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Flask, abort, current_app, redirect, request
from flask_login import current_user
from werkzeug.routing import IntegerConverter, ValidationError
from werkzeug.wrappers import Response

from collab.errors import CollabError
from collab.text import is_storable

View = TypeVar("View", bound=Callable[..., Any])
Rule = Callable[[Any], bool]


class SignedOut(CollabError):
    """Something was sent by nobody: the sign-in has ended since its page was opened. What was typed is shown again."""


def public(view: View) -> View:
    """Anybody may pass; what they see is decided by the queries."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Whoever is signed in may pass; others sign in first, whether or not there is such a page."""
    view.access = "signed in"  # type: ignore[attr-defined]
    return view


def requires(rule: Rule) -> Callable[[View], View]:
    """Only those pass of whom `rule(viewer)` says so; to others there is no such page."""

    def mark(view: View) -> View:
        view.access = rule  # type: ignore[attr-defined]
        return view

    return mark


def repeatable(view: View) -> View:
    """A write that needs no idempotency key, as doing it twice is doing it once and its answer sets a cookie."""
    view.is_repeatable = True  # type: ignore[attr-defined]
    return view


def automatic(view: View) -> View:
    """What a page asks for by itself while it is open: no sign that somebody is there."""
    view.is_automatic = True  # type: ignore[attr-defined]
    return view


def is_automatic(endpoint: str | None) -> bool:
    return getattr(current_app.view_functions.get(endpoint or ""), "is_automatic", False)


def one_click(view: View) -> View:
    """A write that a mail program sends by itself (RFC 8058): no cookie, no token of a form, no idempotency key.

    Its address holds a secret token that is good for this write only, and doing it twice is doing it once.
    """
    view.is_one_click = True  # type: ignore[attr-defined]
    return repeatable(view)


def takes_uploads(most_bytes: int, *, of: Callable[[dict[str, Any]], bool] | None = None) -> Callable[[View], View]:
    """The view's requests may have this many bytes, where somebody is signed in; all others have the limit of all pages.

    `of` lets others send as much too, by the parts of the address; it is asked only about a body that is bigger than usual.
    """

    def mark(view: View) -> View:
        view.most_bytes, view.uploads_of = most_bytes, of  # type: ignore[attr-defined]
        return view

    return mark


def may_upload(view: Callable[..., Any], parts: dict[str, Any], *, is_signed_in: bool) -> bool:
    """Whether whoever sends this request may send as much as its view takes."""
    of = getattr(view, "uploads_of", None)
    return is_signed_in if of is None else of(parts)


def most_bytes_of(view: Callable[..., Any] | None) -> int | None:
    """The bytes that this view's requests may have, where it has a limit of its own."""
    return getattr(view, "most_bytes", None)


def is_one_click(view: Callable[..., Any]) -> bool:
    return getattr(view, "is_one_click", False)


def is_repeatable(view: Callable[..., Any]) -> bool:
    return getattr(view, "is_repeatable", False)


class StorableInteger(IntegerConverter):
    """A number in an address. One that no database column holds is the number of nothing, and not found."""

    def to_python(self, value: str) -> int:
        if len(value) > 9:
            raise ValidationError
        return int(super().to_python(value))


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = StorableInteger

    @app.before_request
    def check() -> Response | None:
        _refuse_what_no_database_keeps()
        if request.endpoint is None:
            return None
        access = access_of(app, request.endpoint)
        if access == "public":
            return None
        if not current_user.is_authenticated:
            if request.method not in ("GET", "HEAD"):
                raise SignedOut
            return redirect("/sign-in?" + urlencode({"next": request.full_path.rstrip("?")}))
        if callable(access) and not access(current_user):
            abort(404)
        return None


def _refuse_what_no_database_keeps() -> None:
    """No address of ours holds such a character, and PostgreSQL takes none in a question either."""
    if not is_storable(request.path):
        abort(404)
    if not all(is_storable(value) for pair in request.args.items(multi=True) for value in pair):
        abort(400, "The address holds a character that cannot be used.")


def access_of(app: Flask, endpoint: str) -> Any:
    """Who may pass: "public", "signed in", a rule, or None where nobody said."""
    return "public" if endpoint == "static" else getattr(app.view_functions[endpoint], "access", None)


def refuse_open_doors(app: Flask) -> None:
    """Raises RuntimeError naming the endpoints without a policy. Called once all blueprints are registered."""
    unmarked = sorted(name for name in app.view_functions if access_of(app, name) is None)
    if unmarked:
        raise RuntimeError(f"endpoints without a policy: {', '.join(unmarked)}")
