"""Forms of the stakeholder map, its log and the expected positions."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from collab.accounts.models import Area as ForceArea
from collab.consultations.models import (
    InvolvementHow,
    InvolvementStage,
    Position,
    Question,
    StakeholderKind,
)
from collab.consultations.rules.respondent_words import RESPONDENT_TYPE
from collab.consultations.rules.stakeholders import HOW_WORDS, KIND_WORDS, POSITION_WORDS, STAGE_WORDS
from collab.web.fields import Amount, Area, Day, Line, Many, One, Pick, choices, required
from collab.web.forms import BaseForm


class GroupForm(BaseForm):
    kind = One(
        "What kind of group is it?",
        [required("Choose the kind of group")],
        choices=choices(StakeholderKind, KIND_WORDS),
    )
    name = Line("Name of the group", [required("Enter the name of the group")], hint="Everybody can read it.", most=200)
    name_cy = Line("Name of the group in Welsh", most=200)
    how = Area("How will you reach them?", hint="Everybody can read it.", rows=3, most=2_000)
    how_cy = Area("How you reach them, in Welsh", rows=3, most=2_000)
    target = Amount(
        "How many do you want to hear from?",
        [required("Enter how many you want to hear from")],
        hint="Responses. It is fixed when the opening is approved.",
    )
    place = Pick("Where are they?", hint="Only responses from there count as theirs.")
    respondent_types = Many(
        "Which responses count as theirs?",
        choices=[(one.value, words) for one, words in RESPONDENT_TYPE.items()],
        hint="As people describe themselves. If you choose none, all responses from the place count.",
    )

    def offer(self, areas: Iterable[ForceArea]) -> None:
        self.place.choices = [
            ("", "Anywhere"),
            ("england", "Anywhere in England"),
            ("wales", "Anywhere in Wales"),
            *((one.slug, one.name) for one in areas),
        ]

    def values(self) -> dict[str, Any]:
        held = super().values()
        return held | {
            "kind": StakeholderKind(held["kind"]),
            "respondent_types": list(held["respondent_types"] or ()),
            "target": _whole(held["target"]),
        }


class GapsForm(BaseForm):
    """Has a box for each kind; made by `of`."""

    @classmethod
    def of(cls, kinds: Iterable[StakeholderKind], **data: Any) -> GapsForm:
        boxes = {one.value: Area(KIND_WORDS[one], rows=2, most=2_000) for one in kinds}
        made: GapsForm = type("GapsForm", (cls,), boxes)(**data)
        return made

    def values(self) -> dict[str, Any]:
        return {"reasons": {StakeholderKind(name): str(reason or "") for name, reason in super().values().items()}}


class TargetForm(BaseForm):
    target = Amount("New target", [required("Enter the new target")])
    reason = Area(
        "Why does it change now?",
        [required("Say why the target changes after the opening")],
        hint="Everybody can read it, with today’s date and the target that was there before.",
        rows=3,
        most=2_000,
    )

    def values(self) -> dict[str, Any]:
        held = super().values()
        return held | {"target": _whole(held["target"])}


class InvolvementForm(BaseForm):
    happened_on = Day("When was it?", [required("Enter the date")], hint="For example, 27 3 2026")
    how = One("How did people take part?", [required("Choose how")], choices=choices(InvolvementHow, HOW_WORDS))
    stage = One("At what point?", [required("Choose at what point")], choices=choices(InvolvementStage, STAGE_WORDS))
    people = Amount("How many people took part?", [required("Enter how many people took part")])
    what = Area(
        "What was talked about, and where?",
        [required("Say what was talked about")],
        hint="Do not name anybody who took part. Only the organisations that run the consultation can read this.",
        rows=3,
        most=4_000,
    )
    was_paid = One(
        "Were they paid for their time or their costs?",
        [required("Choose yes or no")],
        choices=[("yes", "Yes"), ("no", "No")],
    )
    adjustments = Area("What was done so that everybody could take part?", rows=2, most=2_000)

    def values(self) -> dict[str, Any]:
        held = super().values()
        return held | {
            "how": InvolvementHow(held["how"]),
            "stage": InvolvementStage(held["stage"]),
            "people": _whole(held["people"]),
            "was_paid": held["was_paid"] == "yes",
        }


class RemovalForm(BaseForm):
    reason = Area("Why is it taken out?", [required("Say why it is taken out")], rows=3, most=1_000)


class ExpectedForm(BaseForm):
    position = One(
        "What do you expect them to say about the proposal?",
        [required("Choose what you expect")],
        choices=choices(Position, POSITION_WORDS),
    )
    reason = Area("Why do you expect this?", hint="What you know, and from where.", rows=4, most=4_000)

    def values(self) -> dict[str, Any]:
        held = super().values()
        return held | {"position": Position(held["position"])}


class MeasureForm(BaseForm):
    measures = Many(
        "Which questions show what people think of the proposal?",
        hint="Only those in which to agree, or to say yes, is to support it.",
    )

    def offer(self, asked: Iterable[tuple[int, Question]]) -> None:
        self.measures.choices = [(str(one.number), f"{place}. {one.current.wording}") for place, one in asked]

    def values(self) -> dict[str, Any]:
        return {"numbers": [int(one) for one in super().values()["measures"] or ()]}


def _whole(number: Decimal | None) -> int | None:
    """A number of people; None for what is none."""
    return int(number) if number is not None and number == int(number) else None
