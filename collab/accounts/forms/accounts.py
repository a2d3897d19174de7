"""Forms of one's own account."""

from __future__ import annotations

from typing import Any

from collab.accounts.rules import SHORTEST_PASSWORD
from collab.web.fields import Line, One, required
from collab.web.forms import BaseForm

PASSWORD_HINT = f"{SHORTEST_PASSWORD} characters or more. Three words that do not belong together are easy to remember"


class Password(Line):
    """A password as it was typed: nothing is trimmed or made alike."""

    def __init__(
        self, label: str, message: str, *, autocomplete: str = "new-password", hint: str = "", **kwargs: Any
    ) -> None:
        super().__init__(
            label, [required(message)], most=200, input_type="password", autocomplete=autocomplete, hint=hint, **kwargs
        )

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(valuelist[0]) if valuelist else ""


class SignInForm(BaseForm):
    email = Line(
        "Email address", [required("Enter your email address")], most=320, input_type="email", autocomplete="username"
    )
    password = Password("Password", "Enter your password", autocomplete="current-password")


class SwitchForm(BaseForm):
    membership = One("Which organisation are you acting for?", [required("Choose an organisation")])


class NameForm(BaseForm):
    name = Line(
        "Name", [required("Enter your name")], most=120, autocomplete="name", hint="Others see it beside what you write"
    )


class PasswordForm(BaseForm):
    current = Password("Current password", "Enter your current password", autocomplete="current-password")
    password = Password("New password", "Enter a new password", hint=PASSWORD_HINT)


class ResetRequestForm(BaseForm):
    email = Line(
        "Email address", [required("Enter your email address")], most=320, input_type="email", autocomplete="username"
    )


class NewPasswordForm(BaseForm):
    password = Password("Password", "Enter a password", hint=PASSWORD_HINT)
