"""Per cent and Cohen's kappa by hand, and drawing by lot."""

from fractions import Fraction

import pytest

from collab.consultations.rules.agreement import Table, agreements, drawn, identical, kappa, share, table_of, together


@pytest.mark.parametrize(
    ("table", "agreed", "expected"),
    [
        (Table(20, 5, 10, 15), Fraction(7, 10), Fraction(2, 5)),  # p_e = .5 * .6 + .5 * .4 = .5; (.7 - .5) / .5
        (Table(45, 15, 25, 15), Fraction(3, 5), Fraction(3, 23)),  # p_e = .6 * .7 + .4 * .3 = .54; .06 / .46
        (Table(25, 35, 5, 35), Fraction(3, 5), Fraction(7, 27)),  # p_e = .6 * .3 + .4 * .7 = .46; .14 / .54
        (Table(5, 0, 0, 5), Fraction(1), Fraction(1)),
        (Table(0, 5, 5, 0), Fraction(0), Fraction(-1)),
        (Table(1, 1, 1, 1), Fraction(1, 2), Fraction(0)),
        (Table(0, 1, 0, 9), Fraction(9, 10), Fraction(0)),  # one never said yes: no better than chance
        (Table(9, 0, 0, 0), Fraction(1), None),  # all said yes of all
        (Table(0, 0, 0, 9), Fraction(1), None),
        (Table(), None, None),
    ],
)
def test_kappa_by_hand(table, agreed, expected):
    assert share(table) == agreed
    assert kappa(table) == expected


def test_agreement_by_theme_and_together():
    said = [(["1"], ["1"]), (["1", "2"], ["2"]), (["nothing"], ["2"]), (["2"], ["2"])]
    assert table_of("1", said) == Table(1, 1, 0, 2)
    one, two = agreements(["1", "2"], said)
    assert (one.per_cent, one.kappa) == (75, "0.50")  # p_e = .5 * .25 + .5 * .75 = .5
    assert (two.per_cent, two.kappa) == (75, "0.50")
    assert together([one, two]).table == Table(3, 1, 1, 3)
    assert together([one, two]).kappa == "0.50"
    assert identical(said) == 2
    assert agreements(["3"], said)[0].kappa == ""


def test_what_is_drawn_depends_on_the_seed_alone():
    receipts = [f"R-{number}" for number in range(50)]
    assert drawn(receipts, 5, 7) == drawn(reversed(receipts), 5, 7)
    assert drawn(receipts, 5, 7) != drawn(receipts, 5, 8)
    assert drawn(receipts[:3], 5, 7) == drawn(receipts[:3], 3, 7)
    assert drawn(receipts, 5, 7) == ["R-12", "R-18", "R-10", "R-39", "R-41"]  # by sha256sum and sort
