"""Forms of the set-up, one a topic. Field names are those of the model, so that a stale save can show both texts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from collab.consultations.models import DutyBasis, EngagementType, RunRole
from collab.consultations.rules.keeping import LEAST_MONTHS, MOST_MONTHS
from collab.web.fields import Amount, Area, Clock, Day, Line, Many, One, Pick, choices, required
from collab.web.forms import BaseForm

ENGAGEMENT_WORDS = {EngagementType.pre_consultation_engagement: "Early engagement"}
ENGAGEMENT_HINTS = {
    "formal_consultation": "On a proposed decision. Opens only when the four tests of a fair consultation can be met.",
    "statutory_consultation": "The law says that you must consult before deciding.",
    "targeted_consultation": "On a proposed decision, with the people whom it affects.",
    "call_for_evidence": "Collects facts. Its page says that it is not a consultation on a decision.",
    "pre_consultation_engagement": "Before there is a proposal.",
    "survey": "Asks for views or experience, not about a decision.",
    "quick_poll": "One or two questions, not about a decision.",
    "event": "A meeting, with what was said at it.",
}
DUTY_WORDS = {
    DutyBasis.statute: "The law requires it",
    DutyBasis.promise: "It was promised",
    DutyBasis.established_practice: "It is what is always done",
    DutyBasis.fairness: "It would be unfair not to",
    DutyBasis.voluntary: "There is no duty: we choose to",
}


class StartForm(BaseForm):
    title = Line("Title", [required("Enter a title")], hint="Say what the proposal does, in plain words.", most=200)
    summary = Area(
        "Summary",
        [required("Enter a summary")],
        hint="100 words at most: what is proposed, and whom it affects.",
        rows=4,
        most=2_000,
    )
    engagement_type = One(
        "What kind of engagement is it?",
        [required("Choose the kind of engagement")],
        choices=choices(EngagementType, ENGAGEMENT_WORDS),
        hints=ENGAGEMENT_HINTS,
    )
    engagement_reason = Area(
        "Why this kind?",
        [required("Say why you chose this kind of engagement")],
        hint="A label does not decide: it is a consultation when a decision is proposed that affects people directly.",
        rows=3,
        most=2_000,
    )
    edition_id = Pick("Which published edition is it about?", hint="Only consultation editions are listed.")

    def offer(self, editions: list[tuple[str, str]]) -> None:
        """`editions` are (id, words)."""
        self.edition_id.choices = [("", "None, it is not about a proposal"), *editions]

    def values(self) -> dict[str, Any]:
        held = super().values()
        return held | {
            "engagement_type": EngagementType(held["engagement_type"]),
            "edition_id": _id(held["edition_id"]),
        }


class AboutForm(StartForm):
    title_cy = Line("Title in Welsh", most=200)
    summary_cy = Area("Summary in Welsh", rows=4, most=2_000)


class StageForm(BaseForm):
    undecided = Area("What is still undecided?", hint="What could responses change?", rows=4)
    already_decided = Area("What is decided already?", hint="And why. If nothing is, say so.", rows=4)
    duty_basis = One("Why do you consult?", choices=choices(DutyBasis, DUTY_WORDS))
    duty_detail = Area("The Act and section, the promise or the practice", rows=2, most=2_000)

    def values(self) -> dict[str, Any]:
        held = super().values()
        return held | {"duty_basis": DutyBasis(held["duty_basis"]) if held["duty_basis"] else None}


class ReasonsForm(BaseForm):
    reasons = Area("The reasons for the proposal", hint="Enough for people to give a considered answer.", rows=8)
    no_discarded_options_reason = Area(
        "If the edition shows no discarded option, why was nothing else considered?", rows=3
    )


class ImpactsForm(BaseForm):
    impacts = Area(
        "What the proposal would mean, and for whom",
        hint="The edition’s own implications are shown with it. Add costs, benefits and risks that are not there.",
        rows=6,
    )
    impacts_missing_reason = Area("If the impacts are not known yet, why?", rows=2, most=2_000)
    equality_statement = Area(
        "Equality statement", hint="Who could gain or lose more than others, by protected characteristic.", rows=6
    )
    equality_missing_reason = Area("If there is no equality statement yet, why?", rows=2, most=2_000)


class DecisionForm(BaseForm):
    decision_maker = Line(
        "Who will decide", hint="The role that the public reads, for example “Home Secretary”.", most=200
    )
    decision_maker_id = Pick(
        "The person who will confirm the decision here",
        hint="A person of the lead organisation. Before the outcome they confirm that they have considered the responses.",
    )
    decision_expected_on = Day("When the decision is expected", hint="After the closing date.")

    def offer(self, people: list[tuple[str, str]]) -> None:
        """`people` are (id, words)."""
        self.decision_maker_id.choices = [("", "Not chosen yet"), *people]

    def values(self) -> dict[str, Any]:
        held = super().values()
        return held | {"decision_maker_id": _id(held["decision_maker_id"])}


class WaysForm(BaseForm):
    respond_email = Line("Email address for responses", input_type="email", autocomplete="off", most=320)
    respond_post = Area("Postal address for responses", rows=4, most=600)
    respond_phone = Line("Telephone number for responses", most=120, input_type="tel", autocomplete="off")

    def validate_respond_email(self, field: Line) -> None:
        held = str(field.data or "")
        name, _, host = held.partition("@")
        if held and (not name or "." not in host or "@" in host or any(one.isspace() for one in held)):
            raise ValueError("Enter an email address like name@example.org")


class PrivacyForm(BaseForm):
    """Has one field, for the notice of the organisation acted for; made by `of`."""

    @classmethod
    def of(cls, field: str, organisation: str, **data: Any) -> PrivacyForm:
        """`field` is the name that this organisation's notice has everywhere."""
        hint = "What it does with what people send: purpose, legal basis, how long it is kept, whom to ask."
        box = Area(f"Privacy notice of {organisation}", hint=hint, rows=8)
        made: PrivacyForm = type("PrivacyForm", (cls,), {field: box})(**data)
        return made

    def values(self) -> dict[str, Any]:
        (notice,) = super().values().values()
        return {"notice": notice}


class KeepingForm(BaseForm):
    identifiers_kept_months = Amount(
        "Months after the government response",
        hint=f"From {LEAST_MONTHS} to {MOST_MONTHS}. Then names, email addresses and whatever else shows who responded are erased.",
        suffix="months",
    )

    def values(self) -> dict[str, Any]:
        months = super().values()["identifiers_kept_months"]
        return {"identifiers_kept_months": int(months) if months is not None and months == int(months) else None}


class StatementsForm(BaseForm):
    takes_statements = One(
        "May respondents add statements?",
        hint="Only where the questions hold statements on which people vote. You look at each before others see it.",
        choices=[("no", "No"), ("yes", "Yes")],
    )

    def __init__(self, *args: Any, data: dict[str, Any] | None = None, **kwargs: Any) -> None:
        held = data or {}
        super().__init__(
            *args, data=held | {"takes_statements": "yes" if held.get("takes_statements") else "no"}, **kwargs
        )

    def values(self) -> dict[str, Any]:
        return {"takes_statements": super().values()["takes_statements"] == "yes"}


class WelshForm(BaseForm):
    applies_to = Many("Where it applies", choices=[("england", "England"), ("wales", "Wales")])
    welsh_promised_on = Day("If the Welsh version is not ready, when will it be?")
    welsh_reason = Area("Why is it not ready?", rows=2, most=2_000)
    formats_contact = Line(
        "Whom to ask for another format",
        hint="For large print, Easy Read, British Sign Language or paper: an email address or a telephone number.",
        most=400,
    )


class DatesForm(BaseForm):
    opens_on = Day("Opening date", hint="For example, 27 3 2026")
    opens_time = Clock(
        "Opening time", hint="London time, for example 9:30am. Left empty, it opens at midnight.", width="10", most=20
    )
    closes_on = Day("Closing date", hint="It stays open until the end of this day in London.")
    short_window_reason = Area("If it is open for fewer than 84 days, why is that enough?", rows=3, most=4_000)
    holiday_mitigation = Area(
        "If much of it falls in holidays, what do you do about it?",
        hint="August, 20 December to 3 January, and the two weeks around Easter.",
        rows=3,
        most=4_000,
    )
    election_reason = Area(
        "If it is open in an election period, why can it not wait?",
        hint="A second person has to approve this exception, and it is published.",
        rows=3,
        most=4_000,
    )


class RunnerForm(BaseForm):
    organisation = Pick("Organisation", [required("Choose an organisation")])
    role = One(
        "What does it do?",
        [required("Choose what it does")],
        choices=[(RunRole.joint.value, "Runs it jointly"), (RunRole.supporting.value, "Supports it")],
        hints={"joint": "It reads the responses and needs a privacy notice of its own."},
    )


def _id(value: str | None) -> UUID | None:
    return UUID(value) if value else None
