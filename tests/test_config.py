"""Every setting has a default for development, none for production, and a nonsensical one stops the start by its name."""

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from collab.config import NAMES, Settings, from_environment
from collab.errors import Misconfigured

PRODUCTION = {
    "COLLAB_ENV": "production",
    "COLLAB_DATABASE_URL": "postgresql://collab@db/collab",
    "COLLAB_SECRET_KEY": "q8Zr3kPw5vTn1xYb7mLc9dHs2fGj4aEo",
    "COLLAB_BASE_URL": "https://collab.example",
    "COLLAB_VAR": "/var/lib/collab",
    "COLLAB_MAIL_FROM": "collab@collab.example",
    "COLLAB_SMTP_URL": "smtp://mail.example:587",
    "COLLAB_SERVICE_CONTACT": "help@collab.example",
}
DERIVED = {"COLLAB_TRUSTED_HOSTS", "COLLAB_SECURE_COOKIES", "COLLAB_JOBS_URL"}


def test_every_field_has_a_variable():
    assert {f"COLLAB_{field.name.upper()}" for field in fields(Settings)} == NAMES


def test_each_setting_has_a_default_in_development():
    settings = from_environment({})
    assert settings == Settings(
        env="development",
        database_url=f"sqlite:///{Path('var/collab.sqlite3').absolute()}",
        secret_key="development only: not a secret at all",
        base_url="http://127.0.0.1:8000",
        trusted_hosts=("127.0.0.1", "localhost", "127.0.0.1"),
        var=Path("var").absolute(),
        mail_from="collab@localhost.example",
        smtp_url="",
        service_contact="help@localhost.example",
        secure_cookies=False,
        jobs_url=f"sqlite:///{Path('var/jobs.sqlite3').absolute()}",
    )
    assert not settings.is_production
    assert settings.mail_folder == Path("var/mail").absolute()


def test_production_takes_what_it_is_given():
    settings = from_environment(PRODUCTION)
    assert settings.is_production
    assert settings.trusted_hosts == ("collab.example",)
    assert settings.secure_cookies
    assert settings.smtp_url == "smtp://mail.example:587"


def test_the_list_of_what_production_needs_is_whole():
    assert set(PRODUCTION) | DERIVED == NAMES


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"COLLAB_ENV"}))
def test_a_setting_missing_in_production_is_named(name):
    with pytest.raises(Misconfigured, match=f"{name} is not set"):
        from_environment({key: value for key, value in PRODUCTION.items() if key != name})


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"COLLAB_ENV", "COLLAB_SMTP_URL"}))
def test_an_empty_setting_in_production_is_a_missing_one(name):
    with pytest.raises(Misconfigured, match=f"{name} is not set"):
        from_environment(PRODUCTION | {name: " "})


def test_mail_into_files_has_to_be_asked_for_in_production():
    assert from_environment(PRODUCTION | {"COLLAB_SMTP_URL": ""}).smtp_url == ""


@pytest.mark.parametrize("name", ["COLLAB_DATABASEURL", "COLLAB_PASSWORD", "COLLAB_", "COLLAB_env"])
def test_an_unknown_setting_is_refused_by_its_name(name):
    with pytest.raises(Misconfigured, match=f"{name} is not a setting"):
        from_environment({name: "1"})


@pytest.mark.parametrize("name", ["COLLAB_REAL_INPUT", "COLLAB_TEST_CHROMIUM", "COLLAB_FAULT"])
def test_what_the_tests_are_told_is_no_setting(name):
    from_environment({name: "1"})


NONSENSE = {
    "COLLAB_ENV": ["", "prod", "Production", "development,test"],
    "COLLAB_DATABASE_URL": ["mysql://x/y", "sqlite", "sqlite://", "sqlite:///", "sqlite:///:memory:", "postgresql://", "postgresql://host", "/var/x.db", "oracle", "postgresql+asyncpg://x/y"],
    "COLLAB_BASE_URL": ["collab.example", "ftp://collab.example", "https://", "https://collab.example/path", "https://collab.example?x=1", "https://collab.example#x", "http://[", "https://u:p@collab.example", "https://collab.example:99999", "https://collab.example:x", "https://col lab.example", "javascript:alert(1)"],
    "COLLAB_TRUSTED_HOSTS": ["https://collab.example", "other.example", "*", "127.0.0.1, a b", "127.0.0.1/x"],
    "COLLAB_MAIL_FROM": ["nobody", "a@b@c", "a b@c.example", "@", "a@", "@b", "a@b\nBcc: x@y", "A <a@b.example>", "a@b.example,c@d.example"],
    "COLLAB_SERVICE_CONTACT": ["nobody", "a@b@c", "@"],
    "COLLAB_SMTP_URL": ["mail.example", "http://mail.example", "smtp://", "smtp://[", "smtp://mail.example:99999", "smtp://mail.example/path"],
    "COLLAB_SECURE_COOKIES": ["yes", "true", "2"],
    "COLLAB_JOBS_URL": ["jobs.sqlite3", "sqlite://", "sqlite:///", "mysql://host/db", "redis:// host"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in NONSENSE.items() for value in values])
def test_nonsense_is_refused_by_its_name(name, value):
    with pytest.raises(Misconfigured, match=name):
        from_environment({name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COLLAB_SECRET_KEY", "short"),
        ("COLLAB_SECRET_KEY", "q8Zr3kPw5vTn1xYb7mLc9dHs2fGj4aE"),
        ("COLLAB_SECRET_KEY", "a" * 64),
        ("COLLAB_SECRET_KEY", "development only: not a secret at all"),
        ("COLLAB_BASE_URL", "http://collab.example"),
        ("COLLAB_SECURE_COOKIES", "0"),
    ],
)
def test_what_development_may_do_production_may_not(name, value):
    from_environment({name: value})
    with pytest.raises(Misconfigured, match=name):
        from_environment(PRODUCTION | {name: value})


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p@h:5432/d",
        "postgresql+psycopg://u@/d?host=/run",
        "sqlite:////tmp/x.sqlite3",
        "sqlite:///x.sqlite3",
    ],
)
def test_database_addresses_that_make_sense(url):
    assert from_environment({"COLLAB_DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize(
    ("base", "hosts"),
    [
        ("https://collab.example", "collab.example,www.collab.example"),
        ("https://a.collab.example", ".collab.example"),
        ("http://[::1]:8000", "[::1]"),
    ],
)
def test_trusted_hosts_that_make_sense(base, hosts):
    assert from_environment({"COLLAB_BASE_URL": base, "COLLAB_TRUSTED_HOSTS": hosts}).trusted_hosts == tuple(
        hosts.split(",")
    )


def test_the_base_url_has_no_slash_at_its_end():
    assert from_environment({"COLLAB_BASE_URL": "https://collab.example/"}).base_url == "https://collab.example"


def test_a_test_environment_is_not_production():
    assert from_environment({"COLLAB_ENV": "test"}).env == "test"


def test_the_command_says_it_in_one_line(tmp_path):
    command = Path(sys.executable).parent / "collab"
    environ = {"PATH": "/usr/bin:/bin", "COLLAB_VAR": str(tmp_path), "COLLAB_SMTP_URL": "http://x"}
    done = subprocess.run([command, "roles"], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.strip() == "Error: COLLAB_SMTP_URL must look like smtp://user:password@host:587, or be empty."
