"""Expected beside actual positions: the fear gap, who is shown, and what can be banked."""

import pytest

from collab.consultations.models import Position
from collab.consultations.rules.positions import Question, Said, banked, compare, ranked, said, shown_groups


def compared(expected, answers, *, name="Group", in_public=False):
    return compare(name, expected=expected, reason="", answers=answers, in_public=in_public)


def test_the_largest_over_estimate_of_resistance_ranks_first():
    rows = [
        compared(Position.support, [Said(support=12)], name="Expected so"),
        compared(Position.neutral, [Said(support=40)], name="Better"),
        compared(Position.not_known, [Said(support=30)], name="Not known"),
        compared(Position.oppose, [Said(support=9)], name="Nine people"),
        compared(Position.strongly_support, [Said(support=5, oppose=5)], name="Worse"),
        compared(Position.oppose, [Said(support=11, oppose=1)], name="Duty solicitors"),
        compared(None, [Said(support=30)], name="Nothing recorded"),
    ]
    found = ranked(rows)
    assert [one.name for one in found[:4]] == ["Duty solicitors", "Better", "Expected so", "Worse"]
    assert {one.name for one in found[4:]} == {"Not known", "Nine people", "Nothing recorded"}
    first = found[0]
    assert (first.support_words, first.oppose_words) == ("11 of 12 (92%)", "1 of 12 (8%)")
    assert first.gap == pytest.approx(10 / 12 + 0.5)
    assert first.gap_words == "Less resistance than expected, by 1.3"
    assert found[3].gap_words == "More resistance than expected, by 1.0"
    public = compared(Position.oppose, [Said(support=11, oppose=1)], in_public=True)
    assert (public.support_words, public.oppose_words) == ("at least 66%", "at most 34%")
    assert (public.gap_words, public.n_words, first.n_words) == ("Less resistance than expected", "at least 10", "12")


def test_ten_people_must_have_given_a_view():
    ten, nine = (compared(Position.oppose, [Said(support=number, no_view=5)]) for number in (10, 9))
    assert (ten.people, ten.support_words) == (10, "10 of 10 (100%)")
    assert (nine.said, nine.gap, nine.support_words) == (None, None, "Not shown")
    two = compared(Position.neutral, [Said(support=6, neither=4), Said(oppose=2)])
    assert (two.people, two.support_words, two.gap_words) == (
        10,
        "6 of 12 (50%)",
        "Less resistance than expected, by 0.3",
    )
    kinds = ("strongly_agree", "yes", "disagree", "no", "neither", "pass", "dont_know")
    assert sum((said(key, 2) for key in kinds), Said()) == Said(support=4, oppose=4, neither=4, no_view=2)


def test_what_every_group_agrees_with_is_banked():
    def asked(place, *groups, oppose=1):
        held = shown_groups({f"G{number}": one for number, one in enumerate(groups)})
        return Question(place, "Words", "", Said(support=20, oppose=oppose), held)

    agreed = asked(1, Said(support=9, oppose=1), Said(support=12, oppose=8))
    more = asked(2, Said(support=10), Said(support=12), oppose=0)
    short = asked(3, Said(support=10), Said(support=11, oppose=9))
    alone = asked(4, Said(support=10), Said(support=9))
    assert [one.place for one in banked([agreed, more, short, alone])] == [2, 1]
    assert more.score == pytest.approx(11 / 12 * 13 / 14)
    assert [one.is_objected_to for one in (agreed, more)] == [True, False]
    assert agreed.least_words == "G1: 60% (n: 20)"
