"""Form fields that the features share. Each is drawn by the macro `field` of `web/_fields.html`."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from flask_wtf.file import FileField
from wtforms import Field, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError

from collab import text
from collab.text import say

Choices = Iterable[tuple[str, str]]


def choices(
    kind: type[enum.Enum], words: dict[Any, str] | None = None, only: Iterable[Any] | None = None
) -> list[tuple[str, str]]:
    """An enum's members as choices, in their order, with their words."""
    members = list(only) if only is not None else list(kind)
    return [(m.value, (words or {}).get(m) or str(m.value).replace("_", " ").capitalize()) for m in members]


class Required(InputRequired):
    """Says in the language of the page that something is missing; the message is made when the form is declared."""

    def __call__(self, form: Any, field: Any) -> None:
        try:
            super().__call__(form, field)
        except StopValidation as missing:
            raise StopValidation(say(str(missing))) from missing


class Within(Length):
    """No longer than so many characters, in the language of the page."""

    def __call__(self, form: Any, field: Any) -> None:
        if len(field.data or "") > self.max:
            most = f"{self.max:,}"
            raise ValidationError(
                say("%(label)s must be %(most)s characters or fewer", label=field.label.text, most=most)
            )


def required(message: str) -> InputRequired:
    """The field must be filled in; `message` says so in the rule's words."""
    return Required(message)


class Line(StringField):
    """One line of text. What cannot be stored is refused; the ends are trimmed."""

    control = "input"
    prefix = suffix = ""
    is_measured = True  # whether the data is a text whose length counts

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        hint: str = "",
        most: int = 300,
        input_type: str = "text",
        autocomplete: str = "",
        width: str = "",
        **kwargs: Any,
    ) -> None:
        checks = list(validators)
        if self.is_measured:
            checks.append(Within(max=most))
        if not any(isinstance(check, InputRequired) for check in checks):
            checks.insert(0, Optional())
        super().__init__(label, checks, **kwargs)
        self.hint, self.most, self.input_type, self.autocomplete, self.width = (
            hint,
            most,
            input_type,
            autocomplete,
            width,
        )

    @property
    def is_optional(self) -> bool:
        return not self.flags.required

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = str(valuelist[0]) if valuelist else ""
        if not text.is_storable(typed):
            self.data = text.storable(typed).strip()
            raise ValueError(
                say("%(label)s holds a character that cannot be stored. Remove it and try again", label=self.label.text)
            )
        self.data = text.normalise(typed).strip()


class Area(Line):
    """Several lines of text."""

    control = "textarea"

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, rows: int = 5, most: int = 20_000, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, most=most, **kwargs)
        self.rows = rows


class Upload(FileField):  # type: ignore[misc]
    """A file. Its data is what the browser sent, or None; a page that is shown again has lost it, which no page can help."""

    control = "file"

    def __init__(self, label: str, validators: Sequence[Any] = (), *, hint: str = "", **kwargs: Any) -> None:
        super().__init__(label, list(validators) or [Optional()], **kwargs)
        self.hint = hint

    @property
    def is_optional(self) -> bool:
        return not self.flags.required


class One(SelectField):
    """Radio buttons: one of a few."""

    control = "radios"

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        choices: Choices = (),
        hint: str = "",
        hints: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            label,
            list(validators) or [Optional()],
            choices=list(choices),
            validate_choice=False,
            coerce=_text,
            **kwargs,
        )
        self.hint, self.hints = hint, hints or {}

    @property
    def is_optional(self) -> bool:
        return not self.flags.required

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        offered = {str(choice[0]) for choice in self.choices or ()}
        if self.data and self.data not in offered:
            raise ValidationError(say("Choose one of the options that are offered"))


class Pick(One):
    """A select box: one of many."""

    control = "select"


class Many(SelectMultipleField):
    """Check boxes: any number of a few."""

    control = "checkboxes"

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        choices: Choices = (),
        hint: str = "",
        hints: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, list(validators), choices=list(choices), validate_choice=False, **kwargs)
        self.hint, self.hints = hint, hints or {}

    @property
    def is_optional(self) -> bool:
        return not self.flags.required

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        offered = {str(choice[0]) for choice in self.choices or ()}
        if set(self.data or ()) - offered:
            raise ValidationError(say("Choose from the options that are offered"))


class Day(Field):
    """A date as three inputs named `…-day`, `…-month` and `…-year`. Its data is a date or None."""

    control = "date"

    def __init__(self, label: str, validators: Sequence[Any] = (), *, hint: str = "", **kwargs: Any) -> None:
        super().__init__(label, list(validators), **kwargs)
        self.hint = hint
        self.parts = {"day": "", "month": "", "year": ""}
        self.is_required = any(isinstance(check, InputRequired) for check in validators)

    @property
    def is_optional(self) -> bool:
        return not self.is_required

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        data = self.default if data is None or not isinstance(data, date) else data
        super().process(None, data if isinstance(data, date) else None)
        if formdata and any(f"{self.name}-{part}" in formdata for part in self.parts):
            self._process_parts(formdata)
        elif self.data:
            self.parts = {"day": str(self.data.day), "month": str(self.data.month), "year": str(self.data.year)}

    def _process_parts(self, formdata: Any) -> None:
        sent = {part: formdata.get(f"{self.name}-{part}") or "" for part in self.parts}
        self.parts = {part: text.storable(value).strip()[:20] for part, value in sent.items()}
        self.raw_data = [value for value in self.parts.values() if value]
        self.data = None
        if not self.raw_data:
            return
        missing = [part for part, value in self.parts.items() if not value]
        if missing:
            self.process_errors = [self.lacking(missing)]
            return
        try:
            self.data = date(*(_whole_number(self.parts[part]) for part in ("year", "month", "day")))
        except ValueError:
            self.process_errors = [say("%(name)s must be a real date", name=self.name_in_messages)]
        else:
            if not 1900 <= self.data.year < 2200:
                self.process_errors = [say("%(name)s must have a year from 1900 to 2199", name=self.name_in_messages)]

    @property
    def name_in_messages(self) -> str:
        return str(self.label.text)

    def lacking(self, missing: Sequence[str]) -> str:
        """The message for a date of which something is missing."""
        parts = say(" and ").join(say(f"a {part}") for part in missing)
        return say("%(name)s must include %(parts)s", name=self.name_in_messages, parts=parts)


class Clock(Line):
    """A time of day on a London clock, typed as 9am, 9:30am, 17:00. Its data is a time or None."""

    is_measured = False

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        finally:
            self.typed, self.data = str(self.data or ""), None
        typed = self.typed.lower().replace(" ", "").replace(".", ":")
        self.data = _time(typed) if typed else None  # type: ignore[assignment]
        if typed and self.data is None:
            raise ValueError(f"{self.label.text} must be a time, like 9am or 5:30pm")

    def _value(self) -> str:
        if getattr(self, "typed", ""):
            return self.typed
        held: Any = self.data
        return (
            f"{held.hour % 12 or 12}:{held.minute:02}{'am' if held.hour < 12 else 'pm'}"
            if isinstance(held, time)
            else ""
        )


class Amount(Line):
    """A number with up to four decimal places; commas are allowed. Its data is a Decimal or None."""

    is_measured = False

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, prefix: str = "", suffix: str = "", **kwargs: Any
    ) -> None:
        super().__init__(label, validators, width="10", most=24, **kwargs)
        self.prefix, self.suffix = prefix, suffix

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        finally:
            self.typed, self.data = str(self.data or ""), None
        number = re.sub(r"[,£ ]", "", self.typed).replace("−", "-")
        if self.typed and not re.fullmatch(r"-?[0-9]{1,13}(\.[0-9]{1,4}0*)?", number):
            raise ValueError(f"{self.label.text} must be a number, like 3,400,000 or 2.5")
        self.data = Decimal(number) if self.typed else None  # type: ignore[assignment]

    def _value(self) -> str:
        if getattr(self, "typed", ""):
            return self.typed
        return "" if self.data is None else f"{Decimal(self.data):f}"


def _whole_number(typed: str) -> int:
    """Raises ValueError for anything but one to four digits; `int` would take "1_0", "+1" and more than a date can hold."""
    if not re.fullmatch(r"[0-9]{1,4}", typed):
        raise ValueError
    return int(typed)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value.value if isinstance(value, enum.Enum) else value)


def _time(typed: str) -> time | None:
    found = re.fullmatch(
        r"([0-9]{1,2})(?::([0-9]{2}))?(am|pm)?",
        {"midday": "12pm", "noon": "12pm", "midnight": "12am"}.get(typed, typed),
    )
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif found[2] is None:
        return None
    return time(hour, minute) if hour < 24 and minute < 60 else None
