"""Drawing the pages that everybody reads: for a visitor without a session they are kept, by everything that they say.

Such a page is drawn in an empty context: there is no request, no session, no user, no database and no instant that a
template or a value could reach, only the template and the values. The same values give the same page, and a changed
value asks for another one, so nothing here has to be thrown away when something is published or withdrawn.
"""

from __future__ import annotations

import contextvars
import secrets
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from flask import Flask, current_app, render_template, request, session
from jinja2.defaults import DEFAULT_NAMESPACE

from collab.kept import Kept
from collab.web.headers import nonce

MOST_CHARACTERS = 16_000_000
PLAIN = (str, int, Decimal, date, UUID, Enum)
NONCE = secrets.token_hex(16)  # stands in kept pages for each request's own; nobody can write it into a text


@dataclass(frozen=True)
class Address:
    """What furniture asks of a request."""

    path: str


class Drawing:
    """Templates without a request. `nobody` is what furniture is told about somebody who is not signed in."""

    def __init__(self, app: Flask, nobody: Mapping[str, Any]) -> None:
        self.environment = app.jinja_env.overlay()
        self.environment.globals = DEFAULT_NAMESPACE | {
            "csp_nonce": lambda: NONCE,
            "url_for": self._url_for,
            "get_flashed_messages": tuple,
            **{name: app.jinja_env.globals[name] for name in ("_", "gettext", "spoken")},
            **nobody,
        }
        self.addresses = app.url_map.bind("")
        is_edited = self.environment.auto_reload  # somebody works on the templates
        self.kept: Kept[Hashable, str] = Kept(0 if is_edited else MOST_CHARACTERS, len)

    def page(self, template: str, path: str, is_demonstration: bool, values: Mapping[str, Hashable]) -> str:
        """Raises TypeError for a value that could change after it was read."""
        key = (template, path, is_demonstration, *values.items())
        return self.kept.get(key) or self.kept.keep(key, self._draw(template, path, is_demonstration, values))

    def _draw(self, template: str, path: str, is_demonstration: bool, values: Mapping[str, Hashable]) -> str:
        changing = [name for name, value in values.items() if not _is_plain(value)]
        if changing:
            raise TypeError(f"could change after being read: {', '.join(changing)}")
        told = {**values, "request": Address(path), "is_demonstration": lambda: is_demonstration}
        return contextvars.Context().run(self.environment.get_template(template).render, told)

    def _url_for(self, endpoint: str, **values: str) -> str:
        return self.addresses.build(endpoint, values)


def _is_plain(value: Any) -> bool:
    """Whether it says tomorrow what it says today, and asks nobody for it."""
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    if is_dataclass(value):
        return all(_is_plain(getattr(value, field.name)) for field in fields(value))
    return value is None or isinstance(value, PLAIN)


def init_app(app: Flask, nobody: Mapping[str, Any]) -> None:
    """Called when every template filter and address is known."""
    app.extensions["collab_drawing"] = Drawing(app, nobody)


def is_for_nobody() -> bool:
    """Whether the request came without a session: nobody is signed in, and nothing waits to be told."""
    return not session


def page(template: str, *, is_demonstration: bool | None = None, **values: Hashable) -> str:
    """The page with these values, which are all that it may say: frozen, and read under the viewer's own visibility.

    `is_demonstration` spares a statement where the view has read it with the rest.
    """
    if not is_for_nobody():
        return render_template(template, **values)
    if is_demonstration is None:
        is_demonstration = bool(current_app.jinja_env.globals["is_demonstration"]())  # type: ignore[operator]
    drawing: Drawing = current_app.extensions["collab_drawing"]
    return drawing.page(template, request.path, is_demonstration, values).replace(NONCE, nonce())
