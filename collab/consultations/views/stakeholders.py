"""The stakeholder map: its groups, gaps and targets, the log of involvement, and what the lead expects."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts import queries as accounts
from collab.accounts.models import AreaKind
from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.clock import now
from collab.consultations import policy, queries
from collab.consultations.actions import stakeholders as actions
from collab.consultations.forms import stakeholders as forms
from collab.consultations.models import Consultation, StakeholderGroup, StakeholderKind
from collab.consultations.queries import setup
from collab.consultations.queries import stakeholders as reading
from collab.consultations.rules import stakeholders as rules
from collab.consultations.rules.outcome import is_answered
from collab.consultations.rules.respondent_words import RESPONDENT_TYPE
from collab.consultations.rules.standing import is_public
from collab.consultations.views import blueprint
from collab.consultations.views.tabs import tabs
from collab.web.forms import BaseForm, form_page
from collab.web.gate import public, signed_in

ROOT = "/consultations/<address>/stakeholders"


@blueprint.get(ROOT)
@signed_in
def stakeholders(address: str) -> str:
    consultation = queries.get_run(address, viewer=viewer())
    rows = reading.reached(consultation)
    gaps = reading.gaps(consultation.id)
    mapped = {one.group.kind for one in rows}
    stages = {kind: {s for one in rows if one.group.kind is kind for s in one.stages} for kind in mapped}
    return render_template(
        "consultations/stakeholders.html",
        consultation=consultation,
        rows=rows,
        counted_words=_counted_words,
        kinds=rules.KIND_WORDS,
        stages=rules.STAGE_WORDS,
        ways=rules.HOW_WORDS,
        gaps=[(rules.KIND_WORDS[kind], reason) for kind, reason in gaps.items() if kind not in mapped],
        uncovered=_words(rules.uncovered(mapped, gaps, applies_to_wales=consultation.applies_to_wales)),
        unheard=_words(rules.not_heard_early(stages)),
        has_opened=is_public(consultation, now()),
        is_fixed=consultation.opening_approved_at is not None,
        is_closed=is_answered(consultation),
        tabs=tabs(consultation),
    )


def _words(kinds: Iterable[StakeholderKind]) -> list[str]:
    return [rules.KIND_WORDS[kind] for kind in kinds]


def _counted_words(group: StakeholderGroup) -> str:
    """Which responses count as a group's, in words."""
    types = [words for kind, words in RESPONDENT_TYPE.items() if kind.value in group.respondent_types]
    place = str(group.area) if group.area else group.nation.value.capitalize() if group.nation else "everywhere"
    return f"{'; '.join(types) or 'All who respond'}. From {place}"


def _back(address: str) -> ResponseReturnValue:
    return redirect(url_for("consultations.stakeholders", address=address), 303)


def _group_form(group: StakeholderGroup | None = None) -> forms.GroupForm:
    form = forms.GroupForm(data=reading.entered(group) | {"version": group.version} if group else None)
    form.offer(accounts.areas(AreaKind.police_force_area))
    return form


@blueprint.route(f"{ROOT}/new", methods=["GET", "POST"])
@signed_in
def new_group(address: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    form = _group_form()
    if form.is_sent():
        with form.catching():
            actions.add_group(consultation, **form.values(), by=viewer())
            flash("The group was added")
            return _back(address)
    return form_page("consultations/stakeholder_group.html", form, consultation=consultation, group=None)


@blueprint.route(f"{ROOT}/<int:number>", methods=["GET", "POST"])
@signed_in
def group(address: str, number: int) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    found = reading.group(consultation, number)
    form = _group_form(found)
    if form.is_sent():
        with form.catching():
            actions.change_group(consultation, found, **form.values(), by=viewer(), version=form.expected_version)
            flash("The group was saved")
            return _back(address)
    return form_page("consultations/stakeholder_group.html", form, consultation=consultation, group=found)


@blueprint.post(f"{ROOT}/<int:number>/remove")
@signed_in
def remove_group(address: str, number: int) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    found, version = reading.group(consultation, number), BaseForm().expected_version
    actions.remove_group(consultation, found, by=viewer(), version=version)
    flash("The group was removed")
    return _back(address)


@blueprint.route(f"{ROOT}/gaps", methods=["GET", "POST"])
@signed_in
def stakeholder_gaps(address: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    held = {kind.value: reason for kind, reason in reading.gaps(consultation.id).items()}
    mapped = reading.kinds(consultation.id)
    lacking = [kind for kind in StakeholderKind if kind not in mapped]
    form = forms.GapsForm.of(lacking, data=held | {"version": consultation.version})
    if form.is_sent():
        with form.catching():
            actions.explain_gaps(consultation, **form.values(), by=viewer(), version=form.expected_version)
            flash("Saved: whom the map leaves out")
            return _back(address)
    return _small_page(form, consultation, "gaps")


@blueprint.route(f"{ROOT}/<int:number>/target", methods=["GET", "POST"])
@signed_in
def late_target(address: str, number: int) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    found = reading.group(consultation, number)
    form = forms.TargetForm(data={"target": found.target, "version": found.version})
    if form.is_sent():
        with form.catching():
            actions.change_target_late(consultation, found, **form.values(), by=viewer(), version=form.expected_version)
            flash("The target was changed. The public page says so")
            return _back(address)
    return _small_page(form, consultation, "target", found)


@blueprint.route(f"{ROOT}/<int:number>/involvement/new", methods=["GET", "POST"])
@signed_in
def new_involvement(address: str, number: int) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    found = reading.group(consultation, number)
    form = forms.InvolvementForm()
    if form.is_sent():
        with form.catching():
            actions.record_involvement(consultation, found, **form.values(), by=viewer())
            flash("It was recorded")
            return _back(address)
    return _small_page(form, consultation, "involvement", found)


@blueprint.route(f"{ROOT}/<int:number>/involvement/<int:entry>/remove", methods=["GET", "POST"])
@signed_in
def remove_involvement(address: str, number: int, entry: int) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    found = reading.group(consultation, number)
    held = reading.entry(found, entry)
    form = forms.RemovalForm()
    if form.is_sent():
        with form.catching():
            actions.remove_involvement(consultation, held, **form.values(), by=viewer())
            flash("The entry was taken out")
            return _back(address)
    return _small_page(form, consultation, "removal", found)


@blueprint.get("/consultations/<address>/expected-positions")
@public
def expected_positions(address: str) -> str:
    consultation = reading.expected_at(address, viewer=viewer())
    return render_template(
        "consultations/expected_positions.html",
        consultation=consultation,
        rows=reading.expected(consultation),
        words=rules.POSITION_WORDS,
        measures=[(place, one) for place, one in setup.measures(consultation) if one.is_measure],
        is_fixed=consultation.opening_approved_at is not None,
        is_answered=is_answered(consultation),
        tabs=tabs(consultation),
    )


@blueprint.route(f"{ROOT}/<int:number>/expected", methods=["GET", "POST"])
@signed_in
def expected(address: str, number: int) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_expect, viewer(), consultation)
    found = reading.group(consultation, number)
    held = reading.expected_of(found)
    said = {"position": held.position.value, "reason": held.reason} if held else {}
    form = forms.ExpectedForm(data=said | {"version": found.version})
    if form.is_sent():
        with form.catching():
            actions.expect(consultation, found, **form.values(), by=viewer(), version=form.expected_version)
            flash("It was recorded")
            return redirect(url_for("consultations.expected_positions", address=address), 303)
    return _small_page(form, consultation, "expected", found)


@blueprint.route("/consultations/<address>/expected-positions/measure", methods=["GET", "POST"])
@signed_in
def position_measure(address: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_expect, viewer(), consultation)
    possible = setup.measures(consultation)
    chosen = [str(one.number) for _, one in possible if one.is_measure]
    form = forms.MeasureForm(data={"measures": chosen, "version": consultation.version})
    form.offer(possible)
    if form.is_sent():
        with form.catching():
            actions.measure(consultation, **form.values(), by=viewer(), version=form.expected_version)
            flash("Saved: the questions to compare with")
            return redirect(url_for("consultations.expected_positions", address=address), 303)
    return _small_page(form, consultation, "measure")


def _small_page(
    form: BaseForm, consultation: Consultation, purpose: str, group: StakeholderGroup | None = None
) -> ResponseReturnValue:
    return form_page(
        "consultations/stakeholder_form.html",
        form,
        consultation=consultation,
        purpose=purpose,
        group=group,
        is_fixed=consultation.opening_approved_at is not None,
    )
