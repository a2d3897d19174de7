"""Who decides for each lead and joint organisation, and how far each of them has come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from collab.accounts.rules import opening, the
from collab.consultations.models import Consultation, RunRole


@dataclass(frozen=True, slots=True)
class Decider:
    """A lead or joint organisation and the person who decides for it; `who` is their role as the public reads it."""

    organisation: str
    slug: str
    who: str = ""
    is_named: bool = False
    given_at: datetime | None = None
    confirmed_at: datetime | None = None
    statement: str = ""

    @property
    def is_after_report(self) -> bool:
        """Whether they confirmed, and had the report when they did."""
        return self.given_at is not None and self.confirmed_at is not None and self.given_at <= self.confirmed_at

    @property
    def words(self) -> str:
        """For a sentence: "Home Secretary (Home Office)"."""
        return (
            f"{the(self.who)} ({self.organisation})" if self.who else f"the decision-maker of {the(self.organisation)}"
        )

    @property
    def heading(self) -> str:
        """The same at the beginning of a sentence."""
        return opening(self.words)


def roles(consultation: Consultation) -> Iterator[str]:
    """Who decides, as the public reads it: the lead's first, then that of each joint organisation that says so."""
    if consultation.decision_maker:
        yield consultation.decision_maker
    for one in consultation.runners:
        if one.role is RunRole.joint and one.decides:
            yield f"{one.decides} for {the(one.organisation.name)}"


def unnamed(deciders: list[Decider]) -> str:
    """Whose decision-maker is not a person of theirs, in a sentence; empty when all are."""
    return _listed([the(one.organisation) for one in deciders if not one.is_named], "No decision-maker is named for {}")


def ungiven(deciders: list[Decider]) -> str:
    """Who has not had the report, in a sentence; empty when all have."""
    return _listed([one.words for one in deciders if one.given_at is None], "The report has not been given yet to {}")


def unconfirmed(deciders: list[Decider]) -> str:
    """Who has not confirmed, or did so before the report; empty when nobody is left."""
    waiting = [one.words for one in deciders if one.confirmed_at is None]
    early = [one.words for one in deciders if one.confirmed_at and not one.is_after_report]
    found = []
    if waiting:
        found.append(f"{opening(_joined(waiting))} {'has' if len(waiting) == 1 else 'have'} not confirmed yet")
    if early:
        found.append(f"{opening(_joined(early))} confirmed before the report was given")
    return ". ".join(found)


def _listed(found: list[str], sentence: str) -> str:
    return sentence.format(_joined(found)) if found else ""


def _joined(found: list[str]) -> str:
    return " and ".join(part for part in (", ".join(found[:-1]), found[-1]) if part)
