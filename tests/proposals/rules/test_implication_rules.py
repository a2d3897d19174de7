"""What an implication needs, who may change it, and nil returns."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from collab.proposals.models import (
    Confidence,
    Direction,
    EvidenceKind,
    FundingPosition,
    ImplicationStatus,
    ImplicationType,
    Unit,
)
from collab.proposals.rules.implications import (
    Evidence,
    ImplicationTerms,
    answer_problems,
    can_change,
    nil_problems,
    status_when_shared,
    term_problems,
)

FULL = ImplicationTerms(
    type=ImplicationType.cost,
    direction=Direction.adverse,
    summary="More forms.",
    confidence=Confidence.low,
    confidence_reason="A guess.",
    low=Decimal(1),
    central=Decimal(2),
    high=Decimal(3),
    unit=Unit.gbp,
    price_base="2025-26",
    funding_position=FundingPosition.unfunded,
)
WITHOUT = replace(
    FULL, low=None, central=None, high=None, unit=None, price_base="", cannot_quantify_reason="Not counted."
)


def fields(terms, **changes):
    return [problem.field for problem in term_problems(replace(terms, **changes))]


def test_full_ones_lack_nothing():
    assert fields(FULL) == fields(WITHOUT) == []


@pytest.mark.parametrize(
    ("low", "central", "high", "wrong"),
    [
        ("1", "1", "1", []),
        ("-3", "-2", "-1", []),
        ("1.0001", "1", "2", ["central"]),
        ("1", "2.0001", "2", ["high"]),
        ("3", None, "2", ["high"]),
        (None, "3", "2", ["high"]),
        (None, "3", None, []),
        ("0", "0", "0", []),
    ],
)
def test_low_central_high(low, central, high, wrong):
    low, central, high = (Decimal(figure) if figure else None for figure in (low, central, high))
    assert fields(FULL, low=low, central=central, high=high) == wrong


def test_figures_need_unit_and_prices():
    assert fields(FULL, unit=None) == ["unit"]
    assert fields(FULL, unit=Unit.fte) == ["unit"]
    assert fields(FULL, type=ImplicationType.capacity, unit=Unit.fte, price_base="") == []
    assert fields(FULL, price_base=" ") == ["price_base"]
    assert fields(FULL, unit=Unit.gbp_per_year, price_base="") == ["price_base"]
    assert fields(FULL, funding_position=FundingPosition.not_applicable) == ["funding_position"]


def test_no_figures_need_a_reason():
    assert fields(WITHOUT, cannot_quantify_reason="  ") == ["cannot_quantify_reason"]


def test_texts_period_and_evidence():
    assert fields(FULL, summary=" ") == ["summary"]
    assert fields(FULL, confidence_reason="") == ["confidence_reason"]
    assert fields(FULL, from_on=date(2027, 1, 2), to_on=date(2027, 1, 1)) == ["to_on"]
    assert fields(FULL, from_on=date(2027, 1, 1), to_on=date(2027, 1, 1)) == []


def test_each_piece_of_evidence_has_kind_and_title_and_a_web_address():
    nothing, good = Evidence(EvidenceKind.none), Evidence(EvidenceKind.evaluation, "A pilot", "https://example.org/a")
    assert fields(FULL, evidence=[good, nothing]) == []
    assert fields(FULL, evidence=[good, Evidence(EvidenceKind.evaluation)]) == ["evidence_2_title"]
    assert fields(FULL, evidence=[Evidence(EvidenceKind.none, "A pilot")]) == ["evidence_1_kind"]
    assert fields(FULL, evidence=[Evidence(EvidenceKind.none, on=date(2027, 1, 1))])
    for address in ("javascript:alert(1)", "https://["):
        assert fields(FULL, evidence=[nothing, replace(good, url=address)]) == ["evidence_2_url"]


def test_ones_own_counts_as_confirmed_once_shared():
    assert status_when_shared(is_own=True) is ImplicationStatus.confirmed
    assert status_when_shared(is_own=False) is ImplicationStatus.asserted


@pytest.mark.parametrize("status", ImplicationStatus)
@pytest.mark.parametrize("is_own", [True, False])
def test_who_changes_what_until_when(status, is_own):
    wanted = status is ImplicationStatus.asserted or (is_own and status is ImplicationStatus.confirmed)
    assert can_change(status, is_own=is_own) is wanted


def test_answers():
    assert answer_problems(ImplicationStatus.asserted, is_shared=True, is_own=False) == []
    assert answer_problems(ImplicationStatus.disputed, is_shared=True, is_own=False) == []
    assert answer_problems(ImplicationStatus.withdrawn, is_shared=True, is_own=False)
    assert answer_problems(ImplicationStatus.asserted, is_shared=False, is_own=False)
    assert answer_problems(ImplicationStatus.confirmed, is_shared=True, is_own=True)


def nil(reason="", commitment=False, implication=False, unanswered=False):
    return nil_problems(reason, has_commitment=commitment, has_implication=implication, has_unanswered=unanswered)


def test_nil_returns():
    assert nil() == []
    assert nil(commitment=True)[0].message == "Say why there is no implication"
    assert nil(implication=True)[0].message == "Say why there is no commitment"
    assert nil("Because.", commitment=True) == nil("Because.", implication=True) == []
    assert nil("Because.", commitment=True, implication=True)
    assert nil("Because.", unanswered=True)
