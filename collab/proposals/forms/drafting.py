"""Forms for a proposal, its sections, its organisations and the turn to the decision edition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField

from collab.proposals.models import Marking, PartRole
from collab.proposals.rules.parts import ROLE_HINTS, ROLE_WORDS
from collab.proposals.rules.text import BLOCK_WORDS
from collab.text import Block, source
from collab.web.fields import Area, Line, One, Pick, choices, required
from collab.web.forms import BaseForm

MOST_IN_A_BOX = 50_000

TYPING = (
    "Leave an empty line between paragraphs. Begin a heading with ## and a smaller one with ###. "
    "Begin each line of a list with - or with 1. and put ** on both sides of words that must stand out. "
    "Begin each row of a table with | and put | between its cells. Write a footnote as [words]^[what it says about them]"
)


class ProposalForm(BaseForm):
    title = Line("Title", [required("Enter a title")], hint="What would change, in a few words", most=200)
    summary = Area(
        "Summary", [required("Enter a summary")], hint="Two or three sentences that anybody understands", most=2_000
    )
    title_cy = Line("Title in Welsh", most=200)
    summary_cy = Area("Summary in Welsh", most=2_000)


class ChangeForm(ProposalForm):
    """The same for a proposal that is there already."""

    marking = One(
        "Marking",
        [required("Choose how the draft is marked")],
        choices=choices(Marking, {marking: marking.value for marking in Marking}),
        hints={
            Marking.official.value: "Nothing in it has to be kept from the public once it is published",
            Marking.official_sensitive.value: "Something in it must not be published. The text cannot be frozen",
        },
    )


class SectionForm(BaseForm):
    text = Area("Text", hint=TYPING, rows=20, most=200_000)
    text_cy = Area("Text in Welsh", rows=10, most=200_000)


class BlocksForm(BaseForm):
    """A box for each block of the text that `base` names."""

    base = HiddenField()

    @property
    def boxes(self) -> list[Area]:
        return [field for field in self if field.name.startswith("block-") or field.name == "added"]

    @property
    def typed(self) -> dict[str, str]:
        return {box.name.removeprefix("block-"): box.data or "" for box in self.boxes if box.name != "added"}


def blocks_form(blocks: Sequence[Block], base: str) -> BlocksForm:
    """The form of these blocks, filled in with their typing; `base` names the text in which they stood so."""
    named = [(f"block-{block.id}", block) for block in blocks]
    boxes: dict[str, Any] = {
        name: Area(
            f"{BLOCK_WORDS[block.kind]} {place}", rows=max(2, min(12, len(block.plain) // 60 + 1)), most=MOST_IN_A_BOX
        )
        for place, (name, block) in enumerate(named, start=1)
    }
    boxes["added"] = Area("Add at the end", hint=TYPING, rows=4, most=200_000)
    filled = {name: source([block]).strip() for name, block in named}
    form: BlocksForm = type("OfThisText", (BlocksForm,), boxes)(data={**filled, "base": base})
    return form


class PartForm(BaseForm):
    """Naming an organisation; the one to name is chosen first, unless the form is about one that is named already."""

    organisation = Pick("Organisation", [required("Choose an organisation")])
    role = One(
        "Role",
        [required("Choose a role")],
        choices=choices(PartRole, ROLE_WORDS, [role for role in PartRole if role is not PartRole.lead]),
        hints={role.value: hint for role, hint in ROLE_HINTS.items()},
    )
    reason = Area("Reason", hint="Needed where the organisation is not affected. It is published", most=2_000, rows=3)


class LeadForm(BaseForm):
    organisation = Pick("New lead organisation", [required("Choose the organisation that leads from now on")])


class DecisionForm(BaseForm):
    reason = Area(
        "Why there is a decision without a consultation",
        hint="Needed only where no consultation edition was published. It is recorded",
        most=2_000,
    )


class WithdrawForm(BaseForm):
    reason = Area(
        "Why is it withdrawn?",
        [required("Enter why the proposal is withdrawn")],
        hint="It is published, where something of this proposal is public",
        most=5_000,
    )
