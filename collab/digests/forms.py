"""Forms for asking for updates and changing them."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email
from wtforms import ValidationError

from collab.digests.rules.asking import WORDS
from collab.web.fields import Line, One, required
from collab.web.forms import BaseForm

FREQUENCIES = [(kind.value, often[:1].upper() + often[1:]) for kind, (often, _) in WORDS.items()]
HINTS = {kind.value: when[:1].upper() + when[1:] for kind, (_, when) in WORDS.items()}


class FrequencyForm(BaseForm):
    frequency = One(
        "How often",
        [required("Choose how often you want an email")],
        choices=FREQUENCIES,
        hints=HINTS,
        default="weekly",
    )


class AskForm(FrequencyForm):
    email = Line(
        "Email address",
        [required("Enter your email address")],
        hint="We send a link to it first. You get no updates before you have opened it.",
        most=254,
        input_type="email",
        autocomplete="email",
    )

    def validate_email(self, field: Line) -> None:
        try:
            validate_email(field.data or "", check_deliverability=False, allow_smtputf8=False, test_environment=True)
        except EmailNotValidError as error:
            raise ValidationError("Enter an email address in the right form, like name@example.org") from error


class ConfirmForm(BaseForm):
    """The button only."""
