"""Forms of clearing an answer."""

from __future__ import annotations

from wtforms import HiddenField

from collab.web.fields import Area, required
from collab.web.forms import BaseForm


class SeenForm(BaseForm):
    hash = HiddenField()


class ObjectionForm(SeenForm):
    reason = Area(
        "Why does your organisation object?",
        [required("Enter why your organisation objects, and what would settle it")],
        hint="Say what would settle it. The other lead and joint organisations read this.",
        most=4_000,
    )


class RecallForm(BaseForm):
    reason = Area("Why is it recalled?", [required("Enter why it is recalled")], rows=3, most=2_000)
