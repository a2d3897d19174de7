"""Keeping what two readers said of one answer, before either can have seen what the other said."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from collab import clock
from collab.accounts.policy import Viewer, anybody, permitted
from collab.consultations.queries import readings
from collab.consultations.queries import samples as queries
from collab.consultations.rules import agreement
from collab.consultations.rules.consideration import NOTHING, counts
from collab.db import db, portions


@permitted(anybody)
def compare(ids: Collection[UUID], *, by: Viewer) -> None:
    """Keeps the first reader's codes of these responses where the second has coded too: later changes change no agreement."""
    for some in portions(ids):
        for answer in queries.uncompared(some):
            reading = readings.of_answer(answer.submission_id, answer.sample.question_id)
            said = [one for one in readings.codings(reading) if counts(one)]
            if not said:
                continue
            answer.first = sorted(
                (str(one.theme.number) if one.theme else NOTHING for one in said), key=agreement.place
            )
            answer.compared_at = clock.now()
            if set(answer.first) == set(answer.second):
                answer.settled_at = clock.now()
    db.session.flush()
