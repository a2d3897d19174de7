"""Keeping files. What they belong to has locked its own root, decided who may, and records the write in its chain."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from sqlalchemy import delete

from collab import clock
from collab.accounts.policy import Viewer, anybody, is_system, permitted
from collab.attachments import queries
from collab.attachments.models import Accessibility, Attachment, FileKind, ParentKind
from collab.attachments.rules import limits, names
from collab.attachments.rules.content import checked_kind
from collab.db import db, portions
from collab.errors import NotFound, Problem, Refused, Stale

SETTLED = timedelta(days=1)
"""A file without a row that is younger than this may belong to a request that is still running."""


@dataclass(frozen=True)
class Sent:
    """A file as somebody sent it, with the words that go with it."""

    name: str
    content: bytes
    title: str
    description: str
    accessibility: Accessibility
    accessible_note: str = ""
    title_cy: str = ""


@permitted(anybody)
def attach(kind: ParentKind, parent_id: UUID, *, sent: Sent, folder: Path, by: Viewer) -> Attachment:
    """Checks and keeps a file. Raises Refused. The policy is the parent's: `attach` is never called by a view.

    The content is on the disk before the row is committed; where the transaction fails, `sweep` removes it.
    """
    if by.organisation_id is None:
        raise NotFound
    name = names.cleaned(sent.name)
    standing = len(queries.on(kind, parent_id))
    problems = limits.size_problems(len(sent.content), standing=standing, held=queries.held_by(by.organisation_id))
    problems += limits.note_problems(sent.accessibility, sent.accessible_note)
    if problems:
        raise Refused(problems)
    found = checked_kind(name, sent.content)
    return _add(kind, parent_id, sent, name, found, folder=folder, by=by)


@permitted(anybody)
def take(kind: ParentKind, parent_id: UUID, *, name: str, stream: IO[bytes], folder: Path, by: Viewer) -> Attachment:
    """Checks and keeps what a respondent sent, whoever they are. Raises Refused. The parent is locked, and asked before.

    One file at a time is in memory, as its whole content is looked at; what is too big is not read at all.
    """
    name = names.cleaned(name)
    size = stream.seek(0, os.SEEK_END)
    wrong = limits.answer_problem(name, size, held=queries.held_under(parent_id))
    if wrong:
        raise Refused(Problem(wrong, field="file"))
    stream.seek(0)
    content = stream.read()
    try:
        found = checked_kind(name, content)
    except Refused as refusal:
        raise Refused(Problem(f"“{name}”: {refusal.problems[0].message}", field="file")) from refusal
    sent = Sent(name, content, title=name, description="", accessibility=Accessibility.not_accessible)
    return _add(kind, parent_id, sent, name, found, folder=folder, by=by)


@permitted(anybody)
def printed(name: str, stream: IO[bytes], *, by: Viewer) -> tuple[str, int, str]:
    """What tells a file from others: its cleaned name, its size and the SHA-256 of its content."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return names.cleaned(name), size, hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


@permitted(is_system)
def forget(ids: Collection[UUID], *, by: Viewer) -> None:
    """Erases the rows of files that nothing holds any more; `sweep` removes the content of what has no row."""
    for some in portions(ids):
        db.session.execute(delete(Attachment).where(Attachment.id.in_(some)))


def _add(
    kind: ParentKind, parent_id: UUID, sent: Sent, name: str, found: FileKind, *, folder: Path, by: Viewer
) -> Attachment:
    attachment = Attachment(
        parent_kind=kind,
        parent_id=parent_id,
        number=queries.last_number(parent_id) + 1,
        title=sent.title,
        title_cy=sent.title_cy,
        description=sent.description,
        accessibility=sent.accessibility,
        accessible_note=sent.accessible_note,
        file_name=name,
        kind=found,
        size=len(sent.content),
        sha256=hashlib.sha256(sent.content).hexdigest(),
        storage_name=_keep(sent.content, folder),
        added_at=clock.now(),
        person_id=by.person_id,
        membership_id=by.membership_id,
        organisation_id=by.organisation_id,
    )
    db.session.add(attachment)
    db.session.flush()
    return attachment


@permitted(anybody)
def describe(
    attachment: Attachment,
    *,
    title: str,
    description: str,
    accessibility: Accessibility,
    accessible_note: str = "",
    title_cy: str = "",
    version: int | None = None,
    by: Viewer,
) -> None:
    """Changes the words that go with a file. Raises Stale with what is stored, Refused."""
    db.session.refresh(attachment)
    if version is not None and attachment.version != version:
        raise Stale(attachment)
    problems = limits.note_problems(accessibility, accessible_note)
    if problems:
        raise Refused(problems)
    attachment.title, attachment.title_cy, attachment.description = title, title_cy, description
    attachment.accessibility, attachment.accessible_note = accessibility, accessible_note


@permitted(anybody)
def remove(attachment: Attachment, *, by: Viewer) -> None:
    """Takes a file off. Its content stays: an edition or a version may hold it."""
    db.session.refresh(attachment)
    if attachment.removed_at is None:
        attachment.removed_at, attachment.removed_by_id = clock.now(), by.person_id


@permitted(is_system)
def sweep(folder: Path, *, by: Viewer) -> int:
    """Removes files without a row that have been there for a day: their transaction failed. Returns how many went."""
    before = (clock.now() - SETTLED).timestamp()
    found = [path for path in folder.glob("*/*") if path.is_file() and path.stat().st_mtime < before]
    known = queries.known([path.name for path in found])
    lost = [path for path in found if path.name not in known]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)


def _keep(content: bytes, folder: Path) -> str:
    """Writes the content under a temporary name, makes sure that the disk has it, and gives it its own."""
    name = secrets.token_hex(32)
    shelf = folder / name[:2]
    shelf.mkdir(mode=0o700, parents=True, exist_ok=True)
    writing = shelf / f"{name}.part"
    with os.fdopen(os.open(writing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    writing.rename(shelf / name)
    for made in (shelf, folder):
        directory = os.open(made, os.O_RDONLY)
        os.fsync(directory)
        os.close(directory)
    return name
