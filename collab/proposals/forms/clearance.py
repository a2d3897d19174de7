"""Input of freezing, recalling, clearing and objecting, of recording another body's word, and of publication."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from collab.proposals.models import ClearanceDecision
from collab.proposals.rules.publication import london_instant
from collab.web.fields import Area, Choices, Clock, Day, Line, One, Pick, required
from collab.web.forms import BaseForm


class FreezeForm(BaseForm):
    """The change note is part of the frozen text: each body clears it too."""

    change_note = Area(
        "Change note",
        [required("Enter a change note: what this edition is, or what is new in it")],
        hint="One or two sentences for the public. For a first edition: what is consulted on. Later: what is new and why.",
        rows=3,
        most=1000,
    )
    significance = One(
        "How much does it change?",
        [required("Choose whether the change is major or minor")],
        default="major",
        choices=[("major", "Major: people should know of it"), ("minor", "Minor: a correction that changes nothing")],
        hints={
            "minor": "It is numbered like 1.1, and subscribers are not told. Each organisation clears it all the same"
        },
    )


class RecallForm(BaseForm):
    """Why the text is opened again."""

    reason = Area(
        "Why is it recalled?",
        [required("Enter why the edition is recalled")],
        hint="Each organisation named on the proposal can read this.",
        rows=3,
        most=2000,
    )


class TextSeenForm(BaseForm):
    """The hash of the text that its sender read."""

    hash = HiddenField()

    def remember(self, seen: str) -> None:
        """The text that the page shows is the one that its sender decides about."""
        if not self.is_submitted():
            self.hash.data = seen


class ObjectionForm(TextSeenForm):
    """A no, with what would settle it."""

    reason = Area(
        "Why does your organisation object?",
        [required("Enter why your organisation objects, and what would settle it")],
        hint="Say what would settle it. Each organisation named on the proposal can read this.",
        rows=6,
        most=5000,
    )


class WordForm(TextSeenForm):
    """A word that a signatory of another body gave by telephone or letter."""

    organisation = Pick("Organisation", [required("Choose an organisation")])
    decision = One(
        "What it said",
        [required("Choose what it said")],
        choices=[
            (ClearanceDecision.cleared.value, "It clears this edition"),
            (ClearanceDecision.objected.value, "It objects to this edition"),
        ],
    )
    given_by = Line(
        "Role of the signatory who said so",
        [required("Enter the role of the signatory who gave this word")],
        hint="A role, not a name. It is published: “recorded on its behalf”",
        most=200,
    )
    evidence = Area(
        "Evidence",
        [required("Enter how and when it was given, and where that is kept")],
        hint="How and when it was given, and where that is kept. Only the organisations named on the proposal read this",
        rows=3,
        most=2000,
    )
    reason = Area("Why it objects", hint="Needed where it objects", rows=3, most=5000)

    def offer(self, organisations: Choices) -> None:
        self.organisation.choices = [("", "Choose an organisation"), *organisations]

    def values(self) -> dict[str, Any]:
        held = super().values()
        held.pop("organisation")
        return held | {"decision": ClearanceDecision(self.decision.data)}


class ScheduleForm(TextSeenForm):
    """The hour of publication, on a London clock."""

    on = Day("Day", [required("Enter the day of publication")])
    at = Clock("Time", [required("Enter the time of publication")], hint="On a London clock, like 9:30am", width="5")

    def validate_at(self, field: Clock) -> None:
        if self.on.data and field.data and london_instant(self.on.data, field.data) is None:  # type: ignore[arg-type]
            raise ValidationError("This time does not exist: the clocks go forward")

    @property
    def instant(self) -> datetime:
        found = london_instant(self.on.data, self.at.data)  # type: ignore[arg-type]
        assert found
        return found


class UrgentForm(TextSeenForm):
    reason = Area(
        "Why can it not wait?",
        [required("Enter why it cannot wait")],
        hint="This is published, with the names of the organisations that have not cleared it",
        rows=4,
        most=2000,
    )


class AfterwardsForm(TextSeenForm):
    """The word of a body without which an edition was published."""

    decision = One(
        "What does your organisation say?",
        [required("Choose what your organisation says")],
        choices=[
            (ClearanceDecision.cleared.value, "It approves this edition"),
            (ClearanceDecision.objected.value, "It declines this edition"),
        ],
    )
    reason = Area("Why it declines", hint="Needed where it declines. It is published", rows=4, most=5000)
