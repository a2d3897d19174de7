"""Input about versions."""

from __future__ import annotations

from collab.web.fields import Line, required
from collab.web.forms import BaseForm


class VersionForm(BaseForm):
    name = Line(
        "Name of this version",
        [required("Enter a name for this version")],
        hint="What it is good to find again: “Before the ministers' meeting”",
        most=200,
    )
