"""The decision about late responses as a form."""

from __future__ import annotations

from collab.web.fields import Area, Day, required
from collab.web.forms import BaseForm


class LateForm(BaseForm):
    accepted_on = Day(
        "Last day",
        [required("Enter the last day")],
        hint="Every response that was received up to the end of this day is accepted, and no response after it.",
    )
    reason = Area(
        "Why are they accepted?",
        [required("Say why late responses are accepted")],
        hint="Everybody can read it on the page of the consultation. For example: the post was on strike.",
        rows=3,
        most=2_000,
    )
