"""Writing an organisation's response together. Its traces are in the organisation's own chain, which no other body reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions import answer_files, drafts
from collab.consultations.actions.drafts import Typed
from collab.consultations.models import (
    Consultation,
    Question,
    Workspace,
    WorkspaceAnswer,
    WorkspaceComment,
    WorkspaceSignOff,
    WorkspaceWording,
)
from collab.consultations.queries import submissions as queries
from collab.consultations.queries import workspaces as reading
from collab.consultations.rules import answers, respondents
from collab.consultations.rules import workspaces as rules
from collab.consultations.rules.answers import Given
from collab.db import db, expect_version, lock
from collab.errors import Problem, Refused, Stale
from collab.text import Language, normalise

WITHDRAWN = "This response was withdrawn. Begin a new one"
MOST_COMMENT = 4_000


@permitted(policy.can_respond_for_body)
def start(consultation: Consultation, *, by: Viewer, language: Language = Language.english) -> Workspace:
    """The organisation's response: a new one, or the one that somebody has begun."""
    lock(consultation)
    drafts.refuse_unless_open(consultation)
    known = reading.find(consultation, viewer=by)
    if known is not None and known.withdrawn_at is None:
        return known
    now = clock.now()
    made = Workspace(
        consultation=consultation,
        organisation_id=by.organisation_id,
        language=language,
        about={},
        started_at=now,
        changed_at=now,
        started_by_id=by.person_id,
        started_membership_id=by.membership_id,
    )
    db.session.add(made)
    db.session.flush()
    _record(made, Event.workspace_started, by)
    return made


@permitted(policy.can_write_in_workspace)
def answer(workspace: Workspace, typed: Typed, *, by: Viewer, folder: Path | None = None) -> None:
    """Keeps what a member wrote under a question, as its newest wording; a sign-off lapses.

    Raises Refused for what is wrong with it, and Stale, with what is kept now, when somebody else wrote since.
    """
    if typed.files:
        lock(workspace.consultation)
    _open_up(workspace)
    version, kept = typed.question.current, reading.answer_to(workspace, typed.question.id)
    before = Given(tuple(kept.current.keys), kept.current.words) if kept else Given()
    given = _given(workspace, typed, before)
    wrong = drafts.CHANGED if typed.asked != version.id else answers.problem(version, given, must_answer=False)
    if wrong:
        raise Refused(Problem(wrong, field=typed.field))
    if kept is not None and before == given and kept.current.question_version_id == version.id:
        return
    if typed.saves not in (None, kept.version if kept else 0) and not typed.is_of_files:
        raise Stale({typed.field: answers.said(version, before, workspace.language)})
    if typed.files:
        assert folder is not None
        rest = answer_files.without(before, typed.removed)
        given = answer_files.take(workspace.consultation, rest, typed.files, field=typed.field, folder=folder, by=by)
    now = clock.now()
    if kept is None:
        kept = WorkspaceAnswer(workspace=workspace, question=typed.question, changed_at=now)
        db.session.add(kept)
    kept.changed_at = now
    wording = WorkspaceWording(
        number=len(kept.wordings) + 1,
        question_version_id=version.id,
        keys=list(given.keys),
        words=given.words,
        at=now,
        person_id=by.person_id,
        membership_id=by.membership_id,
    )
    kept.wordings.append(wording)
    _change(workspace)
    _record(workspace, Event.workspace_answered, by, question=typed.question.number, wording=wording.number)


def _given(workspace: Workspace, typed: Typed, before: Given) -> Given:
    """The answer as it will be; files that come are only expected here. Raises Refused for more than may be sent."""
    if not typed.is_of_files:
        return drafts.clean(typed.given, typed.field)
    given = answer_files.expected(before, typed.removed, typed.files)
    every = queries.questions(workspace.consultation)
    held = {**rules.given_in(workspace), typed.question.id: given}
    answer_files.refuse_too_many(((one, held.get(one.id, Given())) for one in every), typed.field)
    return given


@permitted(policy.can_write_in_workspace)
def describe(workspace: Workspace, said: Mapping[str, Any], *, saves: int | None, by: Viewer) -> None:
    """Keeps what is said about the organisation, and how it may be published; a sign-off lapses. Raises Refused and Stale."""
    _open_up(workspace)
    texts = {name: _storable(str(said.get(name) or ""), name) for name in rules.ASKED_ABOUT}
    kept = {name: value for name, value in texts.items() if value}
    if kept == workspace.about:
        return
    if saves not in (None, workspace.about_saves):
        raise Stale(dict(workspace.about))
    before, workspace.about = workspace.about, kept
    wrong = respondents.problems(rules.about_of(workspace))
    if wrong:
        workspace.about = before
        raise Refused(wrong)
    workspace.about_saves += 1
    _change(workspace)
    _record(workspace, Event.workspace_described, by)


@permitted(policy.can_comment_in_workspace)
def comment(workspace: Workspace, question: Question, words: str, *, by: Viewer) -> None:
    """Says something to the other members beside a question. Raises Refused. It is no part of what is signed or sent."""
    _open_up(workspace)
    said = _storable(words, "words")
    if not said:
        raise Refused(Problem("Write a comment", field="words"))
    if len(said) > MOST_COMMENT:
        raise Refused(Problem(f"The comment must be {MOST_COMMENT:,} characters or fewer", field="words"))
    made = WorkspaceComment(question_id=question.id, words=said, at=clock.now())
    made.person_id, made.membership_id = by.person_id, by.membership_id
    workspace.comments.append(made)
    db.session.flush()
    _record(workspace, Event.workspace_commented, by, question=question.number)


@permitted(policy.can_sign_workspace)
def sign(workspace: Workspace, *, version: int, hash: str, by: Viewer) -> None:
    """A signatory's word for exactly what they read. Raises Stale when it is something else now, and Refused."""
    _open_up(workspace)
    asked = [one for one in queries.asked(workspace.consultation) if not one.is_equality]
    expect_version(workspace, version)
    if hash != rules.hash_of(workspace, asked):
        raise Stale(workspace)
    found = rules.problems(workspace, asked)
    if found:
        raise Refused(found)
    if rules.is_signed(workspace, asked):
        return
    _end_sign_off(workspace)
    made = WorkspaceSignOff(content_hash=hash, at=clock.now(), person_id=by.person_id, membership_id=by.membership_id)
    workspace.sign_offs.append(made)
    db.session.flush()
    _record(workspace, Event.workspace_signed, by, content=hash)


@permitted(policy.can_sign_workspace)
def take_back_sign_off(workspace: Workspace, *, by: Viewer) -> None:
    """Ends the sign-off that stands. Doing it twice is doing it once."""
    _open_up(workspace)
    if workspace.sign_off is None:
        return
    _end_sign_off(workspace)
    db.session.flush()
    _record(workspace, Event.workspace_sign_off_ended, by)


def _open_up(workspace: Workspace) -> None:
    lock(workspace)
    reading.reload(workspace)
    drafts.refuse_unless_running(workspace.consultation)
    if workspace.withdrawn_at is not None:
        raise Refused(WITHDRAWN)


def _change(workspace: Workspace) -> None:
    """What would be sent is another text now, so nobody has signed it."""
    workspace.changed_at = clock.now()
    _end_sign_off(workspace)
    db.session.flush()


def _end_sign_off(workspace: Workspace) -> None:
    standing = workspace.sign_off
    if standing is not None:
        standing.ended_at = clock.now()
        db.session.flush()  # before the next one: one stands, says the database


def _storable(words: str, field: str) -> str:
    try:
        return normalise(words).strip()
    except ValueError as error:
        raise Refused(Problem(drafts.UNSTORABLE, field=field)) from error


def _record(workspace: Workspace, event: Event, by: Viewer, **about: Any) -> None:
    facts = {"workspace": str(workspace.id), "consultation": str(workspace.consultation_id), **about}
    record(RootKind.organisation, workspace.organisation_id, event, by=by, about=facts)
