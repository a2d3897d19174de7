"""The vendored front end is what its checksums say, and carries no GOV.UK branding."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VENDORED = ROOT / "static" / "govuk"


def sums() -> dict[str, str]:
    lines = (VENDORED / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name.removeprefix("./"): digest for digest, name in (line.split(maxsplit=1) for line in lines)}


def test_every_vendored_file_has_its_checksum():
    present = {path.relative_to(VENDORED).as_posix() for path in VENDORED.rglob("*") if path.is_file()}
    assert present - {"SHA256SUMS"} == set(sums())


@pytest.mark.parametrize("name", sorted(sums()))
def test_a_vendored_file_is_unchanged(name):
    assert hashlib.sha256((VENDORED / name).read_bytes()).hexdigest() == sums()[name]


def test_the_versions_are_those_of_the_build():
    wanted = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    version = (VENDORED / "VERSION").read_text(encoding="utf-8")
    for name in ("govuk-frontend", "@ministryofjustice/frontend", "sass"):
        assert f"{name} {wanted[name]}" in version
    css = (VENDORED / "govuk-frontend.min.css").read_text(encoding="utf-8")
    assert f'--govuk-frontend-version: "{wanted["govuk-frontend"]}"' in css


def test_the_style_sheet_is_unbranded_and_asks_for_nothing_that_is_missing():
    css = (VENDORED / "govuk-frontend.min.css").read_text(encoding="utf-8")
    assert not re.search(r"GDS Transport|@font-face|crest", css, re.IGNORECASE)
    for address in re.findall(r"url\(([^)]*)\)", css):
        assert (VENDORED / address.strip("\"'")).is_file(), address


def test_the_lock_names_no_registry():
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]


# --- The live editor -----------------------------------------------------------------------------------------------

EDITOR = ROOT / "static" / "live"
MOST_GZIPPED = 130 * 1024


def test_the_editor_is_built_from_the_sources_as_they_are():
    held = dict(line.split(maxsplit=1)[::-1] for line in (EDITOR / "SHA256SUMS").read_text().splitlines())
    sources = {path.relative_to(ROOT).as_posix() for path in (ROOT / "frontend" / "live").rglob("*") if path.is_file()}
    built = {"static/live/editor.js", "static/live/VERSION"}
    assert held.keys() == sources | built | {"frontend/package-lock.json"}
    assert {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in held} == held, "run: make frontend"


def test_the_editor_is_small():
    assert len(gzip.compress((EDITOR / "editor.js").read_bytes())) <= MOST_GZIPPED
