"""Campaigns for those who read the responses: the list with its run, and each with its letter and what its copies change."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.actions import campaigns as actions
from collab.consultations.forms.analysis import CampaignForm
from collab.consultations.models import Campaign, Consultation
from collab.consultations.queries import analysis
from collab.consultations.queries import campaigns as queries
from collab.consultations.queries.campaigns import PAGE
from collab.consultations.rules import analysis_words, letters
from collab.consultations.views import blueprint
from collab.consultations.views.responses import Pages, carry_version
from collab.web.filters import count
from collab.web.forms import BaseForm, status_of
from collab.web.gate import signed_in
from collab.web.pagination import page_number


@blueprint.get("/consultations/<address>/campaigns")
@signed_in
def campaigns(address: str) -> str:
    consultation = analysis.get_controlled(address, viewer=viewer())
    run = queries.last_run(consultation)
    return render_template(
        "consultations/campaigns.html",
        consultation=consultation,
        rows=queries.listed(consultation),
        tally=analysis.tally(consultation),
        run=run,
        is_running=queries.is_running(run),
    )


@blueprint.post("/consultations/<address>/campaigns")
@signed_in
def look_for_campaigns(address: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    run = actions.look_for_campaigns(consultation, by=viewer())
    if not queries.is_running(run):
        flash(f"{count(run.texts, 'response')} compared: {run.grouped:,} in {count(run.campaigns, 'campaign')}")
    return redirect(url_for("consultations.campaigns", address=consultation.address), 303)


def _campaign(address: str, number: int) -> tuple[Consultation, Campaign]:
    consultation = analysis.get_controlled(address, viewer=viewer())
    return consultation, queries.get(consultation, number)


@blueprint.route("/consultations/<address>/campaigns/<int:number>", methods=["GET", "POST"])
@signed_in
def campaign(address: str, number: int) -> ResponseReturnValue:
    """The letter, and its copies with what each adds; the form is its name."""
    consultation, found = _campaign(address, number)
    form = CampaignForm(obj=found)
    carry_version(form, found)
    if form.is_sent():
        with form.catching():
            actions.rename(found, name=str(form.name.data), version=form.expected_version, by=viewer())
            flash("Name saved")
            return redirect(url_for("consultations.campaign", address=address, number=number), 303)
    adding = {"yes": True, "no": False}.get(request.args.get("adds", "yes"))
    place = page_number()
    rows, total = queries.members(found, adding=adding, page=place)
    words = queries.words_of([found.letter_id]) if found.letter_id else {}
    letter = next(iter(words.values()), "")
    return render_template(
        "consultations/campaign.html",
        consultation=consultation,
        campaign=found,
        form=form,
        form_has_problems=form.was_refused,
        letter=letter,
        members=[(row, letters.own_sentences(row.words, letter), letters.left_out(row.words, letter)) for row in rows],
        numbers=next((row for row in queries.listed(consultation) if row.campaign.id == found.id), None),
        adding=adding,
        total=total,
        pagination=Pages(place, max(1, -(-total // PAGE))),
        words=analysis_words,
    ), status_of(form)


@blueprint.post("/consultations/<address>/campaigns/<int:number>/confirm")
@signed_in
def confirm_campaign(address: str, number: int) -> ResponseReturnValue:
    _, found = _campaign(address, number)
    read = actions.confirm(found, version=BaseForm().expected_version, by=viewer())
    flash("Campaign confirmed" + (f". {count(read, 'copy', 'copies')} read with its letter" if read else ""))
    return redirect(url_for("consultations.campaign", address=address, number=number), 303)


@blueprint.post("/consultations/<address>/campaigns/<int:number>/responses/<receipt>/split")
@signed_in
def split_off(address: str, number: int, receipt: str) -> ResponseReturnValue:
    consultation, found = _campaign(address, number)
    submission = analysis.submission(consultation, receipt)
    require(policy.can_change_campaign, viewer(), found)
    actions.split_off(found, submission, by=viewer())
    flash(f"Response {receipt} is split off. It is read by itself")
    return redirect(url_for("consultations.campaign", address=address, number=number), 303)
