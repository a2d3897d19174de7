"""The workspace in which the answers to one question are read and coded, one a page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.views import viewer
from collab.consultations.actions import answers
from collab.consultations.forms.readings import ReadingForm
from collab.consultations.models import Coding, Consultation, Reading
from collab.consultations.queries import analysis, samples
from collab.consultations.queries import readings as queries
from collab.consultations.queries.readings import Filters, Progress
from collab.consultations.rules import analysis_words, respondent_words
from collab.consultations.rules import readings as rules
from collab.consultations.rules.consideration import NOTHING
from collab.consultations.rules.frames import label, ordered
from collab.consultations.rules.readings import Show
from collab.consultations.rules.respondents import about_of
from collab.consultations.views import blueprint
from collab.consultations.views.responses import carry_version
from collab.text import Language
from collab.web.forms import status_of
from collab.web.gate import signed_in

BY_ITSELF = "auto"
"""What the page sends when it saves without anybody having pressed a button."""


@blueprint.get("/consultations/<address>/reading")
@signed_in
def reading(address: str) -> str:
    """How far each question is."""
    consultation = analysis.get_controlled(address, viewer=viewer())
    rows = queries.progress(consultation)
    return render_template(
        "consultations/reading.html",
        consultation=consultation,
        rows=rows,
        mine=queries.mine(consultation, viewer().person_id),
        second=samples.assigned([row.question.id for row in rows], viewer().person_id),
    )


@blueprint.get("/consultations/<address>/questions/<int:number>/reading")
@signed_in
def read_question(address: str, number: int) -> ResponseReturnValue:
    """The first answer that fits the filters."""
    consultation, progress = _question(address, number)
    filters = _filters()
    receipt = queries.first(progress.question, filters)
    if receipt:
        return redirect(_href(consultation, number, receipt), 302)
    return render_template(
        "consultations/reading_none.html",
        consultation=consultation,
        progress=progress,
        filters=filters,
        shown=rules.SHOWN,
    )


@blueprint.route("/consultations/<address>/questions/<int:number>/reading/<receipt>", methods=["GET", "POST"])
@signed_in
def read_answer(address: str, number: int, receipt: str) -> ResponseReturnValue:
    consultation, progress = _question(address, number)
    reading = queries.reading(progress.question, receipt)
    blind = samples.waiting_for(reading, viewer().person_id)
    if blind is not None:
        place: dict[str, Any] = {
            "address": address,
            "number": number,
            "sample": blind.sample.number,
            "receipt": receipt,
        }
        return redirect(url_for("consultations.sampled_answer", **place), 303)
    held = queries.codings(reading)
    form = _form(reading, held)
    if form.is_sent():
        with form.catching():
            confirms = request.form.get("then") != BY_ITSELF
            answers.work_on(reading, form.work(), version=form.expected_version, confirms=confirms, by=viewer())
            return redirect(_onwards(consultation, reading), 303)
    filters = _filters()
    return render_template(
        "consultations/reading_answer.html",
        consultation=consultation,
        progress=progress,
        reading=reading,
        form=form,
        form_has_problems=form.was_refused,
        codings=held,
        history=queries.history(reading),
        person=_person(reading),
        filters=filters,
        shown=rules.SHOWN,
        acts=rules.ACTS,
        previous=_href(consultation, number, queries.preceding(reading, filters)),
        next=_href(consultation, number, queries.following(reading, filters)),
    ), status_of(form)


def _question(address: str, number: int) -> tuple[Consultation, Progress]:
    consultation = analysis.get_controlled(address, viewer=viewer())
    return consultation, queries.question(consultation, number)


def _filters() -> Filters:
    """From the query string; what is not offered filters nothing."""
    show = next((one for one in Show if one.value == request.args.get("show")), Show.all)
    language = next((one for one in Language if one.value == request.args.get("language")), None)
    return Filters(show, language, viewer().person_id)


def _href(consultation: Consultation, number: int, receipt: str) -> str:
    """The page of an answer, with the filters of this one; empty where there is no answer."""
    if not receipt:
        return ""
    filters = _filters()
    kept = {"show": filters.show.value if filters.show is not Show.all else ""}
    kept["language"] = filters.language.value if filters.language else ""
    query = urlencode({name: value for name, value in kept.items() if value})
    here = url_for("consultations.read_answer", address=consultation.address, number=number, receipt=receipt)
    return f"{here}?{query}" if query else here


def _form(reading: Reading, held: list[Coding]) -> ReadingForm:
    themes = queries.themes(reading.question)
    form = ReadingForm(data=rules.as_typed(reading, held))
    carry_version(form, reading)
    proposed = [str(one.theme.number) if one.theme else NOTHING for one in held if one.person_id is None]
    form.offer([(str(theme.number), label(theme)) for theme in ordered(themes)], frozenset(proposed))
    form.explain({str(theme.number): theme.definition for theme in themes if theme.definition})
    return form


def _person(reading: Reading) -> list[tuple[str, str]]:
    """What was said about the person, in words for those who read it."""
    submission = reading.submission
    said = respondent_words.said(about_of(submission), submission.area.name if submission.area else "")
    return [(analysis_words.RESPONDENT[name], value) for name, value in said.items()]


def _onwards(consultation: Consultation, reading: Reading) -> str:
    """The next answer that fits where that was asked for, else this one again."""
    number, receipt = reading.question.number, reading.receipt
    if request.form.get("then") == BY_ITSELF:
        return _href(consultation, number, receipt)
    if request.form.get("then") != "next":
        flash("Saved")
        return _href(consultation, number, receipt)
    following = queries.following(reading, _filters())
    if following:
        return _href(consultation, number, following)
    flash("Saved. That was the last answer of this list")
    return url_for("consultations.reading", address=consultation.address)
