"""A commitment after it was signed: what is late, on both sides of each boundary, and what each step needs (C2 to C6)."""

import uuid
from dataclasses import replace
from datetime import date

import pytest

from collab.accounts.models import OrganisationClass
from collab.proposals.models import Acceptance, CommitmentStatus, DateChangeReason, Delivery, Rag
from collab.proposals.rules import delivery as rules
from collab.proposals.rules.delivery import Report, Standing
from collab.proposals.rules.quarters import Quarter, offered, period, quarter, quarter_of

TODAY = date(2027, 6, 30)
GREEN = Report(Delivery.in_progress, "The form is drafted.", Rag.green)
AMBER = replace(GREEN, rag=Rag.amber, path_to_green="One more writer.", green_on=date(2027, 9, 1))


def test_overdue_is_computed_whatever_its_colour():
    assert not rules.is_overdue(date(2027, 6, 30), TODAY, is_live=True)
    assert rules.is_overdue(date(2027, 6, 29), TODAY, is_live=True)
    assert not rules.is_overdue(date(2027, 6, 29), TODAY, is_live=False)
    assert not rules.is_overdue(None, TODAY, is_live=True)


@pytest.mark.parametrize(("reported", "late"), [(date(2027, 4, 1), False), (date(2027, 3, 31), True), (None, False)])
def test_an_update_is_overdue_after_90_days(reported, late):
    """From 1 April to 30 June are 90 days."""
    asked = {"is_live": True, "delivery": Delivery.in_progress}
    assert rules.is_update_overdue(reported, TODAY, **asked) is late
    assert not rules.is_update_overdue(reported, TODAY, **{**asked, "delivery": Delivery.complete_claimed})
    assert not rules.is_update_overdue(reported, TODAY, **{**asked, "is_live": False})


def test_a_policing_body_answers_within_56_days_of_which_publication_is_the_first():
    assert rules.answer_due_on(date(2023, 3, 1)) == date(2023, 4, 25)
    assert rules.owes_answer(OrganisationClass.law_enforcement, TODAY)
    assert rules.owes_answer(OrganisationClass.local_policing_body, TODAY)
    assert not rules.owes_answer(OrganisationClass.department, TODAY)
    assert not rules.owes_answer(OrganisationClass.law_enforcement, None)


@pytest.mark.parametrize(
    ("acceptance", "status", "delivery", "standing", "live"),
    [
        (Acceptance.agreed, CommitmentStatus.proposed, None, Standing.proposed, False),
        (Acceptance.not_agreed, CommitmentStatus.proposed, None, Standing.refused, False),
        (Acceptance.agreed, CommitmentStatus.signed, None, Standing.signed, True),
        (Acceptance.agreed, CommitmentStatus.signed, Delivery.in_progress, Standing.in_progress, True),
        (Acceptance.agreed, CommitmentStatus.proposed, Delivery.in_progress, Standing.in_progress, True),
        (Acceptance.agreed, CommitmentStatus.signed, Delivery.complete_claimed, Standing.complete_claimed, True),
        (Acceptance.agreed, CommitmentStatus.signed, Delivery.closed_verified, Standing.closed_verified, False),
        (Acceptance.agreed, CommitmentStatus.signed, Delivery.cancelled, Standing.cancelled, False),
        (Acceptance.agreed, CommitmentStatus.withdrawn, Delivery.in_progress, Standing.withdrawn, False),
    ],
)
def test_where_it_stands(acceptance, status, delivery, standing, live):
    assert rules.standing(acceptance, status, delivery) is standing
    assert rules.is_live(status, delivery) is live


def fields(report, *, acceptance=Acceptance.agreed, is_live=True, in_the_way=()):
    found = rules.report_problems(
        report, acceptance=acceptance, is_live=is_live, standing_in_the_way=in_the_way, word="undertaking"
    )
    return [problem.field for problem in found]


def test_reports():
    assert fields(GREEN) == fields(AMBER) == []
    assert fields(replace(GREEN, rag=None)) == ["rag"]
    assert fields(replace(GREEN, words=" ")) == ["words"]
    assert fields(replace(GREEN, delivery=Delivery.closed_verified)) == ["delivery"]
    assert fields(replace(GREEN, evidence_url="ftp://example.org")) == ["evidence_url"]
    for colour in (Rag.amber, Rag.red):
        assert fields(replace(GREEN, rag=colour)) == ["path_to_green", "green_on"]
        assert fields(replace(AMBER, rag=colour), in_the_way=["number 2"]) == []
    assert fields(GREEN, is_live=False) == [""]


def test_what_is_not_agreed_in_full_has_no_colour():
    for acceptance in set(Acceptance) - {Acceptance.agreed}:
        assert fields(GREEN, acceptance=acceptance) == ["rag"]
        assert fields(replace(GREEN, rag=None), acceptance=acceptance) == []


def test_green_above_red_takes_a_word():
    assert fields(GREEN, in_the_way=["number 2"]) == ["dependency_note"]
    assert fields(replace(GREEN, dependency_note="The part that we need is there."), in_the_way=["number 2"]) == []


def test_a_changed_date_is_late_once_the_old_one_has_passed():
    assert not rules.is_late_notified(date(2027, 6, 30), TODAY)
    assert rules.is_late_notified(date(2027, 6, 29), TODAY)


def dates(**changed):
    given = {
        "old": date(2027, 7, 1),
        "new": date(2027, 9, 1),
        "reason": DateChangeReason.legal,
        "words": "The court has not ruled.",
        "is_live": True,
        "last_milestone": date(2027, 6, 1),
    }
    return [problem.field for problem in rules.date_problems(**{**given, **changed})]


def test_changes_of_date():
    assert dates() == dates(last_milestone=date(2027, 9, 1)) == dates(last_milestone=None) == []
    assert dates(last_milestone=date(2027, 9, 2)) == ["to_on"]
    assert dates(new=date(2027, 7, 1)) == dates(new=None) == dates(old=None) == ["to_on"]
    assert dates(reason=None) == ["date_reason"]
    assert dates(words=" ") == ["words"]
    assert dates(is_live=False) == [""]


def test_completion_is_claimed_with_evidence_and_judged_once():
    claim, judge = rules.claim_problems, rules.verdict_problems
    assert claim("It is on the site.", "", is_live=True, delivery=None) == []
    assert [p.field for p in claim(" ", "x", is_live=True, delivery=None)] == ["evidence", "evidence_url"]
    assert claim("Done.", "", is_live=True, delivery=Delivery.complete_claimed)
    assert claim("Done.", "", is_live=False, delivery=None)
    assert judge("", accepts=True, delivery=Delivery.complete_claimed) == []
    assert [p.field for p in judge("", accepts=False, delivery=Delivery.complete_claimed)] == ["words"]
    assert [p.field for p in judge("", accepts=None, delivery=Delivery.complete_claimed)] == ["decision"]
    for other in {None, *Delivery} - {Delivery.complete_claimed}:
        assert judge("Good.", accepts=True, delivery=other)


def test_ends_say_why():
    ends = rules.end_problems
    assert ends("Not needed.", is_live=True, replaced_by_itself=False) == []
    assert [p.field for p in ends(" ", is_live=True, replaced_by_itself=True)] == ["words", "superseded_by"]
    assert ends("Not needed.", is_live=False, replaced_by_itself=False)


def test_the_path_of_a_circle_is_found():
    a, b, c, d = (uuid.UUID(int=number) for number in range(4))
    links = {a: {b, c}, b: {d}, c: set(), d: {c}}
    assert rules.path_between(a, d, links) == [a, b, d]
    assert rules.path_between(a, c, links) == [a, c]
    assert rules.path_between(c, a, links) == []
    assert rules.path_between(a, a, links) == [a]
    assert "one depends on two depends on one" in rules.cycle_problem(["one", "two"]).message


def test_quarters():
    assert [quarter_of(date(2027, month, 1)).number for month in (1, 3, 4, 6, 7, 9, 10, 12)] == [1, 1, 2, 2, 3, 3, 4, 4]
    second = quarter("2027-2")
    assert (second.first, second.last, second.words) == (date(2027, 4, 1), date(2027, 6, 30), "April to June 2027")
    assert Quarter(2027, 4).last == date(2027, 12, 31)
    assert Quarter(2027, 4).following == Quarter(2028, 1)
    assert [quarter(bad) for bad in ("", "2027-5", "2027-0", "2027", "x")] == [None] * 5
    assert Quarter(1999, 1) in offered(TODAY, date(1999, 2, 1), None)
    assert period(date(2027, 4, 1), date(2027, 6, 30)) == "April to June 2027"
    assert period(date(2027, 4, 1), date(2028, 6, 30)) == "April to June 2027, until April to June 2028"
    assert period(date(2027, 4, 1), None) == "From April to June 2027"
    assert (period(None, date(2027, 4, 1)), period(None, None)) == ("Until April to June 2027", "")
