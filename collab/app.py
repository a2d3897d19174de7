"""The composition root: the only module that knows every package."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from collab import config, db
from collab.accounts import policy as accounts_policy
from collab.accounts import tasks as accounts_tasks
from collab.accounts import views as accounts_views
from collab.accounts.actions import endings, mail
from collab.accounts.policy import ANONYMOUS, Viewer
from collab.attachments import tasks as attachments_tasks
from collab.audit.actions import record_denial
from collab.config import Settings
from collab.consultations import policy as consultations_policy
from collab.consultations import tasks as consultations_tasks
from collab.consultations import views as consultations_views
from collab.consultations.actions import succession as consultations_pass
from collab.consultations.queries.places import TextsOfAnswers
from collab.digests import tasks as digests_tasks
from collab.digests import views as digests_views
from collab.digests.actions import runs
from collab.documents import views as documents_views
from collab.documents.policy import Owners
from collab.home import api as home_api
from collab.home import views as home_views
from collab.notifications import tasks as notifications_tasks
from collab.proposals import policy as proposals_policy
from collab.proposals import tasks as proposals_tasks
from collab.proposals import views as proposals_views
from collab.proposals.actions import succession as proposals_pass
from collab.proposals.queries.places import TextsOfProposals
from collab.text import say, spoken
from collab.web import drawing, errors, filters, gate, headers
from collab.web import tasks as web_tasks
from collab.web.application import Collab

VIEWS: tuple[ModuleType, ...] = (
    home_views,
    home_api,
    accounts_views,
    documents_views,
    proposals_views,
    consultations_views,
    digests_views,
)
JOBS = (
    *notifications_tasks.PERIODIC,
    *digests_tasks.PERIODIC,
    *proposals_tasks.PERIODIC,
    *consultations_tasks.PERIODIC,
    *accounts_tasks.PERIODIC,
    *attachments_tasks.PERIODIC,
    *web_tasks.PERIODIC,
)
POLICIES = {"accounts": accounts_policy, "proposals": proposals_policy, "consultations": consultations_policy}
PACKAGE = Path(__file__).parent
MOST_BYTES = 2 * 1024 * 1024


def create_app(settings: Settings | None = None, *, views: Sequence[Any] = VIEWS) -> Collab:
    """The application, ready to serve. Raises Misconfigured for bad settings, RuntimeError for an unguarded endpoint.

    `views` are modules, or what else has a `blueprint`.
    """
    settings = settings or config.from_environment()
    app = Collab(
        "collab",
        static_folder=str(_static_folder()),
        template_folder=str(PACKAGE / "web" / "templates"),
    )
    app.settings, app.mail_footer = settings, mail.footer
    app.mail_check = partial(runs.check, secret=settings.secret_key)
    app.config.update(_flask_config(settings))
    db.init_app(app, settings.database_url)
    endings.tie("proposals", endings.Ties(proposals_pass.obligations, proposals_pass.pass_on))
    endings.tie("consultations", endings.Ties(consultations_pass.obligations, consultations_pass.pass_on))
    csrf = CSRFProtect(app)
    _prepare_templates(app)
    accounts_views.init_app(app)
    documents_views.init_app(app, Owners(TextsOfProposals(), TextsOfAnswers()))
    errors.init_app(app, record_denial)
    for furniture in (filters, headers, gate):
        furniture.init_app(app)
    for part in views:
        app.register_blueprint(part.blueprint)
    drawing.init_app(app, _told_to_nobody())
    gate.refuse_open_doors(app)
    for view in filter(gate.is_one_click, app.view_functions.values()):
        csrf.exempt(view)
    return app


def _flask_config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.env == "test",
        "TRUSTED_HOSTS": list(settings.trusted_hosts),
        "MAX_CONTENT_LENGTH": MOST_BYTES,
        "MAX_FORM_MEMORY_SIZE": MOST_BYTES,
        "MAX_FORM_PARTS": 5_000,
        "SESSION_COOKIE_NAME": "__Host-collab" if settings.secure_cookies else "collab",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": settings.is_production,
    }


def _static_folder() -> Path:
    """Beside the package in the source tree, inside it where the wheel was installed."""
    installed = PACKAGE / "static"
    return installed if installed.is_dir() else PACKAGE.parent / "static"


def _prepare_templates(app: Collab) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(say, _one_or_many, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(
        page_language="",
        spoken=lambda: spoken().value,
        form_has_problems=False,
        new_key=lambda: uuid.uuid4().hex,
        can=_can,
        navigation=home_views.navigation,
        footer_links=home_views.footer_links,
    )


def _one_or_many(one: str, many: str, number: int) -> str:
    return say(one if number == 1 else many)


def _told_to_nobody() -> dict[str, Any]:
    """What the furniture of a page asks for, as it is for everybody who is not signed in."""
    return {
        "page_language": "",
        "form_has_problems": False,
        "current_user": ANONYMOUS,
        "can": partial(_may, ANONYMOUS),
        "navigation": partial(home_views.sections, ANONYMOUS),
        "footer_links": home_views.footer_links,
    }


def _can(name: str, *subject: Any) -> bool:
    """What templates may ask: can("proposals.write_text", proposal)."""
    return _may(accounts_views.viewer(), name, *subject)


def _may(by: Viewer, name: str, *subject: Any) -> bool:
    feature, _, verb = name.partition(".")
    rule: Callable[..., bool] = getattr(POLICIES[feature], f"can_{verb}")
    return rule(by, *subject)
