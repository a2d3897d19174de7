"""Getting updates by email: ask, confirm, change, stop. Nobody needs an account or a password."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab import clock
from collab.accounts.views import viewer
from collab.digests.actions import asking, changing
from collab.digests.forms import AskForm, ConfirmForm, FrequencyForm
from collab.digests.models import Frequency, Subscriber, Subscription, Topic
from collab.digests.queries import items, subjects
from collab.digests.queries import subscriptions as queries
from collab.digests.queries.subjects import Subject
from collab.digests.rules import asking as rules
from collab.digests.rules import links, mail, windows
from collab.errors import NotFound
from collab.web.application import Collab
from collab.web.forms import status_of
from collab.web.gate import one_click, public, repeatable

blueprint = Blueprint("digests", __name__, template_folder="templates")

TOPICS = {
    "everything": Topic.everything,
    "organisations": Topic.organisation,
    "proposals": Topic.proposal,
    "consultations": Topic.consultation,
}


def _secret() -> str:
    return cast(Collab, current_app).settings.secret_key


def _expected(subject: Subject) -> dict[str, Any]:
    """What will come and how often, with what the last mail of each kind would have told."""
    now = clock.now()
    samples = []
    for frequency, (often, when) in rules.WORDS.items():
        last = windows.last_ended(frequency, now)
        found = items.sample(subject.topic, subject.id, last)
        samples.append((frequency, often, when, mail.window_words(last.starts_at, last.ends_at), found))
    return {"subject": subject, "samples": samples}


@blueprint.route("/updates", methods=["GET", "POST"])
@blueprint.route("/updates/<kind>/<address>", methods=["GET", "POST"])
@public
def ask(kind: str = "everything", address: str = "") -> ResponseReturnValue:
    if kind not in TOPICS:
        raise NotFound
    subject = subjects.subject(TOPICS[kind], address)
    form = AskForm()
    if form.is_sent():
        email, often = form.email.data or "", Frequency(form.frequency.data)
        asking.ask(email, subject, frequency=often, secret=_secret(), by=viewer())
        return redirect(url_for("digests.asked"), 303)
    return render_template("digests/ask.html", form=form, **_expected(subject)), status_of(form)


@blueprint.get("/updates/sent")
@public
def asked() -> str:
    """The same words for every address, known or not."""
    return render_template("digests/asked.html")


@blueprint.route("/updates/confirm/<token>", methods=["GET", "POST"])
@public
@repeatable
def confirm(token: str) -> ResponseReturnValue:
    """Opening the link changes nothing, as mail scanners open links; the button confirms, however often it is pressed."""
    asked = queries.asked(token)
    form = ConfirmForm()
    over = asked.confirmed_at is None and not rules.link_holds(asked.asked_at, clock.now())
    if form.is_sent() and not over:
        asking.confirm(asked, secret=_secret(), by=viewer())
        return redirect(url_for("digests.confirmed", token=token), 303)
    if asked.confirmed_at is not None or asked.ended_at is not None:
        return redirect(url_for("digests.confirmed", token=token))
    subject = subjects.of([asked])[asked.id]
    page = render_template("digests/confirm.html", form=form, asked=asked, over=over, **_expected(subject))
    return page, 410 if over else status_of(form)


@blueprint.get("/updates/confirm/<token>/done")
@public
def confirmed(token: str) -> ResponseReturnValue:
    asked = queries.asked(token)
    if asked.confirmed_at is None and asked.ended_at is None:
        return redirect(url_for("digests.confirm", token=token))
    now, whom = clock.now(), asked.subscriber
    current = queries.current(whom)
    held = next((o for o in current if (o.topic, o.subject_id) == (asked.topic, asked.subject_id)), None)
    return render_template(
        "digests/confirmed.html",
        held=held,
        often=rules.WORDS[held.frequency] if held else (),
        next_at=windows.next_end(held.frequency, now) if held else None,
        subject=subjects.of([asked])[asked.id],
        manage=url_for("digests.manage", token=links.token(_secret(), links.Use.manage, whom.id, whom.salt)),
    )


@blueprint.route("/updates/stop/<token>", methods=["GET", "POST"])
@public
@one_click
def stop(token: str) -> ResponseReturnValue:
    """RFC 8058: GET asks and changes nothing; POST ends the updates, from a mail program as well as from the button."""
    subscriber, one = queries.to_stop(token)
    if request.method == "POST":
        _stop(subscriber, one)
    current = queries.current(subscriber)
    return render_template(
        "digests/stop.html",
        subject=subjects.of([one])[one.id] if one else None,
        is_over=one.ended_at is not None if one else not current,
        others=[each for each in current if one is not None and each.id != one.id],
        manage=url_for(
            "digests.manage", token=links.token(_secret(), links.Use.manage, subscriber.id, subscriber.salt)
        ),
    )


def _stop(subscriber: Subscriber, one: Subscription | None) -> None:
    """Twice is once, also where the subscription ended in another way meanwhile."""
    if one is not None:
        changing.stop(one, by=viewer())
    else:
        changing.stop_all(subscriber, by=viewer())


@blueprint.get("/updates/manage/<token>")
@public
def manage(token: str) -> str:
    current = queries.current(queries.managed(token))
    named = subjects.of(current)
    rows = [(one, named[one.id], rules.WORDS[one.frequency][0]) for one in current]
    return render_template("digests/manage.html", token=token, rows=rows)


@blueprint.route("/updates/manage/<token>/<uuid:subscription_id>/frequency", methods=["GET", "POST"])
@public
@repeatable
def frequency(token: str, subscription_id: UUID) -> ResponseReturnValue:
    one = queries.current_one(queries.managed(token), subscription_id)
    form = FrequencyForm(frequency=one.frequency.value)
    if form.is_sent():
        changing.change_frequency(one, frequency=Frequency(form.frequency.data), by=viewer())
        flash("Saved how often you get this")
        return redirect(url_for("digests.manage", token=token), 303)
    subject = subjects.of([one])[one.id]
    return render_template("digests/frequency.html", form=form, token=token, subject=subject), status_of(form)


@blueprint.post("/updates/manage/<token>/<uuid:subscription_id>/stop")
@public
@repeatable
def stop_one(token: str, subscription_id: UUID) -> ResponseReturnValue:
    changing.stop(queries.current_one(queries.managed(token), subscription_id), by=viewer())
    flash("You will not get this any more")
    return redirect(url_for("digests.manage", token=token), 303)


@blueprint.post("/updates/manage/<token>/stop")
@public
@repeatable
def stop_all(token: str) -> ResponseReturnValue:
    changing.stop_all(queries.managed(token), by=viewer())
    flash("You will get no more updates")
    return redirect(url_for("digests.manage", token=token), 303)
