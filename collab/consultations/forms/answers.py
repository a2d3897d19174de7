"""The field of each kind of question, filled from an answer, and the answer in what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms.validators import InputRequired

from collab import text
from collab.consultations.actions.answer_files import Upload
from collab.consultations.models import QuestionType, QuestionVersion
from collab.consultations.rules import answer_words, answers
from collab.consultations.rules.answers import Given
from collab.text import Language, say
from collab.web.fields import Amount, Area, Day, Many, One, required
from collab.web.forms import BaseForm

MOST_TYPED = 1_000_000  # the rules judge an answer's length, and say by how much it is too long
Choices = Sequence[tuple[str, str]]


class Words(Area):
    """An answer in words. Its label is a whole question, so its messages do not repeat it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(say(answers.UNSTORABLE)) from error


class Number(Amount):
    """A number; its messages do not repeat the question either."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(say("Enter a number, like 12 or 2.5")) from error


class Dated(Day):
    """A date, its parts named in the language of the question."""

    def __init__(self, *args: Any, part_words: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part_words = part_words

    @property
    def name_in_messages(self) -> str:
        return say("The date")


class Several(Many):
    """Check boxes of which one may exclude the others."""

    def __init__(self, *args: Any, exclusive: str = "", or_words: str = "or", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exclusive, self.or_words = exclusive, or_words


class Parts(Field):
    """A question that is answered by one control for each of `parts`, named `…-key`. Its data is a list of keys."""

    control = ""

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, parts: Choices, hint: str = "", **kwargs: Any
    ) -> None:
        super().__init__(label, list(validators), **kwargs)
        self.parts, self.hint, self.sent = list(parts), hint, dict.fromkeys((key for key, _ in parts), "")
        self.is_required = any(isinstance(check, InputRequired) for check in validators)

    @property
    def is_optional(self) -> bool:
        return not self.is_required

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(None, list(data or ()))
        if formdata and any(f"{self.name}-{key}" in formdata for key in self.sent):
            self.sent = {key: text.storable(formdata.get(f"{self.name}-{key}") or "").strip()[:60] for key in self.sent}
            self.raw_data = [value for value in self.sent.values() if value]
            self.data, self.process_errors = self.read()
        elif formdata:
            self.raw_data, self.data = [], []
        else:
            self.fill()

    def read(self) -> tuple[list[str], list[str]]:
        """The keys in what was sent, and what is wrong with it."""
        raise NotImplementedError

    def fill(self) -> None:
        """Sets `sent` to what stands for the data."""
        raise NotImplementedError

    def in_words(self) -> str:
        """What was sent, a line for each part."""
        return "\n".join(f"{label}: {self.said(self.sent[key])}" for key, label in self.parts if self.sent[key])

    def said(self, value: str) -> str:
        return value


class Ranked(Parts):
    """A select box of places for each option. Its data is the options that have a place, the first first."""

    control = "ranking"

    def __init__(self, *args: Any, no_place: str = "No place", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.no_place = no_place

    @property
    def first_id(self) -> str:
        return f"{self.id}-{self.parts[0][0]}"

    def read(self) -> tuple[list[str], list[str]]:
        possible = [str(place) for place in range(1, len(self.parts) + 1)]
        placed = {key: value for key, value in self.sent.items() if value}
        if not set(placed.values()) <= set(possible):
            return [], [say("Choose from the places that are offered")]
        keys = sorted(placed, key=lambda key: int(placed[key]))
        places = [int(placed[key]) for key in keys]
        doubled = next((place for place in places if places.count(place) > 1), None)
        if doubled:
            return keys, [say("You gave place %(place)s twice. Give each place once", place=doubled)]
        gap = next((place for place in range(1, len(places) + 1) if place not in places), None)
        left_out = say("You left out place %(place)s. Give the places in order, from 1", place=gap)
        return keys, [left_out] if gap else []

    def fill(self) -> None:
        self.sent |= {key: str(place) for place, key in enumerate(self.data, 1) if key in self.sent}


class Matrix(Parts):
    """A row of radio buttons for each of `parts`. Its data is a list of `row=option`."""

    control = "matrix"

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = list(choices)

    @property
    def first_id(self) -> str:
        return f"{self.id}-{self.parts[0][0]}-0"

    def read(self) -> tuple[list[str], list[str]]:
        return [f"{row}={option}" for row, option in self.sent.items() if option], []

    def fill(self) -> None:
        self.sent |= {row: option for row, option in map(answers.cell, self.data) if row in self.sent}

    def said(self, value: str) -> str:
        return dict(self.columns).get(value, value)


class Files(Field):
    """Files of an answer: those that are kept, each with a box that removes it, and more that are chosen now.

    Its data is the list of kept keys, which come from what is stored, never from what was sent.
    """

    control = "files"
    folder = ""  # the address below which the kept files are read, where there is one

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, words: tuple[str, str, str], hint: str = "", **kwargs: Any
    ) -> None:
        super().__init__(label, list(validators), **kwargs)
        self.hint = hint
        self.kept_words, self.remove_words, self.read_words = words
        self.new: list[FileStorage] = []
        self.removed: list[str] = []
        self.is_required = any(isinstance(check, InputRequired) for check in validators)

    @property
    def is_optional(self) -> bool:
        return not self.is_required

    @property
    def kept(self) -> list[tuple[str, str]]:
        """(id, name) of each file that is there."""
        return [(str(key), name) for key, name in map(answers.file_of, self.data or ())]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(None, list(data or ()))
        if formdata:
            sent = formdata.getlist(self.name)
            self.removed = [one for one in formdata.getlist(f"{self.name}-remove") if isinstance(one, str)]
            self.new = [one for one in sent if isinstance(one, FileStorage) and one.filename]
        standing = [key for key in self.data if str(answers.file_of(key)[0]) not in self.removed]
        self.raw_data = [*standing, *(one.filename for one in self.new)]

    def in_words(self) -> str:
        return "\n".join([*(name for _, name in self.kept), *(str(one.filename) for one in self.new)])


def uploads(field: Field) -> list[Upload]:
    """The files that were chosen in a field; none where it is of another kind."""
    return [Upload(str(one.filename), one.stream) for one in getattr(field, "new", ())]


def has_files(form: BaseForm) -> bool:
    """Whether a form has to be sent in parts, as files may be in it."""
    return any(isinstance(field, Files) for field in form)


def answer_field(version: QuestionVersion, language: Language, *, must_answer: bool = True, place: int = 0) -> Field:
    """The field for a question, with its hint; `place` is its number on the form on paper, where that is wanted."""
    label, spoken = answers.in_language(version.wording, language), answers.language_of(version.wording, language)
    label = f"{place}. {label}" if place else label
    checks = [required(answers.missing(version))] if version.is_required and must_answer else []
    hint = _hint(version, language, spoken)
    if version.type is QuestionType.free_text:
        return Words(label, checks, hint=hint, rows=10, most=MOST_TYPED)
    if version.type is QuestionType.number:
        return Number(label, checks, hint=hint, suffix=answers.in_language(version.unit, language))
    if version.type is QuestionType.date:
        return Dated(label, checks, hint=hint, part_words=answer_words.DATE_PARTS[spoken])
    if version.type is QuestionType.file:
        return Files(label, checks, hint=hint, words=answer_words.FILES[spoken])
    offered = answers.choices(version, language)
    if version.type is QuestionType.rank:
        return Ranked(label, checks, hint=hint, parts=offered, no_place=answer_words.NO_PLACE[spoken])
    if version.type is QuestionType.matrix:
        return Matrix(label, checks, hint=hint, parts=answers.lines(version, language), choices=offered)
    if version.type is QuestionType.multi:
        alone = next((option.key for option in version.options if option.is_exclusive), "")
        return Several(label, checks, choices=offered, hint=hint, exclusive=alone, or_words=answer_words.OR[spoken])
    return One(label, checks, choices=offered, hint=hint)


def _hint(version: QuestionVersion, language: Language, spoken: Language) -> str:
    own = answers.in_language(version.hint, language)
    kind = answer_words.HINTS.get(version.type, {}).get(spoken, "")
    if version.type is QuestionType.free_text:
        kind = answer_words.UP_TO[spoken].format(most=answers.most_characters(version))
    if version.type is QuestionType.number:
        least, most = ("" if one is None else answers.shown_number(one) for one in (version.least, version.most))
        unit = answers.in_language(version.unit, language)
        kind = answer_words.bounds(least, most, spoken) + (f" ({unit})" if unit else "")
    return own if kind[:-1] in own and kind else f"{own} {kind}".strip()


def held(version: QuestionVersion, given: Given) -> Any:
    """The data of a question's field for an answer."""
    if answers.takes_words(version):
        return given.words
    if version.type in answers.SEVERAL:
        return list(given.keys)
    first = given.keys[0] if given.keys else ""
    if version.type is QuestionType.number:
        return Decimal(first) if first else None
    if version.type is QuestionType.date:
        return date.fromisoformat(first) if first else None
    return first


def answer_in(version: QuestionVersion, data: Any) -> Given:
    """The answer in the data of a question's field."""
    if answers.takes_words(version):
        return Given(words=data or "")
    if isinstance(data, Decimal):
        return Given(keys=(answers.number_key(data),))
    if isinstance(data, date):
        return Given(keys=(data.isoformat(),))
    chosen = data if isinstance(data, list) else [data]
    return Given(keys=tuple(key for key in chosen if key))
