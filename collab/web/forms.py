"""The base of every form: idempotency key, version, and problems shown at their fields."""

from __future__ import annotations

import enum
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import g, render_template, request
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField

from collab.db import db
from collab.errors import Problem, Refused


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form with its key, made anew each time that it is drawn, and the version of what it edits."""

    idempotency_key = HiddenField()
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusals: list[Problem] = []
        g.form = self

    @property
    def expected_version(self) -> int:
        """The version that the reader saw. 0, which no stored row has, where none was sent or what none can be.

        Never what the page would be drawn with: that is today's version, and would make a form without one fresh.
        """
        held = (self.version.raw_data or [""])[0]
        return int(held) if re.fullmatch(r"[0-9]{1,9}", held) else 0

    def is_sent(self) -> bool:
        """Whether the form was sent and each of its fields is in order."""
        return bool(self.validate_on_submit())

    @contextmanager
    def catching(self) -> Iterator[None]:
        """Turns the refusal of an action into messages on this form; nothing of the action stays."""
        try:
            yield
        except Refused as refusal:
            db.session.rollback()
            self.refuse(refusal.problems)

    def refuse(self, problems: list[Problem]) -> None:
        for problem in problems:
            field = self._fields.get(problem.field)
            if field is None:
                self.refusals.append(problem)
            else:
                field.errors = [*field.errors, problem.message]

    @property
    def was_refused(self) -> bool:
        return bool(self.refusals or any(field.errors for field in self))

    def new_key(self) -> str:
        return uuid.uuid4().hex

    def problems(self) -> list[tuple[str, str]]:
        """(address, message) of all that is wrong, for the error summary: the form's own first, then field by field."""
        own = [(problem.href, problem.message) for problem in self.refusals]
        return own + [(f"#{first_id(field)}", str(error)) for field in self for error in field.errors]

    def values(self) -> dict[str, Any]:
        """What was entered, without the hidden fields, by field name."""
        return {field.name: field.data for field in self if not isinstance(field, HiddenField)}

    def beside(self, current: Any) -> list[tuple[str, str, str]]:
        """(label, what is stored now, what was typed here) for the page on which both stand side by side."""
        rows = []
        for field in self:
            if isinstance(field, HiddenField):
                continue
            stored = current.get(field.name) if isinstance(current, dict) else getattr(current, field.name, "")
            rows.append((field.label.text, shown(stored), shown(field.data)))
        return rows


def first_id(field: Field) -> str:
    """The id of the input that an error message leads to."""
    control = getattr(field, "control", "input")
    if hasattr(field, "first_id"):
        return str(field.first_id)
    if control == "date":
        return f"{field.id}-day"
    if control in ("radios", "checkboxes") and getattr(field, "choices", None):
        return f"{field.id}-0"
    return str(field.id)


def shown(value: Any) -> str:
    """A field's value as text, for comparison by a reader."""
    if value is None:
        return ""
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, (list, tuple, set)):
        return ", ".join(shown(item) for item in value)
    return str(value)


def form_page(template: str, form: BaseForm, **shown: Any) -> tuple[str, int]:
    """A page with its form, and the status of what was sent."""
    return render_template(template, form=form, **shown), status_of(form)


def status_of(*forms: BaseForm) -> int:
    """422 when a form was sent and something in it has to be mended, otherwise 200."""
    sent = request.method not in ("GET", "HEAD")
    return 422 if sent and any(form.was_refused for form in forms) else 200
