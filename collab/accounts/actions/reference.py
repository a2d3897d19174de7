"""Filling an installation with the organisations and areas of `accounts/data`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import select

from collab.accounts import policy, rules
from collab.accounts.models import (
    Area,
    AreaKind,
    AreaLink,
    Independence,
    Nation,
    Organisation,
    OrganisationArea,
    OrganisationClass,
)
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db

DATA = Path(__file__).parents[1] / "data"


@permitted(policy.can_manage_installation)
def load_reference(*, by: Viewer) -> int:
    """Adds the organisations, areas and links that are missing; what is there stays as its editors left it.

    Returns how many organisations were added.
    """
    areas = _load_areas()
    organisations = {row.code: row for row in db.session.scalars(select(Organisation))}
    added = [_organisation(row) for row in _rows("organisations") if row["code"] not in organisations]
    organisations |= {row.code: row for row in added}
    db.session.add_all(added)
    db.session.flush()
    _relate(organisations, {row.code for row in added})
    _load_links(areas)
    _load_places(organisations, areas, {row.code for row in added})
    for organisation in added:
        record(
            RootKind.organisation, organisation.id, Event.organisation_created, by=by, about={"code": organisation.code}
        )
    return len(added)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def _organisation(row: dict[str, str]) -> Organisation:
    return Organisation(
        code=row["code"],
        slug=rules.slug(row["code"]),
        name=row["name"],
        name_cy=row["name_cy"],
        organisation_class=OrganisationClass(row["organisation_class"]),
        independence=Independence(row["independence"]),
        relation=row["relation"],
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        note=row["note"],
    )


def _relate(organisations: dict[str, Organisation], added: set[str]) -> None:
    for row in _rows("organisations"):
        if row["code"] in added:
            new = organisations[row["code"]]
            new.sponsor_id = organisations[row["sponsor_code"]].id if row["sponsor_code"] else None
            new.successor_id = organisations[row["successor_code"]].id if row["successor_code"] else None
    db.session.flush()


def _load_areas() -> dict[str, Area]:
    areas = {row.code: row for row in db.session.scalars(select(Area))}
    for row in _rows("areas"):
        if row["code"] not in areas:
            areas[row["code"]] = Area(
                code=row["code"],
                kind=AreaKind(row["kind"]),
                slug=row["slug"],
                name=row["name"],
                name_cy=row["name_cy"],
                nation=Nation(row["nation"]),
            )
    db.session.add_all(areas.values())
    db.session.flush()
    return areas


def _load_links(areas: dict[str, Area]) -> None:
    known = {(link.local_board_area_id, link.force_area_id) for link in db.session.scalars(select(AreaLink))}
    for row in _rows("area_links"):
        pair = areas[row["local_board_area_code"]].id, areas[row["force_area_code"]].id
        if pair not in known:
            dates = {"valid_from": _day(row["valid_from"]), "valid_to": _day(row["valid_to"])}
            db.session.add(AreaLink(local_board_area_id=pair[0], force_area_id=pair[1], **dates))


def _load_places(organisations: dict[str, Organisation], areas: dict[str, Area], added: set[str]) -> None:
    for row in _rows("organisation_areas"):
        if row["organisation_code"] in added:
            db.session.add(
                OrganisationArea(
                    organisation_id=organisations[row["organisation_code"]].id,
                    area_id=areas[row["area_code"]].id,
                    valid_from=_day(row["valid_from"]),
                    valid_to=_day(row["valid_to"]),
                )
            )
