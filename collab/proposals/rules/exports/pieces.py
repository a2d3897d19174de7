"""What a document is made of, whatever it is drawn as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from collab.text import Run

Line = Sequence[Run]


@dataclass(frozen=True)
class Heading:
    """`level` 1 stands below the title; none is skipped."""

    level: int
    words: str
    lang: str = "en"


@dataclass(frozen=True)
class Words:
    """A paragraph, list item, quotation or short note."""

    runs: Line
    style: str = "paragraph"
    depth: int = 0
    lang: str = "en"


@dataclass(frozen=True)
class Table:
    """The first row names the columns; `names_rows` says that the first column names the rows."""

    caption: str
    head: Sequence[Line]
    rows: Sequence[Sequence[Line]]
    names_rows: bool = False
    lang: str = "en"


Piece = Heading | Words | Table


@dataclass(frozen=True)
class Outline:
    """A whole document: what it is called, what stands at the foot of each page, and its pieces in their order."""

    title: str
    caption: str
    foot: str
    authors: Sequence[str]
    lead: str
    welsh: Sequence[str]
    front: Sequence[tuple[str, str]]
    notices: Sequence[str]
    pieces: Sequence[Piece] = field(default_factory=list)
    is_about: str = "This edition"


def plain(words: str) -> tuple[Run, ...]:
    return (Run(words),)


def labelled(name: str, words: str) -> tuple[Run, ...]:
    return (Run(f"{name}: ", bold=True), Run(words))
