"""The order of statements, which of how many one is, and what can be added to them."""

from dataclasses import dataclass, field
from uuid import UUID

import pytest

from collab.consultations.models import QuestionType
from collab.consultations.rules import statements

VOTE, WORDS, CHOICE = QuestionType.statement_vote, QuestionType.free_text, QuestionType.single


@dataclass
class Version:
    type: QuestionType
    condition: dict = field(default_factory=dict)


@dataclass
class Asked:
    number: int
    current: Version
    section_id: int | None = None
    is_with_previous: bool = False

    @property
    def id(self):
        return UUID(int=self.number)


def asked(*kinds, **more):
    return [Asked(number, Version(kind), **more) for number, kind in enumerate(kinds, 1)]


def test_statements_that_follow_each_other_come_in_an_order_of_ones_own():
    questions = asked(CHOICE, *[VOTE] * 12, WORDS, VOTE, VOTE)
    orders = {tuple(one.number for one in statements.in_turn(questions, UUID(int=seed))) for seed in range(40)}
    assert len(orders) > 30
    for order in orders:
        assert order[0] == 1
        assert order[13] == 14
        assert sorted(order[1:13]) == list(range(2, 14))
        assert sorted(order[14:]) == [15, 16]
    first = statements.in_turn(questions, UUID(int=7))
    assert statements.in_turn(questions, UUID(int=7)) == first
    later = statements.in_turn([*questions[:13], Asked(99, Version(VOTE)), *questions[13:]], UUID(int=7))
    assert [one for one in later if one.number != 99] == first  # one that is added moves no other


def test_what_hangs_on_its_place_stays():
    questions = asked(VOTE, VOTE, WORDS, VOTE, VOTE)
    questions[2].is_with_previous = True  # why, about the second statement
    questions[3].current.condition = {"question": 1}
    questions[4].section_id = 2
    for seed in range(20):
        assert [one.number for one in statements.in_turn(questions, UUID(int=seed))] == [1, 2, 3, 4, 5]
    assert statements.in_turn([], UUID(int=1)) == []
    assert statements.progress(questions, questions[1]) == (2, 4)
    assert statements.progress(questions, questions[2]) is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "Write your statement"),
        ("Too short", "must be from 10 to 200 characters"),
        ("Ten letters", ""),
        ("a " * 100, ""),
        ("a" * 201, "must be from 10 to 200 characters"),
        ("Ring 07700 900123 to ask me", "such as “07700 900123”"),
    ],
)
def test_a_statement_is_one_short_thought_about_nobody(words, told):
    wrong = statements.problem(words)
    assert told in wrong
    assert bool(wrong) is bool(told)


def test_statements_that_say_the_same_are_found():
    others = ["Every child should see a lawyer at once", "Courts are too far away", "Children should see a nurse"]
    assert statements.alike("EVERY child should see a lawyer, at once!", others) == others[:1]
    assert statements.alike("At once a lawyer should every child see", others) == others[:1]
    assert statements.alike("Police stations need more cells", others) == []
    assert statements.alike("Anything", []) == []
