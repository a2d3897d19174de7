"""Input of write-rounds: issuing, replying, closing a condition, going on without a reply, ending."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from collab.proposals.models import ConditionEnd, ReplyKind, RoundEnd
from collab.proposals.rules.rounds import KIND_HINTS, KIND_WORDS
from collab.web.fields import Area, Choices, Day, Many, One, choices, required
from collab.web.forms import BaseForm


class RoundForm(BaseForm):
    """`organisations` are those that read the draft; its values name them by id."""

    organisations = Many("Organisations to ask", [required("Choose one or more organisations")])
    deadline_on = Day("Deadline", [required("Enter the deadline")])
    short_reason = Area(
        "Why there is less time", hint="Needed where there are fewer than 10 clear working days", rows=3, most=2000
    )
    question = Area("What you ask them", hint="For example, what is new since the last round", rows=4, most=5000)

    def offer(self, organisations: Choices, deadline_hint: str) -> None:
        self.organisations.choices = list(organisations)
        self.deadline_on.hint = deadline_hint

    def values(self) -> dict[str, Any]:
        held = super().values()
        return held | {"organisation_ids": {UUID(value) for value in held.pop("organisations") or ()}}


class ReplyForm(BaseForm):
    kind = One(
        "What your organisation says",
        [required("Choose what your organisation says")],
        choices=choices(ReplyKind, KIND_WORDS),
        hints=KIND_HINTS,
    )
    words = Area(
        "In its own words",
        hint="Needed unless it is a nil return. Each organisation named on the proposal can read this",
        rows=8,
        most=10_000,
    )

    def values(self) -> dict[str, Any]:
        return super().values() | {"kind": ReplyKind(self.kind.data)}


class ReasonForm(BaseForm):
    reason = Area(
        "Reasons",
        [required("Enter the reasons")],
        hint="Each organisation named on the proposal can read this",
        rows=5,
        most=5000,
    )


class CloseForm(ReasonForm):
    """The raiser's own word about its condition."""

    how = One(
        "What has become of it?",
        [required("Choose what has become of it")],
        choices=[
            (ConditionEnd.satisfied.value, "It is met"),
            (ConditionEnd.withdrawn.value, "We do not insist on it any more"),
        ],
    )

    def values(self) -> dict[str, Any]:
        return super().values() | {"how": ConditionEnd(self.how.data)}


class EndForm(ReasonForm):
    how = One(
        "How does it end?",
        [required("Choose how it ends")],
        choices=[(RoundEnd.refused.value, "Agreement was refused"), (RoundEnd.lapsed.value, "It has lapsed")],
        hints={
            RoundEnd.refused.value: "Nothing can be published before a further round",
            RoundEnd.lapsed.value: "Missing replies are not waited for any more. Open conditions stay open",
        },
    )

    def values(self) -> dict[str, Any]:
        return super().values() | {"how": RoundEnd(self.how.data)}
