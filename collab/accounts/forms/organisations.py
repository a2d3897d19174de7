"""Forms of organisations and their members."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from wtforms.validators import Regexp, ValidationError

from collab.accounts.models import Independence, OrganisationClass, Role
from collab.accounts.policy import PERMISSIONS, in_order
from collab.web.fields import Area, Choices, Day, Line, Many, One, Pick, choices, required
from collab.web.filters import sentence
from collab.web.forms import BaseForm

RELATIONS = [
    ("", "Not recorded"),
    ("agency_of", "Agency of"),
    ("sponsored_by", "Sponsored by"),
    ("superintended_by", "Superintended by"),
    ("accountable_to", "Accountable to"),
    ("works_with", "Works with"),
]
INDEPENDENCE_HINTS = {
    "ministerial": "It acts for ministers",
    "operational": "It takes its own operational decisions; what it promises is an undertaking",
    "prosecutorial": "It prosecutes independently; what it promises is an undertaking",
    "judicial": "Nobody can commit it; what it says is a position",
    "regulatory": "It inspects, oversees or sets standards, or speaks independently by law",
    "non_government": "It is not part of government",
}


def role_choices(offered: Iterable[Role]) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """(choices, hints) of the roles that somebody may give, each with what it permits."""
    hints = {
        role.value: sentence("; ".join(permission.value for permission in in_order(PERMISSIONS[role])))
        for role in offered
    }
    return [(role.value, sentence(role)) for role in offered], hints


class RolesForm(BaseForm):
    """A member's place: what they do there, and what they may do here."""

    job_title = Line("Job title", most=120)
    roles = Many("Roles", [required("Choose at least one role")])

    def offer(self, roles: Iterable[Role]) -> None:
        self.roles.choices, self.roles.hints = role_choices(roles)

    def values(self) -> dict[str, Any]:
        return super().values() | {"roles": {Role(value) for value in self.roles.data or ()}}


class InviteForm(RolesForm):
    email = Line(
        "Email address",
        [required("Enter an email address")],
        most=320,
        input_type="email",
        hint="We send a link to it that works for 7 days",
    )
    name = Line(
        "Name", [required("Enter a name")], most=120, hint="Somebody who has an account keeps the name they have"
    )

    def validate_email(self, field: Line) -> None:
        try:
            validate_email(field.data or "", check_deliverability=False, allow_smtputf8=False, test_environment=True)
        except EmailNotValidError as error:
            raise ValidationError("Enter an email address in the right form, like name@example.gov.uk") from error


class OrganisationForm(BaseForm):
    """What is said about an organisation on its page."""

    name = Line("Name", [required("Enter the name")], most=200)
    name_cy = Line("Name in Welsh", most=200, hint="Leave this empty unless the organisation has published one")
    organisation_class = Pick(
        "Kind of organisation", [required("Choose a kind")], choices=[("", "Choose"), *choices(OrganisationClass)]
    )
    independence = One(
        "Independence",
        [required("Choose how independent it is")],
        choices=choices(Independence),
        hints=INDEPENDENCE_HINTS,
    )
    sponsor_id = Pick("Body that it belongs to")
    relation = Pick("How it stands to that body", choices=RELATIONS)
    valid_from = Day("First day")
    note = Area("Note", rows=3, most=1000)

    def offer(self, organisations: Choices) -> None:
        bodies = [("", "None"), *organisations]
        for field in (self._fields.get("sponsor_id"), self._fields.get("successor_id")):
            if field is not None:
                field.choices = bodies

    def values(self) -> dict[str, Any]:
        held = super().values()
        for name in {"sponsor_id", "successor_id"} & set(held):
            held[name] = UUID(held[name]) if held[name] else None
        kind, independence = held["organisation_class"], held["independence"]
        return held | {"organisation_class": OrganisationClass(kind), "independence": Independence(independence)}


class NewOrganisationForm(OrganisationForm):
    code = Line(
        "Short name",
        [
            required("Enter a short name"),
            Regexp(
                r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*\Z",
                message="Short name must have only letters, numbers and single hyphens",
            ),
        ],
        most=60,
        hint="Such as HMPPS. It gives the address of its page and cannot be changed",
        width="10",
    )


class ChangeOrganisationForm(OrganisationForm):
    valid_to = Day("Last day", hint="The last day on which it existed")
    successor_id = Pick("Organisation that followed")
