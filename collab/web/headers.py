"""Headers of every answer: a nonce CSP, nothing cached, nothing framed, nothing sniffed."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

from collab.web.private_links import is_private

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


def nonce() -> str:
    """This request's nonce for the scripts of its own page."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    return str(g.csp_nonce)


FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FORGOTTEN = {"Cache-Control": "no-store"}


def _secure(app: Flask) -> dict[str, str]:
    is_secure = app.config["SESSION_COOKIE_SECURE"]
    return {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"} if is_secure else {}


def of_data(app: Flask) -> dict[str, str]:
    """The headers of an answer that is data, for whoever gives it without a request of Flask's."""
    policy = {"Content-Security-Policy": POLICY.format(nonce=secrets.token_urlsafe(18))}
    return {**policy, **FIXED, "Referrer-Policy": "same-origin", **_secure(app), **FORGOTTEN, "Vary": "Cookie"}


def _vary_by_cookie(response: Response) -> None:
    if "Vary" in response.headers:
        response.vary.add("Cookie")
    else:
        response.headers["Vary"] = "Cookie"


def init_app(app: Flask) -> None:
    app.jinja_env.globals["csp_nonce"] = nonce

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce()))
        response.headers.update(FIXED)
        # A private link is told to nobody. Its origin alone is: on HTTPS that is what a form is recognised by.
        response.headers["Referrer-Policy"] = "strict-origin" if is_private(request) else "same-origin"
        response.headers.update(_secure(app))
        if request.endpoint == "static" and response.status_code < 400:
            response.headers["Cache-Control"] = "public, max-age=3600"
        elif g.get("is_for_everybody"):
            response.headers["Cache-Control"] = "public, no-cache"  # kept, and asked for each time whether it changed
        else:
            response.headers.update(FORGOTTEN)
            _vary_by_cookie(response)
        if is_private(request):
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response
