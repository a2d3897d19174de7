"""The grid of affected organisations by provisions: what each of them has answered, and in words what is missing (P3)."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from collab.accounts.models import Organisation
from collab.accounts.rules import commitment_word, the
from collab.proposals.models import Acceptance, CommitmentStatus, ImplicationStatus, Purpose


class CellState(enum.Enum):
    """How far one half of a cell has come. The commitment and the implication are judged apart."""

    answered = "answered"
    nil = "nil"
    blank = "blank"
    not_shared = "not_shared"
    under_consideration = "under_consideration"
    not_signed = "not_signed"
    not_confirmed = "not_confirmed"


COMPLETE = frozenset({CellState.answered, CellState.nil})


class Numbered(Protocol):
    """A provision, as far as the grid needs to know it."""

    @property
    def id(self) -> UUID: ...
    @property
    def label(self) -> str: ...


@dataclass(frozen=True)
class CommitmentFact:
    """That an organisation has a commitment on some provisions, without its words."""

    organisation_id: UUID
    provision_ids: frozenset[UUID]
    acceptance: Acceptance
    status: CommitmentStatus
    is_shared: bool


@dataclass(frozen=True)
class ImplicationFact:
    """That somebody asserts an implication of a provision on an organisation, without its words."""

    provision_id: UUID
    organisation_id: UUID
    asserted_by_id: UUID
    status: ImplicationStatus
    is_shared: bool


@dataclass(frozen=True)
class NilFact:
    """That an organisation says itself that there is nothing for it under a provision."""

    provision_id: UUID
    organisation_id: UUID
    is_shared: bool


@dataclass(frozen=True)
class Cell:
    """One organisation under one provision. `missing` says in words what is missing and by whom; empty when complete."""

    organisation_id: UUID
    provision_id: UUID
    commitment: CellState
    implication: CellState
    missing: str

    @property
    def is_complete(self) -> bool:
        return self.commitment in COMPLETE and self.implication in COMPLETE


def cells(
    organisations: Sequence[Organisation],
    provisions: Sequence[Numbered],
    commitments: Collection[CommitmentFact],
    implications: Collection[ImplicationFact],
    nil_returns: Collection[NilFact],
    *,
    purpose: Purpose,
) -> list[Cell]:
    """Each organisation under each provision, organisation by organisation, in the orders given.

    A nil return fills whichever half has nothing else in it; it does not replace signing or answering.
    """
    nil = {(fact.organisation_id, fact.provision_id) for fact in nil_returns if fact.is_shared}
    found = []
    for organisation in organisations:
        own = [fact for fact in commitments if fact.organisation_id == organisation.id]
        about = [fact for fact in implications if fact.organisation_id == organisation.id]
        for provision in provisions:
            is_nil = (organisation.id, provision.id) in nil
            commitment = commitment_state(
                [fact for fact in own if provision.id in fact.provision_ids], is_nil=is_nil, purpose=purpose
            )
            implication = implication_state(
                [fact for fact in about if fact.provision_id == provision.id], is_nil=is_nil
            )
            found.append(
                Cell(
                    organisation.id,
                    provision.id,
                    commitment,
                    implication,
                    _missing(organisation, commitment, implication),
                )
            )
    return found


def missing(found: Iterable[Cell]) -> list[Cell]:
    """The cells in which something is still missing."""
    return [cell for cell in found if not cell.is_complete]


def commitment_state(facts: Iterable[CommitmentFact], *, is_nil: bool, purpose: Purpose) -> CellState:
    """Where an organisation's commitments under one provision stand: the least finished one that is shared decides."""
    live = [fact for fact in facts if fact.status is not CommitmentStatus.withdrawn]
    shared = [fact for fact in live if fact.is_shared]
    if not shared:
        return CellState.not_shared if live else CellState.nil if is_nil else CellState.blank
    if any(fact.acceptance is Acceptance.under_consideration for fact in shared):
        return CellState.under_consideration
    if purpose is Purpose.decision and not all(_is_final(fact) for fact in shared):
        return CellState.not_signed
    return CellState.answered


def _is_final(fact: CommitmentFact) -> bool:
    """Signed; or refused, which takes a reason and no signature."""
    return fact.status is CommitmentStatus.signed or fact.acceptance is Acceptance.not_agreed


def implication_state(facts: Iterable[ImplicationFact], *, is_nil: bool) -> CellState:
    """Where the implications of one provision on one organisation stand: all that are shared must be confirmed or disputed.

    Only the organisation's own draft counts as "not shared": that another one drafts something about it stays theirs.
    """
    live = [fact for fact in facts if fact.status is not ImplicationStatus.withdrawn]
    shared = [fact for fact in live if fact.is_shared]
    if any(fact.status is ImplicationStatus.asserted for fact in shared):
        return CellState.not_confirmed
    if shared:
        return CellState.answered
    if is_nil:
        return CellState.nil
    own = any(fact.asserted_by_id == fact.organisation_id for fact in live)
    return CellState.not_shared if own else CellState.blank


def _missing(organisation: Organisation, commitment: CellState, implication: CellState) -> str:
    if commitment is implication is CellState.blank:
        return f"Nothing entered yet by {the(organisation.name)}"
    if {commitment, implication} <= {CellState.not_shared, CellState.blank}:
        return f"Not yet shared by {the(organisation.name)}"
    word = commitment_word(organisation.independence, organisation.organisation_class)
    said = [
        _of_commitment(word, the(organisation.name)).get(commitment, ""),
        _of_implication(the(organisation.name)).get(implication, ""),
    ]
    return ". ".join(part for part in said if part)


def _of_commitment(word: str, name: str) -> dict[CellState, str]:
    return {
        CellState.blank: f"No {word} entered yet by {name}",
        CellState.not_shared: f"{word.capitalize()} not yet shared by {name}",
        CellState.under_consideration: f"{word.capitalize()} still under consideration by {name}",
        CellState.not_signed: f"{word.capitalize()} not yet signed by {name}",
    }


def _of_implication(name: str) -> dict[CellState, str]:
    return {
        CellState.blank: f"No implication entered yet by {name}",
        CellState.not_shared: f"Implication not yet shared by {name}",
        CellState.not_confirmed: f"Implication not yet confirmed or disputed by {name}",
    }
