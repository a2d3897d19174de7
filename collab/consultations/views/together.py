"""The pages on which several bodies write the answer at once, and see whose words it is made of."""

from __future__ import annotations

from flask import Response, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.actions import answer_texts as actions
from collab.consultations.models import AnswerPart, Consultation
from collab.consultations.queries import analysis, clearing, places
from collab.consultations.rules import answer_text
from collab.consultations.views import blueprint
from collab.consultations.views.clearing import part_of
from collab.documents.models import Document
from collab.documents.queries import live
from collab.errors import NotFound
from collab.proposals.queries import voices
from collab.text import html
from collab.web.gate import automatic, signed_in


def _written(address: str, part: str) -> tuple[Consultation, AnswerPart, Document]:
    consultation = analysis.get_controlled(address, viewer=viewer())
    chosen = part_of(part)
    document = clearing.document_of(consultation, chosen)
    if document is None:
        raise NotFound
    return consultation, chosen, document


@blueprint.post("/consultations/<address>/answer/<part>/together")
@signed_in
def begin_together(address: str, part: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    actions.begin(consultation, part_of(part), by=viewer())
    return redirect(url_for("consultations.write_together", address=address, part=part), 303)


@blueprint.get("/consultations/<address>/answer/<part>/live")
@signed_in
def write_together(address: str, part: str) -> str:
    consultation, chosen, document = _written(address, part)
    require(policy.can_write_answer, viewer(), consultation)
    return render_template(
        "consultations/answer_live.html",
        consultation=consultation,
        part=chosen,
        name=answer_text.PART_WORDS[chosen],
        document=document,
        words=html(live.current(document)),
        closed=places.closed_words(consultation, chosen),
        found=voices.of_document(document.id),
    )


@blueprint.get("/consultations/<address>/answer/<part>/beside")
@signed_in
@automatic
def beside_answer(address: str, part: str) -> Response:
    """Who wrote how much, drawn anew for a window in which the text is open."""
    document = _written(address, part)[2]
    drawn = render_template("consultations/_answer_shares.html", found=voices.of_document(document.id))
    return jsonify(list=drawn, marks=[])


@blueprint.get("/consultations/<address>/answer/<part>/voices")
@signed_in
def answer_voices(address: str, part: str) -> str:
    consultation, chosen, document = _written(address, part)
    return render_template(
        "consultations/answer_voices.html",
        consultation=consultation,
        name=answer_text.PART_WORDS[chosen],
        found=voices.of_document(document.id),
        save=None,
    )
