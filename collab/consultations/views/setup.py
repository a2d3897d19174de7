"""Starting a consultation, its set-up topic by topic, readiness, and the approval of its opening."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts import queries as accounts
from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.clock import now
from collab.consultations import policy, queries
from collab.consultations.actions import opening
from collab.consultations.actions import setup as actions
from collab.consultations.forms import setup as forms
from collab.consultations.models import Consultation, RunRole
from collab.consultations.queries import decision_makers, papers, stakeholders
from collab.consultations.queries import setup as reading
from collab.consultations.queries.gate import progress
from collab.consultations.rules import readiness as rules
from collab.consultations.rules import window
from collab.consultations.rules.gate import CRITERION_WORDS, STANDING_WORDS, rows
from collab.consultations.rules.standing import state
from collab.consultations.views import blueprint
from collab.consultations.views.tabs import tabs
from collab.errors import NotFound
from collab.proposals.models import Edition
from collab.web.filters import day
from collab.web.forms import BaseForm, status_of
from collab.web.gate import requires, signed_in


@dataclass(frozen=True)
class Topic:
    """One page of the set-up."""

    key: str
    name: str
    form: Callable[[Consultation, dict[str, Any]], BaseForm]
    save: Callable[..., None]


def _about(consultation: Consultation, held: dict[str, Any]) -> BaseForm:
    form = forms.AboutForm(data=held)
    form.offer(_edition_choices(consultation.edition))
    return form


def _decision(consultation: Consultation, held: dict[str, Any]) -> BaseForm:
    form = forms.DecisionForm(data=held)
    people = decision_makers.possible(decision_makers.controllers(consultation)[0])
    form.offer([(str(one.person_id), one.person.name) for one in people])
    return form


def _privacy(consultation: Consultation, held: dict[str, Any]) -> BaseForm:
    own = next(one for one in consultation.runners if viewer().acts_for(one.organisation_id))
    return forms.PrivacyForm.of(reading.notice_field(own.organisation_id), own.organisation.name, data=held)


def _notices_of_others(consultation: Consultation) -> list[tuple[str, str, str]]:
    """(id on the page, organisation, its notice) of the other controllers."""
    others = [
        r for r in consultation.runners if r.role in policy.CONTROLLERS and not viewer().acts_for(r.organisation_id)
    ]
    return [(reading.notice_field(r.organisation_id), r.organisation.name, r.privacy_notice) for r in others]


def _plain(form: type[BaseForm]) -> Callable[[Consultation, dict[str, Any]], BaseForm]:
    return lambda consultation, held: form(data=held)


TOPICS = (
    Topic("about", "About", _about, actions.change_about),
    Topic("stage", "Stage and duty", _plain(forms.StageForm), actions.change_stage),
    Topic("reasons", "Why and what else was considered", _plain(forms.ReasonsForm), actions.change_reasons),
    Topic("impacts", "Impacts and equality", _plain(forms.ImpactsForm), actions.change_impacts),
    Topic("decision", "Decision-maker", _decision, actions.change_decision),
    Topic("ways", "Ways to respond", _plain(forms.WaysForm), actions.change_ways),
    Topic("privacy", "Privacy notices", _privacy, actions.change_privacy),
    Topic("statements", "Statements of respondents", _plain(forms.StatementsForm), actions.change_statements),
    Topic("keeping", "Keeping personal details", _plain(forms.KeepingForm), actions.change_keeping),
    Topic("welsh", "Welsh and other formats", _plain(forms.WelshForm), actions.change_welsh),
    Topic("dates", "Dates", _plain(forms.DatesForm), actions.change_dates),
)


@blueprint.route("/consultations/new", methods=["GET", "POST"])
@requires(policy.can_start)
def new_consultation() -> ResponseReturnValue:
    form = forms.StartForm(data={"edition_id": _chosen_edition()})
    form.offer(_edition_choices())
    if form.is_sent():
        with form.catching():
            consultation = actions.start(**form.values(), by=viewer())
            flash("The consultation is started. Nobody outside your organisation can see it")
            return redirect(url_for("consultations.set_up", address=consultation.address), 303)
    return render_template("consultations/setup_new.html", form=form), status_of(form)


def _chosen_edition() -> str:
    """The edition named in the address, which the page of an edition leads from."""
    named = request.args.get("edition", "")
    return str(reading.edition_at(named).id) if named else ""


def _edition_choices(held: Edition | None = None) -> list[tuple[str, str]]:
    offered = list(reading.editions(viewer=viewer()))
    if held is not None and held not in offered:
        offered.append(held)
    return [(str(one.id), edition_words(one)) for one in offered]


def edition_words(edition: Edition) -> str:
    number = f"{edition.proposal.reference}, edition {edition.label}"
    return f"{edition.content['title']['en']} ({number}, published {day(edition.published_at)})"


@blueprint.get("/consultations/<address>/set-up")
@signed_in
def set_up(address: str) -> str:
    consultation = queries.get_run(address, viewer=viewer())
    checks = rules.checks(reading.facts(consultation))
    open_in = {
        topic.key: sum(not one.is_met for one in checks if one.page == f"set-up/{topic.key}") for topic in TOPICS
    }
    return render_template(
        "consultations/setup.html",
        consultation=consultation,
        topics=[(topic, open_in[topic.key]) for topic in TOPICS],
        questions=len(reading.questions(consultation)),
        groups=len(stakeholders.groups(consultation.id)),
        papers=len(papers.standing(consultation)),
        joint_deciders=decision_makers.deciders(consultation)[1:],
        missing=sum(not one.is_met for one in checks),
        is_fixed=consultation.opening_approved_at is not None,
        state=state(consultation, now()),
        tabs=tabs(consultation),
    )


@blueprint.route("/consultations/<address>/set-up/<topic>", methods=["GET", "POST"])
@signed_in
def set_up_topic(address: str, topic: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    chosen = next((one for one in TOPICS if one.key == topic), None)
    if chosen is None:
        raise NotFound
    form = chosen.form(consultation, reading.entered(consultation) | {"version": consultation.version})
    if form.is_sent():
        with form.catching():
            chosen.save(consultation, **form.values(), by=viewer(), version=form.expected_version)
            flash(f"Saved: {chosen.name}")
            if topic == "dates" and _opens_twice(consultation):
                flash("That time comes twice, as the clocks go back. It opens the first time")
            return redirect(url_for("consultations.set_up", address=consultation.address), 303)
    return render_template(
        "consultations/setup_topic.html",
        form=form,
        topic=chosen,
        consultation=consultation,
        options=reading.options(consultation) if topic == "reasons" else [],
        implications=reading.implications(consultation) if topic == "impacts" else 0,
        notices=_notices_of_others(consultation) if topic == "privacy" else [],
        is_fixed=consultation.opening_approved_at is not None,
        opens_twice=_opens_twice(consultation),
    ), status_of(form)


@blueprint.route("/consultations/<address>/set-up/organisations", methods=["GET", "POST"])
@signed_in
def set_up_organisations(address: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    form = forms.RunnerForm(data={"version": consultation.version})
    found = reading.organisations_to_add(consultation)
    form.organisation.choices = [("", "Choose an organisation"), *((one.slug, one.name) for one in found)]
    if form.is_sent():
        with form.catching():
            chosen = accounts.organisation(str(form.organisation.data))
            role = RunRole(form.role.data)
            actions.add_runner(consultation, organisation=chosen, role=role, by=viewer(), version=form.expected_version)
            flash(f"{chosen.name} was added")
            return redirect(url_for("consultations.set_up_organisations", address=address), 303)
    return render_template("consultations/setup_organisations.html", form=form, consultation=consultation), status_of(
        form
    )


@blueprint.post("/consultations/<address>/set-up/organisations/<slug>/remove")
@signed_in
def remove_runner(address: str, slug: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    organisation = accounts.organisation(slug)
    version = BaseForm().expected_version
    actions.remove_runner(consultation, organisation=organisation, by=viewer(), version=version)
    flash(f"{organisation.name} was removed")
    return redirect(url_for("consultations.set_up_organisations", address=address), 303)


@blueprint.get("/consultations/<address>/readiness")
@signed_in
def readiness(address: str) -> str:
    consultation = queries.get_run(address, viewer=viewer())
    found = reading.facts(consultation)
    checks = rules.checks(found)
    is_fixed = consultation.opening_approved_at is not None
    parts = rows(checks, progress(consultation), is_on_a_decision=found.is_on_a_decision)
    return render_template(
        "consultations/setup_readiness.html",
        consultation=consultation,
        parts=[(*CRITERION_WORDS[criterion], held) for criterion, held in parts.items()],
        words=STANDING_WORDS,
        missing=[] if is_fixed else [one for one in checks if not one.is_met],
        asks_exception=any(one.field == "election" and not one.is_met for one in checks) and not is_fixed,
        is_fixed=is_fixed,
        opens_twice=_opens_twice(consultation),
        is_first=viewer().person_id == consultation.last_changed_by_id,
        has_opened=consultation.opens_at is not None and consultation.opens_at <= now(),
        opens_now=consultation.opens_at is not None and consultation.opens_at <= now(),
        tabs=tabs(consultation),
    )


def _opens_twice(consultation: Consultation) -> bool:
    """Whether the clock shows its opening time twice, which has to be said."""
    return consultation.opens_at is not None and window.comes_twice(consultation.opens_at)


@blueprint.post("/consultations/<address>/approve-exception")
@signed_in
def approve_exception(address: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    opening.approve_exception(consultation, by=viewer(), version=BaseForm().expected_version)
    flash("The exception is approved. Its reason is published with the consultation")
    return redirect(url_for("consultations.readiness", address=consultation.address), 303)


@blueprint.post("/consultations/<address>/approve-opening")
@signed_in
def approve_opening(address: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    opening.approve_opening(consultation, by=viewer(), version=BaseForm().expected_version)
    flash(f"The opening is approved. The reference is {consultation.reference}")
    return redirect(url_for("consultations.readiness", address=consultation.address), 303)


@blueprint.post("/consultations/<address>/withdraw-approval")
@signed_in
def withdraw_approval(address: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    opening.withdraw_approval(consultation, by=viewer(), version=BaseForm().expected_version)
    flash("The approval is withdrawn. The consultation can be changed again")
    return redirect(url_for("consultations.readiness", address=consultation.address), 303)
