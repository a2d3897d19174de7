"""Where a part of a document goes: by the words of its heading, else for its author to choose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from collab import text
from collab.proposals.models import SectionKind
from collab.proposals.rules.imports.reading import Part
from collab.proposals.rules.text import SECTION_WORDS
from collab.text import Block, BlockKind, Run

PROVISION, OPTION, LEAVE = "provision", "option", "leave"
PLACES = [
    *((kind.value, f"Add to “{words}”") for kind, words in SECTION_WORDS.items()),
    (PROVISION, "A new provision"),
    (OPTION, "A new option"),
    (LEAVE, "Leave it out"),
]
_SIGNS = (
    (r"options?|alternatives?|do nothing", OPTION),
    (r"problem|background|context|why|issues?|case for change", SectionKind.problem.value),
    (r"vision|aims?|objectives?|goals?|outcomes?", SectionKind.vision.value),
    (r"evidence|research|data|what we know|findings", SectionKind.evidence.value),
    (r"deliver\w*|implement\w*|timetable|timeline|next steps|milestones|monitoring", SectionKind.delivery.value),
    (r"propos\w*|provisions?|recommend\w*|measures?|what would change", PROVISION),
)
_EACH = (PROVISION, OPTION)


@dataclass(frozen=True)
class Placed:
    """A part with where it seems to go (empty: its author chooses), a title, and its words as they are typed."""

    to: str
    title: str
    text: str


def place(parts: Sequence[Part]) -> list[Placed]:
    """A heading below "What is proposed" or "Options" is a provision or an option each; below another it is part of its text."""
    found: list[tuple[str, Part]] = []
    above = ""
    for part in parts:
        own = guess(part.heading)
        if part.level == 2 and above in _EACH:
            found.append((above, part))
        elif part.level == 2 and found and (above or not own):
            found[-1] = (found[-1][0], _joined(found[-1][1], part))
        else:
            above = own if part.level == 1 else above
            found.append((own, part))
    return [
        Placed(
            "" if to in _EACH and part.level == 1 and not part.blocks else to,
            part.heading[:200],
            text.source(part.blocks),
        )
        for to, part in found
        if part.blocks or part.level == 2
    ]


def guess(heading: str) -> str:
    """The place that a heading's words name; empty where they name none."""
    words = re.sub(r"^[\d.)\s]+", "", heading).lower()
    return next((to for sign, to in _SIGNS if re.search(rf"\b(?:{sign})\b", words)), "")


def _joined(part: Part, inner: Part) -> Part:
    heading = Block("", BlockKind.heading_2, (Run(inner.heading),))
    deeper = [
        replace(block, kind=BlockKind.heading_3) if block.kind is BlockKind.heading_2 else block
        for block in inner.blocks
    ]
    return replace(part, blocks=(*part.blocks, *([heading] if inner.heading else []), *deeper))
