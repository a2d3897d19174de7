"""The grid: what each half of a cell counts as, for both purposes, and what it says is missing (P3)."""

import itertools
import uuid
from types import SimpleNamespace

import pytest

from collab.accounts.models import Independence, Organisation, OrganisationClass
from collab.proposals.models import Acceptance, CommitmentStatus, ImplicationStatus, Purpose
from collab.proposals.rules.grid import (
    CellState,
    CommitmentFact,
    ImplicationFact,
    NilFact,
    cells,
    commitment_state,
    implication_state,
    missing,
)

US, THEM = uuid.uuid4(), uuid.uuid4()
FIRST, SECOND = (SimpleNamespace(id=uuid.uuid4(), label=f"3.{n}") for n in (1, 2))
CHARITY = Organisation(
    id=US,
    name="Victim Support",
    independence=Independence.non_government,
    organisation_class=OrganisationClass.third_sector,
)
PROSECUTOR = Organisation(
    id=THEM,
    name="Crown Prosecution Service",
    independence=Independence.prosecutorial,
    organisation_class=OrganisationClass.prosecutor,
)
S, A, C, T = CellState, Acceptance, CommitmentStatus, ImplicationStatus


def commitment(acceptance=A.agreed, status=C.proposed, shared=True, on=(FIRST,), of=US):
    return CommitmentFact(of, frozenset(p.id for p in on), acceptance, status, shared)


def implication(status=T.confirmed, shared=True, on=FIRST, of=US, by=US):
    return ImplicationFact(on.id, of, by, status, shared)


@pytest.mark.parametrize(("shared", "status"), [*itertools.product([True, False], C)])
@pytest.mark.parametrize("acceptance", A)
@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("is_nil", [True, False])
def test_one_commitment(shared, status, acceptance, purpose, is_nil):
    """Every combination, judged a second time in other words."""
    state = commitment_state([commitment(acceptance, status, shared)], is_nil=is_nil, purpose=purpose)
    if status is C.withdrawn:
        assert state is (S.nil if is_nil else S.blank)
    elif not shared:
        assert state is S.not_shared
    elif acceptance is A.under_consideration:
        assert state is S.under_consideration
    elif purpose is Purpose.consultation or status is C.signed or acceptance is A.not_agreed:
        assert state is S.answered
    else:
        assert state is S.not_signed


@pytest.mark.parametrize(("shared", "status"), [*itertools.product([True, False], T)])
@pytest.mark.parametrize("by", [US, THEM])
@pytest.mark.parametrize("is_nil", [True, False])
def test_one_implication(shared, status, by, is_nil):
    state = implication_state([implication(status, shared, by=by)], is_nil=is_nil)
    if status is T.withdrawn:
        assert state is (S.nil if is_nil else S.blank)
    elif shared:
        assert state is (S.not_confirmed if status is T.asserted else S.answered)
    elif is_nil:
        assert state is S.nil
    else:
        assert state is (S.not_shared if by is US else S.blank)


def test_the_least_finished_of_several_decides():
    signed, open_one = commitment(status=C.signed), commitment(A.under_consideration)
    assert commitment_state([signed, open_one], is_nil=False, purpose=Purpose.decision) is S.under_consideration
    assert commitment_state([signed, commitment()], is_nil=False, purpose=Purpose.decision) is S.not_signed
    assert commitment_state([signed, commitment(shared=False)], is_nil=False, purpose=Purpose.decision) is S.answered
    assert implication_state([implication(), implication(T.asserted, by=THEM)], is_nil=True) is S.not_confirmed
    assert implication_state([implication(), implication(T.asserted, shared=False)], is_nil=False) is S.answered


def table(commitments=(), implications=(), nils=(), purpose=Purpose.consultation, bodies=(CHARITY,), on=(FIRST,)):
    return cells(bodies, on, commitments, implications, nils, purpose=purpose)


@pytest.mark.parametrize(
    ("commitments", "implications", "words"),
    [
        ([], [], "Nothing entered yet by Victim Support"),
        ([commitment(shared=False)], [], "Not yet shared by Victim Support"),
        ([], [implication(T.asserted, shared=False)], "Not yet shared by Victim Support"),
        ([], [implication(T.asserted, shared=False, by=THEM)], "Nothing entered yet by Victim Support"),
        ([commitment()], [], "No implication entered yet by Victim Support"),
        ([], [implication()], "No commitment entered yet by Victim Support"),
        ([commitment(shared=False)], [implication()], "Commitment not yet shared by Victim Support"),
        ([commitment()], [implication(T.asserted, shared=False)], "Implication not yet shared by Victim Support"),
        (
            [commitment(A.under_consideration)],
            [implication(T.asserted, by=THEM)],
            "Commitment still under consideration by Victim Support. "
            "Implication not yet confirmed or disputed by Victim Support",
        ),
        ([commitment()], [implication(T.disputed, by=THEM)], ""),
        ([commitment(A.not_agreed)], [implication()], ""),
    ],
)
def test_what_is_missing_in_words(commitments, implications, words):
    (cell,) = table(commitments, implications)
    assert cell.missing == words
    assert cell.is_complete is (not words)
    assert missing([cell]) == ([cell] if words else [])


def test_a_nil_return_answers_both_halves_of_its_own_cell_alone():
    nil = NilFact(FIRST.id, US, is_shared=True)
    found = table(nils=[nil], bodies=(CHARITY, PROSECUTOR), on=(FIRST, SECOND), purpose=Purpose.decision)
    assert [cell.is_complete for cell in found] == [True, False, False, False]
    assert (found[0].commitment, found[0].implication) == (S.nil, S.nil)
    assert not table(nils=[NilFact(FIRST.id, US, is_shared=False)])[0].is_complete


def test_a_nil_return_does_not_sign_what_was_proposed():
    nil = NilFact(FIRST.id, US, is_shared=True)
    (cell,) = table([commitment()], nils=[nil], purpose=Purpose.decision)
    assert cell.missing == "Commitment not yet signed by Victim Support"
    (cell,) = table([commitment()], nils=[nil])
    assert cell.is_complete


def test_an_independent_body_is_asked_for_its_undertaking():
    (cell,) = table(implications=[implication(of=THEM, by=THEM)], bodies=(PROSECUTOR,))
    assert cell.missing == "No undertaking entered yet by the Crown Prosecution Service"


def test_a_commitment_on_two_provisions_answers_both_and_no_third_body():
    found = table(
        [commitment(on=(FIRST, SECOND))],
        [implication(), implication(on=SECOND)],
        bodies=(CHARITY, PROSECUTOR),
        on=(FIRST, SECOND),
    )
    assert [cell.is_complete for cell in found] == [True, True, False, False]
    assert [(c.organisation_id, c.provision_id) for c in found] == [
        (US, FIRST.id),
        (US, SECOND.id),
        (THEM, FIRST.id),
        (THEM, SECOND.id),
    ]
