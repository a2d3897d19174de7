"""Settings: read once from the environment, typed, complete; a bad one stops the start and is named."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

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
    jobs_url: str

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def mail_folder(self) -> Path:
        return self.var / "mail"

    @property
    def imports_folder(self) -> Path:
        """Where files of responses lie until their rows are in the database."""
        return self.var / "imports"

    @property
    def files_folder(self) -> Path:
        """Where attached files are kept; servers that share a database share it too."""
        return self.var / "files"


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Reads `COLLAB_…`. Raises Misconfigured, naming the variable, for one that is missing, unknown or nonsensical."""
    env = environ.get("COLLAB_ENV", "development").strip()
    if env not in ENVIRONMENTS:
        raise Misconfigured(f"COLLAB_ENV is {env!r}; it must be one of: {', '.join(ENVIRONMENTS)}.")
    read = _reader(environ, production=env == "production")
    _refuse_unknown(environ)
    var = Path(read("COLLAB_VAR", "var")).absolute()
    base_url = _base_url(read("COLLAB_BASE_URL", "http://127.0.0.1:8000"), production=env == "production")
    host = urlsplit(base_url).hostname or ""
    shown = f"[{host}]" if ":" in host else host
    default_hosts = shown if env == "production" else f"{shown},localhost,127.0.0.1"
    return Settings(
        env=env,
        database_url=_database_url(read("COLLAB_DATABASE_URL", f"sqlite:///{var / 'collab.sqlite3'}")),
        secret_key=_secret_key(read("COLLAB_SECRET_KEY", "development only: not a secret at all"), env),
        base_url=base_url,
        trusted_hosts=_hosts(environ.get("COLLAB_TRUSTED_HOSTS", "").strip() or default_hosts, host),
        var=var,
        mail_from=_address("COLLAB_MAIL_FROM", read("COLLAB_MAIL_FROM", "collab@localhost.example")),
        smtp_url=_smtp_url(environ.get("COLLAB_SMTP_URL"), production=env == "production"),
        service_contact=_address("COLLAB_SERVICE_CONTACT", read("COLLAB_SERVICE_CONTACT", "help@localhost.example")),
        secure_cookies=_secure_cookies(environ.get("COLLAB_SECURE_COOKIES", "").strip(), env == "production"),
        jobs_url=_jobs_url(environ.get("COLLAB_JOBS_URL", "").strip() or f"sqlite:///{var / 'jobs.sqlite3'}"),
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
        "COLLAB_JOBS_URL",
    }
)
JOBS = ("sqlite", "postgresql", "postgresql+psycopg", "redis", "rediss")
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
    wanted = "COLLAB_DATABASE_URL must look like sqlite:////path/to/file or postgresql://user@host/database."
    try:
        parts = make_url(url)
    except ArgumentError as error:
        raise Misconfigured(wanted) from error
    if parts.drivername not in ("sqlite", "postgresql", "postgresql+psycopg") or not url.startswith(
        f"{parts.drivername}://"
    ):
        raise Misconfigured(wanted)
    if not parts.database or parts.database == ":memory:":
        raise Misconfigured(wanted)
    return url


def _secret_key(key: str, env: str) -> str:
    if env == "production" and (len(key) < 32 or len(set(key)) < 10 or "development" in key):
        raise Misconfigured("COLLAB_SECRET_KEY must be a random text of at least 32 characters.")
    return key


def _split(name: str, url: str, wanted: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        valid = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        valid = False
    if not valid or parts.query or parts.fragment or parts.path not in ("", "/") or re.search(r"\s", url):
        raise Misconfigured(f"{name} must look like {wanted}.")
    return parts


def _base_url(url: str, *, production: bool) -> str:
    wanted = "https://collab.example, without a path"
    parts = _split("COLLAB_BASE_URL", url, wanted)
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        raise Misconfigured(f"COLLAB_BASE_URL must look like {wanted}.")
    if production and parts.scheme != "https":
        raise Misconfigured("COLLAB_BASE_URL must begin with https:// when COLLAB_ENV=production.")
    return url.rstrip("/")


def _smtp_url(url: str | None, *, production: bool) -> str:
    if url is None and production:
        raise Misconfigured("COLLAB_SMTP_URL is not set. Give it empty where mail is to be written into files.")
    url = (url or "").strip()
    wanted = "smtp://user:password@host:587, or be empty"
    if url and _split("COLLAB_SMTP_URL", url, wanted).scheme not in ("smtp", "smtps"):
        raise Misconfigured(f"COLLAB_SMTP_URL must look like {wanted}.")
    return url


def _address(name: str, value: str) -> str:
    if not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+", value):
        raise Misconfigured(f"{name} must be one email address.")
    return value


def _secure_cookies(value: str, production: bool) -> bool:
    if value not in ("", "0", "1") or (production and value == "0"):
        raise Misconfigured("COLLAB_SECURE_COOKIES must be 0 or 1, and 1 when COLLAB_ENV=production.")
    return value == "1" if value else production


def _jobs_url(url: str) -> str:
    scheme, found, rest = url.partition("://")
    if not found or not rest.strip("/") or scheme not in JOBS or re.search(r"\s", url):
        raise Misconfigured("COLLAB_JOBS_URL must begin with sqlite:///, postgresql:// or redis://.")
    return url


def _hosts(value: str, own: str) -> tuple[str, ...]:
    hosts = tuple(part.strip().lower() for part in value.split(",") if part.strip())
    strange = next((host for host in hosts if not re.fullmatch(r"\.?[a-z0-9._-]+|\[[0-9a-f:]+\]", host)), "")
    if strange:
        raise Misconfigured(f"COLLAB_TRUSTED_HOSTS holds {strange!r}, which is not the name of a host.")
    if own not in hosts and f"[{own}]" not in hosts and not any(own.endswith(host) for host in hosts if host[0] == "."):
        raise Misconfigured("COLLAB_TRUSTED_HOSTS must hold the host of COLLAB_BASE_URL.")
    return hosts
