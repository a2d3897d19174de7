"""Receiving responses: sent by a respondent, entered by staff, amended and withdrawn; each in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from collab import clock
from collab.accounts.policy import ANONYMOUS, Viewer, anybody, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions import campaigns, drafts
from collab.consultations.actions.drafts import Typed
from collab.consultations.actions.receipts import queue_receipt
from collab.consultations.models import (
    Answer,
    Channel,
    Consideration,
    Consultation,
    ExclusionReason,
    RedactionStatus,
    Submission,
    SubmissionDraft,
    SubmissionRevision,
    SubmissionToken,
    TokenUse,
)
from collab.consultations.queries import submissions as queries
from collab.consultations.rules import links, paths, respondents
from collab.consultations.rules import submissions as rules
from collab.consultations.rules.answers import Given
from collab.consultations.rules.respondents import About
from collab.db import db, expect_version, lock, rows
from collab.errors import Problem, Refused
from collab.text import Language

Address = Callable[[str], str]
"""Makes the full address of a private page from its token."""


@permitted(anybody)
def submit(
    draft: SubmissionDraft, *, token: str, address: Address, by: Viewer, version: int | None = None
) -> Submission:
    """Turns a draft into a submission, or into the next revision of the one that it amends; its own words are erased.

    However often it is called, and by however many at once, it happens once: later calls return the same submission.
    `token` is the draft's. Raises Refused after closing or when something is missing, Stale when `version` is not what
    was checked. The audit entry never names who was signed in: a response has no person.
    """
    lock(draft.consultation, draft)
    if draft.is_test:
        raise Refused("This is a test. It is never sent")
    if draft.revision is not None:
        return draft.revision.submission
    if draft.amends is not None:
        lock(draft.amends.submission)
    drafts.refuse_unless_open(draft.consultation)
    expect_version(draft, version)
    asked, given, about = queries.asked(draft.consultation), drafts.given(draft), drafts.about(draft)
    _refuse(rules.problems(asked, given, about, shown=drafts.shown(draft)))
    if draft.amends is not None:
        _amend(draft.amends, about)
        revision = _revision(draft.amends.submission, draft.amends.number + 1)
        event = Event.submission_amended
    else:
        channel = Channel.welsh_web if draft.language is Language.welsh else Channel.web
        new = _new(draft.consultation, about, channel=channel, language=draft.language, received_at=clock.now())
        revision = _revision(new, 1)
        event = Event.submission_received
    revision.notices_hash = draft.consultation.notices_hash
    draft.revision, draft.answers, draft.about, draft.changed_at = revision, {}, {}, clock.now()
    _keep(paths.path(asked, given), given, revision)
    return _finish(revision, links.receipt_token(token), address, event, ANONYMOUS)


@permitted(anybody)
def send(
    consultation: Consultation,
    answers: Mapping[int, Given],
    about: About,
    *,
    address: Address,
    by: Viewer,
    language: Language = Language.english,
) -> Submission:
    """A whole response at once, received now, as if by the public pages. `answers` is by the question's number."""
    token = links.fresh()
    draft = drafts.start(consultation, token=token, language=language, by=by)
    asked = [one for one in queries.questions(consultation) if one.number in answers]
    typed = [Typed(one, answers[one.number], one.current.id, field=f"answer_{one.number}") for one in asked]
    drafts.answer(draft, typed, by=by)
    draft.about = respondents.about_json(about)
    db.session.flush()
    return submit(draft, token=token, address=address, by=by)


@permitted(policy.can_enter_submission)
def receive(
    consultation: Consultation,
    answers: Mapping[int, Given],
    about: About,
    *,
    channel: Channel,
    received_at: datetime,
    address: Address,
    by: Viewer,
    language: Language = Language.english,
    late_discretion: str = "",
    campaign: str = "",
) -> Submission:
    """Enters what came on paper, by email, by telephone or at an event. `answers` is by the question's number.

    Late ones are marked, and taken only with the reason for the discretion (N5); required questions may be left out.
    """
    lock(consultation)
    asked = queries.asked(consultation)
    given = {
        one.id: drafts.clean(answers[one.number], f"answer_{one.number}") for one in asked if one.number in answers
    }
    _refuse(
        [
            *rules.entry_problems(
                consultation, channel=channel, received_at=received_at, late_discretion=late_discretion, now=clock.now()
            ),
            *rules.problems(asked, given, about, must_answer=False),
            *rules.unasked_problems(asked, given),
            *([] if any(not one.is_blank for one in given.values()) else [Problem("Enter at least one answer")]),
        ]
    )
    new = _new(consultation, about, channel=channel, language=language, received_at=received_at)
    assert consultation.closes_at is not None
    new.is_late = rules.is_late(received_at, consultation.closes_at)
    new.late_discretion = late_discretion if new.is_late else ""
    new.entered_at, new.entered_by_id, new.entered_membership_id = clock.now(), by.person_id, by.membership_id
    revision = _revision(new, 1)
    _keep(asked, given, revision)
    campaigns.put_in(new, campaign, by=by)
    return _finish(revision, links.fresh(), address, Event.submission_entered, by)


@permitted(anybody)
def withdraw(submission: Submission, *, by: Viewer) -> None:
    """Takes a response out, for whoever holds its private link, until the consultation closes (N7). Nothing is erased."""
    lock(submission.consultation)
    lock(submission)
    if submission.withdrawn_at is not None:
        return
    drafts.refuse_unless_running(submission.consultation)
    submission.withdrawn_at = clock.now()
    submission.consideration = Consideration.excluded
    submission.exclusion_reason = ExclusionReason.withdrawn_by_respondent
    _record(submission, len(submission.revisions), Event.submission_withdrawn, ANONYMOUS)


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise Refused(problems)


def _new(
    consultation: Consultation, about: About, *, channel: Channel, language: Language, received_at: datetime
) -> Submission:
    new = Submission(
        consultation=consultation,
        edition_id=consultation.edition_id,
        receipt=_free_receipt(consultation.id),
        channel=channel,
        language=language,
        received_at=received_at,
        **asdict(respondents.settled(about)),
    )
    db.session.add(new)
    return new


def _free_receipt(consultation_id: UUID) -> str:
    """The consultation is locked, so a number that is free now stays free."""
    while True:
        drawn = rules.receipt_number(secrets.choice)
        if not queries.is_taken(consultation_id, drawn):
            return drawn


def _amend(amended: SubmissionRevision, about: About) -> None:
    """The next revision. Whoever had read the one before reads it again."""
    submission = amended.submission
    if submission.withdrawn_at is not None:
        raise Refused(drafts.WITHDRAWN)
    if amended.number != len(submission.revisions):
        raise Refused("You sent other changes since you began these. Open your private page and begin again")
    for name, value in asdict(respondents.settled(about)).items():
        setattr(submission, name, value)
    submission.redaction = RedactionStatus.not_checked
    if submission.consideration is not Consideration.excluded:
        submission.consideration = Consideration.unread
    submission.read_at = submission.read_by_id = None
    campaigns.leave(submission, by=ANONYMOUS)


def _revision(submission: Submission, number: int) -> SubmissionRevision:
    revision = SubmissionRevision(
        submission=submission, number=number, at=clock.now(), publish_preference=submission.publish_preference
    )
    db.session.add(revision)
    return revision


def _keep(asked: Sequence[rules.Asked], given: Mapping[UUID, Given], revision: SubmissionRevision) -> None:
    """Writes all that waits and the answers of a revision, these in one statement."""
    db.session.flush()
    answered = [question for question in asked if not given.get(question.id, Given()).is_blank]
    given_now = [
        {
            "revision_id": revision.id,
            "question_version_id": question.current.id,
            "position": position,
            "keys": list(given[question.id].keys),
            "words": given[question.id].words,
        }
        for position, question in enumerate(answered, start=1)
    ]
    if given_now:
        db.session.execute(insert(rows(Answer)), given_now)


def _finish(revision: SubmissionRevision, token: str, address: Address, event: Event, by: Viewer) -> Submission:
    submission = revision.submission
    held = {"submission_id": submission.id, "token_hash": links.stored(token), "use": TokenUse.receipt}
    db.session.execute(insert(rows(SubmissionToken)), held | {"made_at": clock.now()})
    queue_receipt(revision, address(token))
    _record(submission, revision.number, event, by)
    return submission


def _record(submission: Submission, revision: int, event: Event, by: Viewer) -> None:
    facts = {
        "submission": str(submission.id),
        "revision": revision,
        "channel": submission.channel.value,
        "is_late": submission.is_late,
    }
    record(RootKind.consultation, submission.consultation_id, event, by=by, about=facts)
