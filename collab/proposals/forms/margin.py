"""Forms for suggestions and comments."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence

from wtforms import HiddenField

from collab.documents.models import Audience
from collab.documents.rules import anchors
from collab.documents.rules.live import MALFORMED
from collab.errors import Refused
from collab.proposals.forms.drafting import TYPING
from collab.proposals.rules.text import BLOCK_WORDS
from collab.text import Block, source
from collab.web.fields import Area, Choices, Line, Many, One, Pick, choices, required
from collab.web.forms import BaseForm

_BLOCK = "block-"


class SuggestForm(BaseForm):
    """A field for each block of the text that the writer saw, which `base` names."""

    base = HiddenField()
    added = Area("Add at the end", hint=TYPING, rows=4, most=50_000)
    reason = Area("Why you suggest this", hint="The lead organisation reads it before it decides", rows=3, most=2_000)

    def blocks(self) -> list[Area]:
        return [field for field in self if field.name.startswith(_BLOCK)]

    def typed(self) -> dict[str, str]:
        """What was typed for each block, by its id."""
        return {field.name.removeprefix(_BLOCK): str(field.data or "") for field in self.blocks()}


def suggest_form(blocks: Sequence[Block], base: str) -> SuggestForm:
    fields = {
        f"{_BLOCK}{block.id}": Area(
            f"{BLOCK_WORDS[block.kind]} {number}", rows=max(2, min(12, len(block.plain) // 70 + 1)), most=50_000
        )
        for number, block in enumerate(blocks, start=1)
    }
    stored = {f"{_BLOCK}{block.id}": source([block]) for block in blocks}
    form: SuggestForm = type("BlocksForm", (SuggestForm,), fields)(data={**stored, "base": base})
    return form


class RejectForm(BaseForm):
    reason = Area(
        "Why it is not accepted",
        [required("Say why the suggestion is not accepted")],
        hint="The organisation that suggested it reads this",
        rows=4,
        most=2_000,
    )


class EditedForm(BaseForm):
    """What somebody changed in an editor's window. Its fields are drawn by the editor's page, and filled by its script."""

    base = HiddenField()
    change = HiddenField()
    reason = Area("Why you suggest this", most=2_000)

    @property
    def update(self) -> bytes:
        """Raises Refused for what is no text of bytes."""
        try:
            return base64.b64decode(self.change.data or "", validate=True)
        except ValueError as error:
            raise Refused(MALFORMED) from error


class ReplyForm(BaseForm):
    words = Area("Your comment", [required("Enter a comment")], rows=5, most=5_000)
    mentions = Many(
        "Who should be told",
        hint="They get an email that says that they were mentioned, and no word of the text or the comment",
    )


class CommentForm(ReplyForm):
    block = Pick("Paragraph")
    near = HiddenField()
    quote = Line(
        "The words that it is about",
        hint="Copy them from the paragraph. Leave this empty to comment on all of it",
        most=500,
    )
    audience = One(
        "Who can read it",
        [required("Choose who can read it")],
        choices=choices(
            Audience,
            {
                Audience.named: "Every organisation that can read this draft",
                Audience.own: "Only people who act for your organisation",
            },
            [Audience.named, Audience.own],
        ),
    )

    @property
    def start(self) -> int:
        """The letter of the paragraph at which the words begin, where the page knew it."""
        held = self.near.data or ""
        return int(held) if re.fullmatch(r"[0-9]{1,6}", held) else 0


def offer_blocks(form: CommentForm, blocks: Sequence[Block]) -> None:
    """The blocks by their first words."""
    named = [(block.id, f"{number}. {anchors.words(block)[:60]}") for number, block in enumerate(blocks, start=1)]
    form.block.choices = [("", "The text as a whole"), *named]


def offer_readers(form: ReplyForm, readers: Choices) -> None:
    form.mentions.choices = list(readers)
