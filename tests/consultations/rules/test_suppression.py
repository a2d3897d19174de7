"""N13 at its boundaries, and against subtraction from the total."""

import pytest

from collab.consultations.rules.suppression import at_least, suppressed


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({}, {}),
        ({"a": 5, "b": 9}, {"a": 5, "b": 9}),
        ({"a": 4, "b": 9, "c": 12}, {"a": None, "b": None, "c": 12}),
        ({"a": 4, "b": 3, "c": 12}, {"a": None, "b": None, "c": 12}),
        ({"a": 1, "b": 1, "c": 12, "d": 6}, {"a": None, "b": None, "c": 12, "d": None}),
        ({"a": 4, "b": 1, "c": 12}, {"a": None, "b": None, "c": 12}),
        ({"a": 3, "b": 1, "c": 12}, {"a": None, "b": None, "c": None}),
        ({"a": 4, "b": 0, "c": 12}, {"a": None, "b": 0, "c": None}),
        ({"a": 3}, {"a": None}),
        ({"a": 0, "b": 5}, {"a": 0, "b": 5}),
    ],
)
def test_small_cells_are_hidden_and_cannot_be_worked_out(cells, shown):
    assert suppressed(cells) == shown


def test_nothing_hidden_follows_from_the_total():
    for a in range(7):
        for b in range(7):
            for c in range(12):
                cells = {"a": a, "b": b, "c": c}
                hidden = [cells[name] for name, number in suppressed(cells).items() if number is None]
                assert not hidden or len(hidden) > 1 or sum(map(bool, cells.values())) == 1
                assert all(number is None or number == 0 or number >= 5 for number in suppressed(cells).values())


def test_a_number_that_stands_alone():
    assert [at_least(number) for number in (0, 1, 4, 5, 1200)] == ["0", "fewer than 5", "fewer than 5", "5", "1,200"]
