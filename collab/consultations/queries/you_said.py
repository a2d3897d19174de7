"""Reading what people said and what was done about it, theme by theme, as everybody may read it (F11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from collab.accounts.policy import ANONYMOUS
from collab.consultations import queries
from collab.consultations.models import Consultation, Disposition, DispositionDecision, Outcome
from collab.consultations.queries import analysis, dispositions
from collab.consultations.rules import analysis_words, shares
from collab.consultations.rules.changed_words import Words, linked
from collab.consultations.rules.dispositions import CHANGES
from collab.consultations.rules.outcome import is_answered
from collab.consultations.rules.shares import Share
from collab.errors import NotFound
from collab.text import Bilingual


@dataclass(frozen=True)
class Done:
    """What was decided about something that people said, why, and what reads differently for it."""

    decision: DispositionDecision
    reason: Bilingual
    links: tuple[Words, ...]

    @property
    def decision_words(self) -> str:
        return analysis_words.DECISION[self.decision]

    @property
    def is_change(self) -> bool:
        return self.decision in CHANGES


@dataclass(frozen=True)
class SaidOf:
    """A theme: how many of all responses say it, and what was done. Its number is its anchor, `theme-3`."""

    number: int
    name: Bilingual
    definition: str
    share: Share
    done: Done


@dataclass(frozen=True)
class YouSaid:
    """The biggest themes first; those whose numbers are hidden come last, in an order that does not tell them."""

    consultation: Consultation
    outcome: Outcome
    themes: tuple[SaidOf, ...]
    responses: int
    """Those that were considered: excluded ones are no part of any number here."""
    own: tuple[Done, ...]
    """What was decided about single responses."""

    @property
    def changed(self) -> int:
        return sum(one.done.is_change for one in self.themes)


def you_said(address: str) -> YouSaid:
    """Raises NotFound while the government response is not published, and for what ran elsewhere: nothing was coded there."""
    consultation = queries.get(address, viewer=ANONYMOUS)
    outcome = consultation.outcome
    if outcome is None or consultation.is_historic or not is_answered(consultation):
        raise NotFound
    numbers = analysis.tally(consultation)
    base = numbers.total - numbers.excluded
    rows = analysis.themes(consultation)
    found = [
        SaidOf(
            number=row.theme.number,
            name=row.theme.name,
            definition=row.theme.definition,
            share=shares.share(row.number, base),
            done=_done(row.theme.disposition, consultation, outcome),
        )
        for row in rows
        if row.theme.disposition is not None
    ]
    own = tuple(_done(one, consultation, outcome) for one in dispositions.of_responses(consultation))
    return YouSaid(consultation, outcome, _biggest_first(found), base, own)


def _done(held: Disposition, consultation: Consultation, outcome: Outcome) -> Done:
    links = linked(held, consultation.edition, outcome.edition) if outcome.edition else ()
    return Done(held.decision, held.reason, tuple(links))


def _biggest_first(found: Sequence[SaidOf]) -> tuple[SaidOf, ...]:
    return tuple(sorted(found, key=lambda one: (-(one.share.number or 0), one.share.number == 0, one.number)))
