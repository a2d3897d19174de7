"""What a respondent says about themselves: its parts, and whether it is in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

from email_validator import EmailNotValidError, validate_email

from collab.consultations.models import OnBehalfOf, PublishPreference, RespondentType, Submission
from collab.errors import Problem
from collab.text import say

MOST = {"name": 200, "organisation_name": 200, "email": 320, "represents": 4_000, "confidentiality_reason": 4_000}
SAID = {
    "name": "Your name",
    "organisation_name": "The name",
    "email": "Email address",
    "represents": "Whom it represents",
    "confidentiality_reason": "The reason",
}
WITH_A_BODY = frozenset({OnBehalfOf.organisation, OnBehalfOf.group})

PARTS: dict[str, tuple[str, ...]] = {
    "who": ("on_behalf_of", "respondent_type"),
    "organisation": ("organisation_name", "represents"),
    "contact": ("name", "area_id", "email"),
    "publishing": ("publish_preference", "confidentiality_reason"),
}


@dataclass(frozen=True)
class About:
    """What a respondent said about themselves. Nothing but the first two is needed."""

    on_behalf_of: OnBehalfOf | None = None
    respondent_type: RespondentType | None = None
    organisation_name: str = ""
    represents: str = ""
    name: str = ""
    area_id: UUID | None = None
    email: str = ""
    publish_preference: PublishPreference = PublishPreference.aggregate_only
    confidentiality_reason: str = ""

    @property
    def is_body(self) -> bool:
        """Whether an organisation or a group answers."""
        return self.on_behalf_of in WITH_A_BODY


_KINDS: dict[str, Any] = {
    "on_behalf_of": OnBehalfOf,
    "respondent_type": RespondentType,
    "publish_preference": PublishPreference,
    "area_id": UUID,
}


def about_from(stored: Mapping[str, Any]) -> About:
    """From a draft's JSON or a form's texts; what is empty counts as not said. Raises ValueError for an unknown key."""
    known = {field.name for field in fields(About)}
    said = {name: value for name, value in stored.items() if name in known and value not in ("", None)}
    return About(**{name: _KINDS[name](value) if name in _KINDS else value for name, value in said.items()})


def about_json(about: About) -> dict[str, str]:
    """The form that a draft keeps."""
    return {name: str(getattr(value, "value", value)) for name, value in asdict(about).items() if value}


def about_of(submission: Submission) -> About:
    """What was said with a submission."""
    return About(**{field.name: getattr(submission, field.name) for field in fields(About)})


def settled(about: About) -> About:
    """Without what was said for a body when it turns out that nobody answers for one."""
    if about.is_body:
        return about
    preference = about.publish_preference
    if preference is PublishPreference.publish_organisation_name_only:
        preference = PublishPreference.aggregate_only
    kept = {**asdict(about), "organisation_name": "", "represents": "", "publish_preference": preference}
    return About(**kept)


def problems(about: About, part: str = "") -> list[Problem]:
    """What is wrong, each with its field: in one part, or in all that are asked of this respondent."""
    found = [*_missing(about), *_too_long(about), *_unusable(about)]
    asked = PARTS[part] if part else [name for each in parts(about) for name in PARTS[each]]
    return [problem for problem in found if problem.field in asked]


def parts(about: About) -> list[str]:
    """The pages about the respondent, in their order. Only an organisation or a group is asked about itself."""
    return [part for part in PARTS if part != "organisation" or about.is_body]


def part_of(field: str) -> str:
    """The page that asks for a field."""
    return next(part for part, names in PARTS.items() if field in names)


def _missing(about: About) -> list[Problem]:
    found = []
    if about.on_behalf_of is None:
        found.append(Problem(say("Choose who you are answering for"), "on_behalf_of"))
    if about.respondent_type is None:
        found.append(Problem(say("Choose what describes you best"), "respondent_type"))
    if about.is_body and not about.organisation_name:
        found.append(Problem(say("Enter the name of the organisation or group"), "organisation_name"))
    return found


def _too_long(about: About) -> list[Problem]:
    return [
        Problem(say("%(label)s must be %(most)s characters or fewer", label=say(SAID[name]), most=f"{most:,}"), name)
        for name, most in MOST.items()
        if len(getattr(about, name)) > most
    ]


def _unusable(about: About) -> list[Problem]:
    found = []
    if about.email and not is_address(about.email):
        found.append(Problem(say("Enter an email address like name@example.com"), "email"))
    preference = about.publish_preference
    if preference is PublishPreference.publish_with_name and not (about.name or about.organisation_name):
        found.append(
            Problem(
                say("To publish your name we need it: go back and enter it, or choose another answer"),
                "publish_preference",
            )
        )
    if preference is PublishPreference.publish_organisation_name_only and not about.is_body:
        found.append(Problem(say("Only an organisation or a group can choose this"), "publish_preference"))
    return found


def is_address(value: str) -> bool:
    """Whether an email address can be one."""
    try:
        validate_email(value, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True
