"""Keeping the map of opinions, and deciding which statements are in it."""

from __future__ import annotations

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.models import Consultation, KeptMap, Question, StatementChoice
from collab.consultations.queries import opinion as queries
from collab.consultations.queries.opinion import Redrawn
from collab.db import db, expect_version, lock
from collab.errors import Problem, Refused, Stale


@permitted(policy.can_draw_map)
def keep_map(consultation: Consultation, new: Redrawn, *, by: Viewer) -> None:
    """Keeps what was drawn. It is no decision and can be drawn again from the votes, so nothing is recorded."""
    lock(consultation)
    held = queries.row(consultation.id)
    if held is None:
        held = KeptMap(consultation_id=consultation.id)
        db.session.add(held)
    held.drawn_at, held.head, held.votes_mark = clock.now(), new.head, new.votes_mark
    if new.drawn is not None:
        held.content, held.groups = new.drawn.content, new.drawn.groups
    db.session.flush()


@permitted(policy.can_read_submissions)
def place_statement(
    consultation: Consultation,
    question: Question,
    *,
    is_left_out: bool,
    reason: str,
    by: Viewer,
    version: int | None = None,
) -> None:
    """Leaves a statement out of the map, or puts it in, with a reason that everybody reads who sees the map."""
    lock(consultation)
    choice = queries.choice(question.id)
    if choice is None:
        choice = StatementChoice(question_id=question.id)
        db.session.add(choice)
    else:
        lock(choice)
        if version is None:
            raise Stale({"reason": choice.reason})
        expect_version(choice, version)
    if not reason.strip():
        raise Refused(Problem("Say why, for those who read the map", field="reason"))
    choice.is_left_out, choice.reason = is_left_out, reason.strip()
    choice.at, choice.by_id = clock.now(), by.person_id
    held = queries.row(consultation.id)
    if held is not None:
        held.head = ""  # it is drawn anew within a minute
    db.session.flush()
    event = Event.statement_left_out if is_left_out else Event.statement_put_in
    facts = {"question": question.number, "reason": choice.reason}
    record(RootKind.consultation, consultation.id, event, by=by, about=facts)
