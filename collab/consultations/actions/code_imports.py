"""Codes from a file: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, func, update

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions import codings
from collab.consultations.actions.analysing import settle, take_up
from collab.consultations.actions.readings import counting
from collab.consultations.models import CodingAct, Consultation, Reading, Submission
from collab.consultations.models import readings as states
from collab.consultations.queries import code_imports as queries
from collab.consultations.queries import readings
from collab.consultations.rules import code_tables as rules
from collab.consultations.rules.code_tables import CodedRow
from collab.consultations.rules.consideration import NOTHING
from collab.db import db, portions
from collab.errors import Refused

QUIETLY = {"synchronize_session": False}


@permitted(policy.can_analyse)
def bring_in_codes(consultation: Consultation, lines: Sequence[Sequence[str]], *, by: Viewer) -> int:
    """Adds the codes of a table that was looked at, judged anew; returns how many answers it coded.

    What an answer is coded to already stays. Raises Refused with nothing written where any row is at fault now.
    """
    take_up(consultation, by=by)
    found = rules.check(lines, queries.known(consultation, rules.receipts(lines)))
    if found.faults:
        raise Refused("Something changed since you looked at the file. Upload it again to see the rows at fault")
    ids = queries.ids(consultation, [row.receipt for row in found.rows])
    for some in portions(found.rows, 500):
        _code(consultation, some, ids, by)
    db.session.expire_all()
    settle(consultation, set(ids.values()), by=by)
    record(RootKind.consultation, consultation.id, Event.codes_imported, by=by, about={"answers": len(found.rows)})
    return len(found.rows)


def _code(consultation: Consultation, rows: Sequence[CodedRow], ids: dict[str, UUID], by: Viewer) -> None:
    asked = {row.question.number: row.question for row in readings.progress(consultation)}
    offered = {number: {str(theme.number): theme.id for theme in readings.themes(one)} for number, one in asked.items()}
    mine = sorted({ids[row.receipt] for row in rows})
    held = {(one.submission_id, one.question_id, one.theme_id): one for one in queries.codings(mine)}
    fresh, confirmed = [], []
    for row in rows:
        for tick in row.themes:
            theme_id = None if tick == NOTHING else offered[row.question][tick]
            place = (ids[row.receipt], asked[row.question].id, theme_id)
            if place not in held:
                fresh.append(place)
            elif held[place].person_id is None:
                held[place].person_id, held[place].at = by.person_id, clock.now()
                confirmed.append((CodingAct.confirmed, *place))
    db.session.flush()
    with counting(mine):
        codings.add(fresh, act=CodingAct.imported, by=by)
        codings.log(confirmed, by=by)
        for number, question in asked.items():
            _read(question.id, [ids[row.receipt] for row in rows if row.question == number], by)
    unread = exists().where(Reading.submission_id == Submission.id, states.UNREAD)
    whole = {"read_at": clock.now(), "read_by_id": by.person_id}
    here = (Submission.id.in_(mine), Submission.read_at.is_(None), ~unread)
    db.session.execute(update(Submission).where(*here).values(whole), execution_options=QUIETLY)
    raised = {"version": Submission.version + 1}
    db.session.execute(update(Submission).where(Submission.id.in_(mine)).values(raised), execution_options=QUIETLY)


def _read(question_id: UUID, submission_ids: Sequence[UUID], by: Viewer) -> None:
    """Coding is reading, and makes the open page of an answer stale."""
    here = (Reading.question_id == question_id, Reading.submission_id.in_(submission_ids))
    now = {
        "version": Reading.version + 1,
        "read_at": func.coalesce(Reading.read_at, clock.now()),
        "read_by_id": func.coalesce(Reading.read_by_id, by.person_id),
    }
    db.session.execute(update(Reading).where(*here).values(now), execution_options=QUIETLY)
