"""Being there: noting which windows have a document open. Not a change of anything, and so no entry of the audit trail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import delete, update

from collab import changes, clock
from collab.accounts.policy import Viewer, anybody, permitted
from collab.db import add_once, db
from collab.documents import policy
from collab.documents.models import Presence
from collab.documents.policy import Owner
from collab.documents.rules.live import PRESENT, cursor
from collab.errors import NotFound


@permitted(anybody)
def note(document_id: UUID, client: int, said: Any, *, left: bool = False, owner: Owner, by: Viewer) -> None:
    """Notes a window of this person, or that they left it, and forgets those that were not heard of for long."""
    if policy.place(owner, document_id, viewer=by) is None:
        raise NotFound
    now = clock.now()
    windows = delete(Presence).where(Presence.document_id == document_id)
    db.session.execute(windows.where(Presence.seen_at < now - PRESENT))
    own = (Presence.document_id == document_id, Presence.client == client, Presence.person_id == by.person_id)
    if left:
        db.session.execute(delete(Presence).where(*own))
    else:
        seen = {"cursor": cursor(said), "seen_at": now, "organisation_id": by.organisation_id}
        known = {"document_id": document_id, "client": client, "person_id": by.person_id}
        if not add_once(Presence, **known, **seen):
            db.session.execute(update(Presence).where(*own).values(**seen))
    changes.announce(db.session, document_id)
