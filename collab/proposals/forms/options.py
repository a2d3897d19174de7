"""The form for an option."""

from __future__ import annotations

from collab.proposals.models import OptionKind
from collab.proposals.rules.text import OPTION_WORDS
from collab.web.fields import Area, Line, One, choices, required
from collab.web.forms import BaseForm


class OptionForm(BaseForm):
    kind = One(
        "What became of it", [required("Choose what became of the option")], choices=choices(OptionKind, OPTION_WORDS)
    )
    title = Line("Title", [required("Enter a title")], most=200)
    description = Area("Description", [required("Describe the option")], most=10_000)
    discarded_reason = Area("Why it was discarded", hint="Needed where it was discarded. It is published", most=5_000)
    title_cy = Line("Title in Welsh", most=200)
    description_cy = Area("Description in Welsh", most=10_000)
