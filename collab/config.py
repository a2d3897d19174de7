"""Settings: read once from the environment, typed, complete; a bad one stops the start and is named."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from collab.errors import Misconfigured

ENVIRONMENTS = ("development", "test", "production")


@dataclass(frozen=True)
class Settings:
    """Everything that differs between installations. Variables are named COLLAB_ and the field in capitals."""

    env: str
    database_url: str
    secret_key: str
    base_url: str
    trusted_hosts: tuple[str, ...]
    var: Path
    mail_from: str
    smtp_url: str
    service_contact: str
    secure_cookies: bool

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def mail_folder(self) -> Path:
        return self.var / "mail"


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Reads `COLLAB_…`. Raises Misconfigured, naming the variable, for one that is missing, unknown or nonsensical."""
    env = environ.get("COLLAB_ENV", "development")
    if env not in ENVIRONMENTS:
        raise Misconfigured(f"COLLAB_ENV is {env!r}; it must be one of: {', '.join(ENVIRONMENTS)}.")
    read = _reader(environ, production=env == "production")
    _refuse_unknown(environ)
    var = Path(environ.get("COLLAB_VAR") or "var").absolute()
    base_url = _base_url(read("COLLAB_BASE_URL", "http://127.0.0.1:8000"), production=env == "production")
    host = urlsplit(base_url).hostname or ""
    default_hosts = host if env == "production" else f"{host},localhost,127.0.0.1"
    return Settings(
        env=env,
        database_url=_database_url(read("COLLAB_DATABASE_URL", f"sqlite:///{var / 'collab.sqlite3'}")),
        secret_key=_secret_key(read("COLLAB_SECRET_KEY", "development only: not a secret at all"), env),
        base_url=base_url,
        trusted_hosts=_list(environ.get("COLLAB_TRUSTED_HOSTS") or default_hosts),
        var=var,
        mail_from=_address("COLLAB_MAIL_FROM", read("COLLAB_MAIL_FROM", "collab@localhost.example")),
        smtp_url=_smtp_url(environ.get("COLLAB_SMTP_URL", "")),
        service_contact=_address("COLLAB_SERVICE_CONTACT", read("COLLAB_SERVICE_CONTACT", "help@localhost.example")),
        secure_cookies=_flag("COLLAB_SECURE_COOKIES", environ.get("COLLAB_SECURE_COOKIES"), env == "production"),
    )


NAMES = frozenset(
    {
        "COLLAB_ENV",
        "COLLAB_DATABASE_URL",
        "COLLAB_SECRET_KEY",
        "COLLAB_BASE_URL",
        "COLLAB_TRUSTED_HOSTS",
        "COLLAB_VAR",
        "COLLAB_MAIL_FROM",
        "COLLAB_SMTP_URL",
        "COLLAB_SERVICE_CONTACT",
        "COLLAB_SECURE_COOKIES",
    }
)
TEST_NAMES = ("COLLAB_REAL_INPUT", "COLLAB_TEST_", "COLLAB_FAULT")


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    for name in sorted(environ):
        if name.startswith("COLLAB_") and name not in NAMES and not name.startswith(TEST_NAMES):
            raise Misconfigured(f"{name} is not a setting. The settings are: {', '.join(sorted(NAMES))}.")


def _reader(environ: Mapping[str, str], *, production: bool) -> Callable[[str, str], str]:
    def read(name: str, development: str) -> str:
        value = environ.get(name, "").strip()
        if not value and production:
            raise Misconfigured(f"{name} is not set. With COLLAB_ENV=production every setting must be given.")
        return value or development

    return read


def _database_url(url: str) -> str:
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise Misconfigured("COLLAB_DATABASE_URL must begin with sqlite:/// or postgresql://.")
    return url


def _secret_key(key: str, env: str) -> str:
    if env == "production" and (len(key) < 32 or "development" in key):
        raise Misconfigured("COLLAB_SECRET_KEY must be a random text of at least 32 characters.")
    return key


def _base_url(url: str, *, production: bool) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise Misconfigured("COLLAB_BASE_URL must look like https://collab.example, without a path.")
    if production and parts.scheme != "https":
        raise Misconfigured("COLLAB_BASE_URL must begin with https:// when COLLAB_ENV=production.")
    return url.rstrip("/")


def _smtp_url(url: str) -> str:
    if url and (urlsplit(url).scheme not in ("smtp", "smtps") or not urlsplit(url).hostname):
        raise Misconfigured("COLLAB_SMTP_URL must look like smtp://user:password@host:587, or be empty.")
    return url


def _address(name: str, value: str) -> str:
    if value.count("@") != 1 or " " in value or "\n" in value:
        raise Misconfigured(f"{name} must be one email address.")
    return value


def _flag(name: str, value: str | None, default: bool) -> bool:
    if not value:
        return default
    if value not in ("0", "1"):
        raise Misconfigured(f"{name} must be 0 or 1.")
    return value == "1"


def _list(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())
