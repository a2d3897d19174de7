"""Input of bringing in a document: the file, and then for each of its parts where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField

from collab.attachments.rules.limits import MEGABYTE, MOST_BYTES
from collab.errors import Problem
from collab.proposals.rules.imports import LEAVE, OPTION, PLACES, PROVISION, Placed
from collab.web.fields import Area, Line, Pick, Upload, required
from collab.web.forms import BaseForm


class DocumentForm(BaseForm):
    file = Upload(
        "Word document",
        [required("Choose a Word document")],
        hint=f"A .docx of up to {MOST_BYTES // MEGABYTE} MB, without macros. Nothing is saved before you have seen it",
    )


class PartsForm(BaseForm):
    """Made by `parts_form` with three fields for each part."""

    left = HiddenField()
    count = HiddenField()

    def placed(self) -> list[Placed]:
        """What is to be brought in, in the document's order."""
        chosen = [Placed(str(to.data), title.data or "", text.data or "") for to, title, text in self.parts()]
        return [part for part in chosen if part.to != LEAVE]

    def parts(self) -> list[tuple[Pick, Line, Area]]:
        count = int(self.count.data or 0)
        return [(self[f"to_{n}"], self[f"title_{n}"], self[f"text_{n}"]) for n in range(1, count + 1)]

    def missing(self) -> list[Problem]:
        """A provision and an option need a title."""
        return [
            Problem(f"Enter a title for part {number}", field=title.name)
            for number, (to, title, _) in enumerate(self.parts(), 1)
            if to.data in (PROVISION, OPTION) and not title.data
        ]


def parts_form(count: int, parts: Sequence[Placed] = (), left: Sequence[str] = ()) -> PartsForm:
    """A form for so many parts, filled in from `parts` when it is first shown."""
    fields: dict[str, Any] = {}
    data: dict[str, str] = {"count": str(count), "left": "\n".join(left)}
    for number in range(1, count + 1):
        fields[f"to_{number}"] = Pick(
            f"Where part {number} goes",
            [required(f"Choose where part {number} goes")],
            choices=[("", "Choose where it goes"), *PLACES],
        )
        fields[f"title_{number}"] = Line(f"Title of part {number}", hint="For a provision or an option", most=200)
        fields[f"text_{number}"] = Area(f"Text of part {number}", rows=8, most=200_000)
    for number, part in enumerate(parts, 1):
        data |= {f"to_{number}": part.to, f"title_{number}": part.title, f"text_{number}": part.text}
    return type("Parts", (PartsForm,), fields)(data=data, **({"formdata": None} if parts else {}))  # type: ignore[no-any-return]
