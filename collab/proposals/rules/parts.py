"""Decisions about the organisations on a proposal: their roles, the one lead, and the three that must each have one (P1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from collab.accounts.models import Organisation
from collab.accounts.rules import opening, the
from collab.errors import Problem
from collab.proposals.models import Participation, PartRole

LAW_OFFICERS = {"HO": "Home Office", "MOJ": "Ministry of Justice", "AGO": "Attorney General's Office"}
HOLDS_A_PART = frozenset({PartRole.lead, PartRole.joint, PartRole.supporting, PartRole.not_affected})
BY_INVITATION = frozenset({PartRole.consulted, PartRole.observer})
TOGETHER = frozenset({PartRole.joint, PartRole.supporting})

ROLE_WORDS = {
    PartRole.lead: "Lead",
    PartRole.joint: "Joint",
    PartRole.supporting: "Supporting",
    PartRole.affected: "Affected",
    PartRole.consulted: "Consulted while drafting",
    PartRole.observer: "Observer",
    PartRole.not_affected: "Not affected",
}
ROLE_HINTS = {
    PartRole.joint: "Writes the text, makes commitments and clears each edition",
    PartRole.supporting: "Writes the text and makes commitments",
    PartRole.affected: "Makes commitments and says what each provision means for it",
    PartRole.consulted: "Reads the draft once it is invited",
    PartRole.observer: "Reads the draft once it is invited",
    PartRole.not_affected: "Does not read the draft; the reason is published",
}


def part_problems(role: PartRole, reason: str) -> list[Problem]:
    """Why an organisation cannot be given this role."""
    if role is PartRole.lead:
        return [Problem("There is one lead organisation. Change the lead instead", field="role")]
    if role is PartRole.not_affected and not reason.strip():
        return [Problem("Say why the organisation is not affected", field="reason")]
    return []


def joint_publication_problems(
    parts: Iterable[Participation], heirs: Mapping[str, Organisation], *, href: str = ""
) -> list[Problem]:
    """What keeps a proposal from being published jointly (P1); `href` leads to its organisations.

    `heirs` says by code who stands today in the place of a department that has ended.
    """
    held = list(parts)
    roles = {part.organisation.code: part for part in held}
    problems = [Problem(words, href=href) for words in _without_a_part(roles, heirs)]
    if sum(part.role is PartRole.lead for part in held) != 1:
        problems.append(Problem("The proposal must have exactly one lead organisation", href=href))
    if not any(part.role in TOGETHER for part in held):
        problems.append(Problem("At least one joint or supporting organisation must be named", href=href))
    return problems


def _without_a_part(parts: Mapping[str, Participation], heirs: Mapping[str, Organisation]) -> Iterable[str]:
    for code, department in LAW_OFFICERS.items():
        heir = heirs.get(code)
        name = f"the {department}" if heir is None else f"{the(heir.name)}, which followed the {department},"
        part = parts.get(code if heir is None else heir.code)
        if part is None or part.role not in HOLDS_A_PART:
            yield opening(f"{name} must be lead, joint or supporting, or not affected with a reason")
        elif part.role is PartRole.not_affected and not part.reason.strip():
            yield f"Say why {name} is not affected"
