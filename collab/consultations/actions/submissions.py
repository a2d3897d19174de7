"""Receiving responses: sent by a respondent, entered by staff, amended and withdrawn; each in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import insert

from collab import clock
from collab.accounts.policy import ANONYMOUS, Viewer, anybody, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions import answer_files, campaigns, drafts, equality
from collab.consultations.actions.answer_files import Upload
from collab.consultations.actions.drafts import Typed
from collab.consultations.actions.readings import keep_in_step
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
    Workspace,
)
from collab.consultations.queries import scans as letters
from collab.consultations.queries import submissions as queries
from collab.consultations.queries import workspaces
from collab.consultations.rules import lateness, links, paths, respondents
from collab.consultations.rules import submissions as rules
from collab.consultations.rules import workspaces as workspace_rules
from collab.consultations.rules.answers import MOST_FILES, Given, file_key, too_many_files
from collab.consultations.rules.respondents import About
from collab.db import db, expect_version, lock, rows
from collab.errors import Problem, Refused, Stale
from collab.text import Language, say

ENTERED_BEFORE = "Somebody has entered a response from this scan meanwhile, or it is not there any more"
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
        raise Refused(say("This is a test. It is never sent"))
    if draft.revision is not None:
        return draft.revision.submission
    if draft.amends is not None:
        lock(draft.amends.submission)
    drafts.refuse_unless_open(draft.consultation)
    expect_version(draft, version)
    asked, given, about = queries.asked_of(draft), drafts.given(draft), drafts.about(draft)
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
    path = paths.path(asked, given)
    equality.count([one for one in path if one.is_equality], given, by=ANONYMOUS)
    _keep([one for one in path if not one.is_equality], given, revision)
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
    campaign: str = "",
    files: Mapping[int, Sequence[Upload]] = MappingProxyType({}),
    scans: Sequence[str] = (),
    folder: Path | None = None,
) -> Submission:
    """Enters what came on paper, by email, by telephone or at an event. `answers` is by the question's number.

    A late one is marked, and left out unless the decision about late ones covers it (N5); required questions may be left out.
    """
    lock(consultation)
    scanned = letters.chosen(consultation, scans)
    asked = queries.asked(consultation)
    given = {
        one.id: drafts.clean(answers[one.number], f"answer_{one.number}") for one in asked if one.number in answers
    }
    given |= {one.id: answer_files.expected(Given(), (), files[one.number]) for one in asked if one.number in files}
    _refuse(
        [
            *rules.entry_problems(consultation, channel=channel, received_at=received_at, now=clock.now()),
            *rules.problems(asked, given, about, must_answer=False),
            *rules.unasked_problems(asked, given),
            *([] if len(scanned) == len(set(scans)) else [Problem(ENTERED_BEFORE)]),
            *([Problem(too_many_files())] if sum(map(len, files.values())) > MOST_FILES else []),
            *([] if _answers_any(asked, given) else [Problem("Enter at least one answer")]),
        ]
    )
    new = _new(consultation, about, channel=channel, language=language, received_at=received_at)
    assert consultation.closes_at is not None
    decision = lateness.decision_of(consultation)
    new.is_late = lateness.is_late(received_at, consultation.closes_at)
    if not lateness.is_accepted(received_at, consultation.closes_at, decision.until if decision else None):
        new.consideration, new.exclusion_reason = Consideration.excluded, ExclusionReason.late_not_accepted
    for one in asked:
        if one.number in files:
            assert folder is not None
            field = f"answer_{one.number}"
            chosen = files[one.number]
            given[one.id] = answer_files.take(consultation, Given(), chosen, field=field, folder=folder, by=by)
    new.scans = [file_key(one.id, one.file_name) for one in scanned]
    new.entered_at, new.entered_by_id, new.entered_membership_id = clock.now(), by.person_id, by.membership_id
    revision = _revision(new, 1)
    equality.count([one for one in asked if one.is_equality], given, by=ANONYMOUS)
    _keep([one for one in asked if not one.is_equality], given, revision)
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
    _take_out(submission)
    _record(submission, len(submission.revisions), Event.submission_withdrawn, ANONYMOUS)


@permitted(policy.can_send_workspace)
def send_for_body(workspace: Workspace, *, version: int | None, hash: str, by: Viewer) -> Submission:
    """Sends what a signatory has signed, or its changes, in the name of whoever presses the button.

    Done twice it is done once. Raises Stale when it is not what was read, and Refused: after closing, without a sign-off of
    exactly this content, or when something is missing. Its private page is the workspace, so no link of its own is made.
    """
    consultation = workspace.consultation
    lock(consultation, workspace)
    if workspace.submission is not None:
        lock(workspace.submission)
    workspaces.reload(workspace)
    drafts.refuse_unless_open(consultation)
    if workspace.withdrawn_at is not None:
        raise Refused(drafts.WITHDRAWN)
    if workspace.submission is not None and not workspace.has_unsent:
        return workspace.submission
    expect_version(workspace, version)
    asked = [one for one in queries.asked(consultation) if not one.is_equality]
    _refuse(workspace_rules.problems(workspace, asked))
    if hash != workspace_rules.hash_of(workspace, asked):
        raise Stale(workspace)
    if not workspace_rules.is_signed(workspace, asked):
        raise Refused("A signatory of your organisation has to sign exactly this text before it is sent")
    about, given = workspace_rules.about_of(workspace, by.name), workspace_rules.given_in(workspace)
    if workspace.submission is None:
        channel = Channel.welsh_web if workspace.language is Language.welsh else Channel.web
        new = _new(consultation, about, channel=channel, language=workspace.language, received_at=clock.now())
        workspace.submission, event = new, Event.submission_received
    else:
        _amend(workspace.submission.revisions[-1], about)
        event = Event.submission_amended
    sent = workspace.submission
    revision = _revision(sent, len(sent.revisions) + 1)
    revision.notices_hash = consultation.notices_hash
    workspace.sent_at, workspace.sent_by_id, workspace.sent_membership_id = clock.now(), by.person_id, by.membership_id
    _keep(paths.path(asked, given), given, revision)
    _record(sent, revision.number, event, by)
    return sent


@permitted(policy.can_send_workspace)
def withdraw_for_body(workspace: Workspace, *, by: Viewer) -> None:
    """Takes an organisation's response out until the consultation closes. Workspace and response stay as a trace."""
    lock(workspace.consultation, workspace)
    if workspace.withdrawn_at is not None:
        return
    drafts.refuse_unless_running(workspace.consultation)
    if workspace.submission is None:
        raise Refused("This response was not sent, so there is nothing to withdraw")
    lock(workspace.submission)
    workspace.withdrawn_at = clock.now()
    _take_out(workspace.submission)
    db.session.flush()
    _record(workspace.submission, len(workspace.submission.revisions), Event.submission_withdrawn, by)


def _take_out(submission: Submission) -> None:
    submission.withdrawn_at = clock.now()
    submission.consideration = Consideration.excluded
    submission.exclusion_reason = ExclusionReason.withdrawn_by_respondent


def _answers_any(asked: Sequence[queries.AskedQuestion], given: Mapping[UUID, Given]) -> bool:
    """Whether there is an answer that is kept: those on equality alone make no response."""
    return any(not given.get(one.id, Given()).is_blank for one in asked if not one.is_equality)


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
        raise Refused(say(drafts.WITHDRAWN))
    if amended.number != len(submission.revisions):
        raise Refused(say("You sent other changes since you began these. Open your private page and begin again"))
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
    keep_in_step({submission.id}, by=by)
    facts = {
        "submission": str(submission.id),
        "revision": revision,
        "channel": submission.channel.value,
        "is_late": submission.is_late,
    }
    record(RootKind.consultation, submission.consultation_id, event, by=by, about=facts)
