"""What a decision about a theme needs."""

import pytest

from collab.consultations.models import DispositionDecision
from collab.consultations.rules.dispositions import disposition_problems


@pytest.mark.parametrize("decision", DispositionDecision)
def test_only_what_is_accepted_needs_a_link(decision):
    without = disposition_problems(decision, "Because.", has_link=False, has_proposal=True)
    accepted = decision in (DispositionDecision.accepted, DispositionDecision.accepted_in_part)
    assert bool(without) is accepted
    assert not disposition_problems(decision, "Because.", has_link=True, has_proposal=True)
    assert not disposition_problems(decision, "Because.", has_link=False, has_proposal=False)


def test_a_decision_needs_a_choice_and_a_reason():
    fields = [problem.field for problem in disposition_problems(None, " ", has_link=True, has_proposal=True)]
    assert fields == ["decision", "reason"]
