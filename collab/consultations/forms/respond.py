"""What a respondent is asked about themselves, and the form for staff with all questions, as forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Field, HiddenField

from collab.accounts.models import Area as Place
from collab.consultations.actions.answer_files import Upload
from collab.consultations.forms.answers import Files, Parts, answer_field, answer_in, uploads
from collab.consultations.forms.spoken import RespondentForm, SpokenForm
from collab.consultations.models import (
    Channel,
    OnBehalfOf,
    PublishPreference,
    Question,
    RespondentType,
)
from collab.consultations.rules import respondent_words as words
from collab.consultations.rules.answers import Given
from collab.consultations.rules.respondents import About
from collab.consultations.rules.submissions import ALL, ENTERED
from collab.text import Language, say
from collab.web.fields import Area, Clock, Day, Line, One, Pick, choices, required
from collab.web.forms import BaseForm

LANGUAGES = [(Language.english.value, "English"), (Language.welsh.value, "Cymraeg")]

LAYOUTS = [("one", "One question at a time"), (ALL, "All questions on one page")]


class StartForm(SpokenForm):
    """The start button; the language only where there is a Welsh wording."""

    language = One("Language of the questions", choices=LANGUAGES, default=Language.english.value)
    layout = One("How do you want to answer?", choices=LAYOUTS, default="one")


class LinkForm(SpokenForm):
    email = Line(
        "Your email address",
        [required("Enter your email address")],
        hint="We use it only to send you this link, and do not keep it with your answers.",
        most=320,
        input_type="email",
        autocomplete="email",
    )


class WhoForm(SpokenForm):
    on_behalf_of = One(
        "Who are you answering for?",
        [required("Choose who you are answering for")],
        choices=choices(OnBehalfOf, words.ON_BEHALF_OF),
    )
    respondent_type = One(
        "What describes you best?",
        [required("Choose what describes you best")],
        hint="If you answer for an organisation, a group or another person, choose what describes them best.",
        choices=choices(RespondentType, words.RESPONDENT_TYPE),
    )


class OrganisationForm(SpokenForm):
    organisation_name = Line(
        "Name of the organisation or group", [required("Enter the name of the organisation or group")], most=200
    )
    represents = Area(
        "Whom does it represent?",
        hint="For example how many members it has, and how you asked them.",
        rows=4,
        most=4_000,
    )


class ContactForm(SpokenForm):
    name = Line("Your name", most=200, autocomplete="name")
    area_id = Pick("Where do you live or work?", hint="This is the police force area.")
    email = Line(
        "Email address",
        hint="Only to send you your receipt and the outcome.",
        most=320,
        input_type="email",
        autocomplete="email",
    )


class PublishingForm(SpokenForm):
    publish_preference = One(
        "May we publish what you wrote?",
        [required("Choose whether we may publish what you wrote")],
        hints={key.value: hint for key, hint in words.PUBLISH_MEANS.items()},
        default=PublishPreference.aggregate_only.value,
    )
    confidentiality_reason = Area(
        "If any of your answers must stay confidential, say why",
        hint="We publish nothing that you ask us to keep confidential. Somebody may still ask for it under the Freedom of "
        "Information Act 2000. Then we look at your reason, but we cannot promise that the law lets us refuse. A note that "
        "an email program adds by itself does not count as a reason.",
        rows=4,
        most=4_000,
    )


FORMS: dict[str, type[RespondentForm]] = {
    "who": WhoForm,
    "organisation": OrganisationForm,
    "contact": ContactForm,
    "publishing": PublishingForm,
}


def about_form(part: str, about: About, stored: Mapping[str, Any], areas: Sequence[Place]) -> RespondentForm:
    """One part of what is asked about the respondent, filled with what was said."""
    form = FORMS[part](data=dict(stored))
    if isinstance(form, ContactForm):
        form.area_id.choices = area_choices(areas)
    if isinstance(form, PublishingForm):
        form.publish_preference.choices = publish_choices(is_body=about.is_body)
    return form


def area_choices(areas: Sequence[Place]) -> list[tuple[str, str]]:
    return [("", say("I prefer not to say")), *((str(area.id), say(area.name)) for area in areas)]


def publish_choices(*, is_body: bool) -> list[tuple[str, str]]:
    """The least public first; the organisation's name only where there is one."""
    only = [one for one in words.PUBLISH if is_body or one is not PublishPreference.publish_organisation_name_only]
    return [(key, say(label)) for key, label in choices(PublishPreference, words.PUBLISH, only=only)]


class ScanForm(BaseForm):
    """The pages of one letter."""

    file = Files(
        "Scan or photograph of the response",
        [required("Choose the scan or photograph")],
        hint="PDF, JPEG or PNG, up to 10 files of 20 MB. Choose all pages of one response at once.",
        words=("", "", ""),
    )


class EntryForm(BaseForm):
    """What came on paper, by email, by telephone or at an event; its answers are the fields `answer_1` and so on."""

    scans = HiddenField()

    channel = One(
        "How did it come?",
        [required("Choose how the response came")],
        choices=choices(Channel, words.CHANNEL, only=[one for one in words.CHANNEL if one in ENTERED]),
    )
    received_on = Day("Date received", [required("Enter the date on which it was received")])
    received_time = Clock(
        "Time received", hint="London time, like 9am or 5:30pm. Leave it empty for a letter.", width="5", most=20
    )
    language = One("Language", [required("Choose the language")], choices=LANGUAGES, default=Language.english.value)
    on_behalf_of = One(
        "On behalf of",
        [required("Choose who the response is for")],
        choices=choices(
            OnBehalfOf,
            {
                **words.ON_BEHALF_OF,
                OnBehalfOf.myself: "The person who sent it",
                OnBehalfOf.another_person: "Another person",
            },
        ),
    )
    respondent_type = Pick(
        "Type of respondent",
        [required("Choose the type of respondent")],
        choices=[
            ("", "Choose one"),
            *choices(RespondentType, {**words.RESPONDENT_TYPE, RespondentType.prefer_not_to_say: "Not said"}),
        ],
    )
    organisation_name = Line("Name of the organisation or group", most=200)
    represents = Area("Whom it represents", rows=3, most=4_000)
    name = Line("Name of the person", most=200)
    area_id = Pick("Police force area")
    email = Line(
        "Email address", hint="The receipt is sent to it, and the outcome later.", most=320, input_type="email"
    )
    publish_preference = One(
        "Publishing",
        choices=choices(
            PublishPreference,
            {
                PublishPreference.aggregate_only: "Only counted in totals, or nothing was said about publishing",
                PublishPreference.publish_anonymously: "Words may be published without a name",
                PublishPreference.publish_organisation_name_only: "Words may be published with the organisation’s name only",
                PublishPreference.publish_with_name: "Words may be published with the name",
            },
            only=list(words.PUBLISH),
        ),
        default=PublishPreference.aggregate_only.value,
    )
    confidentiality_reason = Area("Reason given for confidentiality", rows=3, most=4_000)


def entry_form(questions: Sequence[Question], areas: Sequence[Place], *, was_sent: bool = True) -> EntryForm:
    """The form for staff with every question of the consultation; nothing of it need be answered."""
    fields = {
        f"answer_{one.number}": answer_field(one.current, Language.english, must_answer=False, place=place)
        for place, one in enumerate(questions, 1)
    }
    form: EntryForm = type("Entry", (EntryForm,), fields)(**({} if was_sent else {"formdata": None}))
    form.area_id.choices = [("", "Not said"), *((str(area.id), area.name) for area in areas)]
    return form


def entered_answers(form: EntryForm, questions: Sequence[Question]) -> dict[int, Given]:
    """What was entered, by the question's number."""
    found = {one.number: answer_in(one.current, form[f"answer_{one.number}"].data) for one in questions}
    return {number: given for number, given in found.items() if not given.is_blank}


def entered_files(form: EntryForm, questions: Sequence[Question]) -> dict[int, list[Upload]]:
    """The files that were chosen, by the question's number."""
    fields = {one.number: form[f"answer_{one.number}"] for one in questions}
    chosen = {number: uploads(field) for number, field in fields.items() if isinstance(field, Files)}
    return {number: files for number, files in chosen.items() if files}


def every_field(questions: Sequence[Question], answers: Any = None) -> BaseForm:
    """A form with the field of each question, named `answer_1` and so on, to look at; filled with `answers` as typed."""
    fields = {f"answer_{one.number}": answer_field(one.current, Language.english) for one in questions}
    form: BaseForm = type("Every", (BaseForm,), fields)(formdata=answers)
    return form


def typed(form: BaseForm) -> dict[str, str]:
    """What a form holds, in words, by the label of its field: for pages that must not lose it."""
    return {
        field.label.text: _in_words(field) for field in form if not isinstance(field, HiddenField) and _in_words(field)
    }


def _in_words(field: Field) -> str:
    if isinstance(field, Parts | Files):
        return field.in_words()
    labels = {str(choice[0]): str(choice[1]) for choice in getattr(field, "choices", None) or ()}
    if labels:
        chosen = field.data if isinstance(field.data, list) else [field.data]
        return "\n".join(labels.get(str(key), str(key)) for key in chosen if key)
    return str(field.data or "")
