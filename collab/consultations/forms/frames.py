"""Forms of the theme frame: splitting a theme, and keeping an example of one."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import Field

from collab.consultations.rules.frames import AGAIN, FEWEST_PARTS, MOST_PARTS, Part
from collab.web.fields import Area, Line, One, Pick, required
from collab.web.forms import BaseForm


class SplitForm(BaseForm):
    """A name and a definition for each new theme; `split_form` adds them."""

    then = One("What becomes of the answers that are coded to it?", [required("Choose what becomes of the answers")])

    def parts(self) -> list[Part]:
        return [
            Part(self[f"name_{n}"].data or "", self[f"definition_{n}"].data or "") for n in range(1, MOST_PARTS + 1)
        ]


def split_form() -> type[SplitForm]:
    fields: dict[str, Field] = {}
    for place in range(1, MOST_PARTS + 1):
        checks = [required("Enter the names of at least two themes")] if place <= FEWEST_PARTS else []
        fields[f"name_{place}"] = Line(f"Name of new theme {place}", checks, most=200)
        fields[f"definition_{place}"] = Area(f"What belongs in new theme {place}", rows=2, most=2_000)
    fields["then"] = One(
        "What becomes of the answers that are coded to it?",
        [required("Choose what becomes of the answers")],
        choices=[
            (AGAIN, "They are coded again"),
            *((str(place), f"All go to new theme {place}") for place in range(1, MOST_PARTS + 1)),
        ],
        hint="What was coded stays in the record of each answer.",
    )
    return type("SplitForm", (SplitForm,), fields)


class ExampleForm(BaseForm):
    theme = Pick("Theme that this answer shows well", [required("Choose a theme")])
    words = Area(
        "The words that show it", hint="Word for word. Leave it empty for the whole answer.", rows=3, most=4_000
    )

    def offer(self, themes: Sequence[tuple[str, str]]) -> None:
        """`themes` are (number, name)."""
        self.theme.choices = [("", "Choose a theme"), *themes]
