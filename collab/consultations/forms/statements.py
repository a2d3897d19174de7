"""Forms of adding a statement and of deciding about one."""

from __future__ import annotations

from typing import Any

from collab.consultations.forms.spoken import SpokenForm
from collab.consultations.models import RejectionReason
from collab.consultations.rules import statements as rules
from collab.text import say
from collab.web.fields import Area, Many, One, Pick, choices, required
from collab.web.forms import BaseForm

ANOTHER = "another"


class StatementForm(SpokenForm):
    words = Area(
        "Your statement",
        [required("Write your statement")],
        rows=3,
        most=2_000,
    )
    another = Many("Is it another thought?", choices=[(ANOTHER, "Yes, mine says something else")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words.hint = say(
            "One thought, with which others can agree or disagree. From %(fewest)s to %(most)s characters.",
            fewest=rules.FEWEST_CHARACTERS,
            most=rules.MOST_CHARACTERS,
        )

    @property
    def is_other(self) -> bool:
        return ANOTHER in (self.another.data or [])


class ModerationForm(BaseForm):
    decision = One(
        "What is to be done with it?",
        [required("Choose what is to be done with it")],
        choices=[("accept", "Let people vote on it"), ("reject", "Leave it out")],
    )
    reason = Pick(
        "Why is it left out?",
        hint="Only where it is left out. It stands in the log.",
        choices=[("", "Choose a reason"), *choices(RejectionReason, rules.REASON)],
    )
    translation = Area(
        "The same in the other language",
        hint="Only where people vote on it, and always for one in Welsh.",
        rows=2,
        most=1_000,
    )


class PlaceForm(BaseForm):
    place = One(
        "Is it on the map of opinions?",
        [required("Choose whether it is on the map")],
        choices=[("in", "Yes"), ("out", "No, leave it out")],
    )
    reason = Area(
        "Why?",
        [required("Say why, for those who read the map")],
        hint="Everybody who sees the map can read it.",
        rows=2,
        most=500,
    )
