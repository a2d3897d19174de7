"""The stakeholder map: what it must cover, when people can have been involved, and what may be published of it."""

from datetime import date, timedelta

import pytest

from collab.accounts.models import Nation
from collab.consultations.models import InvolvementStage, RespondentType, StakeholderKind
from collab.consultations.rules import reach, stakeholders, window
from collab.consultations.rules.reach import Counts, Whose

OPENS, CLOSES, TODAY = date(2026, 9, 7), date(2026, 11, 30), date(2027, 1, 10)
EVERY = set(StakeholderKind)


def test_a_map_covers_every_kind_with_a_group_or_a_reason():
    assert stakeholders.uncovered(EVERY, {}, applies_to_wales=True) == ()
    assert stakeholders.uncovered(EVERY - {StakeholderKind.wales}, {}, applies_to_wales=False) == ()
    lacking = stakeholders.uncovered(
        {StakeholderKind.frontline},
        {StakeholderKind.local_area: "None is touched", StakeholderKind.third_sector: "  "},
        applies_to_wales=True,
    )
    assert set(lacking) == EVERY - {StakeholderKind.frontline, StakeholderKind.local_area}


def fields(stage, happened_on, people=5):
    found = stakeholders.involvement_problems(
        happened_on=happened_on,
        stage=stage,
        people=people,
        opens_at=window.opens_at(OPENS),
        closes_at=window.closes_at(CLOSES),
        today=TODAY,
    )
    return {problem.field for problem in found}


@pytest.mark.parametrize(
    ("stage", "first", "last"),
    [
        (InvolvementStage.before_drafting, None, OPENS - timedelta(1)),
        (InvolvementStage.drafting, None, OPENS - timedelta(1)),
        (InvolvementStage.consultation, OPENS, CLOSES),
        (InvolvementStage.decision, CLOSES + timedelta(1), None),
    ],
)
def test_people_are_involved_when_the_dates_say_so(stage, first, last):
    for day, outside in ((first, -1), (last, 1)):
        if day is not None:
            assert fields(stage, day) == set()
            assert fields(stage, day + timedelta(outside)) == {"stage"}


def test_an_entry_has_people_and_a_date_that_is_past():
    early = InvolvementStage.decision
    assert fields(early, TODAY) == set()
    assert fields(early, TODAY + timedelta(1)) == {"happened_on"}
    assert fields(early, None, people=0) == {"happened_on", "people"}
    assert fields(early, TODAY, people=1) == set()
    assert {one.field for one in stakeholders.target_problems(0)} == {"target"}
    assert stakeholders.target_problems(1) == []


def test_those_who_do_the_work_and_who_lived_it_are_heard_before_it_opens():
    late = {StakeholderKind.frontline: {InvolvementStage.consultation}, StakeholderKind.lived_experience: set()}
    assert stakeholders.not_heard_early(late) == tuple(late)
    assert stakeholders.not_heard_early({StakeholderKind.frontline: {InvolvementStage.drafting}}) == ()


def test_a_response_counts_by_type_and_place():
    welsh = Whose(RespondentType.magistrate, None, Nation.wales)
    english = Whose(RespondentType.magistrate, None, Nation.england)
    unknown = Whose(RespondentType.judge, None, None)
    responses = {welsh: 3, english: 5, unknown: 7}
    magistrates = frozenset({RespondentType.magistrate})
    assert reach.responded(Counts(magistrates, None, None), responses) == 8
    assert reach.responded(Counts(magistrates, Nation.wales, None), responses) == 3
    assert reach.responded(Counts(frozenset(), Nation.wales, None), responses) == 3
    assert reach.responded(Counts(frozenset(), None, None), responses) == 15


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ({"a": 10}, {"a": 10}),
        ({"a": 9}, {"a": None}),
        ({"a": 0, "b": 14}, {"a": 0, "b": 10}),
        ({"a": 9, "b": 12, "c": 31}, {"a": None, "b": None, "c": 30}),
        ({"a": 4, "b": 6, "c": 31}, {"a": None, "b": None, "c": 30}),
        ({"a": 4, "b": 5, "c": 31}, {"a": None, "b": None, "c": None}),
    ],
)
def test_small_numbers_and_what_would_tell_them_are_not_published(numbers, shown):
    assert reach.published(numbers) == shown


def test_who_did_not_respond_is_said_and_never_more_than_may_be_known():
    assert reach.missing_words(20, 0) == "20"
    assert reach.missing_words(20, 15) == "Up to 5"
    assert reach.missing_words(20, 20) == "None"
    assert reach.missing_words(20, None) == reach.at_least_words(None) == "Not shown"
    assert reach.at_least_words(15) == "At least 15"
