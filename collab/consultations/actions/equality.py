"""Counting answers about equality, in the transaction that takes the response, and with nothing that leads back to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import update

from collab.accounts.policy import Viewer, anybody, permitted
from collab.consultations.models import EqualityCount
from collab.consultations.queries.submissions import AskedQuestion
from collab.consultations.rules.answers import Given
from collab.db import db


@permitted(anybody)
def count(asked: Iterable[AskedQuestion], given: Mapping[UUID, Given], *, by: Viewer) -> None:
    """Adds one to the number of each option that was chosen. The consultation is locked, so nobody counts beside this.

    The numbers of all options are made at once, when one is first needed: that one is there tells nothing.
    """
    for question in asked:
        chosen = given.get(question.id, Given())
        if chosen.is_blank:
            continue
        version = question.current
        if not _add(version.id, "", *chosen.keys):
            keys = ["", *(one.key for one in version.options)]
            db.session.add_all(EqualityCount(question_version_id=version.id, option_key=key, number=0) for key in keys)
            db.session.flush()
            _add(version.id, "", *chosen.keys)


def _add(version_id: UUID, *keys: str) -> bool:
    """Whether the numbers were there."""
    mine = (EqualityCount.question_version_id == version_id) & EqualityCount.option_key.in_(keys)
    statement = update(EqualityCount).where(mine).values(number=EqualityCount.number + 1)
    done = db.session.execute(statement, execution_options={"synchronize_session": False})
    return bool(done.rowcount)  # type: ignore[attr-defined]
