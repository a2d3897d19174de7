"""What lists and links say of a frozen text: read and parsed once, and then kept by its hash."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from collab.db import db
from collab.kept import Kept
from collab.proposals.models import Edition, PartRole

LEADS = (PartRole.lead, PartRole.joint)
KEPT = 5_000


@dataclass(frozen=True)
class Headline:
    """Title and summary in English, and the names of the organisations that lead."""

    title: str
    summary: str
    leads: tuple[str, ...]


_kept: Kept[str, Headline] = Kept(KEPT)


def headlines(hashes: Collection[str]) -> dict[str, Headline]:
    """By the hash of the text. Whoever asks has read the hashes under the viewer's own visibility."""
    known = {key: kept for key in hashes if (kept := _kept.get(key))}
    missing = set(hashes) - known.keys()
    if missing:
        texts = Edition.__table__.c
        query = select(texts.hash, texts.canonical).where(texts.hash.in_(missing)).order_by(texts.hash)
        known |= {row.hash: _kept.keep(row.hash, _headline(row.canonical)) for row in db.session.execute(query)}
    return known


def _headline(canonical: str) -> Headline:
    content = json.loads(canonical)
    leads = tuple(body["name"] for body in content["organisations"] if PartRole(body["role"]) in LEADS)
    return Headline(content["title"]["en"], content["summary"]["en"], leads)
