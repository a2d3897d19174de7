"""Entering a response that came by post, email or telephone, by the organisations that run the consultation."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.attachments.rules.limits import MOST_SENT_TOGETHER
from collab.attachments.views import PICTURES, download
from collab.consultations import policy
from collab.consultations import queries as consultations
from collab.consultations.actions import scans as scanning
from collab.consultations.actions import submissions
from collab.consultations.forms import respond as forms
from collab.consultations.forms.answers import uploads
from collab.consultations.models import Channel, Consultation
from collab.consultations.queries import scans
from collab.consultations.queries import submissions as queries
from collab.consultations.rules import paths, respondents
from collab.consultations.rules import submissions as rules
from collab.consultations.rules.scans import MOST
from collab.consultations.rules.window import NonexistentTime
from collab.consultations.views import blueprint, lateness, steps
from collab.errors import Problem, Refused
from collab.text import Language
from collab.web.forms import status_of
from collab.web.gate import signed_in, takes_uploads


@blueprint.post("/consultations/<address>/responses/scans")
@takes_uploads(MOST_SENT_TOGETHER)
@signed_in
def add_scans(address: str) -> ResponseReturnValue:
    """Keeps the pages of a letter, and leads to the form beside them."""
    consultation = consultations.get_run(address, viewer=viewer())
    require(policy.can_enter_submission, viewer(), consultation)
    form = forms.ScanForm()
    if form.is_sent():
        with form.catching():
            made = scanning.add(consultation, uploads(form["file"]), folder=steps.files_folder(), by=viewer())
            chosen = urlencode([("scan", str(one.id)) for one in made])
            return redirect(url_for("consultations.enter_submission", address=consultation.address) + "?" + chosen, 303)
    return _entry_page(
        consultation, forms.entry_form(queries.questions(consultation), queries.areas(), was_sent=False), form
    )


@blueprint.get("/consultations/<address>/responses/scans/<scan_id>")
@signed_in
def scan(address: str, scan_id: str) -> ResponseReturnValue:
    """A page of a letter: a picture as it is, a PDF as a download."""
    consultation = consultations.get_run(address, viewer=viewer())
    return download(scans.get(consultation, scan_id, viewer=viewer()), is_shown=True)


@blueprint.route("/consultations/<address>/responses/new", methods=["GET", "POST"])
@takes_uploads(MOST_SENT_TOGETHER)
@signed_in
def enter_submission(address: str) -> ResponseReturnValue:
    consultation = consultations.get_run(address, viewer=viewer())
    require(policy.can_enter_submission, viewer(), consultation)
    questions = queries.questions(consultation)
    form = forms.entry_form(questions, queries.areas())
    if form.is_sent():
        with form.catching():
            said = form.values()
            entered = submissions.receive(
                consultation,
                forms.entered_answers(form, questions),
                respondents.about_from(said),
                received_at=received(consultation, said),
                channel=Channel(said["channel"]),
                language=Language(said["language"]),
                scans=[one for one in str(form.scans.data or "").split(",") if one],
                files=forms.entered_files(form, questions),
                folder=steps.files_folder(),
                address=steps.private_address,
                by=viewer(),
            )
            flash(f"Response entered. Its receipt number is {entered.receipt}")
            return redirect(url_for("consultations.enter_submission", address=consultation.address), 303)
    return _entry_page(consultation, form, forms.ScanForm(formdata=None))


def _entry_page(consultation: Consultation, form: forms.EntryForm, scan_form: forms.ScanForm) -> ResponseReturnValue:
    """The form, beside the scan where one is chosen."""
    questions = queries.questions(consultation)
    chosen = scans.chosen(consultation, request.args.getlist("scan")[:MOST])
    form.scans.data = ",".join(str(one.id) for one in chosen)
    waiting = [one for one in scans.waiting(consultation) if one not in chosen]
    page = render_template(
        "consultations/entry/new.html",
        consultation=consultation,
        form=form,
        scan_form=scan_form,
        questions=questions,
        late_words=lateness.words_of(consultation),
        conditions=paths.words_of(questions),
        form_has_problems=form.was_refused or scan_form.was_refused,
        scans=chosen,
        pictures=[one for one in chosen if one.kind in PICTURES],
        waiting=waiting,
    )
    return page, status_of(form, scan_form)


def received(consultation: Consultation, said: dict[str, Any]) -> datetime:
    """The instant of receipt from the form's day and time. Raises Refused for a time that the clocks skip."""
    try:
        return rules.received(said["received_on"], said["received_time"], consultation.opens_at)
    except NonexistentTime as error:
        raise Refused(Problem(f"Time received: {error}", field="received_time")) from error
