"""What a machine proposes: codings that count for nothing until a person keeps them."""

from __future__ import annotations

import pytest
import time_machine
from sqlalchemy import select

from collab import clock
from collab.consultations.models import Coding, Consideration, Consultation, Submission
from collab.consultations.queries import analysis as queries
from collab.db import db
from tests.factories import analysis
from tests.factories.analysis import AFTER


@pytest.fixture(autouse=True)
def _after():
    with time_machine.travel(AFTER, tick=True):
        yield


def proposed(submission, theme):
    """A machine's coding of the answer to question 2."""
    question = next(a.question_version.question for a in submission.answers if a.words)
    made = Coding(submission_id=submission.id, question_id=question.id, theme_id=theme.id, at=clock.now())
    db.session.add(made)
    db.session.flush()
    db.session.expire(submission, ["codings"])
    return made


def test_what_a_machine_proposed_counts_once_a_person_saves_it(writing_in, reading_in):
    with writing_in():
        consultation = analysis.closed_consultation(responses=2)
        theme, other = analysis.theme(consultation), analysis.theme(consultation, "Say it twice")
        first, second = analysis.submissions(consultation)
        for one in (first, second):
            proposed(one, theme)
            proposed(one, other)
        assert [row.number for row in queries.themes(consultation)] == [0, 0]
        assert {one.coded for one in queries.worked(consultation)} == {frozenset()}
        analysis.coded(first, theme)
        first, second = first.id, second.id
    with reading_in() as session:
        consultation = session.scalars(select(Consultation)).one()
        assert [(row.theme.number, row.number) for row in queries.themes(consultation)] == [(1, 1), (2, 0)]
        read = {one.id: one.consideration for one in session.scalars(select(Submission))}
        assert read == {first: Consideration.coded, second: Consideration.unread}
        kept = session.scalars(select(Coding).where(Coding.submission_id == first)).one()
        assert kept.person_id is not None
        assert session.query(Coding).filter(Coding.person_id.is_(None)).count() == 2
