"""The pages of a draft as steps: their addresses, what stands in the way of one, and the rows of the check page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab import clock
from collab.consultations.actions import drafts
from collab.consultations.forms.respond import typed
from collab.consultations.models import Question, SubmissionDraft
from collab.consultations.queries import submissions as queries
from collab.consultations.rules import answers, respondent_words, respondents, standing
from collab.consultations.rules import submissions as rules
from collab.consultations.rules.answers import Given
from collab.consultations.views.closed import closed, sent_before, stored
from collab.text import Language
from collab.web.application import Collab
from collab.web.forms import BaseForm

THEN = "then"


@dataclass(frozen=True)
class Row:
    """One line of the check page. `language` is that of the question; `href` changes it."""

    name: str
    value: str
    href: str
    language: Language = Language.english


def private_address(token: str) -> str:
    """The full address of a private page, from the configured base address."""
    base = cast(Collab, current_app).settings.base_url
    return base + url_for("consultations.receipt", token=token)


def step_address(token: str, step: str, then: str = "") -> str:
    """The page of a draft for a step like questions/2. `then` is where saving leads, instead of the next step."""
    return f"/responses/draft/{token}/{step}" + (f"?{THEN}={then}" if then else "")


def next_address(draft: SubmissionDraft, token: str, step: str) -> str:
    """Where saving a step leads: back to checking for whoever came from there, unless a new page has to be asked."""
    steps = _steps(draft)
    about = drafts.about(draft)
    is_asked_more = step == "about/who" and about.is_body and not about.organisation_name
    if request.args.get(THEN) == "check" and not is_asked_more:
        return step_address(token, "check")
    then = "check" if request.args.get(THEN) == "check" else ""
    return step_address(token, rules.following(steps, step), then)


def _steps(draft: SubmissionDraft) -> list[str]:
    return rules.steps(queries.questions(draft.consultation), drafts.about(draft))


def in_the_way(draft: SubmissionDraft, token: str, form: BaseForm) -> ResponseReturnValue | None:
    """The answer for a draft that was sent or that cannot be sent any more; None while it can be written."""
    entered = typed(form) if request.method == "POST" else {}
    if draft.revision_id is not None:
        sent = redirect(url_for("consultations.draft_sent", token=token))
        return sent_before(token, draft, entered) if entered else sent
    if not standing.takes_responses(draft.consultation, clock.now()):
        return closed(draft.consultation, {**stored(draft), **entered})
    return None


def render_step(draft: SubmissionDraft, token: str, step: str, form: BaseForm, **more: Any) -> str:
    """One page of a draft, with its way back."""
    from_check = request.args.get(THEN) == "check"
    before = "check" if from_check else rules.preceding(_steps(draft), step)
    start = f"/consultations/{draft.consultation.address}/respond"
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


def answer_rows(draft: SubmissionDraft, token: str) -> list[Row]:
    """The answers, question by question."""
    given = drafts.given(draft)
    return [
        _answer_row(one, given.get(one.id, Given()), draft.language, token)
        for one in queries.questions(draft.consultation)
    ]


def _answer_row(question: Question, given: Given, language: Language, token: str) -> Row:
    version = question.current
    return Row(
        answers.in_language(version.wording, language),
        answers.said(version, given, language),
        step_address(token, f"questions/{question.number}", then="check"),
        answers.language_of(version.wording, language),
    )


def person_rows(draft: SubmissionDraft, token: str) -> list[Row]:
    """What was said about the person."""
    about = drafts.about(draft)
    said: Mapping[str, str] = respondent_words.said(about, queries.area_name(about.area_id))
    return [
        Row(
            respondent_words.FIELDS[name],
            value,
            step_address(token, f"about/{respondents.part_of(name)}", then="check"),
        )
        for name, value in said.items()
    ]


def as_id(value: Any) -> UUID | None:
    """A random id from a hidden field, or None."""
    try:
        return UUID(str(value))
    except ValueError:
        return None
