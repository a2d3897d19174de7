"""Input in an organisation's workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import HiddenField

from collab.accounts.models import Area as Place
from collab.consultations.forms.respond import LANGUAGES, area_choices, publish_choices
from collab.consultations.models import PublishPreference, RespondentType
from collab.consultations.rules import respondent_words as words
from collab.text import Language
from collab.web.fields import Area, One, Pick, choices, required
from collab.web.forms import BaseForm


class StartForm(BaseForm):
    language = One("Language of the questions", choices=LANGUAGES, default=Language.english.value)


class AboutForm(BaseForm):
    """What an organisation says about itself. Its name is known, and who sends the response is added when it is sent."""

    respondent_type = Pick(
        "What describes your organisation best?",
        [required("Choose what describes your organisation best")],
        choices=[("", "Choose one"), *choices(RespondentType, words.RESPONDENT_TYPE)],
    )
    represents = Area(
        "Whom does it represent?",
        hint="For example how many members it has, and how you asked them.",
        rows=4,
        most=4_000,
    )
    area_id = Pick("Where does it work?", hint="This is the police force area.")
    publish_preference = One(
        "May we publish what you wrote?",
        [required("Choose whether we may publish what you wrote")],
        choices=publish_choices(is_body=True),
        hints={key.value: hint for key, hint in words.PUBLISH_MEANS.items()},
        default=PublishPreference.aggregate_only.value,
    )
    confidentiality_reason = Area(
        "If any of your answers must stay confidential, say why",
        hint="The law on freedom of information may still make us show them. Your reason helps us to protect you.",
        rows=4,
        most=4_000,
    )


class CommentForm(BaseForm):
    words = Area("Your comment", [required("Write a comment")], rows=3, most=4_000)


class ContentForm(BaseForm):
    """Signing or sending: `hash` is that of the text that was read."""

    hash = HiddenField()


def about_form(stored: Mapping[str, Any], saves: int, areas: Sequence[Place]) -> AboutForm:
    form = AboutForm(data={**stored, "version": str(saves)})
    form.area_id.choices = [("", "All of England and Wales, or not said"), *area_choices(areas)[1:]]
    return form
