"""Endpoints that the tests of the request's way send their requests through; the rest of the application is the real one."""

from uuid import uuid4

from flask import Blueprint, abort, redirect, render_template_string, request
from sqlalchemy import insert
from sqlalchemy.exc import OperationalError

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.policy import ANONYMOUS, can_manage_installation
from collab.accounts.views import viewer
from collab.audit.actions import record_denial
from collab.audit.models import SecurityEvent
from collab.db import db, expect_version, transaction
from collab.errors import NotAllowed, NotFound, Problem, Refused
from collab.web import fields
from collab.web.forms import BaseForm, status_of
from collab.web.gate import public, repeatable, requires, signed_in

blueprint = Blueprint("probe", __name__)

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
PAGE = """{% extends "web/base.html" %}
{% from "web/_fields.html" import opening, field, submit, summary %}
{% block title %}Probe{% endblock %}
{% block main %}{{ summary(form) }}<h1 class="govuk-heading-l">Probe</h1>{{ opening(form) }}
{% for each in form if each.control is defined %}{{ field(each) }}{% endfor %}{{ submit("Save") }}</form>{% endblock %}"""


class ProbeForm(BaseForm):
    words = fields.Line("Words", [fields.required("Enter words")], most=30)
    text = fields.Area("Text", most=100)
    colour = fields.One("Colour", choices=[("red", "Red"), ("green", "Green")])
    country = fields.Pick("Country", choices=[("", "Choose"), ("en", "England"), ("cy", "Wales")])
    kinds = fields.Many("Kinds", choices=[("a", "A"), ("b", "B")])
    day = fields.Day("Start")
    hour = fields.Clock("Hour")
    amount = fields.Amount("Cost", prefix="£")


class NameForm(BaseForm):
    name = fields.Line("Name", [fields.required("Enter a name")])
    note = fields.Area("Note")


def effect():
    """What a write of the probe leaves in the database."""
    record_denial("probe", by=ANONYMOUS, subject=request.form.get("words", "")[:100])


@blueprint.route("/probe", methods=["GET", "POST"])
@public
def form():
    form = ProbeForm()
    if form.is_sent():
        with form.catching():
            effect()
            if form.words.data == "refuse":
                raise Refused(
                    [
                        Problem("Words must be kinder", field="words"),
                        Problem("Ask somebody first", href="/organisations"),
                    ]
                )
            return redirect("/probe/done?saved=1#top", 303)
    return render_template_string(PAGE, form=form), status_of(form)


@blueprint.post("/probe/page")
@public
def page():
    effect()
    return "Saved: é", 201, PLAIN


@blueprint.route("/probe/organisation", methods=["GET", "POST"])
@public
def organisation():
    row = accounts.organisation_by_code("HO")
    form = NameForm(name=row.name, note=row.note)
    if request.method == "GET":
        form.version.data = row.version
    if form.is_sent():
        expect_version(row, form.expected_version)
        row.name, row.note = form.name.data, form.note.data
        return redirect("/probe/organisation", 303)
    return render_template_string(PAGE, form=form), status_of(form)


@blueprint.post("/probe/refused")
@public
def refused():
    effect()
    raise Refused([Problem("Two clearances are missing", href="/organisations")])


@blueprint.post("/probe/not-allowed/<token>")
@public
def not_allowed(token):
    effect()
    raise NotAllowed("Only a signatory can do this")


@blueprint.route("/probe/not-found", methods=["GET", "POST"])
@public
def not_found():
    raise NotFound


@blueprint.post("/probe/busy")
@public
def busy():
    effect()
    raise OperationalError("SELECT 1", {}, Exception("the server closed the connection"))


@blueprint.route("/probe/broken/<token>", methods=["GET", "POST"])
@public
def broken(token):
    if request.method == "POST":
        effect()
    raise ValueError("a fault")


@blueprint.route("/probe/abort/<int:code>", methods=["GET", "POST"])
@public
def aborted(code):
    abort(code, "For a reason")


@blueprint.get("/probe/signed-in/<name>")
@signed_in
def for_the_signed_in(name):
    if name != "there":
        raise NotFound
    return "Here", PLAIN


@blueprint.route("/probe/write", methods=["GET", "POST"])
@signed_in
def write():
    if request.method == "POST":
        effect()
    return redirect("/probe/done", 303)


@blueprint.post("/probe/press")
@signed_in
def press():
    effect()
    return redirect("/probe/done", 303)


@blueprint.get("/probe/for-managers")
@requires(can_manage_installation)
def for_managers():
    return "Here", PLAIN


@blueprint.post("/probe/repeatable")
@public
@repeatable
def again():
    effect()
    return redirect("/probe/done", 303)


@blueprint.get("/probe/get-adds")
@public
def get_adds():
    effect()
    db.session.flush()
    return "written", PLAIN


@blueprint.get("/probe/get-changes")
@public
def get_changes():
    accounts.organisation_by_code("HO").note = "changed by a GET"
    accounts.organisation_by_code("MOJ")
    db.session.flush()
    return "written", PLAIN


@blueprint.get("/probe/get-inserts")
@public
def get_inserts():
    db.session.execute(insert(SecurityEvent).values(id=uuid4(), at=clock.now(), kind="probe"))
    return "written", PLAIN


@blueprint.get("/probe/get-commits")
@public
def get_commits():
    with transaction():
        effect()
    return "written", PLAIN


@blueprint.get("/probe/who")
@public
def who():
    return viewer().name or "nobody", PLAIN
