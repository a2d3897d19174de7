"""Common ground: opinion groups, what each holds, what all hold and what divides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.actions import opinions
from collab.consultations.forms.statements import PlaceForm
from collab.consultations.queries import analysis, opinion
from collab.consultations.rules.opinion import words
from collab.consultations.rules.opinion.picture import HEIGHT, WIDTH, picture
from collab.consultations.rules.respondent_words import RESPONDENT_TYPE
from collab.consultations.views import blueprint
from collab.consultations.views.responses import carry_version
from collab.consultations.views.tabs import tabs
from collab.web.forms import form_page
from collab.web.gate import public, signed_in

KINDS = {kind.value: said for kind, said in RESPONDENT_TYPE.items()}


@blueprint.get("/consultations/<address>/common-ground")
@public
def common_ground(address: str) -> str:
    """For everybody where results are public, and for those who read the responses."""
    consultation, in_public = opinion.seen_at(address, viewer=viewer())
    asked = opinion.statements(consultation.id)
    found = opinion.kept(consultation, in_public=in_public)
    return render_template(
        "consultations/common_ground.html",
        consultation=consultation,
        in_public=in_public,
        is_hiding=opinion.hides(consultation, in_public=in_public),
        found=found,
        statements=asked,
        wordings={key: one.question.current.wording for key, one in asked.items()},
        left_out=_left_out(asked.values()),
        picture=picture(found) if found else (),
        size=(WIDTH, HEIGHT),
        kinds=[(KINDS[one.kind], one) for one in found.kinds] if found else [],
        limits=words,
        may_place=policy.can_read_submissions(viewer(), consultation),
        tabs=tabs(consultation),
    )


def _left_out(asked: Iterable[opinion.Statement]) -> list[tuple[str, list[str]]]:
    """Reason by reason, the statements that are not on the map for it."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in asked:
        if one.left_out:
            found[one.left_out.rstrip(".")].append(str(one.question.current.wording))
    return list(found.items())


@blueprint.route("/consultations/<address>/common-ground/statements/<int:number>", methods=["GET", "POST"])
@signed_in
def place_statement(address: str, number: int) -> ResponseReturnValue:
    """Whether a statement is on the map: what says who somebody is, or what is not on the matter, is not."""
    consultation = analysis.get_controlled(address, viewer=viewer())
    found = opinion.statement(consultation, number)
    form = PlaceForm(data={"place": "out" if found.left_out else "in", "reason": found.left_out})
    carry_version(form, found.choice)
    if form.is_sent():
        with form.catching():
            opinions.place_statement(
                consultation,
                found.question,
                is_left_out=form.place.data == "out",
                reason=str(form.reason.data or ""),
                version=form.expected_version if found.choice else None,
                by=viewer(),
            )
            flash("Saved. The map is drawn anew within two minutes")
            return redirect(url_for("consultations.common_ground", address=address), 303)
    return form_page("consultations/place_statement.html", form, consultation=consultation, statement=found)
