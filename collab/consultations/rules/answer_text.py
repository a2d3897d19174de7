"""The answer as it is frozen for clearance: what each lead and joint organisation clears, and what is published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collab import text
from collab.accounts.rules import opening, the
from collab.consultations.models import AnswerClearance, AnswerPart, Consultation, Outcome, Runner, Theme
from collab.consultations.rules import suppression
from collab.consultations.rules.changed_words import links_of
from collab.consultations.rules.tally import Tally
from collab.documents.models import Document
from collab.proposals.models import ClearanceDecision
from collab.text import Bilingual

FORMAT, FORMAT_VERSION = "collab-answer", 1
CHANGED = "The text, the numbers or a decision changed since it was frozen. Recall it and freeze it again"
PART_WORDS = {AnswerPart.feedback: "public feedback", AnswerPart.outcome: "government response"}


def content(
    consultation: Consultation,
    part: AnswerPart,
    document: Document,
    numbers: Tally,
    themes: Sequence[tuple[Theme, int]],
) -> dict[str, Any]:
    """Plain values for `canonical.dumps`: nothing in it depends on when or by whom it is frozen, cleared or published.

    `themes` come in their order, with how many responses are coded to each. Small numbers are hidden as on the
    public page, so that the file can be published whole.
    """
    frozen: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "consultation": consultation.reference or str(consultation.id),
        "title": _words(consultation.title),
        "part": part,
        "organisations": [{"code": one.organisation.code, "role": one.role} for one in consultation.runners],
        "text": {"en": text.as_json(document.blocks), "cy": text.as_json(document.blocks_cy)},
        "numbers": _numbers(numbers),
        "themes": [_theme(theme, said, part) for theme, said in themes],
    }
    if part is AnswerPart.outcome and consultation.outcome is not None:
        frozen |= _decision(consultation.outcome)
    if consultation.is_demonstration:
        frozen["demonstration"] = True
    return frozen


def _words(words: Bilingual) -> dict[str, str]:
    return {"en": words.en.text, "cy": words.cy.text}


def _numbers(numbers: Tally) -> dict[str, Any]:
    return {
        "responses": numbers.total,
        "different": numbers.unique,
        "in_campaigns": numbers.in_campaigns,
        "campaigns": len(numbers.by_campaign),
        "offline": numbers.offline,
        "left_out": numbers.excluded,
        "by_type": {kind.value: number for kind, number in suppression.suppressed(numbers.by_type).items()},
    }


def _decision(outcome: Outcome) -> dict[str, Any]:
    edition = outcome.edition
    return {
        "decision": outcome.kind,
        "edition": {"number": edition.label, "sha256": edition.hash} if edition else None,
    }


def _theme(theme: Theme, said: int, part: AnswerPart) -> dict[str, Any]:
    """What people said; with the outcome also what was decided about it, why, for whom, and what it points at."""
    one = theme.disposition
    about = {
        "number": theme.number,
        "name": _words(theme.name),
        "definition": theme.definition,
        "responses": suppression.at_least(said),
    }
    if part is AnswerPart.feedback or one is None:
        return about
    links = links_of(one)
    return about | {
        "decision": one.decision,
        "reason": _words(one.reason),
        "decided_for": one.decision_maker,
        "organisation": one.organisation.code,
        "provision": links.provision,
        "quote": links.quote,
        "commitment": links.commitment,
        "implication": links.implication,
    }


def waiting(bodies: Sequence[Runner], said: Sequence[AnswerClearance]) -> list[str]:
    """Why the answer cannot be published yet: a sentence for each lead or joint organisation that has not cleared it."""
    current = {one.organisation_id: one.decision for one in said if one.ended_at is None}
    found = []
    for body in bodies:
        word = current.get(body.organisation_id)
        if word is ClearanceDecision.objected:
            found.append(f"{opening(the(body.organisation.name))} objects")
        elif word is None:
            found.append(f"Waiting for {the(body.organisation.name)} to clear")
    return found
