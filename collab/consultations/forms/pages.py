"""A page with one or more questions as a form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wtforms import HiddenField

from collab.consultations.actions.answer_files import Upload
from collab.consultations.forms.answers import answer_field, answer_in, held, uploads
from collab.consultations.forms.spoken import RespondentForm
from collab.consultations.models import Question
from collab.consultations.rules.answers import Given
from collab.text import Language


@dataclass(frozen=True)
class Place:
    """A question on a page, with the names of its field, of the version that was shown and of the count of its saves."""

    question: Question
    field: str
    asked: str
    saves: str


@dataclass(frozen=True)
class Sent:
    """What was sent for one question."""

    question: Question
    field: str
    given: Given
    asked: UUID | None
    saves: int
    files: Sequence[Upload] = ()
    removed: Sequence[str] = ()


def places(questions: Sequence[Question], *, by_number: bool = False) -> list[Place]:
    """The questions of a page. The first one's field is `answer`; the others', or all `by_number`, bear their number."""
    return [
        Place(one, "answer", "asked", "version")
        if place == 0 and not by_number
        else Place(one, f"answer_{one.number}", f"asked_{one.number}", f"saves_{one.number}")
        for place, one in enumerate(questions)
    ]


def page_form(
    places: Sequence[Place],
    given: Mapping[UUID, Given],
    language: Language,
    *,
    must_answer: bool = True,
    was_sent: bool = True,
) -> RespondentForm:
    """The form of these questions, filled with what was answered; not with what this request sends, where it is another form."""
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for place in places:
        version = place.question.current
        fields |= {place.field: answer_field(version, language, must_answer=must_answer), place.asked: HiddenField()}
        fields |= {place.saves: HiddenField()} if place.saves != "version" else {}
        data[place.field] = held(version, given.get(place.question.id, Given()))
    unsent = {} if was_sent else {"formdata": None}
    form: RespondentForm = type("Page", (RespondentForm,), fields)(data=data, **unsent)
    return form


def sent(form: RespondentForm, places: Sequence[Place]) -> list[Sent]:
    """What was sent for each question of a page."""
    return [
        Sent(
            place.question,
            place.field,
            answer_in(place.question.current, form[place.field].data),
            _id(form[place.asked].data),
            form.expected_version if place.saves == "version" else _count(form[place.saves].data),
            uploads(form[place.field]),
            getattr(form[place.field], "removed", ()),
        )
        for place in places
    ]


def _id(value: Any) -> UUID | None:
    """A random id from a hidden field, or None."""
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _count(value: Any) -> int:
    return int(value) if re.fullmatch(r"[0-9]{1,9}", str(value or "")) else 0
