"""The grid as it is read: for each organisation and provision the lines of its cell, on the page and in the CSV alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from collab.accounts.models import Organisation
from collab.proposals.models import Acceptance, Commitment, CommitmentStatus, Implication, NilReturn, Provision
from collab.proposals.rules.commitments import ACCEPTANCE_WORDS, word_of
from collab.proposals.rules.grid import Cell
from collab.proposals.rules.implications import STATUS_WORDS
from collab.proposals.rules.words import within

RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


@dataclass(frozen=True)
class Line:
    """One record in a cell: its words, and the record that it leads to."""

    words: str
    commitment_id: UUID | None = None
    implication_id: UUID | None = None


@dataclass(frozen=True)
class Entry:
    """A cell with what its reader may see of it."""

    cell: Cell
    provision: Provision
    lines: tuple[Line, ...]

    @property
    def words(self) -> str:
        """The cell as one text: each record, then what is missing."""
        return "\n".join([*(line.words for line in self.lines), *filter(None, [self.cell.missing])])


@dataclass(frozen=True)
class Row:
    organisation: Organisation
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Table:
    """The whole grid."""

    provisions: tuple[Provision, ...]
    rows: tuple[Row, ...]

    def as_rows(self) -> list[list[str]]:
        """The grid for a spreadsheet: a heading row, then a row an organisation. No cell can be taken for a formula."""
        heading = ["Organisation", *(f"{provision.label} {provision.title}" for provision in self.provisions)]
        body = [[row.organisation.name, *(entry.words for entry in row.entries)] for row in self.rows]
        return [[harmless(cell) for cell in line] for line in [heading, *body]]


def harmless(value: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would read it as a formula."""
    return f"'{value}" if value.startswith(RISKY) or value.lstrip().startswith(RISKY) else value


def table(
    organisations: Sequence[Organisation],
    provisions: Sequence[Provision],
    cells: Mapping[tuple[UUID, UUID], Cell],
    *,
    commitments: Sequence[Commitment],
    implications: Sequence[Implication],
    nil_returns: Sequence[NilReturn],
) -> Table:
    """Puts the records that a reader may see into the cells of the grid."""

    def lines(body: Organisation, provision: Provision) -> tuple[Line, ...]:
        own = [c for c in commitments if c.organisation_id == body.id and provision in c.provisions]
        about = [i for i in implications if i.organisation_id == body.id and i.provision_id == provision.id]
        nil = [n for n in nil_returns if n.organisation_id == body.id and n.provision_id == provision.id]
        return (*map(_commitment, own), *map(_implication, about), *map(_nil, nil))

    rows = [
        Row(body, tuple(Entry(cells[body.id, one.id], one, lines(body, one)) for one in provisions))
        for body in organisations
    ]
    return Table(tuple(provisions), tuple(rows))


def _commitment(commitment: Commitment) -> Line:
    word = word_of(commitment.organisation).capitalize()
    state = (
        "signed" if commitment.status is CommitmentStatus.signed else ACCEPTANCE_WORDS[commitment.acceptance].lower()
    )
    private = "" if commitment.shared_at else " (only your organisation sees this)"
    return Line(f"{word}, {state}: {gist(commitment)}{private}", commitment_id=commitment.id)


def gist(commitment: Commitment) -> str:
    """The words that stand for a commitment: what will be done, or why it will not."""
    if commitment.acceptance is Acceptance.not_agreed:
        return commitment.reason
    return commitment.words or commitment.accepted_part or "No words yet"


def _implication(implication: Implication) -> Line:
    kind = within(implication.type)
    private = "" if implication.shared_at else " (only your organisation sees this)"
    state = STATUS_WORDS[implication.status].lower()
    return Line(f"Implication ({kind}), {state}: {implication.summary}{private}", implication_id=implication.id)


def _nil(nil: NilReturn) -> Line:
    return Line(f"Nil return: {nil.reason}" if nil.reason else "Nil return: nothing to enter here")
