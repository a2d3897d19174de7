"""What is tied to an organisation that ends, and how it passes on. The features above say what: see docs/decisions/0013."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from collab import clock
from collab.accounts import policy, queries
from collab.accounts.models import Organisation
from collab.accounts.policy import Viewer, permitted
from collab.errors import Problem


class PassOn(Protocol):
    def __call__(self, old: Organisation, new: Organisation, *, on: date, by: Viewer) -> None: ...


@dataclass(frozen=True)
class Ties:
    """A feature's ties to organisations: what one cannot leave behind without a successor, and how it passes on.

    `pass_on` is called in the transaction that ends the organisation, or in the night after its last day; calling it
    again finds nothing to do.
    """

    obligations: Callable[[Organisation], list[Problem]]
    pass_on: PassOn


_ties: dict[str, Ties] = {}


def tie(feature: str, ties: Ties) -> None:
    """Called by the composition root, which alone knows the features above."""
    _ties[feature] = ties


def obligations(organisation: Organisation) -> list[Problem]:
    """What keeps an organisation from ending without a successor."""
    return [problem for ties in _ties.values() for problem in ties.obligations(organisation)]


@permitted(policy.can_manage_installation)
def pass_on(organisation: Organisation, *, by: Viewer) -> None:
    """Hands on what an organisation that has ended is bound to; before its last day is over nothing is handed on."""
    heir = queries.heir_of(organisation)
    if organisation.valid_to is None or organisation.valid_to >= clock.today() or heir is None:
        return
    for ties in _ties.values():
        ties.pass_on(organisation, heir, on=organisation.valid_to, by=by)
