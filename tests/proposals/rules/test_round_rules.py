"""Write-rounds and assessments as pure decisions: each boundary from both sides (W1 to W4)."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from collab.accounts import queries as accounts
from collab.accounts.models import Organisation, OrganisationClass
from collab.proposals.models import (
    AskedOrganisation,
    Assessment,
    AssessmentKind,
    AssessmentStatus,
    Condition,
    FundingPosition,
    Implication,
    ImplicationStatus,
    ImplicationType,
    Participation,
    PartRole,
    Proposal,
    Provision,
    ReplyKind,
    RoundEnd,
    RoundReply,
    TreasuryPosition,
    WriteRound,
)
from collab.proposals.rules import assessments, rounds
from collab.proposals.rules.rounds import RoundStatus

HOLIDAYS = accounts.bank_holidays()
DEADLINE = date(2026, 10, 8)
THEN = datetime(2026, 9, 1, 9, tzinfo=UTC)


# --- W1: ten clear working days ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issued", "too_soon", "enough"),
    [
        (date(2026, 9, 7), date(2026, 9, 21), date(2026, 9, 22)),  # no holiday: Monday to the Tuesday two weeks on
        (date(2026, 12, 18), date(2027, 1, 6), date(2027, 1, 7)),  # across Christmas: three bank holidays
        (date(2026, 3, 27), date(2026, 4, 14), date(2026, 4, 15)),  # across Easter: Good Friday and Easter Monday
        (date(2027, 12, 17), date(2028, 1, 5), date(2028, 1, 6)),  # substitute days on both sides of the year
    ],
)
def test_the_least_deadline_is_ten_clear_working_days(issued, too_soon, enough):
    assert rounds.earliest_full_deadline(issued, HOLIDAYS) == enough
    assert rounds.deadline_problems(issued, enough, "", HOLIDAYS) == []
    (problem,) = rounds.deadline_problems(issued, too_soon, "  ", HOLIDAYS)
    assert problem.field == "short_reason"
    assert problem.message.startswith("This leaves 9 clear working days. The first deadline with 10 is ")
    assert rounds.deadline_problems(issued, too_soon, "Parliament rises.", HOLIDAYS) == []


def test_nothing_is_counted_past_the_last_year_held():
    assert HOLIDAYS.last_year == 2028
    assert rounds.deadline_problems(date(2028, 12, 1), date(2028, 12, 31), "", HOLIDAYS) == []
    for reason in ("", "There is a reason."):
        (problem,) = rounds.deadline_problems(date(2028, 12, 1), date(2029, 1, 1), reason, HOLIDAYS)
        assert problem.field == "deadline_on"
        assert "known to us only up to the end of 2028" in problem.message
    assert rounds.earliest_full_deadline(date(2028, 12, 12), HOLIDAYS) == date(2028, 12, 29)
    assert rounds.earliest_full_deadline(date(2028, 12, 13), HOLIDAYS) is None


@pytest.mark.parametrize("deadline", [date(2026, 9, 1), date(2026, 8, 31)])
def test_a_deadline_is_after_the_day_of_issue(deadline):
    (problem,) = rounds.deadline_problems(date(2026, 9, 1), deadline, "Because.", HOLIDAYS)
    assert (problem.field, problem.message) == ("deadline_on", "Deadline must be after today")


@pytest.mark.parametrize(
    ("at", "late"),
    [(datetime(2026, 10, 8, 22, 59, tzinfo=UTC), False), (datetime(2026, 10, 8, 23, 0, tzinfo=UTC), True)],
)
def test_a_reply_is_in_time_until_the_london_midnight(at, late):
    assert rounds.is_late(at, DEADLINE) is late


# --- W2 and W3: replies and conditions ---------------------------------------------------------------------------


def a_round(*replies, number=1, ended=None):
    """Each of `replies` is None or (kind, is its condition closed?)."""
    made = WriteRound(number=number, deadline_on=DEADLINE, ended_how=ended, ended_at=THEN if ended else None)
    for place, said in enumerate(replies):
        body = Organisation(id=uuid4(), code=f"B{place}", name=f"Body {place}")
        asked = AskedOrganisation(round=made, organisation=body, position=place)
        if said is not None:
            reply = RoundReply(asked=asked, number=1, kind=said[0], at=THEN)
            if said[0] is ReplyKind.condition:
                reply.condition = Condition(organisation=body, closed_at=THEN if said[1] else None)
    return made


NIL, OPEN, MET = (ReplyKind.nil_return, False), (ReplyKind.condition, False), (ReplyKind.condition, True)


@pytest.mark.parametrize(
    ("made", "today", "status", "missing"),
    [
        (a_round(NIL, NIL), DEADLINE, RoundStatus.cleared, ""),
        (
            a_round(NIL, None),
            DEADLINE,
            RoundStatus.issued,
            "Write-round 1 is open until 8 October 2026: waiting for Body 1.",
        ),
        (
            a_round(NIL, None, None),
            date(2026, 10, 9),
            RoundStatus.deadline_passed,
            "Body 1 and Body 2 have not replied to write-round 1; its deadline was 8 October 2026.",
        ),
        (a_round(NIL, OPEN), DEADLINE, RoundStatus.conditions_open, "A condition of Body 1 in write-round 1 is open."),
        (a_round(NIL, MET), DEADLINE, RoundStatus.cleared, ""),
        (a_round(NIL, None, ended=RoundEnd.lapsed), date(2026, 10, 9), RoundStatus.lapsed, ""),
        (
            a_round(OPEN, None, ended=RoundEnd.lapsed),
            DEADLINE,
            RoundStatus.lapsed,
            "A condition of Body 0 in write-round 1 is open.",
        ),
        (
            a_round(NIL, ended=RoundEnd.refused),
            DEADLINE,
            RoundStatus.refused,
            "Agreement was refused in write-round 1.",
        ),
    ],
)
def test_where_a_round_stands_and_what_it_keeps_back(made, today, status, missing):
    assert rounds.status(made, today) is status
    assert rounds.missing([made], today) == missing


def test_silence_is_no_reply_once_the_day_has_ended_and_never_agreement():
    made = a_round(None)
    assert not rounds.is_no_reply(made.asked[0], DEADLINE)
    assert rounds.is_no_reply(made.asked[0], date(2026, 10, 9))
    made.asked[0].waived_at = THEN
    assert rounds.missing([made], date(2026, 10, 9)) == ""
    assert rounds.is_no_reply(made.asked[0], date(2026, 10, 9))


def test_after_a_refusal_a_further_round_can_bring_agreement():
    refused = a_round(NIL, ended=RoundEnd.refused)
    assert rounds.missing([refused, a_round(NIL, number=2)], DEADLINE) == ""
    assert "write-round 2 is open" in rounds.missing([refused, a_round(None, number=2)], DEADLINE).lower()


@pytest.mark.parametrize(
    ("kind", "words", "is_open", "field"),
    [
        (ReplyKind.nil_return, "", False, None),
        (ReplyKind.advisory, " ", False, "words"),
        (ReplyKind.condition, "Say who pays.", True, None),
        (ReplyKind.nil_return, "", True, "kind"),
    ],
)
def test_what_a_reply_needs(kind, words, is_open, field):
    problems = rounds.reply_problems(kind, words, has_open_condition=is_open)
    assert [problem.field for problem in problems] == ([field] if field else [])


# --- W4: HM Treasury, the Justice Impact Test and new burdens ----------------------------------------------------


def body(code, kind=OrganisationClass.department, sponsor=None):
    return Organisation(id=uuid4(), code=code, name=f"Body {code}", organisation_class=kind, sponsor=sponsor)


MOJ = body("MOJ")
HMCTS = body("HMCTS", OrganisationClass.executive_agency, MOJ)
POLICE = body("PF-KENT", OrganisationClass.law_enforcement)


def proposal_of(lead, *implications):
    """Each implication is (organisation, type, funding position)."""
    made = Proposal(participations=[Participation(organisation=lead, role=PartRole.lead)])
    made.implications = [
        Implication(
            number=place,
            organisation=about,
            type=kind,
            funding_position=money,
            status=ImplicationStatus.asserted,
            shared_at=THEN,
            provision=Provision(),
        )
        for place, (about, kind, money) in enumerate(implications, start=1)
    ]
    return made


@pytest.mark.parametrize("money", list(FundingPosition))
def test_a_cost_that_is_not_covered_needs_the_treasurys_position(money):
    made = proposal_of(body("HO"), (body("HO"), ImplicationType.cost, money))
    covered = money.value in ("within_baseline", "funded_by_lead", "funded_by_hmt")
    expected = "" if covered else "It is not recorded, and money is missing for implication 1, for Body HO."
    assert assessments.missing_position(made) == expected
    made.treasury_position = TreasuryPosition(words="Content.")
    assert assessments.missing_position(made) == ""


def test_only_a_cost_that_stands_needs_it():
    made = proposal_of(
        body("HO"),
        (body("HO"), ImplicationType.demand, FundingPosition.unfunded),
        (body("HO"), ImplicationType.cost, FundingPosition.unfunded),
        (body("HO"), ImplicationType.cost, FundingPosition.unfunded),
        (body("HO"), ImplicationType.cost, FundingPosition.unfunded),
    )
    made.implications[1].status = ImplicationStatus.withdrawn
    made.implications[2].shared_at = None
    made.implications[3].provision.retired_at = THEN
    assert assessments.missing_position(made) == ""


@pytest.mark.parametrize(
    ("lead", "about", "kind", "expected"),
    [
        (body("HO"), HMCTS, ImplicationType.demand, {AssessmentKind.justice_impact_test}),
        (body("HO"), MOJ, ImplicationType.demand, {AssessmentKind.justice_impact_test}),
        (MOJ, HMCTS, ImplicationType.demand, set()),
        (HMCTS, MOJ, ImplicationType.cost, set()),
        (body("HO"), body("CPS"), ImplicationType.cost, set()),
        (MOJ, POLICE, ImplicationType.cost, {AssessmentKind.new_burdens}),
        (MOJ, POLICE, ImplicationType.demand, set()),
        (MOJ, body("LGA", OrganisationClass.local_government), ImplicationType.cost, {AssessmentKind.new_burdens}),
    ],
)
def test_which_assessments_are_needed(lead, about, kind, expected):
    made = proposal_of(lead, (about, kind, FundingPosition.within_baseline))
    assert set(assessments.required(made)) == expected
    assert bool(assessments.missing_records(made)) is bool(expected)
    made.assessments = [Assessment(kind=kind) for kind in expected]
    assert assessments.missing_records(made) == ""


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"status": AssessmentStatus.not_required}, "reason"),
        ({"status": AssessmentStatus.not_required, "reason": "No effect."}, None),
        ({"status": AssessmentStatus.published}, "url"),
        ({"status": AssessmentStatus.published, "url": "javascript:x"}, "url"),
        ({"status": AssessmentStatus.published, "url": "https://www.gov.uk/x"}, None),
        ({"status": AssessmentStatus.screening, "status_on": date(2026, 10, 9)}, "status_on"),
        ({"status": AssessmentStatus.screening}, None),
    ],
)
def test_what_the_record_of_an_assessment_needs(terms, field):
    found = assessments.term_problems(assessments.AssessmentTerms(**{"status_on": DEADLINE, **terms}), DEADLINE)
    assert [problem.field for problem in found] == ([field] if field else [])
