"""Double coding: drawing a sample, the second reader's codes, and settling where two readers differ."""

from __future__ import annotations

from collections.abc import Sequence

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions import codings
from collab.consultations.actions.analysing import settle, take_up
from collab.consultations.actions.comparing import compare
from collab.consultations.models import CodingAct, Consultation, Question, Sample, SampledAnswer
from collab.consultations.queries import assignments, readings
from collab.consultations.queries import samples as queries
from collab.consultations.rules import agreement
from collab.consultations.rules.consideration import NOTHING
from collab.db import db, expect_version, lock, touch
from collab.errors import Problem, Refused

MOST = 2_000


@permitted(policy.can_analyse)
def draw(
    consultation: Consultation,
    question: Question,
    *,
    reader_id: str,
    size: int,
    seed: int,
    only_coded: bool = True,
    by: Viewer,
) -> Sample:
    """Draws answers by lot for a second reader: of those that are coded, or of all. What the reader coded is left out."""
    take_up(consultation, by=by)
    reader = assignments.analyst(consultation, reader_id)
    problems = [] if reader else [Problem("Choose the second reader", field="reader_id")]
    if not 0 < size <= MOST:
        problems.append(Problem(f"Enter a number of answers from 1 to {MOST:,}", field="size"))
    if not 0 < seed < 2**31:
        problems.append(Problem("Enter a whole number for the draw, from 1 to 2,147,483,647", field="seed"))
    if problems or reader is None:
        raise Refused(problems)
    held = queries.population(question, only_coded=only_coded, reader_id=reader.id)
    receipts = agreement.drawn(held, size, seed)
    if not receipts:
        raise Refused("There is no answer that this person could read as the second reader")
    sample = Sample(
        question_id=question.id,
        number=queries.last_number(question) + 1,
        size=len(receipts),
        seed=seed,
        only_coded=only_coded,
        drawn_from=len(held),
        reader_id=reader.id,
        drawn_at=clock.now(),
        drawn_by_id=by.person_id,
    )
    sample.answers = [SampledAnswer(position=n, submission_id=held[one]) for n, one in enumerate(receipts, start=1)]
    db.session.add(sample)
    _record(consultation, question, Event.sample_drawn, by, sample=sample.number, answers=len(receipts), seed=seed)
    return sample


@permitted(policy.can_code_second)
def code_second(answer: SampledAnswer, themes: Sequence[str], *, version: int | None = None, by: Viewer) -> None:
    """Keeps what the second reader says, apart from the codings that count. It is said once."""
    question = answer.sample.question
    consultation = question.consultation
    take_up(consultation, by=by)
    lock(answer)
    expect_version(answer, version)
    if answer.second_at is not None:
        raise Refused("You coded this answer already. Both codings can be compared now")
    ticked = _ticks(question, themes)
    if not ticked:
        raise Refused(Problem("Tick what it says, or that there is nothing to code", field="themes"))
    answer.second, answer.second_at = ticked, clock.now()
    db.session.flush()
    compare({answer.submission_id}, by=by)
    _record(consultation, question, Event.sample_coded, by, sample=answer.sample.number, place=answer.position)


@permitted(policy.can_settle_sampled)
def settle_difference(answer: SampledAnswer, themes: Sequence[str], *, version: int | None = None, by: Viewer) -> None:
    """Says which codes hold where two readers differ. They become the coding of the answer, with its history."""
    question = answer.sample.question
    consultation = question.consultation
    take_up(consultation, by=by)
    lock(answer.submission, answer)
    expect_version(answer, version)
    if answer.compared_at is None:
        raise Refused("Both readers have to code this answer first")
    if answer.settled_at is not None:
        raise Refused("This is settled already")
    ticked = _ticks(question, themes)
    if not ticked:
        raise Refused(Problem("Tick what holds, or that there is nothing to code", field="themes"))
    reading = readings.of_answer(answer.submission_id, question.id)
    lock(reading)
    offered = {str(theme.number): theme.id for theme in readings.themes(question)}
    wanted = {(question.id, offered.get(tick)) for tick in ticked}
    codings.recode(answer.submission_id, readings.codings(reading), wanted, act=CodingAct.settled, by=by)
    touch(reading)
    touch(answer.submission)
    answer.settled_at, answer.settled_by_id = clock.now(), by.person_id
    db.session.flush()
    settle(consultation, {answer.submission_id}, by=by)
    _record(consultation, question, Event.sample_settled, by, sample=answer.sample.number, place=answer.position)


def _ticks(question: Question, themes: Sequence[str]) -> list[str]:
    """What was ticked, in order. Raises Refused."""
    offered = {str(theme.number) for theme in readings.themes(question)} | {NOTHING}
    problems = []
    if set(themes) - offered:
        problems.append(Problem("A theme was changed or retired. Open the answer again to see them", field="themes"))
    if NOTHING in themes and len(set(themes)) > 1:
        problems.append(Problem("Untick the themes, or untick that there is nothing to code", field="themes"))
    if problems:
        raise Refused(problems)
    return sorted(set(themes), key=agreement.place)


def _record(consultation: Consultation, question: Question, event: Event, by: Viewer, **about: object) -> None:
    db.session.flush()
    record(RootKind.consultation, consultation.id, event, by=by, about={"question": question.number, **about})
