"""Double coding: samples of a question, the second reader's page, how far two readers agree, and settling where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.actions import sampling
from collab.consultations.forms.sampling import DrawForm, SecondForm, new_seed
from collab.consultations.models import Question, Sample, SampledAnswer
from collab.consultations.queries import analysis, assignments, readings
from collab.consultations.queries import samples as queries
from collab.consultations.rules import agreement
from collab.consultations.rules.consideration import NOTHING
from collab.consultations.rules.frames import label, ordered
from collab.consultations.views import blueprint
from collab.consultations.views.responses import carry_version
from collab.errors import NotFound
from collab.web.forms import status_of
from collab.web.gate import signed_in


@blueprint.route("/consultations/<address>/questions/<int:number>/double-coding", methods=["GET", "POST"])
@signed_in
def double_coding(address: str, number: int) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    progress = readings.question(consultation, number)
    require(policy.can_analyse, viewer(), consultation)
    form = DrawForm(data={"only_coded": "yes", "seed": Decimal(new_seed())})
    people = assignments.analysts(consultation)
    form.offer([(str(one.person_id), f"{one.person.name}, {one.organisation.name}") for one in people])
    if form.is_sent():
        with form.catching():
            sample = sampling.draw(
                consultation,
                progress.question,
                reader_id=form.reader_id.data,
                size=_whole(form.size.data),
                seed=_whole(form.seed.data),
                only_coded=form.only_coded.data == "yes",
                by=viewer(),
            )
            flash(f"{sample.size:,} answers drawn" if sample.size != 1 else "1 answer drawn")
            return redirect(url_for("consultations.sample", address=address, number=number, sample=sample.number), 303)
    return render_template(
        "consultations/double_coding.html",
        consultation=consultation,
        progress=progress,
        form=form,
        form_has_problems=form.was_refused,
        samples=queries.of_question(progress.question),
    ), status_of(form)


def _whole(typed: object) -> int:
    """A whole number; 0 for anything else."""
    return int(typed) if isinstance(typed, Decimal) and typed == int(typed) else 0


@blueprint.get("/consultations/<address>/questions/<int:number>/double-coding/<int:sample>")
@signed_in
def sample(address: str, number: int, sample: int) -> str:
    """How far two readers agree; the second one sees it when all is coded."""
    consultation = analysis.get_controlled(address, viewer=viewer())
    question = readings.question(consultation, number).question
    found = queries.sample(question, sample)
    waiting = [one for one in found.answers if one.second_at is None]
    compared = [one for one in found.answers if one.compared_at is not None]
    said = [(one.first, one.second) for one in compared]
    used = sorted({tick for pair in said for codes in pair for tick in codes} - {NOTHING}, key=agreement.place)
    each = agreement.agreements(used, said)
    return render_template(
        "consultations/sample.html",
        consultation=consultation,
        question=question,
        sample=found,
        waiting=waiting,
        is_blind=found.reader_id == viewer().person_id and bool(waiting),
        is_reader=found.reader_id == viewer().person_id,
        compared=compared,
        differing=[one for one in compared if set(one.first) != set(one.second)],
        each=each,
        together=agreement.together(each),
        identical=agreement.identical(said),
        names=_names(question, used),
    )


@blueprint.route(
    "/consultations/<address>/questions/<int:number>/double-coding/<int:sample>/<receipt>", methods=["GET", "POST"]
)
@signed_in
def sampled_answer(address: str, number: int, sample: int, receipt: str) -> ResponseReturnValue:
    """The second reader's page, which shows nothing of the first; once both have coded, the page that settles a difference."""
    consultation = analysis.get_controlled(address, viewer=viewer())
    question = readings.question(consultation, number).question
    found = queries.sample(question, sample)
    answer = queries.answer(found, receipt)
    is_second = _is_second(found, answer)
    reading = readings.reading(question, receipt)
    form = SecondForm()
    carry_version(form, answer)
    form.offer([(str(theme.number), label(theme)) for theme in ordered(readings.themes(question))])
    if form.is_sent():
        with form.catching():
            write = sampling.code_second if is_second else sampling.settle_difference
            write(answer, form.themes.data or [], version=form.expected_version, by=viewer())
            flash("Saved" if is_second else "Settled")
            return redirect(_onwards(address, number, found, is_second), 303)
    return render_template(
        "consultations/sampled_answer.html",
        consultation=consultation,
        question=question,
        sample=found,
        answer=answer,
        reading=reading,
        is_second=is_second,
        form=form,
        form_has_problems=form.was_refused,
    ), status_of(form)


def _names(question: Question, numbers: Sequence[str]) -> dict[str, str]:
    found = readings.numbered(question.consultation_id, [int(one) for one in numbers])
    return {number: str(theme.name) for number, theme in found.items()}


def _is_second(sample: Sample, answer: SampledAnswer) -> bool:
    """Whether the viewer codes it as the second reader. What is not compared yet is there for nobody else."""
    is_mine = sample.reader_id == viewer().person_id
    if is_mine and answer.second_at is None:
        return True
    has_more = is_mine and any(one.second_at is None for one in sample.answers)
    if answer.compared_at is None or has_more:
        raise NotFound
    return False


def _onwards(address: str, number: int, sample: Sample, is_second: bool) -> str:
    """The second reader's next answer, or the sample."""
    following = next((one for one in sample.answers if one.second_at is None), None) if is_second else None
    if following is None:
        return url_for("consultations.sample", address=address, number=number, sample=sample.number)
    receipt = following.submission.receipt
    return url_for(
        "consultations.sampled_answer", address=address, number=number, sample=sample.number, receipt=receipt
    )
