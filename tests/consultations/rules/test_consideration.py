"""How far a response has come, and what a coding and an exclusion need."""

import pytest

from collab.consultations.models import Consideration, ExclusionReason
from collab.consultations.rules.consideration import (
    NOTHING,
    Handling,
    coding_problems,
    consideration_of,
    exclusion_problems,
    next_in_turn,
)


@pytest.mark.parametrize(
    ("handling", "state"),
    [
        (Handling(), Consideration.unread),
        (Handling(uncoded=1), Consideration.unread),
        (Handling(is_read=True, uncoded=1), Consideration.read),
        (Handling(is_read=True, uncoded=1, undecided=1), Consideration.read),
        (Handling(is_read=True, undecided=1), Consideration.coded),
        (Handling(is_read=True), Consideration.considered),
        (Handling(is_read=True, uncoded=1, is_excluded=True), Consideration.excluded),
        (Handling(is_excluded=True), Consideration.excluded),
    ],
)
def test_states_follow_from_what_was_done(handling, state):
    assert consideration_of(handling) is state


@pytest.mark.parametrize(
    ("ticked", "is_right"),
    [
        ([], True),
        (["1"], True),
        (["1", "2"], True),
        ([NOTHING], True),
        (["1", NOTHING], False),
        (["3"], False),
    ],
)
def test_nothing_to_code_stands_alone(ticked, is_right):
    assert (not coding_problems(ticked, ["1", "2"], field="question_2")) is is_right


def test_an_exclusion_needs_a_reason_that_holds():
    def problems(reason, is_duplicate=False):
        return exclusion_problems(reason, is_duplicate=is_duplicate)

    assert problems(None)
    assert problems(ExclusionReason.late_not_accepted)
    assert problems(ExclusionReason.duplicate)
    assert not problems(ExclusionReason.duplicate, is_duplicate=True)
    assert not problems(ExclusionReason.spam)


def test_unread_ones_come_in_turn():
    assert next_in_turn(["A", "C"], "B") == "C"
    assert next_in_turn(["A", "C"], "C") == "A"
    assert next_in_turn(["C"], "C") == ""
    assert next_in_turn([], "C") == ""
