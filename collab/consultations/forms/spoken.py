"""Forms of the respondent's pages: they speak the language of the page, and have a button that changes it."""

from __future__ import annotations

from typing import Any

from flask import request

from collab.text import say
from collab.web.forms import BaseForm

SPEAK = "speak"
"""The button that goes on in the other language. It sends what was typed, to be shown again, and saves none of it."""


def is_switching() -> bool:
    return request.method == "POST" and bool(request.form.get(SPEAK))


class RespondentForm(BaseForm):
    """What was typed is not judged while only the language changes."""

    def is_sent(self) -> bool:
        return not is_switching() and super().is_sent()


class SpokenForm(RespondentForm):
    """Its labels, hints and choices are messages: they are said in the language of the page."""

    class Meta(BaseForm.Meta):  # type: ignore[misc, name-defined]
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            field = super().bind_field(form, unbound_field, options)
            field.label.text = say(field.label.text)
            field.hint = say(getattr(field, "hint", ""))
            if getattr(field, "choices", None):
                field.choices = [(key, say(label)) for key, label in field.choices]
            field.hints = {key: say(hint) for key, hint in getattr(field, "hints", {}).items()}
            return field
