"""Small numbers in published breakdowns: which cells are hidden so that nobody can be made out (N13)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

SMALLEST = 5

Cell = TypeVar("Cell", bound=Hashable)


def suppressed(cells: Mapping[Cell, int], smallest: int = SMALLEST) -> dict[Cell, int | None]:
    """The cells of a breakdown whose total is published; None where the number is hidden.

    Cells of 1 to `smallest` − 1 are hidden. As the total is known, what is hidden must not be found by subtraction: the
    next larger cells are hidden too, until at least two are and they come to `smallest` together. 0 stays.
    """
    order = sorted((cell for cell, number in cells.items() if number), key=lambda cell: (cells[cell], str(cell)))
    hidden = [cell for cell in order if cells[cell] < smallest]
    for cell in order[len(hidden) :]:
        if not hidden or (len(hidden) > 1 and sum(cells[one] for one in hidden) >= smallest):
            break
        hidden.append(cell)
    return {cell: None if cell in hidden else number for cell, number in cells.items()}


def at_least(number: int, smallest: int = SMALLEST) -> str:
    """A published number that stands alone: itself, or that it is small."""
    return f"{number:,}" if number == 0 or number >= smallest else f"fewer than {smallest}"
