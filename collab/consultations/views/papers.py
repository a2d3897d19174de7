"""Papers of a consultation: the list of those who run it, adding, publishing and removing, and the files themselves."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.attachments.actions import Sent
from collab.attachments.rules.limits import MOST_SENT
from collab.attachments.views import download
from collab.clock import now
from collab.consultations import policy, queries
from collab.consultations.actions import papers as actions
from collab.consultations.forms.papers import FilePaperForm, LinkPaperForm
from collab.consultations.models import Consultation
from collab.consultations.queries import papers as reading
from collab.consultations.rules import papers as rules
from collab.consultations.rules.outcome import is_answered
from collab.consultations.rules.standing import is_public, takes_responses
from collab.consultations.views import blueprint
from collab.consultations.views.tabs import tabs
from collab.web.forms import BaseForm, form_page
from collab.web.gate import public, signed_in, takes_uploads

ROOT = "/consultations/<address>/papers"


@blueprint.get(ROOT)
@signed_in
def papers(address: str) -> str:
    consultation = queries.get_run(address, viewer=viewer())
    every = reading.standing(consultation)
    return render_template(
        "consultations/papers.html",
        consultation=consultation,
        papers=every,
        kinds=rules.KIND_WORDS,
        form_words=rules.form_words,
        at_opening={one.number for one in every if rules.was_at_opening(one.published_at, consultation.opens_at)},
        has_opened=is_public(consultation, now()),
        is_waiting=consultation.opening_approved_at is not None and not is_public(consultation, now()),
        is_closed=is_answered(consultation),
        asks_for_time=takes_responses(consultation, now()) and any(one.is_material for one in every),
        tabs=tabs(consultation),
    )


@blueprint.route(f"{ROOT}/new-file", methods=["GET", "POST"])
@takes_uploads(MOST_SENT)
@signed_in
def new_file_paper(address: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    form = FilePaperForm()
    if form.is_sent():
        with form.catching():
            sent = Sent(name=form.file.data.filename or "", content=form.file.data.read(), **form.words())
            folder = current_app.settings.files_folder  # type: ignore[attr-defined]
            actions.add_file(consultation, sent=sent, folder=folder, **form.kind_values(), by=viewer())
            flash("The paper was added. Nobody else can open it before it is published")
            return redirect(url_for("consultations.papers", address=address), 303)
    return _page(form, consultation, is_file=True)


@blueprint.route(f"{ROOT}/new-link", methods=["GET", "POST"])
@signed_in
def new_link_paper(address: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    form = LinkPaperForm()
    if form.is_sent():
        with form.catching():
            actions.add_link(consultation, **form.words(), **form.kind_values(), by=viewer())
            flash("The link was added. Nobody else can see it before it is published")
            return redirect(url_for("consultations.papers", address=address), 303)
    return _page(form, consultation, is_file=False)


def _page(form: BaseForm, consultation: Consultation, *, is_file: bool) -> ResponseReturnValue:
    has_opened = is_public(consultation, now())
    return form_page(
        "consultations/papers_form.html", form, consultation=consultation, is_file=is_file, has_opened=has_opened
    )


@blueprint.post(f"{ROOT}/<int:number>/publish")
@signed_in
def publish_paper(address: str, number: int) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    paper, version = reading.get(consultation, number), BaseForm().expected_version
    actions.publish(consultation, paper, by=viewer(), version=version)
    flash("The paper is published. The page says that it was added today")
    return redirect(url_for("consultations.papers", address=address), 303)


@blueprint.post(f"{ROOT}/<int:number>/remove")
@signed_in
def remove_paper(address: str, number: int) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    paper, version = reading.get(consultation, number), BaseForm().expected_version
    actions.remove(consultation, paper, by=viewer(), version=version)
    flash("The paper was removed")
    return redirect(url_for("consultations.papers", address=address), 303)


@blueprint.get(f"{ROOT}/<int:number>/file")
@public
def paper_file(address: str, number: int) -> ResponseReturnValue:
    consultation = queries.get(address, viewer=viewer())
    return download(reading.file(consultation, number, viewer=viewer()))
