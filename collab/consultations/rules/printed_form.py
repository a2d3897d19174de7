"""A questionnaire as a form on paper: its questions numbered as on the website, in three layouts, in English or Welsh."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from collab import clock
from collab.consultations.models import Consultation, Question, QuestionType, QuestionVersion
from collab.consultations.rules import answer_words, answers, paths, respondent_words, window
from collab.consultations.rules.printed_words import FRAMES, Frame
from collab.text import Bilingual, Language, TextStatus

TEMPLATE = Path(__file__).parents[1] / "data" / "form.typ"
ONE_OF = frozenset(
    {QuestionType.agree5, QuestionType.yes_no_dontknow, QuestionType.single, QuestionType.statement_vote}
)


class Layout(enum.Enum):
    """How the form looks; the value is the last part of its address."""

    standard = "form"
    large = "large-print-form"
    easy = "easy-read-form"


LAYOUT_WORDS = {Layout.standard: "Standard", Layout.large: "Large print", Layout.easy: "Easy-read layout"}
LEAST_POINTS_OF_LARGE_PRINT = 18

# Points of a letter, distances as multiples of it or in centimetres. Easy read: short lines, framed blocks, big boxes.
LOOKS: dict[Layout, dict[str, Any]] = {
    Layout.standard: {
        "points": 12, "least": 10, "leading": 0.7, "right": 2.2, "box": 0.5, "line": 0.9, "rows": 9, "short": 6, "gap": 0.7,
        "between": 1.6, "tables": True, "framed": False,
    },
    Layout.large: {
        "points": 20, "least": 18, "leading": 0.8, "right": 2.2, "box": 0.9, "line": 1.4, "rows": 9, "short": 9, "gap": 0.8,
        "between": 1.6, "tables": False, "framed": False,
    },
    Layout.easy: {
        "points": 16, "least": 14, "leading": 1.0, "right": 6.5, "box": 1.2, "line": 1.4, "rows": 7, "short": 8, "gap": 1.2,
        "between": 2.0, "tables": False, "framed": True,
    },
}  # fmt: skip


def is_in_welsh(title: Bilingual, questions: Sequence[Question]) -> bool:
    """Whether the Welsh of all that is asked is approved and as new as the English; without it there is no Welsh form."""
    asked: list[Bilingual] = [title]
    for version in (question.current for question in questions):
        asked += [version.wording, *(one.label for one in version.options), *(one.label for one in version.rows)]
        asked += [one for one in (version.hint, version.help, version.unit) if one.en.text]
    return bool(questions) and all(one.cy.status is TextStatus.approved and not one.is_stale for one in asked)


def printed(
    consultation: Consultation,
    questions: Sequence[Question],
    *,
    layout: Layout,
    language: Language,
    base_url: str,
    is_draft: bool,
) -> bytes:
    """The PDF."""
    frame = FRAMES[language]
    notices = [frame.draft] if is_draft else []
    notices += [frame.demonstration] if consultation.is_demonstration else []
    title = answers.in_language(consultation.title, language)
    content = {
        "title": title,
        "caption": f"{frame.caption} {consultation.reference or ''}".strip(),
        "foot": title[:80],
        "lang": language.value,
        "look": LOOKS[layout],
        "notices": notices,
        "how": {
            "heading": frame.how,
            "notes": [*frame.notes, frame.confidential, *_until(consultation, frame, language)],
        },
        "parts": [*_parts(questions, frame, language), _about(frame)],
        "where": {"heading": frame.where, "notes": [*_where(consultation, frame, language, base_url)]},
    }
    return _compiled(json.dumps(content, ensure_ascii=False))


@lru_cache(maxsize=16)
def _compiled(content: str) -> bytes:
    """The words go in as data, so that none of them can be a program; the template can read no file beside itself."""
    made = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"form": content},
        pdf_standards="ua-1",
        timestamp=0,
    )
    assert isinstance(made, bytes)
    return made


def _parts(questions: Sequence[Question], frame: Frame, language: Language) -> list[dict[str, Any]]:
    """Section by section; the questions with their places, which are their numbers everywhere."""
    found: list[dict[str, Any]] = []
    section_id = object()
    for place, question in enumerate(questions, 1):
        if question.section_id != section_id:
            section_id = question.section_id
            found.append(_part(question, language))
        found[-1]["questions"].append(_asked(place, question, questions, frame, language))
    return found


def _part(question: Question, language: Language) -> dict[str, Any]:
    section = question.section
    if section is None:
        return {"heading": "", "notes": [], "lang": language.value, "questions": []}
    introduction = answers.in_language(section.introduction, language)
    return {
        "heading": answers.in_language(section.heading, language),
        "notes": [introduction] if introduction else [],
        "lang": answers.language_of(section.heading, language).value,
        "questions": [],
    }


def _asked(
    place: int, question: Question, questions: Sequence[Question], frame: Frame, language: Language
) -> dict[str, Any]:
    version = question.current
    spoken = answers.language_of(version.wording, language)
    notes = [answers.in_language(one, language) for one in (version.hint, version.help)]
    notes.append(frame.tick_one if version.type in ONE_OF else answer_words.HINTS.get(version.type, {}).get(spoken, ""))
    if version.type in (QuestionType.date, QuestionType.file):
        notes.pop()
    return {
        "heading": f"{place}. {answers.in_language(version.wording, language)}",
        "condition": condition_in_words(place, question, questions, frame),
        "notes": [words for words in notes if words],
        "lang": spoken.value,
        **_answer(version, spoken, language),
    }


def _answer(version: QuestionVersion, spoken: Language, language: Language) -> dict[str, Any]:
    labels = [label for _, label in answers.choices(version, language)]
    shape: dict[str, Any] = {"labels": labels, "columns": labels, "rows": [], "unit": ""}
    if version.type is QuestionType.matrix:
        return shape | {"kind": "table", "rows": [label for _, label in answers.lines(version, language)]}
    if version.type is QuestionType.date:
        return shape | {"kind": "date", "labels": list(answer_words.DATE_PARTS[spoken].values())}
    if version.type is QuestionType.file:
        return shape | {"kind": "said", "unit": answer_words.WITH_IT[spoken]}
    if version.type is QuestionType.number:
        return shape | {"kind": "line", "unit": answers.in_language(version.unit, language)}
    if version.type is QuestionType.free_text:
        return shape | {"kind": "words"}
    return shape | {"kind": "places" if version.type is QuestionType.rank else "ticks"}


def condition_in_words(place: int, question: Question, questions: Sequence[Question], frame: Frame) -> str:
    """On paper nobody is led past a question, so it says itself when it is to be answered; empty where it always is."""
    condition = paths.condition_of(question.current)
    if condition is None:
        return ""
    found = next(((at, one) for at, one in enumerate(questions, 1) if one.number == condition.question), None)
    if found is None:
        return ""
    there, target = found
    language = next(language for language, one in FRAMES.items() if one is frame)
    labels = dict(answers.choices(target.current, language))
    listed = frame.either.join(f"“{labels.get(key, key)}”" for key in condition.options)
    pattern = frame.only_if if condition.is_one_of else frame.only_if_not
    return pattern.format(here=place, listed=listed, there=there)


def _about(frame: Frame) -> dict[str, Any]:
    """What staff have to know to enter it. The website asks this in English, so the paper does too."""
    words = respondent_words
    asked: tuple[tuple[str, str, Sequence[str]], ...] = (
        ("Who are you answering for?", "ticks", list(words.ON_BEHALF_OF.values())),
        ("Name of the organisation or group, if you answer for one", "line", ()),
        ("What describes you best? For example: victim of a crime, barrister, local charity", "line", ()),
        ("Your name (optional)", "line", ()),
        ("Email address (optional)", "line", ()),
        ("Where do you live or work? The police force area is enough (optional)", "line", ()),
        ("May we publish what you wrote?", "ticks", list(words.PUBLISH.values())),
        ("If any of your answers must stay confidential, say why", "words", ()),
    )
    blank = {"condition": "", "notes": [], "lang": "en", "columns": [], "rows": [], "unit": ""}
    questions = [{**blank, "heading": heading, "kind": kind, "labels": labels} for heading, kind, labels in asked]
    return {"heading": frame.about, "notes": [], "lang": "en", "questions": questions}


def _until(consultation: Consultation, frame: Frame, language: Language) -> Iterator[str]:
    if consultation.closes_at is None:
        return
    ends: datetime = clock.london(consultation.closes_at)
    if ends.time() == time():
        on = window.closing_date(consultation.closes_at)
        yield frame.by_day.format(day=frame.day(on.day, on.month, on.year, language))
    else:
        yield frame.by_time.format(time=f"{ends:%H:%M}", day=frame.day(ends.day, ends.month, ends.year, language))


def _where(consultation: Consultation, frame: Frame, language: Language, base_url: str) -> Iterator[str]:
    if consultation.respond_post:
        yield frame.post.format(to=consultation.respond_post)
    if consultation.respond_email:
        yield frame.email.format(to=consultation.respond_email)
    if consultation.respond_phone:
        yield frame.phone.format(to=consultation.respond_phone)
    if not (consultation.respond_post or consultation.respond_email) and consultation.formats_contact:
        yield frame.nowhere.format(to=consultation.formats_contact)
    yield from _until(consultation, frame, language)
    yield frame.online.format(to=f"{base_url}/consultations/{consultation.address}")
