"""The form for a provision."""

from __future__ import annotations

from collab.proposals.forms.drafting import TYPING
from collab.web.fields import Area, Line, required
from collab.web.forms import BaseForm


class ProvisionForm(BaseForm):
    title = Line("Title", [required("Enter a title")], most=200)
    text = Area("What is proposed", [required("Say what is proposed")], hint=TYPING, rows=12, most=100_000)
    title_cy = Line("Title in Welsh", most=200)
    text_cy = Area("What is proposed, in Welsh", rows=6, most=100_000)
