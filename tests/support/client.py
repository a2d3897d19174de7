"""A test client that reads every page as strictly as the page checker, and fills in forms as a person does."""

import enum
import re
import uuid
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.support import page
from tests.support.page import Page, words_of

NOT_FILLED_IN = {"submit", "button", "reset", "image", "file"}


class Choice(str):
    """A choice of radios, checkboxes or a list by the words beside it, where its value is not known."""


class CheckedClient(FlaskClient):
    """Fails a test at the first page that is not in order. A walk that looks for something else lets `is_strict` rest."""

    is_strict = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        is_file = response.headers.get("Content-Disposition", "").startswith("attachment")
        is_read = self.is_strict and response.request.method != "HEAD" and not is_file
        if is_read and is_page(response.mimetype, response.status_code):
            page.check(response.text, f"{response.request.method} {response.request.path} ({response.status_code})")
        return response

    def get_ok(self, address: str, **kwargs: Any) -> TestResponse:
        """Gets a page that is there."""
        response = self.get(address, **kwargs)
        assert response.status_code == 200, f"GET {address} answered {describe(response)}"
        return response

    def follow(self, response: TestResponse) -> TestResponse:
        """Goes where a redirect leads."""
        assert response.location, f"no redirect but {describe(response)}"
        return self.get_ok(response.location)

    def submit(
        self,
        where: str | TestResponse,
        fields: Mapping[str, Any] | None = None,
        /,
        *,
        press: str = "",
        to: str = "",
        tampered: bool = False,
        **more: Any,
    ) -> TestResponse:
        """Fetches the page (or takes one fetched before), fills in its form and sends it; returns the answer.

        Hidden fields and what is filled in already are taken over. A value may be a text, a list of texts, a date (for
        three fields), a Choice, True or False (for one checkbox), or None to leave the field out. `press` names the form by
        words of its button, `to` by the end of its address; else it is the one that has the fields. `tampered` allows
        fields and choices that the page does not offer.
        """
        response = self.get_ok(where) if isinstance(where, str) else where
        values = {**(fields or {}), **more}
        found = Form.on(Page(response.text), values, press=press, to=to, tampered=tampered)
        data = found.filled_in(values, tampered=tampered)
        address = found.action or response.request.full_path.rstrip("?")
        if found.method == "get":
            return self.get(address.partition("?")[0], query_string=data)
        return self.post(address, data=data)


class Form:
    """A form on a page."""

    def __init__(self, whole: Page, element: Element) -> None:
        self.page, self.element = whole, element
        self.action = element.get("action", "")
        self.method = element.get("method", "get").lower()
        self.controls = [control for control in element.iter() if control.tag in ("input", "select", "textarea")]
        self.buttons = [
            control
            for control in element.iter()
            if control.tag == "button" or (control.tag == "input" and control.get("type") == "submit")
        ]
        self.pressed: Element | None = next(iter(self.buttons), None)

    @classmethod
    def on(cls, whole: Page, values: Mapping[str, Any], *, press: str, to: str, tampered: bool) -> "Form":
        forms = [cls(whole, element) for element in whole.elements("form")]
        fitting = [form for form in forms if form.action.partition("?")[0].endswith(to)] if to else forms
        if press:
            fitting = [form for form in fitting if form.press(press)]
        if len(fitting) > 1 and not tampered:
            fitting = [form for form in fitting if form.has(values)]
        if len(fitting) > 1 and not values:
            fitting = [form for form in fitting if form.method == "post"]
        listed = "\n  ".join(map(str, forms)) or "none"
        assert len(fitting) == 1, f"{len(fitting)} forms fit on {whole.title!r}, of:\n  {listed}"
        return fitting[0]

    def press(self, words: str) -> bool:
        """Whether there is a button with these words, which is the one pressed from now on."""
        for exact in (True, False):
            for button in self.buttons:
                said = words_of(button) or button.get("value", "")
                if said == words or (not exact and words in said):
                    self.pressed = button
                    return True
        return False

    def has(self, values: Mapping[str, Any]) -> bool:
        names = self.names()
        return all(name in names or f"{name}-day" in names for name in values)

    def names(self) -> set[str]:
        return {control.get("name", "") for control in self.controls}

    def filled_in(self, values: Mapping[str, Any], *, tampered: bool) -> MultiDict[str, Any]:
        data = self.as_it_stands()
        for name, value in values.items():
            if isinstance(value, date):
                for part in ("day", "month", "year"):
                    self._put(data, f"{name}-{part}", str(getattr(value, part)), tampered)
            else:
                self._put(data, name, value, tampered)
        return MultiDict((name, _as_sent(value)) for name, value in data.items(multi=True))

    def as_it_stands(self) -> MultiDict[str, Any]:
        """What the form would send if nothing were changed."""
        data: MultiDict[str, Any] = MultiDict()
        for control in self.controls:
            name, kind = control.get("name"), control.get("type", "text").lower()
            if not name or "disabled" in control.attrib or (control.tag == "input" and kind in NOT_FILLED_IN):
                continue
            if control.tag == "textarea":
                data.add(name, control.text or "")
            elif control.tag == "select":
                data.setlist(name, data.getlist(name) + _selected(control))
            elif kind not in ("radio", "checkbox") or "checked" in control.attrib:
                data.add(name, control.get("value", "on" if kind in ("radio", "checkbox") else ""))
        if self.pressed is not None and self.pressed.get("name"):
            data.add(self.pressed.get("name", ""), self.pressed.get("value", ""))
        return data

    def _put(self, data: MultiDict[str, Any], name: str, value: Any, tampered: bool) -> None:
        if not tampered:
            assert name in self.names(), f"{self} has no field {name!r}"
        if value is None or value is False:
            data.poplist(name)
            return
        if value is True:
            value = next(control.get("value", "on") for control in self.controls if control.get("name") == name)
        chosen = [self._sent(name, item) for item in (value if isinstance(value, (list, set, tuple)) else [value])]
        offered = self._offered(name)
        if offered is not None and not tampered:
            assert set(chosen) <= offered, f"{name!r} offers {sorted(offered)}, not {chosen}"
        data.setlist(name, chosen)

    def _sent(self, name: str, item: Any) -> Any:
        if isinstance(item, Choice):
            return self._value_of(name, item)
        if isinstance(item, uuid.UUID | int | Decimal):
            return str(item)
        return item.value if isinstance(item, enum.Enum) else item

    def _value_of(self, name: str, words: str) -> str:
        """The value of the choice that these words stand beside."""
        for control in self.controls:
            if control.get("name") != name:
                continue
            if control.tag == "select":
                found = [_value(option) for option in control.iter("option") if words_of(option) == words]
            else:
                found = [control.get("value", "on")] if words in self.page.labels_of(control) else []
            if found:
                return found[0]
        raise AssertionError(f"{self} offers no {words!r} for {name!r}")

    def _offered(self, name: str) -> set[str] | None:
        """The choices of a field; None where anything can be typed."""
        of_name = [control for control in self.controls if control.get("name") == name]
        choices = {c.get("value", "on") for c in of_name if c.get("type") in ("radio", "checkbox")}
        for control in of_name:
            if control.tag == "select":
                choices |= {_value(option) for option in control.iter("option")}
        return choices or None

    def __str__(self) -> str:
        words = [words_of(button) or button.get("value", "") for button in self.buttons]
        return f"{self.method} form to {self.action or 'this page'!r} with {sorted(self.names())} and {words}"


def _as_sent(value: Any) -> Any:
    """A browser ends lines with CR LF, whatever they end with on the page."""
    return re.sub(r"\r?\n", "\r\n", value) if isinstance(value, str) else value


def _selected(select: Element) -> list[str]:
    options = list(select.iter("option"))
    chosen = [_value(option) for option in options if "selected" in option.attrib]
    if not chosen and "multiple" not in select.attrib:
        chosen = [_value(option) for option in options[:1]]
    return chosen


def _value(option: Element) -> str:
    return option.get("value", words_of(option))


def is_page(mimetype: str | None, status: int) -> bool:
    """Whether an answer is something that a person reads in the browser."""
    return mimetype == "text/html" and not 300 <= status < 400


def describe(response: TestResponse) -> str:
    """An answer in a line, for messages."""
    if response.location:
        return f"{response.status_code} to {response.location}"
    if is_page(response.mimetype, response.status_code):
        return f"{response.status_code} {Page(response.text).words[:600]}"
    return f"{response.status_code} {response.get_data()[:300]!r}"
