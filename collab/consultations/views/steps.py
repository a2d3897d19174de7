"""The pages of a draft as steps: their addresses, what stands in the way of one, and the rows of the check page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, cast

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab import clock
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.actions import drafts
from collab.consultations.forms.respond import typed
from collab.consultations.forms.spoken import SPEAK, is_switching
from collab.consultations.models import Question, SubmissionDraft
from collab.consultations.queries import submissions as queries
from collab.consultations.rules import (
    answers,
    equality,
    paths,
    respondent_words,
    respondents,
    standing,
    statements,
)
from collab.consultations.rules import submissions as rules
from collab.consultations.rules.answers import Given
from collab.consultations.views.closed import closed, sent_before, stored
from collab.errors import NotFound
from collab.text import Language, say, speak
from collab.web.application import Collab
from collab.web.forms import BaseForm

THEN = "then"
LANGUAGES = frozenset(one.value for one in Language)


@dataclass(frozen=True)
class Row:
    """One line of the check page. `language` is that of the question, empty for that of the page; `href` changes it."""

    name: str
    value: str
    href: str
    language: str = ""


def files_folder() -> Path:
    """Where the files of answers are kept."""
    return cast(Collab, current_app).settings.files_folder


def private_address(token: str) -> str:
    """The full address of a private page, from the configured base address."""
    base = cast(Collab, current_app).settings.base_url
    return base + url_for("consultations.receipt", token=token)


def draft_of(token: str) -> SubmissionDraft:
    """The draft that a token opens. Raises NotFound; a test is there only for those who run the consultation."""
    draft = queries.draft(token)
    if draft.is_test and not policy.can_read_draft(viewer(), draft.consultation):
        raise NotFound
    if is_switching() and request.form[SPEAK] in LANGUAGES:
        drafts.speak_in(draft, Language(request.form[SPEAK]), by=viewer())
    speak(asked_language(draft.language))
    return draft


def asked_language(otherwise: Language) -> Language:
    """The language that the address asks for, as `?language=cy`."""
    asked = request.args.get("language", "")
    return Language(asked) if asked in LANGUAGES else otherwise


def step_address(token: str, step: str, then: str = "") -> str:
    """The page of a draft for a step like questions/2. `then` is where saving leads, instead of the next step."""
    return f"/responses/draft/{token}/{step}" + (f"?{THEN}={then}" if then else "")


def next_address(draft: SubmissionDraft, token: str, step: str) -> str:
    """Where saving a step leads: back to checking for whoever came from there, unless a new page has to be asked."""
    steps = _steps(draft)
    about = drafts.about(draft)
    is_asked_more = step == "about/who" and about.is_body and not about.organisation_name
    if request.args.get(THEN) == "check" and not is_asked_more:
        return step_address(token, _newly_asked(draft, step) or "check", "check" if _newly_asked(draft, step) else "")
    then = "check" if request.args.get(THEN) == "check" else ""
    return step_address(token, rules.following(steps, step), then)


def _steps(draft: SubmissionDraft) -> list[str]:
    return rules.steps(asked_of(draft), drafts.about(draft), drafts.given(draft))


def asked_of(draft: SubmissionDraft) -> list[Question]:
    """The questions in the order in which this respondent meets them: that of statements is their own, and stays."""
    return statements.in_turn(queries.questions_of(draft), draft.id)


def first(draft: SubmissionDraft) -> str:
    """The step with which a respondent begins."""
    return _steps(draft)[0]


def on_path(draft: SubmissionDraft) -> list[Question]:
    """The questions that are asked after what was answered so far."""
    return paths.path(asked_of(draft), drafts.given(draft))


def page_of(draft: SubmissionDraft, question: Question) -> list[Question]:
    """The questions of the page on which a question stands; one that is not asked now stands alone."""
    every = paths.pages(on_path(draft))
    return next((page for page in every if question in page), [question])


def numbers(draft: SubmissionDraft) -> list[int]:
    """The numbers of the questions that are asked, in their order: a reader is told the place in it."""
    return [one.number for one in on_path(draft)]


def begins_section(draft: SubmissionDraft, question: Question) -> bool:
    """Whether a question is the first of its section that is asked."""
    return question == next((one for one in on_path(draft) if one.section_id == question.section_id), None)


def conditions(draft: SubmissionDraft) -> dict[int, str]:
    """After which answers a question is asked, in words, by the question's number."""
    return paths.words_of(queries.questions_of(draft), draft.language)


def unanswered(draft: SubmissionDraft) -> str:
    """The step with which somebody who comes back goes on: the first page without any answer, else checking."""
    given = drafts.given(draft)
    for page in paths.pages(on_path(draft)):
        if all(given.get(one.id, Given()).is_blank for one in page):
            return f"questions/{page[0].number}"
    return "check"


def draft_address(token: str) -> str:
    """The full address at which a draft goes on."""
    return cast(Collab, current_app).settings.base_url + url_for("consultations.draft", token=token)


def section_words(question: Question, language: Language) -> dict[str, str] | None:
    """What a question's section says, with the language in which it says it."""
    if question.section is None:
        return None
    return {
        "heading": answers.in_language(question.section.heading, language),
        "introduction": answers.in_language(question.section.introduction, language),
        "note": equality.NOTE[language] if question.section.is_equality else "",
        "note_language": language.value,
        "language": answers.language_of(question.section.heading, language).value,
    }


def _newly_asked(draft: SubmissionDraft, step: str) -> str:
    """The first page without an answer among those that are asked only because of what this step says."""
    given, asked = drafts.given(draft), on_path(draft)
    here = next((page for page in paths.pages(asked) if step == f"questions/{page[0].number}"), [])
    because = {one.number for one in here}
    for one in asked:
        condition = paths.condition_of(one.current)
        if condition and condition.question in because and given.get(one.id, Given()).is_blank:
            return f"questions/{one.number}"
    return ""


def in_the_way(draft: SubmissionDraft, token: str, form: BaseForm) -> ResponseReturnValue | None:
    """The answer for a draft that was sent or that cannot be sent any more; None while it can be written."""
    entered = typed(form) if request.method == "POST" else {}
    if draft.revision_id is not None:
        sent = redirect(url_for("consultations.draft_sent", token=token))
        return sent_before(token, draft, entered) if entered else sent
    if not draft.is_test and not standing.is_running(draft.consultation, clock.now()):
        return closed(draft.consultation, {**stored(draft), **entered})
    return None


def is_paused(draft: SubmissionDraft) -> bool:
    """Whether a draft can be written but not sent, as its consultation is paused."""
    return not draft.is_test and standing.is_paused(draft.consultation, clock.now())


def render_step(draft: SubmissionDraft, token: str, step: str, form: BaseForm, **more: Any) -> str:
    """One page of a draft, with its way back."""
    from_check = request.args.get(THEN) == "check"
    before = "check" if from_check else rules.preceding(_steps(draft), step)
    start = f"/consultations/{draft.consultation.address}/{'questions/preview' if draft.is_test else 'respond'}"
    return render_template(
        f"consultations/respond/{step.partition('/')[0]}.html",
        consultation=draft.consultation,
        draft=draft,
        token=token,
        form=form,
        form_has_problems=form.was_refused,
        back=step_address(token, before) if before else start,
        **more,
    )


def answer_rows(draft: SubmissionDraft, token: str) -> list[tuple[dict[str, str] | None, list[Row]]]:
    """The answers to what is asked, section by section: (section, rows)."""
    given = drafts.given(draft)
    return [
        (
            section_words(questions[0], draft.language),
            [_answer_row(one, given.get(one.id, Given()), draft.language, token) for one in questions],
        )
        for _, questions in ((key, list(part)) for key, part in groupby(on_path(draft), key=lambda one: one.section_id))
    ]


def _answer_row(question: Question, given: Given, language: Language, token: str) -> Row:
    version = question.current
    return Row(
        answers.in_language(version.wording, language),
        answers.said(version, given, language),
        step_address(token, f"questions/{question.number}", then="check"),
        answers.language_of(version.wording, language).value,
    )


def person_rows(draft: SubmissionDraft, token: str) -> list[Row]:
    """What was said about the person."""
    about = drafts.about(draft)
    said: Mapping[str, str] = respondent_words.said(about, queries.area_name(about.area_id))
    return [
        Row(
            say(respondent_words.FIELDS[name]),
            value,
            step_address(token, f"about/{respondents.part_of(name)}", then="check"),
        )
        for name, value in said.items()
    ]
