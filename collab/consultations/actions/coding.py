"""Reading, coding, grouping and excluding single responses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions import campaigns, codings
from collab.consultations.actions.analysing import PUBLISHED, settle, take_up
from collab.consultations.actions.readings import keep_in_step, make_stale
from collab.consultations.models import (
    Consideration,
    Consultation,
    ExclusionReason,
    Submission,
    Theme,
)
from collab.consultations.queries import analysis, samples
from collab.consultations.rules.consideration import NOTHING, as_ticked, coding_problems, counts, exclusion_problems
from collab.consultations.rules.outcome import is_answered
from collab.consultations.rules.readings import BLIND
from collab.db import db, expect_version, lock, touch
from collab.errors import NotFound, Problem, Refused, Stale

Ticks = Mapping[int, Collection[str]]


@permitted(policy.can_analyse_submission)
def mark_read(submission: Submission, *, by: Viewer) -> None:
    """Says that this person has read the response, now. Reading it a second time changes nothing."""
    consultation = submission.consultation
    lock(consultation)
    lock(submission)
    if not note_reading(submission, by):
        return
    settle(consultation, {submission.id}, by=by)
    _record(submission, Event.submission_read, by)
    campaigns.carry_over(submission, before=set(), by=by)


def note_reading(submission: Submission, by: Viewer) -> bool:
    """Whether this is the first reading of what was last sent."""
    newest = submission.revisions[-1].at if submission.revisions else submission.received_at
    if submission.read_at is not None and submission.read_at >= newest:
        return False
    submission.read_at, submission.read_by_id = clock.now(), by.person_id
    return True


@permitted(policy.can_analyse_submission)
def code(submission: Submission, ticks: Ticks, *, version: int | None = None, by: Viewer) -> None:
    """Codes the answers in words: `ticks` holds, by question number, theme numbers as text, or `NOTHING` alone.

    A question that is not named keeps no coding; what a machine proposed and is ticked becomes this person's coding.
    Coding is reading. Raises Stale when somebody coded it meanwhile.
    """
    consultation = submission.consultation
    take_up(consultation, by=by)
    lock(submission)
    if version is not None and submission.version != version:
        raise Stale(as_ticked(submission))
    if submission.consideration is Consideration.excluded:
        raise Refused("This response is excluded. Include it again before coding it")
    if samples.waiting_in(submission, by.person_id):
        raise Refused(BLIND)
    wanted = _wanted(submission, consultation, ticks)
    before = {(coding.question_id, coding.theme_id) for coding in submission.codings if counts(coding)}
    changed = {question_id for question_id, _ in (wanted ^ before)}
    codings.recode(submission.id, submission.codings, wanted, by=by)
    make_stale(submission, changed, by=by)
    note_reading(submission, by)
    touch(submission)
    db.session.flush()
    db.session.expire(submission, ["codings"])
    settle(consultation, {submission.id}, by=by)
    _record(submission, Event.submission_coded, by, codings=len(wanted))
    campaigns.carry_over(submission, before=before, by=by)


def _wanted(submission: Submission, consultation: Consultation, ticks: Ticks) -> set[tuple[UUID, UUID | None]]:
    """(question, theme) ids of the ticks; the theme is None for nothing to code. Raises Refused."""
    rows = [row.theme for row in analysis.themes(consultation)]
    by_question: dict[int, dict[str, Theme]] = {}
    for theme in rows:
        for question in theme.questions:
            by_question.setdefault(question.number, {})[str(theme.number)] = theme
    answered = {a.question_version.question.number: a.question_version.question for a in submission.answers if a.words}
    problems: list[Problem] = []
    wanted: set[tuple[UUID, UUID | None]] = set()
    for number, ticked in ticks.items():
        if not ticked:
            continue
        if number not in answered:
            raise NotFound
        offered = by_question.get(number, {})
        problems += coding_problems(ticked, offered, field=f"question_{number}")
        chosen = [offered[tick].id for tick in ticked if tick in offered] + [None] * (NOTHING in ticked)
        wanted |= {(answered[number].id, theme_id) for theme_id in chosen}
    if problems:
        raise Refused(problems)
    return wanted


@permitted(policy.can_analyse_submission)
def exclude(submission: Submission, exclusion_reason: str, *, version: int | None = None, by: Viewer) -> None:
    """Leaves the response out of the analysis, for a reason. It stays, is counted as excluded, and its sender is told why."""
    consultation = submission.consultation
    _take_up_submission(submission, consultation, version, by)
    reason = ExclusionReason(exclusion_reason) if exclusion_reason else None
    problems = exclusion_problems(reason, is_duplicate=submission.duplicate_of_id is not None)
    if problems:
        raise Refused(problems)
    note_reading(submission, by)
    submission.consideration, submission.exclusion_reason = Consideration.excluded, reason
    keep_in_step({submission.id}, by=by)
    _record(submission, Event.submission_excluded, by, reason=exclusion_reason)


@permitted(policy.can_analyse_submission)
def include(submission: Submission, *, version: int | None = None, by: Viewer) -> None:
    """Takes an excluded response back into the analysis, with the codings that it had."""
    consultation = submission.consultation
    _take_up_submission(submission, consultation, version, by)
    if submission.consideration is not Consideration.excluded:
        raise Refused("This response is not excluded")
    if submission.withdrawn_at is not None:
        raise Refused("The person who sent this response withdrew it, so it cannot be included")
    if submission.exclusion_reason is ExclusionReason.late_not_accepted:
        raise Refused("Late responses are accepted by one decision for all of them, not one by one")
    submission.consideration, submission.exclusion_reason = Consideration.unread, None
    db.session.flush()
    settle(consultation, {submission.id}, by=by)
    _record(submission, Event.submission_included, by)


def _take_up_submission(submission: Submission, consultation: Consultation, version: int | None, by: Viewer) -> None:
    """A response that came in too late for the published answer can still be excluded; the others are settled."""
    lock(consultation)
    if not is_answered(consultation):
        take_up(consultation, by=by)
    elif submission.consideration in (Consideration.considered, Consideration.excluded):
        raise Refused(PUBLISHED)
    lock(submission)
    expect_version(submission, version)


@permitted(policy.can_analyse_submission)
def handle(
    submission: Submission,
    *,
    campaign: str = "",
    duplicate_of: str = "",
    version: int | None = None,
    by: Viewer,
) -> None:
    """Notes the campaign, and the receipt that this one repeats."""
    consultation = submission.consultation
    lock(consultation)
    lock(submission)
    expect_version(submission, version)
    original = _original(submission, consultation, duplicate_of)
    campaigns.put_in(submission, campaign, by=by)
    submission.duplicate_of_id = original.id if original else None
    _record(
        submission,
        Event.submission_grouped,
        by,
        duplicate_of=str(original.id) if original else "",
        in_campaign=bool(campaign),
    )


def _original(submission: Submission, consultation: Consultation, receipt: str) -> Submission | None:
    if not receipt:
        return None
    try:
        found = analysis.submission(consultation, receipt)
    except NotFound:
        raise Refused(Problem("There is no response with this receipt number", field="duplicate_of")) from None
    if found.id == submission.id:
        raise Refused(Problem("A response cannot repeat itself", field="duplicate_of"))
    if found.duplicate_of_id is not None:
        raise Refused(
            Problem("That response is a duplicate itself. Give the receipt of the first one", field="duplicate_of")
        )
    return found


def _record(submission: Submission, event: Event, by: Viewer, **about: object) -> None:
    db.session.flush()
    facts = {"submission": str(submission.id), "consideration": submission.consideration.value, **about}
    record(RootKind.consultation, submission.consultation_id, event, by=by, about=facts)
