"""Input of freezing, recalling, clearing and objecting."""

from __future__ import annotations

from wtforms import HiddenField

from collab.web.fields import Area, required
from collab.web.forms import BaseForm


class FreezeForm(BaseForm):
    """The change note is part of the frozen text: each body clears it too."""

    change_note = Area(
        "Change note",
        [required("Enter a change note: what this edition is, or what is new in it")],
        hint="One or two sentences for the public. For a first edition: what is consulted on. Later: what is new and why.",
        rows=3,
        most=1000,
    )


class RecallForm(BaseForm):
    """Why the text is opened again."""

    reason = Area(
        "Why is it recalled?",
        [required("Enter why the edition is recalled")],
        hint="Each organisation named on the proposal can read this.",
        rows=3,
        most=2000,
    )


class TextSeenForm(BaseForm):
    """The hash of the text that its sender read."""

    hash = HiddenField()


class ObjectionForm(TextSeenForm):
    """A no, with what would settle it."""

    reason = Area(
        "Why does your organisation object?",
        [required("Enter why your organisation objects, and what would settle it")],
        hint="Say what would settle it. Each organisation named on the proposal can read this.",
        rows=6,
        most=5000,
    )
