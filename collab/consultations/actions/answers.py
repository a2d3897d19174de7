"""Reading and coding one answer in words, question by question."""

from __future__ import annotations

from uuid import UUID

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions import campaigns, codings
from collab.consultations.actions.analysing import settle, take_up
from collab.consultations.actions.coding import note_reading
from collab.consultations.actions.readings import counting
from collab.consultations.models import Reading, Theme
from collab.consultations.queries import campaigns as grouped
from collab.consultations.queries import frames, samples
from collab.consultations.queries import readings as queries
from collab.consultations.rules import frames as framing
from collab.consultations.rules import readings as rules
from collab.consultations.rules.consideration import NOTHING
from collab.consultations.rules.readings import BLIND, Mark, Work
from collab.db import db, lock, touch
from collab.errors import Problem, Refused, Stale


@permitted(policy.can_analyse_answer)
def work_on(reading: Reading, work: Work, *, version: int | None = None, confirms: bool = True, by: Viewer) -> None:
    """Reads, codes and marks one answer. The other answers of the response are nobody's business here.

    What a machine proposed and is ticked becomes this person's coding, unless the page saves by itself (`confirms`).
    Raises Stale when somebody coded this answer meanwhile, and Refused with what became of a theme that was ticked.
    """
    submission = reading.submission
    consultation = submission.consultation
    take_up(consultation, by=by)
    lock(submission, reading)
    held = queries.codings(reading)
    if version is not None and reading.version != version:
        raise Stale(rules.as_typed(reading, held))
    if reading.is_left_out:
        raise Refused("This response is excluded. Include it again before coding it")
    if samples.waiting_for(reading, by.person_id) is not None:
        raise Refused(BLIND)
    wanted = _wanted(reading, work)
    before = grouped.codings_of([submission.id]).get(submission.id, set())
    with counting([submission.id]):
        codings.recode(submission.id, held, wanted, confirms=confirms, by=by)
        _mark(reading, work, by)
    if queries.is_all_read(submission):
        note_reading(submission, by)
    touch(submission)
    db.session.flush()
    db.session.expire(submission, ["codings"])
    settle(consultation, {submission.id}, by=by)
    about = {"submission": str(submission.id), "question": reading.question.number, "codings": len(wanted)}
    record(RootKind.consultation, consultation.id, Event.answer_coded, by=by, about=about)
    campaigns.carry_over(submission, before=before, by=by)


def _wanted(reading: Reading, work: Work) -> set[tuple[UUID, UUID | None]]:
    """(question, theme) ids of the ticks; the theme is None for nothing to code. Raises Refused."""
    offered = {str(theme.number): theme for theme in queries.themes(reading.question)}
    missing = [tick for tick in work.themes if tick not in offered and tick != NOTHING]
    numbers = [int(tick) for tick in missing if tick.isdecimal() and len(tick) < 7]
    known = queries.numbered(reading.submission.consultation_id, numbers)
    problems = rules.problems(work, [_became_of(tick, known.get(tick)) for tick in missing])
    if problems:
        raise Refused(problems)
    return {(reading.question_id, offered[tick].id if tick in offered else None) for tick in work.themes}


def _became_of(tick: str, theme: Theme | None) -> str:
    return framing.became_of(theme, tick, frames.last_of(theme) if theme is not None else None)


def _mark(reading: Reading, work: Work, by: Viewer) -> None:
    reading.is_evidence_rich = Mark.rich in work.marks
    reading.needs_second = Mark.second in work.marks
    reading.is_flagged, reading.flag_note = Mark.flagged in work.marks, work.flag_note
    if reading.read_at is None:
        reading.read_at, reading.read_by_id = clock.now(), by.person_id
    touch(reading)


@permitted(policy.can_analyse_answer)
def translate(
    reading: Reading, *, translation: str, translator: str = "", version: int | None = None, by: Viewer
) -> None:
    """Writes a translation beside an answer, in the name of who made it. What was answered stays as it is."""
    consultation = reading.submission.consultation
    take_up(consultation, by=by)
    lock(reading)
    if version is not None and reading.version != version:
        raise Stale({"translation": reading.translation, "translator": reading.translator})
    if translation and not translator:
        raise Refused(Problem("Enter who translated it", field="translator"))
    reading.translation, reading.translator = translation, translator if translation else ""
    reading.translated_at, reading.translated_by_id = clock.now(), by.person_id
    reading.translated_answer_id = reading.answer_id
    touch(reading)
    db.session.flush()
    about = {"submission": str(reading.submission_id), "question": reading.question.number}
    record(RootKind.consultation, consultation.id, Event.answer_translated, by=by, about=about)
