"""What the pages of an organisation's workspace show: where it stands, its questions, and the history of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from collab import clock
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.models import Question, Workspace, WorkspaceWording
from collab.consultations.queries import submissions as asking
from collab.consultations.queries import workspaces as queries
from collab.consultations.rules import answers, paths, respondent_words, standing
from collab.consultations.rules import workspaces as rules
from collab.consultations.rules.answers import Given
from collab.text import Change, compare


@dataclass(frozen=True)
class Row:
    """A question on the overview and on the page to check."""

    question: Question
    place: int
    wording: str
    language: str
    said: str
    state: str
    is_asked: bool
    condition: str
    comments: int
    by: str
    at: datetime | None


@dataclass(frozen=True)
class Past:
    """A wording of an answer: who wrote it when, and what it changed."""

    number: int
    by: str
    at: datetime
    pieces: Sequence[tuple[Change, str]]


def frame(workspace: Workspace) -> dict[str, Any]:
    """What every page needs: whether it can be written still, and what this reader may do."""
    consultation, who = workspace.consultation, viewer()
    is_live = standing.is_running(consultation, clock.now()) and workspace.withdrawn_at is None
    return {
        "workspace": workspace,
        "consultation": consultation,
        "names": queries.names(workspace),
        "is_live": is_live,
        "may_write": is_live and policy.can_write_in_workspace(who, workspace),
        "may_comment": is_live and policy.can_comment_in_workspace(who, workspace),
        "may_sign": is_live and policy.can_sign_workspace(who, workspace),
        "may_send": is_live and policy.can_send_workspace(who, workspace),
        "sentence": standing.sentence(consultation, clock.now()),
    }


def overview(workspace: Workspace, questions: Sequence[Question]) -> dict[str, Any]:
    framed = frame(workspace)
    return framed | {
        "rows": rows(workspace, questions, framed["names"]),
        "is_signed": rules.is_signed(workspace, questions),
        "problems": rules.problems(workspace, questions) if framed["is_live"] else [],
    }


def checked(workspace: Workspace, questions: Sequence[Question]) -> dict[str, Any]:
    """The whole response as it would be sent."""
    about = rules.about_of(workspace)
    said = respondent_words.said(about, asking.area_name(about.area_id))
    return overview(workspace, questions) | {
        "person": [
            (respondent_words.FIELDS[name], value)
            for name, value in said.items()
            if name in rules.ASKED_ABOUT or name == "organisation_name"
        ]
    }


def rows(workspace: Workspace, questions: Sequence[Question], names: dict[UUID, str]) -> list[Row]:
    given, shown = rules.given_in(workspace), rules.shown_in(workspace)
    asked = {one.id for one in paths.path(questions, given)}
    conditions = paths.words_of(questions)
    found = []
    for place, question in enumerate(questions, 1):
        held, kept = given.get(question.id, Given()), queries.answer_to(workspace, question.id)
        is_old = not held.is_blank and shown[question.id] != question.current.id
        version = kept.current.question_version if kept else question.current
        found.append(
            Row(
                question=question,
                place=place,
                wording=answers.in_language(question.current.wording, workspace.language),
                language=answers.language_of(question.current.wording, workspace.language).value,
                said=answers.said(version, held, workspace.language),
                state="Asked anew" if is_old else "Not answered" if held.is_blank else "Answered",
                is_asked=question.id in asked,
                condition=conditions.get(question.number, ""),
                comments=len(queries.comments_on(workspace, question.id)),
                by=names.get(kept.current.person_id, "") if kept and kept.current.person_id else "",
                at=kept.current.at if kept else None,
            )
        )
    return found


def of_question(workspace: Workspace, question: Question) -> dict[str, Any]:
    """The newest wording first; each with what it changed in the one before."""
    names, kept = queries.names(workspace), queries.answer_to(workspace, question.id)
    wordings = list(kept.wordings) if kept else []
    said = [_said(one, workspace) for one in wordings]
    history = [
        Past(one.number, names.get(one.person_id or one.id, ""), one.at, compare(before, after))
        for one, before, after in zip(wordings, ["", *said], said, strict=False)
    ]
    return {
        "question": question,
        "condition": _condition(workspace, question),
        "history": history[::-1],
        "comments": queries.comments_on(workspace, question.id),
        "said": said[-1] if said else "",
        "help": answers.in_language(question.current.help, workspace.language),
    }


def _said(wording: WorkspaceWording, workspace: Workspace) -> str:
    return answers.said(wording.question_version, Given(tuple(wording.keys), wording.words), workspace.language)


def _condition(workspace: Workspace, question: Question) -> str:
    return paths.words_of(asking.questions(workspace.consultation), workspace.language).get(question.number, "")
