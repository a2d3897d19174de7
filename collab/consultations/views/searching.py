"""Searching inside responses, and the selections that are kept of it, for those who read the responses."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.actions import searching as actions
from collab.consultations.forms.searching import SelectionForm
from collab.consultations.models import Channel, Consideration, Consultation
from collab.consultations.queries import analysis
from collab.consultations.queries import searching as queries
from collab.consultations.queries.searching import PAGE, AskedIn, Hit, Selection
from collab.consultations.rules import analysis_words, respondent_words
from collab.consultations.rules.searching import Piece, Sought, excerpt
from collab.consultations.views import blueprint
from collab.consultations.views.responses import Pages
from collab.web.forms import BaseForm, form_page
from collab.web.gate import signed_in
from collab.web.pagination import page_number

HERE = "/consultations/<address>/search"


@blueprint.get(HERE)
@signed_in
def search(address: str) -> str:
    consultation = analysis.get_controlled(address, viewer=viewer())
    selection, place = queries.selection_of(request.args), page_number()
    looked_for = selection.sought
    hits, total = queries.find(consultation, selection, page=place) if not looked_for.problem else ([], 0)
    return render_template(
        "consultations/searching/search.html",
        consultation=consultation,
        selection=selection,
        parts=selection.as_json(),
        problem=looked_for.problem,
        is_behind=bool(looked_for) and queries.is_behind(consultation),
        hits=[(hit, _excerpts(hit, looked_for)) for hit in hits],
        total=total,
        pagination=Pages(place, max(1, -(-total // PAGE))),
        **_choices(consultation),
    )


def _excerpts(hit: Hit, looked_for: Sought) -> list[tuple[AskedIn, list[Piece]]]:
    """The answers that have what was searched for, or all of them where nothing was."""
    every = [(question, excerpt(words, looked_for)) for question, words in hit.answers]
    return [(question, pieces) for question, pieces in every if any(one.is_found for one in pieces)] or every


def _choices(consultation: Consultation) -> dict[str, object]:
    themes = sorted((row.theme for row in analysis.themes(consultation)), key=lambda one: one.number)
    asked = analysis.free_text_questions(consultation)
    return {
        "questions": [(one.number, f"{one.number}. {one.current.wording}") for one in asked],
        "themes": [(one.number, f"{one.number}. {one.name}") for one in themes],
        "types": [(one.value, name) for one, name in respondent_words.RESPONDENT_TYPE.items()],
        "areas": queries.areas(consultation),
        "channels": [(one.value, respondent_words.CHANNEL[one]) for one in Channel],
        "statuses": [(one.value, analysis_words.CONSIDERATION[one]) for one in Consideration],
        "people": respondent_words,
        "words": analysis_words,
    }


@blueprint.get("/consultations/<address>/selections")
@signed_in
def selections(address: str) -> str:
    consultation = analysis.get_controlled(address, viewer=viewer())
    rows = [(one, _said(consultation, one.selection)) for one in queries.kept(consultation)]
    return render_template("consultations/searching/selections.html", consultation=consultation, rows=rows)


def _said(consultation: Consultation, selection: Selection) -> str:
    """The filters of a selection in words."""
    offered = _choices(consultation)
    chosen = {
        "question": ("questions", "answers question "),
        "theme": ("themes", "theme "),
        "type": ("types", ""),
        "area": ("areas", ""),
        "channel": ("channels", ""),
        "status": ("statuses", ""),
    }
    parts = selection.as_json()
    said = [f"words: {parts['q']}"] if "q" in parts else []
    for name, (list_name, before) in chosen.items():
        if name in parts:
            known = dict(offered[list_name])  # type: ignore[call-overload]
            said.append(f"{before}{known.get(parts[name], parts[name])}")
    return "; ".join(said) or "All responses that count"


@blueprint.route("/consultations/<address>/selections/new", methods=["GET", "POST"])
@signed_in
def new_selection(address: str) -> ResponseReturnValue:
    """The filters are in the address, as they were searched with."""
    consultation = analysis.get_controlled(address, viewer=viewer())
    require(policy.can_analyse, viewer(), consultation)
    selection, form = queries.selection_of(request.args), SelectionForm()
    if form.is_sent():
        with form.catching():
            actions.save(consultation, selection, name=str(form.name.data), by=viewer())
            flash("Selection saved")
            return redirect(url_for("consultations.selections", address=address), 303)
    return form_page(
        "consultations/searching/selection_form.html",
        form,
        consultation=consultation,
        parts=selection.as_json(),
        said=_said(consultation, selection),
        form_has_problems=form.was_refused,
    )


@blueprint.post("/consultations/<address>/selections/<selection_id>/removal")
@signed_in
def remove_selection(address: str, selection_id: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    saved = queries.saved(consultation, selection_id)
    require(policy.can_change_selection, viewer(), saved)
    actions.remove(saved, version=BaseForm().expected_version, by=viewer())
    flash("Selection removed")
    return redirect(url_for("consultations.selections", address=address), 303)
