"""An outline as PDF: tagged (PDF/UA-1), with language, title and bookmarks. Nothing is read or kept but the template."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from collab.proposals.rules.exports.pieces import Heading, Outline, Piece, Table

TEMPLATE = Path(__file__).parents[2] / "data" / "edition.typ"


def pdf(outline: Outline) -> bytes:
    """The words go in as data, so that none of them can be a program; the template can read no file beside itself."""
    written = {**asdict(outline), "pieces": [_piece(piece) for piece in outline.pieces]}
    return _compiled(json.dumps(written, ensure_ascii=False))


@lru_cache(maxsize=16)
def _compiled(outline: str) -> bytes:
    made = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"outline": outline},
        pdf_standards="ua-1",
        timestamp=0,
    )
    assert isinstance(made, bytes)
    return made


def _piece(piece: Piece) -> dict[str, Any]:
    kind = "heading" if isinstance(piece, Heading) else "table" if isinstance(piece, Table) else "words"
    return {"kind": kind, **asdict(piece)}
