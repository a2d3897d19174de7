"""The four tests of a fair consultation, from a record and nothing else: each breach alone, and what an explanation does (F10)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from collab.consultations.rules import integrity
from collab.consultations.rules.checks import Check, Criterion
from collab.consultations.rules.decision_makers import Decider
from collab.consultations.rules.frozen_json import as_json, from_json
from collab.consultations.rules.gate import Analysis, Progress
from collab.consultations.rules.integrity import Explanation, Result

CLOSED = datetime(2026, 6, 8, 23, tzinfo=UTC)
DAY = timedelta(days=1)
HOME = Decider("Home Office", "home-office", "Home Secretary", True, CLOSED + 10 * DAY, CLOSED + 12 * DAY)
FAIR = Progress(
    is_approved=True,
    has_opened=True,
    has_closed=True,
    closes_at=CLOSED,
    decided_at=CLOSED + 30 * DAY,
    deciders=(HOME, replace(HOME, organisation="Ministry of Justice", slug="ministry-of-justice")),
    outcome_published_at=CLOSED + 40 * DAY,
    received=40,
    papers_at_opening=2,
    groups=3,
    analysis=Analysis(themes=6),
)
CHECKS = [
    Check("It says what is still undecided", "", "set-up/stage", "undecided", Criterion.formative),
    Check("The reasons for the proposal are given", "", "set-up/reasons", "reasons", Criterion.reasons),
    Check("It is open for 84 days or longer", "", "set-up/dates", "closes_on", Criterion.time),
]
BREACHES = {
    "a decision before closing": (
        {"decided_at": CLOSED - timedelta(seconds=1)},
        Criterion.formative,
        "No decision was",
    ),
    "material papers came late": ({"papers_later": 1, "material_later": 1}, Criterion.reasons, "All papers were"),
    "nobody of a group": ({"unreached": ("Children in custody",)}, Criterion.time, "Somebody of each group"),
    "not considered": ({"unconsidered": 2}, Criterion.considered, "Every response is read and considered"),
    "not read": ({"analysis": Analysis(unread=1)}, Criterion.considered, "A named official read"),
    "not coded": ({"analysis": Analysis(uncoded=1)}, Criterion.considered, "Every answer in words"),
    "not decided": ({"analysis": Analysis(undecided=1)}, Criterion.considered, "Every theme is decided"),
    "without a reason": ({"analysis": Analysis(unreasoned=1)}, Criterion.considered, "Every decision has a reason"),
    "unresolved": ({"analysis": Analysis(unresolved=1)}, Criterion.considered, "Every response leads to"),
    "late": ({"is_late": True}, Criterion.considered, "The government response is published within"),
    "never confirmed": (
        {"deciders": (HOME, replace(HOME, confirmed_at=None))},
        Criterion.considered,
        "Each decision-maker had",
    ),
    "confirmed before the report": (
        {"deciders": (HOME, replace(HOME, given_at=CLOSED + 13 * DAY))},
        Criterion.considered,
        "Each decision-maker had",
    ),
    "decided before the report": ({"decided_before_report": 1}, Criterion.considered, "Each decision-maker had"),
}


def record(progress=FAIR, checks=CHECKS):
    return {
        "lead": "Home Office",
        "opening_approved_at": "2026-03-01T09:00:00+00:00",
        "is_on_a_decision": True,
        "checks": [as_json(one) for one in checks],
        "progress": as_json(progress),
    }


def test_a_fair_one_passes_all_four():
    tests = integrity.statement(record(), [])
    assert [one.result for one in tests] == [Result.met] * 4
    assert integrity.to_explain(tests) == []


@pytest.mark.parametrize("breach", BREACHES)
def test_each_breach_fails_its_own_test_and_an_explanation_does_not_heal_it(breach):
    change, criterion, rule = BREACHES[breach]
    held = record(replace(FAIR, **change))
    tests = {one.criterion: one for one in integrity.statement(held, [])}
    also = (
        {Criterion.considered} if criterion is Criterion.formative else set()
    )  # it was decided before the report, too
    failed = {one for one, test in tests.items() if test.result is Result.not_met}
    assert failed == {criterion} | also
    (broken,) = integrity.to_explain([tests[criterion]])
    assert broken.rule.startswith(rule)
    said = Explanation(broken.rule, "Home Office", "The court ruled on the day before.", "2026-09-01T09:00:00+00:00")
    explained = {one.criterion: one for one in integrity.statement(held, [said])}[criterion]
    assert explained.result is Result.explained
    data = [one for test in integrity.as_data([explained]) for one in test["rules"] if one["explanations"]]
    assert [(one["computed"], one["explanations"][0]["organisation"]) for one in data] == [("not_met", "Home Office")]


def test_what_was_explained_before_the_opening_is_not_met_either():
    short = replace(CHECKS[2], rule="A short window has a reason", explanation="The law changes in May.")
    tests = {one.criterion: one for one in integrity.statement(record(checks=[*CHECKS[:2], short]), [])}
    assert tests[Criterion.time].result is Result.explained
    (line,) = integrity.to_explain([tests[Criterion.time]])
    assert (line.is_met, line.explanations[0].says, line.explanations[0].on.day) == (
        False,
        "The Home Office explains",
        1,
    )


def test_only_a_rule_that_is_not_met_is_explained_and_with_words():
    tests = integrity.statement(record(replace(FAIR, is_late=True)), [])
    rule = integrity.to_explain(tests)[0].rule
    assert integrity.explanation_problems(rule, "A strike.", tests) == []
    assert [one.field for one in integrity.explanation_problems(rule, "  ", tests)] == ["words"]
    assert len(integrity.explanation_problems("It is open for 84 days or longer", "Why not.", tests)) == 1


@pytest.mark.parametrize(
    "held",
    [
        {},
        record() | {"checks": "none"},
        record() | {"checks": [{"rule": "Only this"}]},
        record() | {"progress": {"is_approved": "yes"}},
        record() | {"progress": {"is_approved": True, "passes": True}},
        record() | {"progress": as_json(FAIR) | {"closes_at": "soon"}},
    ],
)
def test_no_statement_follows_from_what_is_no_record(held):
    with pytest.raises(ValueError):
        integrity.statement(held, [])


def test_a_row_comes_back_from_json_as_it_was():
    assert from_json(Progress, as_json(FAIR)) == FAIR
