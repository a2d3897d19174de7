"""Saving text. The feature that owns the document has locked its own root, and records the write in its chain."""

from __future__ import annotations

from sqlalchemy import select

from collab import clock, text
from collab.accounts.policy import Viewer, anybody, permitted
from collab.db import add_once, db, expect_version, lock
from collab.documents.actions import live
from collab.documents.models import Document, ReferenceCounter, Revision
from collab.text import Block, Language, TextStatus


@permitted(anybody)
def write(
    document: Document, source: str, *, by: Viewer, version: int | None = None, language: Language = Language.english
) -> Revision | None:
    """Saves typed text as the next revision; blocks that go on keep their ids. None when nothing changed.

    Raises Stale when `version` is not the document's any more. The policy is the owner's: `write` is never called by a view.
    What was typed live must be settled before; what is saved here goes into its log too.
    """
    lock(document)
    expect_version(document, version)
    old = document.blocks if language is Language.english else document.blocks_cy
    return write_blocks(document, text.carry_ids(old, text.parse(source)), by=by, language=language)


@permitted(anybody)
def write_blocks(
    document: Document, blocks: tuple[Block, ...], *, by: Viewer, language: Language = Language.english
) -> Revision | None:
    """The same for blocks that have their ids already, of a document that is locked."""
    english = language is Language.english
    if text.as_json(blocks) == text.as_json(document.blocks if english else document.blocks_cy):
        return None
    if english:
        live.rewrite(document, blocks, by=by)
    document.revision += 1
    revision = Revision(
        document=document,
        number=document.revision,
        language=language,
        blocks=blocks,
        status=TextStatus.approved if blocks else TextStatus.missing,
        source=0 if english else _english_revision(document),
        at=clock.now(),
        person_id=by.person_id,
        membership_id=by.membership_id,
        organisation_id=by.organisation_id,
    )
    db.session.add(revision)
    if english:
        document.blocks = blocks
    else:
        document.blocks_cy, document.status_cy, document.source_cy = blocks, revision.status, revision.source
    db.session.flush()
    return revision


def _english_revision(document: Document) -> int:
    english = [revision.number for revision in document.revisions if revision.language is Language.english]
    return max(english, default=0)


@permitted(anybody)
def next_reference(prefix: str, *, by: Viewer) -> str:
    """The next public reference, like JP-2026-003. The counter's row is locked until the transaction ends."""
    year = clock.today().year
    add_once(ReferenceCounter, prefix=prefix, year=year, last=0)
    query = select(ReferenceCounter).where(ReferenceCounter.prefix == prefix, ReferenceCounter.year == year)
    counter = db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()
    counter.last += 1
    db.session.flush()
    return f"{prefix}-{year}-{counter.last:03}"
