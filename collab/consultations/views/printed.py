"""The form on paper, for everybody once the consultation is open, and before that for those who prepare it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from collab import clock
from collab.accounts.views import viewer
from collab.consultations import queries as consultations
from collab.consultations.models import Consultation, Question
from collab.consultations.queries import setup
from collab.consultations.rules import printed_form, standing
from collab.consultations.rules.printed_form import Layout
from collab.consultations.views import blueprint
from collab.errors import NotFound
from collab.text import Language
from collab.web.application import Collab
from collab.web.gate import public


@blueprint.get("/consultations/<address>/paper-form")
@public
def paper_form(address: str) -> str:
    """The forms that there are, and where to send them."""
    consultation, questions = _asked(address)
    return render_template(
        "consultations/paper_form.html",
        consultation=consultation,
        layouts=[(printed_form.LAYOUT_WORDS[one], one.value) for one in Layout],
        in_welsh=printed_form.is_in_welsh(consultation.title, questions),
        is_open=standing.takes_responses(consultation, clock.now()),
        sentence=standing.sentence(consultation, clock.now()),
    )


def _asked(address: str) -> tuple[Consultation, Sequence[Question]]:
    """A consultation that asks something here. Raises NotFound."""
    consultation = consultations.get(address, viewer=viewer())
    questions = setup.questions(consultation)
    if consultation.is_historic or not questions:
        raise NotFound
    return consultation, questions


@blueprint.get("/consultations/<address>/<layout>.pdf")
@public
def printed(address: str, layout: str) -> ResponseReturnValue:
    consultation, questions = _asked(address)
    is_welsh = request.args.get("language") == Language.welsh.value
    chosen = next((one for one in Layout if one.value == layout), None)
    if chosen is None:
        raise NotFound
    if is_welsh and not printed_form.is_in_welsh(consultation.title, questions):
        raise NotFound
    made = printed_form.printed(
        consultation,
        questions,
        layout=chosen,
        language=Language.welsh if is_welsh else Language.english,
        base_url=cast(Collab, current_app).settings.base_url,
        is_draft=not standing.is_public(consultation, clock.now()),
    )
    response = Response(made, mimetype="application/pdf")
    ending = "-cy" if is_welsh else ""
    name = f"{consultation.reference or 'draft'}-{layout}{ending}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
