"""Breakdowns: whoever did not answer supports nothing, and what is hidden stays hidden."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collab.consultations.models import QuestionOption, QuestionRow, QuestionType, QuestionVersion
from collab.consultations.rules import breakdowns as rules
from collab.consultations.rules.breakdown_chart import chart
from collab.consultations.rules.breakdowns import By
from collab.text import Bilingual


def version(kind, options=(), rows=()):
    return QuestionVersion(
        type=kind,
        wording=Bilingual.of("Ask once?"),
        options=[QuestionOption(key=key, label=Bilingual.of(label)) for key, label in options],
        rows=[QuestionRow(key=key, label=Bilingual.of(label)) for key, label in rows],
    )


AGREE = (("strongly_agree", "Strongly agree"), ("agree", "Agree"), ("disagree", "Disagree"))


def of(kind, options, said, totals, by=By.organisation, rows=()):
    counts = {group: Counter(keys) for group, keys in said.items()}
    ever = {group: sum(keys.values()) for group, keys in counts.items()}
    names = {group: str(group).capitalize() for group in totals}
    return rules.breakdowns(1, [version(kind, options, rows)], "", by, counts, totals, ever, names)


def test_who_did_not_answer_stands_apart_and_percentages_have_their_base():
    said = {"bodies": {("agree",): 9, ("disagree",): 3}, "people": {("strongly_agree",): 2, ("disagree",): 10}}
    (one,) = of(QuestionType.agree5, AGREE, said, {"bodies": 20, "people": 12})
    whole, bodies, people = one.lines
    assert (whole.cells, whole.answered, whole.unanswered, whole.total) == ((2, 9, 13), 24, 8, 32)
    assert (bodies.cells, bodies.percentages(), bodies.unanswered_percent) == ((0, 9, 3), [0, 75, 25], 40)
    assert people.unanswered == 0
    finding = "46% of those who answered chose “Strongly agree” or “Agree”: from 17% (People) to 75% (Bodies)"
    assert rules.finding(one) == finding
    drawn = chart(one)
    assert [bar.label for bar in drawn.bars] == ["All responses", "Bodies", "People"]
    assert [(piece.start, piece.width) for piece in drawn.bars[1].pieces] == [(0, 75), (75, 25)]


@pytest.mark.parametrize(
    ("kind", "said", "columns", "cells"),
    [
        (QuestionType.multi, {("a", "b"): 3, ("b",): 1}, ("A", "B"), (3, 4)),
        (QuestionType.rank, {("b", "a"): 3, ("a",): 1}, ("A", "B"), (1, 3)),
        (QuestionType.number, {("2.50",): 3, ("2.5",): 1, ("7",): 1}, ("2.5", "7"), (4, 1)),
        (QuestionType.date, {("2026-01-02",): 3, ("2025-07-01",): 1}, ("2025", "2026"), (1, 3)),
        (
            QuestionType.number,
            {(str(n),): 1 for n in range(1, 13)},
            ("1 to 3", "4 to 6", "7 to 9", "10 to 12"),
            (3,) * 4,
        ),
        (QuestionType.single, {}, ("A", "B"), (0, 0)),
    ],
)
def test_each_kind_is_counted(kind, said, columns, cells):
    (one,) = of(kind, (("a", "A"), ("b", "B")), {"all": said}, {"all": 15}, By.nothing)
    assert (one.columns, one.all.cells, one.all.total, len(one.lines)) == (columns, cells, 15, 1)
    assert one.all.answered + one.all.unanswered == 15
    assert (chart(one) is None) is (rules.finding(one) == "Nobody answered") is (not said)


def test_a_table_has_a_breakdown_for_each_row():
    said = {"all": {("x=a", "y=b"): 4, ("x=b",): 2}}
    first, second = of(
        QuestionType.matrix, (("a", "A"), ("b", "B")), said, {"all": 7}, By.nothing, (("x", "X"), ("y", "Y"))
    )
    assert (first.title, first.all.cells, first.all.unanswered) == ("Ask once?: X", (4, 2), 1)
    assert (second.all.cells, second.all.answered) == ((0, 4), 4)


def test_what_is_published_hides_small_numbers():
    said = {"bodies": {("agree",): 2, ("disagree",): 30}, "people": {("agree",): 40, ("disagree",): 50}}
    (one,) = of(QuestionType.agree5, AGREE, said, {"bodies": 40, "people": 95})
    shown = rules.published(one)
    assert shown.lines[1].cells[1] is None
    assert shown.lines[2].cells[1] is None  # else what is hidden follows from the total
    assert shown.is_hiding
    assert not one.is_hiding
    assert rules.finding(rules.published(of(QuestionType.agree5, AGREE, {"all": {("agree",): 2}}, {"all": 3})[0]))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=1, max_size=4))
def test_nothing_hidden_is_found_by_adding_up(groups):
    rows = [[*map(sum, zip(*groups, strict=True))], *groups]
    rows = [[*row, sum(row)] for row in rows]
    hidden = rules.hidden_places(rows)
    lines = [[(row, column) for column in range(4)] for row in range(len(rows))]
    lines += [[(row, column) for row in range(len(rows))] for column in range(4)]
    for row, line in enumerate(rows):
        for column, number in enumerate(line):
            assert (row, column) in hidden or not 0 < number < 5
    for line in lines:
        mine = [place for place in line if place in hidden]
        others = [place for place in line if place not in hidden and rows[place[0]][place[1]]]
        assert len(mine) != 1 or not others
