"""How a consultation is going: counts of responses and of drafts, for those who run it."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import AreaKind
from collab.accounts.policy import ANONYMOUS
from collab.consultations import queries
from collab.consultations.actions import drafts, submissions
from collab.consultations.actions.drafts import Typed
from collab.consultations.models import Channel, RespondentType, Runner, RunRole
from collab.consultations.queries import progress as counting
from collab.consultations.queries import setup
from collab.consultations.rules import progress as rules
from collab.consultations.rules.answers import Given
from collab.consultations.rules.progress import Bar, Line
from tests.factories.accounts import author, sign_in
from tests.factories.submissions import ANSWERS, DURING, OPENS, PERSON, letter, open_consultation, response
from tests.support.page import words


@pytest.fixture
def address(writing_in):
    """Eight responses by magistrates and two others, a draft that stopped at question 3, one without an answer, and a test."""
    with writing_in():
        with clock.pinned(OPENS):
            author("HO"), author("AGO")
            one = open_consultation()
        one.runners.append(
            Runner(organisation=accounts.organisation_by_code("AGO"), role=RunRole.supporting, position=2)
        )
        area = accounts.areas(AreaKind.police_force_area)[0]
        for day in range(8):
            response(one, at=DURING + timedelta(days=day // 4), about=replace(PERSON, area_id=area.id))
        letter(one, about=replace(PERSON, respondent_type=RespondentType.victim))
        gone = response(one, about=replace(PERSON, respondent_type=RespondentType.judge))
        late_evening = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)  # 25 October in London, the night the clocks go back
        response(one, at=late_evening, about=replace(PERSON, respondent_type=RespondentType.judge))
        with clock.pinned(DURING):
            submissions.withdraw(gone, by=ANONYMOUS)
            asked = setup.questions(one)
            begun = drafts.start(one, token="a" * 43, by=ANONYMOUS)
            typed = [Typed(asked[place], given, asked[place].current.id, None, f"a{place}") for place, given in ((0, ANSWERS[1]), (2, ANSWERS[3]), (3, Given()))]  # fmt: skip
            drafts.answer(begun, typed, by=ANONYMOUS)
            drafts.start(one, token="b" * 43, by=ANONYMOUS)
            test = drafts.start_test(one, token="c" * 43, by=author("HO"))
            drafts.answer(test, typed, by=author("HO"))
        return f"/consultations/{one.reference}"


def test_the_team_sees_counts_and_supporters_no_small_ones(app, address, reading_in, statements):
    with reading_in():
        one = queries.get(address.rpartition("/")[2], viewer=ANONYMOUS)
        found = counting.received(one)
        assert found.by_day == {date(2026, 10, 25): 1, date(2026, 11, 2): 5, date(2026, 11, 3): 4}
        assert found.by_channel == {Channel.web: 9, Channel.post: 1}
        assert found.by_type == {RespondentType.magistrate: 8, RespondentType.victim: 1, RespondentType.judge: 1}
        begun = counting.begun(one, setup.questions(one))
        assert (begun.all, begun.sent, begun.furthest) == (12, 10, {3: 1})
    with time_machine.travel(DURING + timedelta(days=2), tick=False):
        lead, supporting = app.test_client(), app.test_client()
        sign_in(lead, "author@ho.example")
        sign_in(supporting, "author@ago.example")
        with statements() as sent:
            page = lead.get_ok(f"{address}/progress").text
        assert len(sent) < 25, len(sent)
        said = words(page)
        for expected in (
            "Most responses came on 2 November 2026",
            "Responses so far: 10",
            "25 days are left.",
            "Nobody from 27 groups has answered yet",
            "probation",
            "Magistrate 8",
            "Post 1",
            "On the website 12 responses were begun: 10 were sent (83%), 2 are not finished",
            "No question yet 1",
            "3. Should an inspector decide? 1",
        ):
            assert expected in said, expected
        assert page.count("<rect ") == 3
        hidden = words(supporting.get_ok(f"{address}/progress").text)
        for expected in (
            "Magistrate Not shown",
            "Post Not shown",
            "Responses so far: 10",
            "numbers below 5 are hidden",
        ):
            assert expected in hidden, expected
        assert "were sent" not in hidden
        assert "Progress" in words(lead.get_ok(address).text)
        outsider = app.test_client()
        assert outsider.get(f"{address}/progress").status_code in (302, 303)


def test_the_rules_of_the_numbers():
    assert rules.chart([]) == rules.Chart(1, (), 0)
    days = rules.by_day(
        {date(2026, 11, 3): 400, date(2026, 11, 5): 1}, date(2026, 11, 2), date(2026, 11, 4), is_whole=True
    )
    assert [day.number for day in days] == [0, 400, 0, 1]
    assert rules.chart(days).bars == (Bar(10, 0, 160), Bar(30, 159, 1))
    assert rules.busiest(days).on == date(2026, 11, 3)
    small = rules.by_day(
        {date(2026, 11, 2): 4, date(2026, 11, 3): 9}, date(2026, 11, 2), date(2026, 11, 3), is_whole=False
    )
    assert [day.number for day in small] == [None, None]
    assert rules.busiest(small) is None
    assert rules.busiest(small[:1] * 2) is None
    names = {"a": "A", "b": "B", "c": "C", "d": "D"}
    assert rules.breakdown({"a": 5, "b": 9, "c": 0}, names, is_whole=True) == (Line("B", 9), Line("A", 5))
    assert rules.breakdown({"a": 4, "b": 9, "d": 20}, names, is_whole=False) == (
        Line("D", 20),
        Line("A", None),
        Line("B", None),
    )
    assert rules.stopped(Counter({2: 3}), ["One", "Two"], 5, is_whole=True) == (Line("No question yet", 2), Line("1. One", 0), Line("2. Two", 3))  # fmt: skip
    assert rules.missing({"a": 1, "b": 0}, names) == ["B", "C", "D"]
    assert [rules.days_left_words(days) for days in (None, 0, 1, 2)] == ["", "Today is the last day.", "1 day is left.", "2 days are left."]  # fmt: skip
    assert [rules.Completion(*numbers, ()).percent for numbers in ((0, 0), (3, 2), (3, 3))] == [0, 66, 100]
    assert set(rules.GROUPS) == set(RespondentType) - {RespondentType.other, RespondentType.prefer_not_to_say}
