"""What is in order as an answer to each kind of question, how it reads, and what is counted of it in public."""

from datetime import date
from decimal import Decimal

import pytest

from collab.consultations.models import Question, QuestionOption, QuestionRow, QuestionType, QuestionVersion
from collab.consultations.rules import answers, results
from collab.consultations.rules import questions as rules
from collab.consultations.rules.answers import Given
from collab.text import Bilingual, Language

LISTED = {"options": "Courts\nPolice\nPrisons", "options_cy": "Llysoedd\nHeddlu\nCarchardai"}
TABLE = {"options": "Well\nBadly", "options_cy": "Da\nDrwg", "rows": "Speed\nCare", "rows_cy": "Cyflymder\nGofal"}


def version(kind, **typed):
    written = rules.Written(type=kind, wording="Which?", wording_cy="Pa un?", **typed)
    assert rules.problems(written) == []
    made = QuestionVersion(
        type=kind,
        wording=Bilingual.of(written.wording, written.wording_cy),
        unit=Bilingual.of(written.unit, written.unit_cy),
        is_required=written.is_required,
        most_characters=None,
        least=written.least,
        most=written.most,
    )
    made.options = [
        QuestionOption(key=one.key, label=Bilingual.of(one.label, one.label_cy), is_exclusive=one.is_exclusive)
        for one in rules.choices(written, known={})
    ]
    made.rows = [
        QuestionRow(key=one.key, label=Bilingual.of(one.label, one.label_cy)) for one in rules.rows(written, known={})
    ]
    return made


@pytest.mark.parametrize(
    ("kind", "typed", "keys", "said"),
    [
        (QuestionType.rank, LISTED, ("o2",), ""),
        (QuestionType.rank, LISTED, ("o2", "o1", "o3"), ""),
        (QuestionType.rank, LISTED, ("o2", "o2"), "that are offered"),
        (QuestionType.rank, LISTED, ("o4",), "that are offered"),
        (QuestionType.matrix, TABLE, ("r1=o1",), ""),
        (QuestionType.matrix, TABLE, ("r1=o1", "r2=o1"), ""),
        (QuestionType.matrix, TABLE, ("r1=o1", "r1=o2"), "in each row"),
        (QuestionType.matrix, TABLE, ("r3=o1",), "that are offered"),
        (QuestionType.matrix, TABLE, ("r1=o3",), "that are offered"),
        (QuestionType.matrix, TABLE | {"is_required": True}, ("r1=o1",), "in every row"),
        (QuestionType.matrix, TABLE | {"is_required": True}, ("r1=o1", "r2=o2"), ""),
        (QuestionType.multi, LISTED | {"exclusive": "None", "exclusive_cy": "Dim"}, ("o1", "o4"), "excludes"),
        (QuestionType.multi, LISTED | {"exclusive": "None", "exclusive_cy": "Dim"}, ("o4",), ""),
        (QuestionType.multi, LISTED | {"exclusive": "None", "exclusive_cy": "Dim"}, ("o1", "o2"), ""),
        (QuestionType.number, {}, ("1e3",), "like 12 or 2.5"),
        (QuestionType.number, {}, ("-0.0001",), ""),
        (QuestionType.number, {}, ("1", "2"), "one answer"),
        (QuestionType.number, {}, ("1000000000001",), "1,000,000,000,000 or less"),
        (QuestionType.number, {"least": Decimal(0)}, ("-0.1",), "0 or more"),
        (QuestionType.number, {"least": Decimal(0), "most": Decimal("24.5")}, ("24.5",), ""),
        (QuestionType.number, {"least": Decimal(0), "most": Decimal("24.5")}, ("24.6",), "from 0 to 24.5"),
        (QuestionType.number, {"most": Decimal(10)}, ("10.0001",), "10 or less"),
        (QuestionType.date, {}, ("2026-02-29",), "real date"),
        (QuestionType.date, {}, ("1900-01-01",), ""),
        (QuestionType.date, {}, ("1899-12-31",), "from 1900"),
        (QuestionType.date, {"is_required": True}, (), "Enter a date"),
    ],
)
def test_an_answer_is_in_order_or_the_problem_is_said(kind, typed, keys, said):
    found = answers.problem(version(kind, **typed), Given(keys=keys))
    assert said in found
    assert bool(found) is bool(said)


@pytest.mark.parametrize(
    ("kind", "typed", "keys", "english", "welsh"),
    [
        (QuestionType.rank, LISTED, ("o2", "o1"), "1. Police\n2. Courts", "1. Heddlu\n2. Llysoedd"),
        (QuestionType.matrix, TABLE, ("r2=o1",), "Care: Well", "Gofal: Da"),
        (QuestionType.number, {"unit": "hours", "unit_cy": "awr"}, ("1200.5",), "1,200.5 hours", "1,200.5 awr"),
        (QuestionType.date, {}, ("2026-10-08",), "8 October 2026", "8 Hydref 2026"),
    ],
)
def test_an_answer_reads_in_both_languages(kind, typed, keys, english, welsh):
    asked = version(kind, **typed)
    assert answers.said(asked, Given(keys=keys)) == english
    assert answers.said(asked, Given(keys=keys), Language.welsh) == welsh


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": QuestionType.matrix, "rows": ""}, "rows"),
        ({"type": QuestionType.matrix, "rows": "One\nOne"}, "rows"),
        ({"type": QuestionType.rank, "options": "One"}, "options"),
        ({"type": QuestionType.multi, "exclusive": "Police"}, "options"),
        ({"type": QuestionType.multi, "options_cy": "Un\nDau\nTri", "exclusive": "None"}, "options_cy"),
        ({"type": QuestionType.number, "least": Decimal(2), "most": Decimal(2)}, "most"),
        ({"type": QuestionType.number, "least": Decimal("0.00001")}, "least"),
    ],
)
def test_what_is_wrong_with_a_question_leads_to_its_field(changes, field):
    typed = {"wording": "Which?", "options": LISTED["options"], "rows": "One\nTwo"} | changes
    assert [one.field for one in rules.problems(rules.Written(**typed))] == [field]


def result(kind, counts, **typed):
    question = Question(number=1, position=1)
    question.versions = [version(kind, **typed)]
    return results.result(question, 1, counts)


def test_the_numbers_of_each_kind_and_what_of_them_is_public():
    ranked = result(QuestionType.rank, {("o1", "o2"): 6, ("o2",): 5}, **LISTED)
    assert ranked.n == 11
    assert ranked.lines == (("Courts", (6, 6, 6)), ("Police", (5, 11, 11)), ("Prisons", (0, 0, 0)))
    assert results.published(ranked) == ranked
    table = result(QuestionType.matrix, {("r1=o1", "r2=o2"): 9, ("r1=o2",): 2}, **TABLE)
    assert (table.columns, table.lines) == (("Well", "Badly"), (("Speed", (9, 2)), ("Care", (0, 9))))
    assert results.published(table).lines == (("Speed", (None, None)), ("Care", (0, 9)))
    several = result(QuestionType.multi, {("o1",): 4, ("o1", "o2"): 5}, **LISTED)
    assert several.lines == (("Courts", (9,)), ("Police", (5,)), ("Prisons", (0,)))
    years = result(QuestionType.date, {("2020-05-01",): 1, ("2021-01-01",): 7, (date(2021, 2, 2).isoformat(),): 1})
    assert results.published(years).lines == (("2020", (None,)), ("2021", (None,)))


@pytest.mark.parametrize(("each", "shown"), [(2, None), (3, "2")])
def test_a_number_is_public_from_five_answers_on_and_never_the_highest(each, shown):
    counted = result(QuestionType.number, {("1",): each - 1, ("2",): 1, ("6",): each - 1})
    assert dict(counted.lines)["Highest"] == ("6",)
    public = results.published(counted)
    assert [label for label, _ in public.lines] == ["Middle value", "Average"]
    assert public.lines[0][1] == (shown,)
    assert public.answered_by == ("5" if shown else "fewer than 5")
