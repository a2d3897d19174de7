"""What a proposal still lacks before its text can be frozen and published: each rule in words, met or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from collab.accounts.models import Organisation
from collab.accounts.rules import opening, the
from collab.proposals.models import (
    Acceptance,
    CommitmentStatus,
    ImplicationStatus,
    Marking,
    OptionKind,
    Proposal,
    Purpose,
)
from collab.proposals.rules import assessments, rounds
from collab.proposals.rules.contents import public_commitments, standing_provisions
from collab.proposals.rules.editions import listed
from collab.proposals.rules.parts import joint_publication_problems
from collab.proposals.rules.text import SECTION_WORDS

MOST_NAMED = 3


@dataclass(frozen=True)
class Requirement:
    """A rule in plain words, whether it is met, what is missing in words, and the address that mends it."""

    rule: str
    is_met: bool
    missing: str = ""
    href: str = ""


@dataclass(frozen=True)
class Blank:
    """A cell of the grid that keeps the text from being frozen: the provision's label, and who left what blank."""

    label: str
    missing: str
    slug: str = ""
    organisation: str = ""


def requirements(
    proposal: Proposal, blanks: Sequence[Blank], *, today: date, heirs: Mapping[str, Organisation]
) -> list[Requirement]:
    """All rules, in the order in which the document is written. The proposal comes with all its parts loaded, and with
    who stands today in the place of a department that has ended, by its code.
    """
    here = f"/proposals/{proposal.address}"
    return [
        _title(proposal, here),
        _marking(proposal, here),
        _organisations(proposal, heirs, here),
        *_sections(proposal, here),
        *_provisions(proposal, here),
        *_options(proposal, here),
        *_cells(blanks, here),
        _answers(proposal, here),
        *_signatures(proposal, here),
        *_scrutiny(proposal, here),
        *_rounds(proposal, today, here),
    ]


def unmet(found: Iterable[Requirement]) -> list[Requirement]:
    return [requirement for requirement in found if not requirement.is_met]


def is_ready(found: Iterable[Requirement]) -> bool:
    return not unmet(found)


def _requirement(rule: str, missing: str, href: str) -> Requirement:
    return Requirement(rule, not missing, missing, href)


def _title(proposal: Proposal, here: str) -> Requirement:
    lacking = [name for name, words in (("title", proposal.title), ("summary", proposal.summary)) if not words.en.text]
    missing = f"There is no {' and no '.join(lacking)} yet." if lacking else ""
    return _requirement("The proposal has a title and a summary", missing, f"{here}/edit")


def _marking(proposal: Proposal, here: str) -> Requirement:
    sensitive = proposal.marking is not Marking.official
    missing = f"It is marked {proposal.marking.value}. Nothing with this marking can be published." if sensitive else ""
    return _requirement("The proposal is marked OFFICIAL", missing, f"{here}/edit")


def _organisations(proposal: Proposal, heirs: Mapping[str, Organisation], here: str) -> Requirement:
    rule = (
        "One organisation leads, another is joint or supporting, and the Home Office, the Ministry of Justice "
        "and the Attorney General's Office each have a role"
    )
    problems = joint_publication_problems(proposal.participations, heirs)
    missing = " ".join(f"{problem.message}." for problem in problems)
    return _requirement(rule, missing, f"{here}/organisations")


def _sections(proposal: Proposal, here: str) -> list[Requirement]:
    written = {section.kind for section in proposal.sections if section.document.is_begun}
    return [
        _requirement(
            f"“{heading}” is written",
            "" if kind in written else "Nothing is written yet.",
            f"{here}/sections/{kind.value}",
        )
        for kind, heading in SECTION_WORDS.items()
    ]


def _provisions(proposal: Proposal, here: str) -> list[Requirement]:
    standing = standing_provisions(proposal)
    empty = [p.label for p in standing if not p.document.is_begun or not p.title.en.text]
    none = "" if standing else "No provision is written yet."
    missing = f"Nothing is written yet under {listed(empty)}." if empty else none
    return [_requirement("What is proposed is written, in one provision or more", missing, f"{here}/text")]


def _options(proposal: Proposal, here: str) -> list[Requirement]:
    kinds = {option.kind for option in proposal.options}
    rules = (
        (OptionKind.do_nothing, "The options include doing nothing", "Doing nothing is not among the options yet."),
        (OptionKind.preferred, "One option is the preferred one", "No option is the preferred one yet."),
        (
            OptionKind.discarded,
            "At least one option that was discarded is there, with the reason",
            "No discarded option is there yet. Say what else was thought of, and why it was put aside.",
        ),
    )
    return [_requirement(rule, "" if kind in kinds else missing, f"{here}/options") for kind, rule, missing in rules]


def _cells(blanks: Sequence[Blank], here: str) -> list[Requirement]:
    """One line for all; while something is missing a line for each organisation, which leads to its row of the grid."""
    rule = "has answered each provision, or says itself that nothing arises"
    rows: dict[str, list[Blank]] = {}
    for blank in blanks:
        rows.setdefault(blank.slug, []).append(blank)
    if not rows:
        return [_requirement(f"Each organisation concerned {rule}", "", f"{here}/grid")]
    return [
        _requirement(f"{opening(the(held[0].organisation))} {rule}", _named(held), f"{here}/grid#body-{slug}")
        for slug, held in rows.items()
    ]


def _named(blanks: Sequence[Blank]) -> str:
    """The first blanks by name; all of them stand in the grid, where the link leads."""
    named = [f"Provision {blank.label}: {blank.missing}." for blank in blanks[:MOST_NAMED]]
    left = len(blanks) - MOST_NAMED
    return " ".join([*named, *([f"And {left} more, which the grid shows."] if left > 0 else [])])


def _answers(proposal: Proposal, here: str) -> Requirement:
    """Also those about bodies outside the grid: silence must not keep an assertion out of the published text."""
    open_ones = [
        f"Implication {i.number}, for {the(i.organisation.name)}, is neither confirmed nor disputed yet."
        for i in proposal.implications
        if i.shared_at and i.status is ImplicationStatus.asserted and i.provision.retired_at is None
    ]
    rule = "Each shared implication is confirmed or disputed by the organisation that it is about"
    return _requirement(rule, " ".join(open_ones), f"{here}/grid")


def _signatures(proposal: Proposal, here: str) -> list[Requirement]:
    """Commitments are signed for a decision edition only: signing before consulting is predetermination."""
    if proposal.preparing is not Purpose.decision:
        return []
    unsigned = [
        f"Number {c.number}, by {the(c.organisation.name)}, is not signed yet."
        for c in public_commitments(proposal)
        if c.status is not CommitmentStatus.signed and c.acceptance is not Acceptance.not_agreed
    ]
    return [_requirement("Each commitment is signed, or refused with a reason", " ".join(unsigned), f"{here}/grid")]


def _scrutiny(proposal: Proposal, here: str) -> list[Requirement]:
    """What W4 asks for, where it asks for it."""
    found = []
    if assessments.unfunded_costs(assessments.counted(proposal)):
        rule = "HM Treasury's position is recorded, as a cost is not covered"
        found.append(_requirement(rule, assessments.missing_position(proposal), f"{here}/assessments"))
    if assessments.required(proposal):
        rule = "The assessments that this proposal needs are recorded"
        found.append(_requirement(rule, assessments.missing_records(proposal), f"{here}/assessments"))
    return found


def _rounds(proposal: Proposal, today: date, here: str) -> list[Requirement]:
    """W2 and W3, once a round was issued: silence is no agreement, and an open condition stands in the way."""
    if not proposal.rounds:
        return []
    rule = "Each write-round is answered and each condition closed"
    return [_requirement(rule, rounds.missing(proposal.rounds, today), f"{here}/rounds")]
