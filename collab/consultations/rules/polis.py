"""A Polis export read into statements, last votes and tallies.

In the files 1 is agree, -1 disagree and 0 pass. A person's last vote on a statement is the one that counts,
and a statement that its moderators rejected is left out with its votes.

The `agrees` and `disagrees` that Polis prints in comments.csv may be higher than a recount here. They count
rows of votes.csv, so they count a person who voted again, changing their mind or not, once for each time.
The matrix in participants-votes.csv holds last votes only, and equals the recount cell by cell.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from collab.consultations.rules.imports import LAST_YEAR, ImportRefused, Row, read_records, read_table

COMMENTS, VOTES = "comments.csv", "votes.csv"
PARTICIPANTS, SUMMARY = "participants-votes.csv", "summary.csv"
AGREE, PASS, DISAGREE = 1, 0, -1

_REJECTED = -1
_MAX_ID = 2**31 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_MILLISECONDS = (datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1) - 1


@dataclass(frozen=True, slots=True)
class Tally:
    """The last votes on one statement."""

    agree: int
    disagree: int
    passed: int

    @property
    def n(self) -> int:
        return self.agree + self.disagree + self.passed


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that was open to votes; `moderated` is 1 for approved and 0 for never looked at."""

    id: int
    text: str
    moderated: int
    submitted_at: datetime
    tally: Tally


@dataclass(frozen=True, slots=True)
class Vote:
    """A person's last vote on a statement: AGREE, DISAGREE or PASS."""

    statement_id: int
    voter_id: int
    value: int
    cast_at: datetime


@dataclass(frozen=True, slots=True)
class Participant:
    """A voter and the opinion group that Polis put them in, if any."""

    id: int
    group: int | None


@dataclass(frozen=True, slots=True)
class PolisExport:
    """A whole conversation: statements by id, votes by statement and voter, participants by id.

    `title`, `description` and `url` are empty, and `participants` too, when their file is not in the
    export.
    """

    title: str
    description: str
    url: str
    statements: tuple[Statement, ...]
    votes: tuple[Vote, ...]
    participants: tuple[Participant, ...]

    @property
    def voters(self) -> int:
        """How many people have at least one vote that counts."""
        return len({vote.voter_id for vote in self.votes})

    @property
    def first_vote_at(self) -> datetime | None:
        """The earliest of the votes that count."""
        return min((vote.cast_at for vote in self.votes), default=None)

    @property
    def last_vote_at(self) -> datetime | None:
        return max((vote.cast_at for vote in self.votes), default=None)

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of statements and votes, whatever the order of rows and the line ends."""
        statements = [[s.id, s.text] for s in self.statements]
        votes = [[v.statement_id, v.voter_id, v.value] for v in self.votes]
        return hashlib.sha256(json.dumps([statements, votes]).encode()).hexdigest()


def read_export(directory: Path) -> PolisExport:
    """The export in a directory. Raises ImportRefused as `parse_export` does."""
    names = (COMMENTS, VOTES, PARTICIPANTS, SUMMARY)
    return parse_export({name: (directory / name).read_bytes() for name in names if (directory / name).is_file()})


def parse_export(files: Mapping[str, bytes]) -> PolisExport:
    """The export whose files are given by name; participants-votes.csv and summary.csv may be left out.

    Raises ImportRefused for the first fault found, so that nothing of a malformed export is used.
    """
    for name in (COMMENTS, VOTES):
        if name not in files:
            raise ImportRefused(name, None, "is missing from the export")
    comments = _comments(files[COMMENTS])
    rejected = {key for key, row in comments.items() if _moderated(row) == _REJECTED}
    votes = tuple(vote for vote in _last_votes(files[VOTES], comments.keys()) if vote.statement_id not in rejected)
    summary = _summary(files.get(SUMMARY, b""))
    return PolisExport(
        title=summary.get("topic", ""),
        description=summary.get("conversation-description", ""),
        url=summary.get("url", ""),
        statements=_statements({key: row for key, row in comments.items() if key not in rejected}, votes),
        votes=votes,
        participants=_participants(files[PARTICIPANTS]) if PARTICIPANTS in files else (),
    )


def _comments(content: bytes) -> dict[int, Row]:
    comments: dict[int, Row] = {}
    for row in read_table(COMMENTS, content, ("timestamp", "comment-id", "moderated", "comment-body")):
        key = row.integer("comment-id", 0, _MAX_ID)
        if key in comments:
            row.refuse(f"comment-id {key} stands already on line {comments[key].line}")
        comments[key] = row
    return comments


def _statements(comments: Mapping[int, Row], votes: Iterable[Vote]) -> tuple[Statement, ...]:
    counts = Counter((vote.statement_id, vote.value) for vote in votes)
    return tuple(_statement(key, comments[key], counts) for key in sorted(comments))


def _statement(key: int, row: Row, counts: Mapping[tuple[int, int], int]) -> Statement:
    text = row.cells["comment-body"].strip()
    if not text:
        row.refuse("comment-body is empty")
    tally = Tally(*(counts.get((key, value), 0) for value in (AGREE, DISAGREE, PASS)))
    return Statement(key, text, _moderated(row), _instant(row), tally)


def _moderated(row: Row) -> int:
    return row.integer("moderated", -1, 1)


def _last_votes(content: bytes, statement_ids: Iterable[int]) -> list[Vote]:
    rows = read_table(VOTES, content, ("timestamp", "comment-id", "voter-id", "vote"))
    known = set(statement_ids)
    cast = [_vote(row, known) for row in rows]
    # Sorting keeps the order of the file among equal times, so the later of two such rows counts.
    last = {(vote.statement_id, vote.voter_id): vote for vote in sorted(cast, key=lambda vote: vote.cast_at)}
    return [last[key] for key in sorted(last)]


def _vote(row: Row, known: set[int]) -> Vote:
    statement_id = row.integer("comment-id", 0, _MAX_ID)
    if statement_id not in known:
        row.refuse(f"comment-id {statement_id} is not in {COMMENTS}")
    return Vote(statement_id, row.integer("voter-id", 0, _MAX_ID), row.integer("vote", -1, 1), _instant(row))


def _instant(row: Row) -> datetime:
    return _EPOCH + timedelta(milliseconds=row.integer("timestamp", 0, _MAX_MILLISECONDS))


def _participants(content: bytes) -> tuple[Participant, ...]:
    found: dict[int, Participant] = {}
    for row in read_table(PARTICIPANTS, content, ("participant", "group-id")):
        key = row.integer("participant", 0, _MAX_ID)
        if key in found:
            row.refuse(f"participant {key} stands twice")
        grouped = row.cells["group-id"].strip()
        found[key] = Participant(key, row.integer("group-id", 0, _MAX_ID) if grouped else None)
    return tuple(found[key] for key in sorted(found))


def _summary(content: bytes) -> dict[str, str]:
    summary: dict[str, str] = {}
    for line, cells in read_records(SUMMARY, content):
        if len(cells) != 2:
            raise ImportRefused(SUMMARY, line, f"has {len(cells)} cells instead of a name and a value")
        if cells[0] == "url" and not cells[1].startswith(("https://", "http://")):
            raise ImportRefused(SUMMARY, line, "the url is not a web address")
        summary[cells[0]] = cells[1].strip()
    return summary
