"""What this installation is, as a whole."""

from __future__ import annotations

from sqlalchemy import func, select

from collab.accounts.models import (
    Installation,
    Person,
)
from collab.db import db

DEMONSTRATION = select(Installation.__table__.c.is_demonstration)


def installation() -> Installation | None:
    return db.session.get(Installation, 1)


def is_demonstration() -> bool:
    """Whether this installation was filled with invented content."""
    return bool(db.session.scalar(DEMONSTRATION))


def is_empty() -> bool:
    """Whether nobody can sign in yet."""
    return not db.session.scalar(select(func.count()).select_from(Person))
