"""The least that the same pages can cost: a bare WSGI application on the raw driver, or on the ORM, and Jinja."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import create_engine, func, make_url, select
from sqlalchemy.orm import Session, selectinload

from collab.accounts.rules import the
from collab.proposals.models import Edition, Participation, PartRole, Proposal
from collab.web.filters import day, last_minute, listing, moment

NAVIGATION = [
    ("Consultations", "/consultations"),
    ("Proposals", "/proposals"),
    ("Commitments", "/commitments"),
    ("Organisations", "/organisations"),
]
STATES = {"consultation": "Published for consultation", "decision": "Decision published"}
SIZE = 50

NEWEST = """
    SELECT p.reference, e.canonical, e.purpose FROM editions e JOIN proposals p ON p.id = e.proposal_id
    WHERE e.id IN (
        SELECT n.id FROM editions n WHERE n.publication_number = (
            SELECT max(m.publication_number) FROM editions m WHERE m.proposal_id = n.proposal_id)
        ORDER BY n.published_at DESC, n.proposal_id LIMIT 50)
    ORDER BY e.published_at DESC, e.proposal_id
"""
TOTAL = "SELECT count(DISTINCT proposal_id) FROM editions WHERE publication_number IS NOT NULL"
BODIES = """
    SELECT slug, name FROM organisations o WHERE EXISTS (SELECT 1 FROM participations p WHERE p.organisation_id = o.id)
    ORDER BY name
"""
ORGANISATION = "SELECT code, slug, name, name_cy FROM organisations WHERE slug = {}"
CONSULTATION = """
    SELECT c.*, e.canonical, e.publication_number, p.reference AS proposal_reference,
        (SELECT count(*) FROM questions q WHERE q.consultation_id = c.id AND q.removed_at IS NULL) AS asked
    FROM consultations c JOIN editions e ON e.id = c.edition_id JOIN proposals p ON p.id = c.proposal_id
    WHERE c.reference = {}
"""
RUNNERS = """
    SELECT o.name, r.privacy_notice FROM consultation_organisations r JOIN organisations o ON o.id = r.organisation_id
    WHERE r.consultation_id = {} ORDER BY r.position
"""


EDITION = """
    SELECT p.reference, e.id, e.canonical, e.hash, e.change_note, e.published_at FROM editions e
    JOIN proposals p ON p.id = e.proposal_id WHERE p.reference = {} AND e.publication_number = 1
"""
CLEARED = """
    SELECT o.name, c.at FROM clearances c JOIN organisations o ON o.id = c.organisation_id
    WHERE c.edition_id = {} AND c.ended_at IS NULL ORDER BY c.at
"""
SLUGS = "SELECT code, slug FROM organisations"
PARTS = [
    ("problem", "The problem and who it affects"),
    ("vision", "The vision"),
    ("proposed", "What is proposed"),
    ("options", "Options that were considered"),
    ("evidence", "Evidence"),
    ("delivery", "Delivery"),
    ("answers", "What each organisation says"),
]


class Driver:
    """The raw driver with rows as dictionaries."""

    def __init__(self, url: str) -> None:
        parts = make_url(url)
        self.is_sqlite = parts.drivername == "sqlite"
        self.connection: Any
        if self.is_sqlite:
            self.connection = sqlite3.connect(str(parts.database), isolation_level=None)
            self.connection.row_factory = sqlite3.Row
        else:
            import psycopg
            from psycopg.rows import dict_row

            where = f"user={parts.username} dbname={parts.database} host={parts.query['host']}"
            self.connection = psycopg.connect(where, autocommit=True, row_factory=dict_row)

    def rows(self, statement: str, *values: Any) -> list[Any]:
        mark = "?" if self.is_sqlite else "%s"
        return list(self.connection.execute(statement.format(mark) if values else statement, values).fetchall())


class Floor:
    """`/proposals`, `/organisations/x` and `/consultations/x` on the driver; `/orm/proposals` on the ORM."""

    def __init__(self, url: str) -> None:
        self.driver, self.engine = Driver(url), create_engine(url)
        loader = FileSystemLoader(Path(__file__).parent / "templates")
        self.pages = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        _, kind, *rest = path.split("/")
        if path == "/":
            page = "ready"
        elif kind == "proposals" and len(rest) == 3:
            page = self.edition(path, rest[0])
        elif kind == "proposals":
            page = self.proposals(path)
        elif kind == "organisations":
            page = self.organisation(path, rest[0])
        elif kind == "consultations":
            page = self.consultation(path, rest[0])
        else:
            page = self.with_orm(path)
        body = page.encode()
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
        return [body]

    def draw(self, name: str, path: str, **values: Any) -> str:
        navigation = [*NAVIGATION, ("Get updates", "/updates")]
        nonce = secrets.token_urlsafe(18)
        return self.pages.get_template(name).render(navigation=navigation, path=path, nonce=nonce, **values)

    def proposals(self, path: str) -> str:
        rows = [_row(one["reference"], one["purpose"], one["canonical"]) for one in self.driver.rows(NEWEST)]
        (total,) = (next(iter(dict(row).values())) for row in self.driver.rows(TOTAL))
        return self.draw(
            "proposals.html",
            path,
            opening="What criminal justice organisations want to change together, and what they decided.",
            rows=rows,
            total=total,
            bodies=self.driver.rows(BODIES),
        )

    def edition(self, path: str, reference: str) -> str:
        (one,) = self.driver.rows(EDITION, reference)
        text = json.loads(one["canonical"])
        slugs = {row["code"]: row["slug"] for row in self.driver.rows(SLUGS)}
        days = {stone["due_on"] for record in text["commitments"] for stone in (record, *record["milestones"])}
        leads = [body["name"] for body in text["organisations"] if body["role"] in ("lead", "joint")]
        published_at = _instant(one["published_at"])
        return self.draw(
            "edition.html",
            path,
            one=one,
            text=text,
            parts=PARTS,
            whom=listing(leads),
            at=moment(published_at),
            on=day(published_at),
            days={on: day(date.fromisoformat(on)) for on in days},
            running={section["kind"]: section["blocks"] for section in text["sections"]},
            bodies=[_body(body, text, slugs[body["code"]]) for body in text["organisations"]],
            said=self.driver.rows(CLEARED, one["id"]),
        )

    def organisation(self, path: str, slug: str) -> str:
        (one,) = self.driver.rows(ORGANISATION, slug)
        independence = "Acts for ministers. Ministers can tell it what to do and say."
        words = {"kind": "Department", "independence": independence, "named": the(one["name"])}
        return self.draw("organisation.html", path, one=one, **words)

    def consultation(self, path: str, reference: str) -> str:
        (one,) = self.driver.rows(CONSULTATION, reference)
        closes_at = _instant(one["closes_at"])
        return self.draw(
            "consultation.html",
            path,
            one=one,
            title=_english(one["title"]),
            summary=_english(one["summary"]),
            edition_title=json.loads(one["canonical"])["title"]["en"],
            proposal=one["proposal_reference"],
            publication=one["publication_number"],
            asked=one["asked"],
            opened=moment(_instant(one["opens_at"])),
            closing=last_minute(closes_at),
            due=day((closes_at - timedelta(minutes=1)).date() + timedelta(days=84)),
            expected=day(_date(one["decision_expected_on"])),
            runners=self.driver.rows(RUNNERS, one["id"]),
        )

    def with_orm(self, path: str) -> str:
        """The list with two eager relations."""
        with Session(self.engine) as session:
            loaded = select(Proposal).options(
                selectinload(Proposal.participations).joinedload(Participation.organisation),
                selectinload(Proposal.editions),
            )
            found = session.scalars(loaded.order_by(Proposal.reference).limit(SIZE)).all()
            total = session.scalar(select(func.count(Proposal.id))) or 0
            bodies = {part.organisation for one in found for part in one.participations}
            return self.draw(
                "proposals.html",
                path,
                opening="Proposals that are public, and drafts that your organisation is named on.",
                rows=[_of_model(one) for one in found],
                total=total,
                bodies=sorted(bodies, key=lambda one: one.name),
            )


def _row(reference: str, purpose: str, canonical: str) -> dict[str, str]:
    content = json.loads(canonical)
    leads = [the(body["name"]) for body in content["organisations"] if body["role"] in ("lead", "joint")]
    return {
        "reference": reference,
        "title": content["title"]["en"],
        "summary": content["summary"]["en"],
        "state": STATES[purpose],
        "leads": listing(leads),
    }


def _of_model(one: Proposal) -> dict[str, str]:
    newest: Edition = one.editions[-1]
    leads = [the(part.organisation.name) for part in one.participations if part.role in (PartRole.lead, PartRole.joint)]
    return {
        "reference": one.reference or "",
        "title": one.title.en.text,
        "summary": one.summary.en.text,
        "state": STATES[newest.purpose.value],
        "leads": listing(leads),
    }


def _body(body: dict[str, Any], text: dict[str, Any], slug: str) -> dict[str, Any]:
    own = {
        kind: [row for row in text[kind] if row["organisation"] == body["code"]]
        for kind in ("commitments", "implications")
    }
    return {**body, **own, "role": body["role"].capitalize(), "slug": slug, "the": the(body["name"])}


def _english(stored: Any) -> str:
    held = json.loads(stored) if isinstance(stored, str) else stored
    return str(held["en"]["text"])


def _instant(stored: Any) -> datetime:
    return stored if isinstance(stored, datetime) else datetime.fromisoformat(stored).replace(tzinfo=UTC)


def _date(stored: Any) -> date:
    return stored if isinstance(stored, date) else date.fromisoformat(stored)


def create_app() -> Floor:
    return Floor(os.environ["COLLAB_DATABASE_URL"])
