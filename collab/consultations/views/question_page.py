"""A page with questions: shown, saved, and shown again when something is wrong or another window saved since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue

from collab.accounts.views import viewer
from collab.consultations.actions import drafts
from collab.consultations.actions.drafts import Typed
from collab.consultations.forms import pages
from collab.consultations.forms.answers import Files
from collab.consultations.forms.pages import Place
from collab.consultations.models import SubmissionDraft
from collab.consultations.rules import answers, statements
from collab.consultations.rules import submissions as rules
from collab.consultations.views import changed, steps
from collab.db import db
from collab.errors import Stale
from collab.web.forms import BaseForm, status_of


def answer_page(draft: SubmissionDraft, token: str, step: str, places: Sequence[Place]) -> ResponseReturnValue:
    """Shows the questions of a step, or saves what was answered and leads on.

    Where all stand on one page some may not be asked of this person, so only the check page asks for what is missing.
    """
    must_answer = step != rules.ALL
    form = pages.page_form(places, drafts.given(draft), draft.language, must_answer=must_answer)
    if stopped := steps.in_the_way(draft, token, form):
        return stopped
    stale: Mapping[str, str] | None = None
    if form.is_sent():
        typed = [
            Typed(one.question, one.given, one.asked, one.saves, one.field, one.files, one.removed)
            for one in pages.sent(form, places)
        ]
        try:
            with form.catching():
                drafts.answer(draft, typed, must_answer=must_answer, folder=steps.files_folder(), by=viewer())
                return redirect(steps.next_address(draft, token, step), 303)
        except Stale as error:
            db.session.rollback()
            stale = error.current if isinstance(error.current, dict) else {}
    page = _drawn(draft, token, step, form, places, stale)
    return page, 409 if stale is not None else status_of(form)


def _drawn(
    draft: SubmissionDraft,
    token: str,
    step: str,
    form: BaseForm,
    places: Sequence[Place],
    stale: Mapping[str, str] | None,
) -> str:
    """When another tab answered since, that answer stands beside what was typed here."""
    is_fresh = request.method == "GET" or stale is not None
    if is_fresh and places and places[0].saves == "version":
        form.version.data = str(drafts.saves_of(draft, places[0].question))
    where = [one.question.number for one in places] if step == rules.ALL else steps.numbers(draft)
    items = [_item(draft, token, form, place, where, is_fresh, (stale or {}).get(place.field, "")) for place in places]
    changes = changed.of(draft)
    for item in items:
        item["change"] = changes.get(item["question"].id)
    first = bool(items) and steps.begins_section(draft, places[0].question)
    conditions = steps.conditions(draft) if step == rules.ALL else {}
    return steps.render_step(
        draft, token, step, form, items=items, of=len(where), is_first=first, conditions=conditions
    )


def _item(
    draft: SubmissionDraft, token: str, form: BaseForm, place: Place, where: Sequence[int], is_fresh: bool, saved: str
) -> dict[str, Any]:
    """All that the template says of one question."""
    question, version = place.question, place.question.current
    if isinstance(form[place.field], Files):
        form[place.field].folder = steps.step_address(token, "files/")
    saves = str(drafts.saves_of(draft, question)) if is_fresh else str(form[place.saves].data or "")
    return {
        "question": question,
        "field": form[place.field],
        "asked": (place.asked, version.id),
        "saves": (place.saves, saves) if place.saves != "version" else None,
        "language": answers.language_of(version.wording, draft.language).value,
        "help": answers.in_language(version.help, draft.language),
        "saved": saved,
        "place": where.index(question.number) + 1 if question.number in where else len(where),
        "progress": statements.progress(steps.on_path(draft), question) if where else None,
        "section": steps.section_words(question, draft.language),
    }
