"""The one place that writes codings, and the log of each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, insert

from collab import clock
from collab.accounts.policy import Viewer, anybody, permitted
from collab.consultations.models import Coding, CodingAct, CodingChange
from collab.consultations.rules.consideration import counts
from collab.db import db, portions, rows

Pair = tuple[UUID, UUID | None]
"""A question, and a theme or nothing to code."""
Change = tuple[CodingAct, UUID, UUID, UUID | None]
"""What happened, to which response, question and theme."""


@permitted(anybody)
def recode(
    submission_id: UUID,
    held: Iterable[Coding],
    wanted: Collection[Pair],
    *,
    act: CodingAct = CodingAct.coded,
    confirms: bool = True,
    by: Viewer,
) -> None:
    """Makes `wanted` the codings of a response, out of those that it has. Those to retired themes stay for the record.

    What a machine proposed and is wanted becomes this person's, unless it only `confirms` later; what is not wanted goes.
    """
    live = {
        (coding.question_id, coding.theme_id): coding
        for coding in held
        if coding.theme is None or coding.theme.retired_at is None
    }
    done: list[Change] = []
    for pair in sorted(live.keys() - set(wanted), key=str):
        by_machine = live[pair].person_id is None
        done.append((CodingAct.rejected if by_machine else CodingAct.removed, submission_id, *pair))
        db.session.delete(live[pair])
    for pair in sorted(live.keys() & set(wanted), key=str):
        if confirms and live[pair].person_id is None:
            live[pair].person_id, live[pair].at = by.person_id, clock.now()
            done.append((CodingAct.confirmed, submission_id, *pair))
    fresh = sorted(set(wanted) - live.keys(), key=str)
    db.session.flush()
    add([(submission_id, *pair) for pair in fresh], act=act, by=by)
    log(done, by=by)


@permitted(anybody)
def add(places: Sequence[tuple[UUID, UUID, UUID | None]], *, act: CodingAct, by: Viewer) -> None:
    """Adds codings, each as (response, question, theme), in the name of who acts; a machine has none."""
    same = {"at": clock.now(), "person_id": by.person_id}
    for some in portions(places):
        made = [{"submission_id": one, "question_id": two, "theme_id": three, **same} for one, two, three in some]
        db.session.execute(insert(rows(Coding)), made)
    log([(act, *place) for place in places], by=by)


@permitted(anybody)
def take_away(codings: Sequence[Coding], *, by: Viewer) -> None:
    """Deletes codings; the log keeps them."""
    log(
        [
            (CodingAct.removed if counts(one) else CodingAct.rejected, one.submission_id, one.question_id, one.theme_id)
            for one in codings
        ],
        by=by,
    )
    for some in portions([one.id for one in codings]):
        db.session.execute(
            delete(Coding).where(Coding.id.in_(some)), execution_options={"synchronize_session": "fetch"}
        )


@permitted(anybody)
def log(changes: Sequence[Change], *, into: UUID | None = None, by: Viewer) -> None:
    """Writes the log. `into` is the theme that took over what was coded to another."""
    same = {"into_theme_id": into, "at": clock.now(), "person_id": by.person_id, "membership_id": by.membership_id}
    for some in portions(changes):
        made = [
            {"act": act, "submission_id": submission_id, "question_id": question_id, "theme_id": theme_id, **same}
            for act, submission_id, question_id, theme_id in some
        ]
        db.session.execute(insert(rows(CodingChange)), made)
