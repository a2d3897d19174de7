"""Forms of reading and coding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wtforms import Field

from collab.consultations.actions.redacting import Public
from collab.consultations.forms.answers import MOST_TYPED
from collab.consultations.models import ExclusionReason
from collab.consultations.rules import analysis_words, redaction
from collab.consultations.rules.consideration import NOTHING
from collab.web.fields import Area, Choices, Line, Many, One, Pick, choices, required
from collab.web.forms import BaseForm

NOTHING_TO_CODE = "Nothing to code: it says nothing that calls for a decision"


class CodingForm(BaseForm):
    """One set of boxes for each answer in words; `coding_form` adds them."""

    def ticks(self) -> dict[int, list[str]]:
        """Themes by number, as the coding action takes them, by question number."""
        return {int(name.rpartition("_")[2]): list(ticked or ()) for name, ticked in self.values().items()}


def coding_form(answers: Iterable[tuple[int, str, Choices]]) -> type[CodingForm]:
    """A form for answers given as (question number, question, themes)."""
    fields = {
        f"question_{number}": Many(f"Question {number}: {wording}", choices=[*themes, (NOTHING, NOTHING_TO_CODE)])
        for number, wording, themes in answers
    }
    return type("CodingForm", (CodingForm,), fields)


class HandlingForm(BaseForm):
    campaign = Line("Campaign", hint="Give responses of one campaign the same name. They are counted apart.", most=120)
    duplicate_of = Line(
        "Receipt number of the response that this one repeats", hint="For example R-7K3M-9QXP", most=20, width="20"
    )


class RedactionForm(BaseForm):
    """A public version and a way to withhold it for each answer in words; `redaction_form` adds them."""

    def publics(self) -> dict[int, Public]:
        """By question number."""
        numbers = [int(name.removeprefix("words_")) for name in self.values() if name.startswith("words_")]
        return {
            number: Public(self[f"words_{number}"].data or "", self[f"withheld_{number}"].data or "")
            for number in numbers
        }


def redaction_form(numbers: Iterable[int]) -> type[RedactionForm]:
    """A form for the answers in words to these questions."""
    fields: dict[str, Field] = {}
    for number in numbers:
        fields[f"words_{number}"] = Area(
            f"What is published of the answer to question {number}",
            hint="Put a mark such as [removed: name] in the place of what has to go, and leave all other words as they are.",
            rows=8,
            most=MOST_TYPED,
        )
        fields[f"withheld_{number}"] = Pick(
            f"Publish this answer to question {number}?",
            choices=[
                ("", "Yes, as it stands above"),
                *((kind.value, f"No, nothing of it: {redaction.REMOVAL[kind][0]}") for kind in redaction.WITHHELD),
            ],
        )
    return type("RedactionForm", (RedactionForm,), fields)


class CampaignForm(BaseForm):
    name = Line(
        "Name of the campaign",
        [required("Enter a name for the campaign")],
        hint="For example what the letter asks for.",
        most=120,
    )


BY_ITSELF = frozenset({ExclusionReason.withdrawn_by_respondent, ExclusionReason.late_not_accepted})
"""Reasons that nobody chooses for one response."""


class ExclusionForm(BaseForm):
    exclusion_reason = One(
        "Why is this response excluded?",
        [required("Choose why the response is excluded")],
        choices=choices(
            ExclusionReason,
            analysis_words.EXCLUSION,
            [reason for reason in ExclusionReason if reason not in BY_ITSELF],
        ),
        hint="The person who sent it reads this reason on their private page.",
    )


class ThemeForm(BaseForm):
    name = Line(
        "Name of the theme", [required("Enter a name for the theme")], hint="What people say, in a few words.", most=200
    )
    definition = Area(
        "What belongs in it", hint="So that two people code alike. Published with the answer.", rows=3, most=2_000
    )
    questions = Many("Questions that it is about", [required("Choose the questions that the theme is about")])
    parent = Pick("Part of another theme", hint="Themes have one level of parts.")
    name_cy = Line("Name in Welsh", most=200)

    def offer(self, questions: Sequence[tuple[str, str]], parents: Sequence[tuple[str, str]]) -> None:
        """Both are (number, words)."""
        self.questions.choices = list(questions)
        self.parent.choices = [("", "No, it stands by itself"), *parents]


class RetireForm(BaseForm):
    into = Pick("Theme that takes over what is coded to it")

    def offer(self, themes: Sequence[tuple[str, str]]) -> None:
        """`themes` are (number, name)."""
        self.into.choices = [("", "None: answers that nothing else codes are coded again"), *themes]
