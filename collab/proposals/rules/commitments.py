"""Decisions about commitments: what each answer needs (C1), what they are called (P7), and when they can be signed (P3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from collab.accounts.models import Organisation
from collab.accounts.rules import commitment_word, is_independent
from collab.errors import Problem
from collab.proposals.models import Acceptance, CommitmentKind, CommitmentStatus, Purpose
from collab.proposals.rules.implications import is_web_address

MILESTONE_ROWS = 3
PREDETERMINATION = (
    "This proposal is being prepared for consultation. Signing before people have been asked would be predetermination; "
    "sign when the decision edition is being prepared"
)
KIND_WORDS = {
    CommitmentKind.guidance_training: "Guidance or training",
    CommitmentKind.research_evaluation: "Research or evaluation",
    CommitmentKind.undertaking_independent: "Undertaking of an independent body",
}
ACCEPTANCE_WORDS = {
    Acceptance.agreed: "Agreed",
    Acceptance.partly_agreed: "Partly agreed",
    Acceptance.not_agreed: "Not agreed",
    Acceptance.under_consideration: "Under consideration",
}
ACCEPTANCE_HINTS = {
    Acceptance.agreed: "All of it, with a measure, a date and milestones",
    Acceptance.partly_agreed: "Say which part, which part not, and why",
    Acceptance.not_agreed: "Say why",
    Acceptance.under_consideration: "Not an answer yet: the grid goes on asking for one",
}


@dataclass(frozen=True)
class CommitmentTerms:
    """What a commitment says, as it is entered. `milestones` are (words, due date) in their order."""

    kind: CommitmentKind
    acceptance: Acceptance
    provision_ids: Collection[UUID]
    words: str = ""
    measure: str = ""
    accepted_part: str = ""
    rejected_part: str = ""
    reason: str = ""
    owner_role: str = ""
    due_on: date | None = None
    dependencies: str = ""
    recommendation: str = ""
    recommendation_url: str = ""
    recommended_by_id: UUID | None = None
    recommended_on: date | None = None
    milestones: Sequence[tuple[str, date | None]] = field(default_factory=tuple)


NEEDED: dict[Acceptance, dict[str, str]] = {
    Acceptance.agreed: {
        "words": "Say what your organisation will do",
        "measure": "Say how anybody can see that it is done",
        "owner_role": "Say which role is responsible for it",
        "due_on": "Enter the date by which it is done",
        "dependencies": 'Say what it depends on, or write "Nothing"',
    },
    Acceptance.partly_agreed: {
        "accepted_part": "Say which part you agree to",
        "rejected_part": "Say which part you do not agree to",
        "reason": "Say why you do not agree to all of it",
    },
    Acceptance.not_agreed: {"reason": "Say why you do not agree"},
    Acceptance.under_consideration: {},
}


def term_problems(terms: CommitmentTerms) -> list[Problem]:
    """What an entered commitment lacks (C1). Only one that is agreed must have a measure, dates and a milestone."""
    needed = NEEDED[terms.acceptance]
    problems = [Problem(words, field=name) for name, words in needed.items() if not _is_filled(getattr(terms, name))]
    if not terms.provision_ids:
        problems.append(Problem("Choose at least one provision", field="provisions"))
    return problems + _milestone_problems(terms) + _recommendation_problems(terms)


def _recommendation_problems(terms: CommitmentTerms) -> list[Problem]:
    """One that answers a recommendation says which, whose, and when it was published, as its clock starts then (C6)."""
    needed = {
        "recommendation": "Say what was recommended",
        "recommended_by": "Choose who recommended it",
        "recommended_on": "Enter the day on which the recommendation was published",
    }
    held = (terms.recommendation.strip(), terms.recommended_by_id, terms.recommended_on)
    if not any((*held, terms.recommendation_url)):
        return []
    pairs = zip(needed.items(), held, strict=True)
    problems = [Problem(words, field=name) for (name, words), value in pairs if not value]
    if terms.recommendation_url and not is_web_address(terms.recommendation_url):
        wrong = "The recommendation's address must begin with https:// or http://"
        problems.append(Problem(wrong, field="recommendation_url"))
    return problems


def change_problems(old: date | None, new: date | None, *, is_live: bool) -> list[Problem]:
    """Why a due date cannot be typed over: what was signed has its date changed openly, with the reason (C2)."""
    if is_live and old is not None and new != old:
        return [
            Problem("It is signed. Change its date with “Change the date”, which asks for the reason", field="due_on")
        ]
    return []


def _is_filled(value: str | date | None) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _milestone_problems(terms: CommitmentTerms) -> list[Problem]:
    problems = []
    for place, (words, due_on) in enumerate(terms.milestones, start=1):
        if words and due_on is None:
            problems.append(Problem(f"Enter a date for milestone {place}", field=f"milestone_{place}_on"))
        elif due_on and not words:
            problems.append(Problem(f"Say what milestone {place} is", field=f"milestone_{place}"))
        elif due_on and terms.due_on and due_on > terms.due_on:
            late = f"The date of milestone {place} must not be after the date by which all is done"
            problems.append(Problem(late, field=f"milestone_{place}_on"))
    if terms.acceptance is Acceptance.agreed and not any(words for words, _ in terms.milestones):
        problems.append(Problem("Enter at least one milestone", field="milestone_1"))
    return problems


def sign_problems(
    *, preparing: Purpose, acceptance: Acceptance, status: CommitmentStatus, is_shared: bool, word: str
) -> list[Problem]:
    """Why a commitment cannot be signed now."""
    if preparing is not Purpose.decision:
        return [Problem(PREDETERMINATION)]
    if status is not CommitmentStatus.proposed:
        return [Problem(f"This {word} is {status.value} already")]
    if not is_shared:
        return [Problem(f"Share this {word} before it is signed")]
    if acceptance is Acceptance.under_consideration:
        return [Problem("What is still under consideration cannot be signed")]
    if acceptance is Acceptance.not_agreed:
        return [Problem("A refusal with a reason needs no signature")]
    return []


def word_of(organisation: Organisation) -> str:
    """Commitment, undertaking or position: nobody tasks an independent body (P7)."""
    return commitment_word(organisation.independence, organisation.organisation_class)


def kinds_for(organisation: Organisation) -> list[CommitmentKind]:
    """The kinds that an organisation can choose from: "undertaking" is for independent bodies alone."""
    independent = is_independent(organisation.independence)
    return [kind for kind in CommitmentKind if independent or kind is not CommitmentKind.undertaking_independent]
