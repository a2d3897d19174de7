"""Decisions about the working text: when it is frozen, what is still to be written, where it stands, and the one next step."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from collab.errors import Problem, Refused
from collab.proposals.models import Edition, OptionKind, PartRole, Provision, Purpose, SectionKind
from collab.proposals.rules.editions import in_clearance
from collab.text import BlockKind

FROZEN = "The text is frozen while it is being cleared. Recall it to edit"

SECTION_WORDS = {
    SectionKind.problem: "The problem and who it affects",
    SectionKind.vision: "The vision",
    SectionKind.evidence: "Evidence",
    SectionKind.delivery: "Delivery",
}
SECTION_HINTS = {
    SectionKind.problem: "What goes wrong now, for whom, and how you know",
    SectionKind.vision: "What it will be like for people when this has worked",
    SectionKind.evidence: "What is known, from where, and what is not known",
    SectionKind.delivery: "Who does what, in which order, and how anybody can see whether it works",
}
SECTION_NUMBERS = {SectionKind.problem: 1, SectionKind.vision: 2, SectionKind.evidence: 5, SectionKind.delivery: 6}
BLOCK_WORDS = {
    BlockKind.paragraph: "Paragraph",
    BlockKind.heading_2: "Heading",
    BlockKind.heading_3: "Smaller heading",
    BlockKind.bullet: "Bullet point",
    BlockKind.numbered: "Numbered point",
    BlockKind.quotation: "Quotation",
    BlockKind.table: "Table",
}
OPTION_WORDS = {
    OptionKind.do_nothing: "Do nothing",
    OptionKind.preferred: "Preferred",
    OptionKind.considered: "Considered",
    OptionKind.discarded: "Discarded",
}


def refuse_if_frozen(editions: Iterable[Edition], *, href: str = "") -> None:
    """Raises Refused while an edition is in clearance (P4); `href` leads to where it is recalled."""
    if in_clearance(editions) is not None:
        raise Refused(Problem(FROZEN, href=href))


class Withdrawable(Protocol):
    """A Proposal, or as much of one as this takes."""

    @property
    def withdrawn_at(self) -> datetime | None: ...


class Retirable(Protocol):
    """A Provision, or as much of one as this takes."""

    @property
    def retired_at(self) -> datetime | None: ...
    @property
    def label(self) -> str: ...


def closed_words(proposal: Withdrawable, provision: Retirable | None, *, is_frozen: bool) -> str:
    """Why nobody can write in a running text now; empty where they can."""
    if proposal.withdrawn_at is not None:
        return "This proposal was withdrawn. Its text cannot be changed any more"
    if provision is not None and provision.retired_at is not None:
        return f"Provision {provision.label} was taken out"
    return FROZEN if is_frozen else ""


def begin_decision_problems(preparing: Purpose, *, is_consultation_published: bool, reason: str) -> list[Problem]:
    """Why the decision edition cannot be begun: it follows a consultation edition, or says why there was none."""
    if preparing is Purpose.decision:
        return [Problem("The decision edition is being prepared already")]
    if not is_consultation_published and not reason.strip():
        return [
            Problem("No consultation edition is published. Say why there is a decision without one", field="reason")
        ]
    return []


def option_problems(kind: OptionKind, discarded_reason: str, *, other_kinds: Sequence[OptionKind]) -> list[Problem]:
    """Why an option cannot be kept beside the others."""
    if kind is OptionKind.do_nothing and OptionKind.do_nothing in other_kinds:
        return [Problem('There is a "do nothing" option already', field="kind")]
    if kind is OptionKind.discarded and not discarded_reason.strip():
        return [Problem("Say why this option was discarded", field="discarded_reason")]
    return []


def provision_version(provision: Provision) -> int:
    """Title and text are one record to their editor: a save of either makes an open form stale."""
    return provision.document.version + provision.title.en.revision + provision.title.cy.revision


class Step(enum.Enum):
    """The one thing that a reader could usefully do next."""

    clear = "clear"
    reply = "reply"
    settle = "settle"
    answer = "answer"
    share = "share"
    fill = "fill"
    sign = "sign"
    write = "write"
    name_organisations = "name_organisations"
    freeze = "freeze"
    wait = "wait"


@dataclass(frozen=True)
class Work:
    """What the next step is decided from: who looks, and what is still open, as counts."""

    role: PartRole | None
    may_write: bool = False
    may_sign: bool = False
    is_frozen: bool = False
    has_to_clear: bool = False
    is_objected_to: bool = False
    is_decision: bool = False
    is_asked: bool = False
    unanswered: int = 0
    unshared: int = 0
    unsigned: int = 0
    own_blanks: int = 0
    unwritten: int = 0
    part_problems: int = 0


WRITING = frozenset({PartRole.lead, PartRole.joint, PartRole.supporting})


def next_step(work: Work) -> Step:
    """The most pressing thing that this reader may do; `wait` when it is the turn of others."""
    if work.is_frozen:
        return _in_clearance(work)
    if work.is_asked and (work.may_write or work.may_sign):
        return Step.reply
    if work.may_write:
        step = _of_author(work)
        if step is not Step.wait:
            return step
    if work.may_sign and work.is_decision and work.unsigned:
        return Step.sign
    return Step.freeze if work.may_write and work.role is PartRole.lead else Step.wait


def _in_clearance(work: Work) -> Step:
    if work.has_to_clear and work.may_sign:
        return Step.clear
    is_to_settle = work.is_objected_to and work.may_write and work.role is PartRole.lead
    return Step.settle if is_to_settle else Step.wait


def _of_author(work: Work) -> Step:
    if work.role is PartRole.lead and work.part_problems:
        return Step.name_organisations
    if work.role in WRITING and work.unwritten:
        return Step.write
    open_work = (
        (work.unanswered, Step.answer),
        (work.unshared, Step.share),
        (work.own_blanks, Step.fill),
    )
    return next((step for count, step in open_work if count), Step.wait)
