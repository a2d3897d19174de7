"""How many said something, as it may be published: on both sides of the boundary below which a number is hidden (N13)."""

import pytest

from collab.consultations.rules.shares import share
from collab.text import Language, speaking


@pytest.mark.parametrize(
    ("number", "base", "expected", "percent"),
    [(0, 40, 0, 0), (1, 40, None, None), (4, 40, None, None), (5, 40, 5, 13), (20, 40, 20, 50), (40, 40, 40, 100)],
)
def test_small_numbers_are_hidden_and_none_is_not(number, base, expected, percent):
    found = share(number, base)
    assert (found.number, found.base, found.percent) == (expected, base, percent)


def test_the_words_have_the_base_in_both_languages():
    assert [share(one, 1200).words for one in (4, 1000)] == [
        "fewer than 5 of 1,200 responses",
        "1,000 of 1,200 responses, 83%",
    ]
    with speaking(Language.welsh):
        assert share(1000, 1200).words == "1,000 o 1,200 ymateb, 83%"
    assert share(0, 0).percent is None
