"""Taking away links that were never opened."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from collab import clock
from collab.accounts.models import EmailedToken
from collab.accounts.policy import Viewer, is_system, permitted
from collab.db import db

KEPT = timedelta(days=28)


@permitted(is_system)
def drop_old_links(*, by: Viewer) -> int:
    """Deletes emailed links 28 days after they stopped working: until then their page says why. Returns how many."""
    done = db.session.execute(delete(EmailedToken).where(EmailedToken.expires_at < clock.now() - KEPT))
    return int(done.rowcount)  # type: ignore[attr-defined]
