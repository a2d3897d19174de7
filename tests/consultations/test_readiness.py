"""What is missing before opening: the rules alone, each on both sides of its boundary."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from collab.accounts.models import Nation
from collab.consultations.models import DutyBasis, EngagementType, PaperKind
from collab.consultations.rules import elections, gate, readiness, window
from collab.consultations.rules.checks import Controller, Criterion, Facts
from collab.consultations.rules.decision_makers import Decider
from collab.consultations.rules.gate import Progress, Standing

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
OPENS = date(2026, 9, 7)
HO = Controller("Home Office", "HO", "A notice", "privacy_notice_1")
MOJ = Controller("Ministry of Justice", "MOJ", "A notice", "privacy_notice_2")
COMPLETE = Facts(
    engagement_type=EngagementType.formal_consultation,
    engagement_reason="A decision is proposed",
    title="Asking once",
    summary="About asking once",
    has_edition=True,
    options=3,
    discarded_options=1,
    implications=4,
    undecided="How",
    already_decided="Nothing",
    duty_basis=DutyBasis.voluntary,
    reasons="People repeat themselves",
    equality_statement="Helps some most",
    decision_maker="Minister",
    decision_maker_is_named=True,
    decision_expected_on=date(2027, 3, 1),
    respond_post="PO Box 1",
    formats_contact="formats@ho.example",
    controllers=(HO, MOJ),
    questions=1,
    opens_at=window.opens_at(OPENS),
    closes_at=window.closes_at(OPENS + timedelta(days=84)),
    now=NOW,
)


def lacking(**changes):
    return {(one.page, one.field) for one in readiness.missing(replace(COMPLETE, **changes))}


def test_nothing_is_missing_from_a_complete_set_up():
    assert lacking() == set()
    assert all(one.is_met for one in readiness.checks(COMPLETE))


@pytest.mark.parametrize(
    ("changes", "page", "field"),
    [
        ({"title": ""}, "set-up/about", "title"),
        ({"summary": ""}, "set-up/about", "summary"),
        ({"engagement_reason": ""}, "set-up/about", "engagement_reason"),
        ({"is_official": False}, "set-up/about", "title"),
        ({"has_edition": False}, "set-up/about", "edition_id"),
        ({"edition_is_newest": False}, "set-up/about", "edition_id"),
        ({"undecided": ""}, "set-up/stage", "undecided"),
        ({"already_decided": ""}, "set-up/stage", "already_decided"),
        ({"is_decided": True}, "set-up/stage", "undecided"),
        ({"duty_basis": None}, "set-up/stage", "duty_basis-0"),
        ({"duty_basis": DutyBasis.statute}, "set-up/stage", "duty_detail"),
        ({"reasons": ""}, "set-up/reasons", "reasons"),
        ({"options": 2}, "set-up/reasons", "options"),
        ({"discarded_options": 0}, "set-up/reasons", "no_discarded_options_reason"),
        ({"implications": 0}, "set-up/impacts", "impacts"),
        ({"equality_statement": ""}, "set-up/impacts", "equality_statement"),
        ({"decision_maker": ""}, "set-up/decision", "decision_maker"),
        ({"decision_maker_is_named": False}, "set-up/decision", "decision_maker_id"),
        ({"undecided_bodies": (("Ministry of Justice", "moj"),)}, "decision-makers/moj", "role"),
        ({"decision_expected_on": None}, "set-up/decision", "decision_expected_on-day"),
        ({"respond_post": ""}, "set-up/ways", "respond_email"),
        ({"controllers": (HO, replace(MOJ, privacy_notice=""))}, "set-up/privacy", "privacy_notice_2"),
        ({"applies_to_england": False, "applies_to_wales": False}, "set-up/welsh", "applies_to-0"),
        ({"missing_in_welsh": ("the title",)}, "set-up/welsh", "welsh_promised_on-day"),
        ({"formats_contact": ""}, "set-up/welsh", "formats_contact"),
        ({"opens_at": None}, "set-up/dates", "opens_on-day"),
        ({"closes_at": None}, "set-up/dates", "closes_on-day"),
        ({"unmapped": ("Wales",)}, "stakeholders", "main-content"),
        ({"questions": 0}, "questions", "main-content"),
    ],
)
def test_each_thing_is_missed_by_itself_and_leads_to_its_field(changes, page, field):
    assert lacking(**changes) == {(page, field)}


@pytest.mark.parametrize(
    "changes",
    [
        {"discarded_options": 0, "options": 2, "no_discarded_options_reason": "There is one way only"},
        {"implications": 0, "impacts": "Less time"},
        {"implications": 0, "impacts_missing_reason": "Not measured yet"},
        {"equality_statement": "", "equality_missing_reason": "Comes with the paper"},
        {"duty_basis": DutyBasis.statute, "duty_detail": "Section 1"},
        {"missing_in_welsh": ("the title",), "applies_to_wales": False},
        {"missing_in_welsh": ("the title",), "controllers": (HO,)},
        {"missing_in_welsh": ("the title",), "welsh_promised_on": OPENS, "welsh_reason": "Being translated"},
        {"respond_post": "", "respond_phone": "0800"},
    ],
)
def test_what_stands_in_for_it_is_enough(changes):
    assert lacking(**changes) == set()


def test_a_welsh_promise_needs_date_and_reason():
    lacks = ("set-up/welsh", "welsh_promised_on-day")
    assert lacks in lacking(missing_in_welsh=("the title",), welsh_promised_on=OPENS)
    assert lacks in lacking(missing_in_welsh=("the title",), welsh_reason="Being translated")


def test_84_days_need_no_reason_and_83_do():
    short = {"closes_at": window.closes_at(OPENS + timedelta(days=83))}
    assert lacking(**short) == {("set-up/dates", "short_window_reason")}
    assert lacking(**short, short_window_reason="Too short") == {("set-up/dates", "short_window_reason")}
    assert lacking(**short, short_window_reason="The group is small.") == set()


def test_a_quarter_of_holidays_needs_mitigation():
    """Of 20 days, 5 from 20 December are a quarter; of 21, they are less."""
    reason = {"short_window_reason": "The group is small."}
    closes = {"closes_at": window.closes_at(date(2026, 12, 24)), **reason}
    assert lacking(opens_at=window.opens_at(date(2026, 12, 3)), **closes) == set()
    mitigation = ("set-up/dates", "holiday_mitigation")
    assert lacking(opens_at=window.opens_at(date(2026, 12, 4)), **closes) == {mitigation}
    mended = {"holiday_mitigation": "We write again in January."}
    assert lacking(opens_at=window.opens_at(date(2026, 12, 4)), **closes, **mended) == set()


def test_it_can_open_today_but_not_yesterday():
    day = {"closes_at": window.closes_at(date(2026, 12, 15))}
    assert lacking(opens_at=window.opens_at(NOW.date()), **day) == set()
    assert lacking(opens_at=window.opens_at(NOW.date() - timedelta(days=1)), **day) == {
        ("set-up/dates", "opens_on-day")
    }


def test_the_decision_comes_after_the_closing_date():
    closes_on = OPENS + timedelta(days=84)
    lacks = ("set-up/decision", "decision_expected_on-day")
    assert lacking(decision_expected_on=closes_on) == {lacks}
    assert lacking(decision_expected_on=closes_on + timedelta(days=1)) == set()


def test_an_election_period_needs_a_reason_and_a_second_person():
    reason, approval = ("set-up/dates", "election_reason"), ("readiness", "election")
    dates = {"opens_at": window.opens_at(date(2027, 2, 1)), "closes_at": window.closes_at(date(2027, 4, 26))}
    dates |= {"holiday_mitigation": "We write again then.", "decision_expected_on": date(2027, 9, 1)}
    said = {"election_reason": "It cannot wait for it."}
    assert lacking(**dates) == lacking(**dates, election_reason="Too short") == {reason}
    assert lacking(**dates, **said) == {approval}
    assert lacking(**dates, **said, election_is_approved=True) == set()
    assert lacking(**dates, applies_to_england=False) == {reason}
    assert lacking(**dates, election_is_approved=True) == {reason}


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "nation", "names"),
    [
        (date(2027, 1, 1), date(2027, 4, 14), Nation.england, []),
        (date(2027, 1, 1), date(2027, 4, 15), Nation.england, ["Local elections in England"]),
        (date(2027, 5, 6), date(2027, 8, 1), Nation.wales, ["Local elections in Wales"]),
        (date(2027, 5, 7), date(2027, 8, 1), Nation.wales, []),
        (date(2028, 1, 1), date(2028, 12, 1), Nation.wales, []),
        (date(2030, 3, 1), date(2030, 3, 20), Nation.wales, []),
        (date(2030, 3, 1), date(2030, 3, 21), Nation.wales, ["Senedd election"]),
    ],
)
def test_an_election_period_is_met_by_a_day_of_it_in_the_nation_that_votes(opens_on, closes_on, nation, names):
    assert [one.name for one in elections.met(opens_on, closes_on, [nation])] == names


def test_polling_is_on_a_thursday_and_periods_begin_before_it():
    assert {one.polling_on.weekday() for one in elections.PERIODS} == {3}
    assert all(one.starts_on < one.polling_on and one.nations for one in elections.PERIODS)


# --- The four tests of a fair consultation ----------------------------------------------------------------------------


def standings(checks, **progress):
    parts = gate.rows(checks, Progress(**progress), is_on_a_decision=True)
    return {row.rule: row.standing for held in parts.values() for row in held}, parts


def test_the_gate_groups_the_rules_by_criterion_and_says_what_is_explained():
    facts = replace(COMPLETE, equality_statement="", equality_missing_reason="It comes with the paper", reasons="")
    found, parts = standings(readiness.checks(facts))
    assert list(parts) == list(Criterion)
    assert found["There is an equality statement, or a reason"] is Standing.explained
    assert found["The reasons for the proposal are given"] is Standing.not_met
    assert found["It says what is still undecided"] is Standing.met
    assert {row.standing for row in parts[Criterion.considered][2:]} == {Standing.later}
    assert "It comes with the paper" in {row.words for row in parts[Criterion.reasons]}
    approved, _ = standings(readiness.checks(facts), is_approved=True)
    assert approved["The reasons for the proposal are given"] is Standing.met
    paper = replace(facts, equality_missing_reason="", papers=frozenset({PaperKind.equality_statement}))
    assert standings(readiness.checks(paper))[0]["There is an equality statement, or a reason"] is Standing.met


AT = datetime(2027, 1, 5, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CLOSED = {"is_approved": True, "has_opened": True, "has_closed": True, "closes_at": AT, "received": 3}
REPORTED = "Each decision-maker had the report before the decision"


def deciders(*moments):
    """(given, confirmed) of each body."""
    return {"deciders": tuple(Decider("Body", "body", given_at=given, confirmed_at=at) for given, at in moments)}


@pytest.mark.parametrize(
    ("rule", "changes", "standing"),
    [
        ("No decision was published before it closed", {}, Standing.met),
        ("No decision was published before it closed", {"decided_at": AT}, Standing.met),
        ("No decision was published before it closed", {"decided_at": AT - SECOND}, Standing.not_met),
        ("All papers were there when it opened", {"papers_later": 1}, Standing.met),
        ("All papers were there when it opened", {"papers_later": 1, "material_later": 1}, Standing.not_met),
        ("Every response is read and considered, or left out with a reason", {"unconsidered": 1}, Standing.not_met),
        ("Every response is read and considered, or left out with a reason", {}, Standing.met),
        (REPORTED, {"outcome_published_at": AT}, Standing.not_met),
        (REPORTED, deciders((AT, None)), Standing.later),
        (REPORTED, deciders((AT, AT), (AT, None)), Standing.later),
        (REPORTED, deciders((AT, AT), (AT, AT)), Standing.met),
        (REPORTED, deciders((AT, AT)) | {"decided_before_report": 1}, Standing.not_met),
        (REPORTED, deciders((AT, AT), (AT + SECOND, AT)), Standing.not_met),
        (REPORTED, deciders((AT, AT)) | {"decided_at": AT - SECOND}, Standing.not_met),
        ("The government response is published within 84 days of closing", {"is_late": True}, Standing.not_met),
        ("The government response is published within 84 days of closing", {}, Standing.later),
        ("The government response is published within 84 days of closing", {"outcome_published_at": AT}, Standing.met),
    ],
)
def test_what_is_recorded_after_the_approval_is_judged_by_its_order(rule, changes, standing):
    found, _ = standings((), **(CLOSED | changes))
    assert found[rule] is standing


@pytest.mark.parametrize("kind", [EngagementType.survey, EngagementType.call_for_evidence, EngagementType.quick_poll])
def test_what_is_not_about_a_decision_needs_no_gunning_fields(kind):
    bare = {
        "has_edition": False,
        "undecided": "",
        "duty_basis": None,
        "reasons": "",
        "options": 0,
        "decision_maker": "",
        "unmapped": ("Wales",),
    }
    assert lacking(engagement_type=kind, **bare) == set()
    assert lacking(engagement_type=kind, respond_post="") == {("set-up/ways", "respond_email")}


@pytest.mark.parametrize("kind", [EngagementType.statutory_consultation, EngagementType.targeted_consultation])
def test_every_consultation_on_a_decision_needs_them(kind):
    assert lacking(engagement_type=kind, reasons="") == {("set-up/reasons", "reasons")}


def test_a_check_leads_to_its_field():
    missing = readiness.missing(replace(COMPLETE, title=""))
    assert [one.href("C-2026-001") for one in missing] == ["/consultations/C-2026-001/set-up/about#title"]
