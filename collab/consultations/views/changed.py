"""What somebody who answers is told of questions that were changed since the consultation opened."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from collab.consultations.actions import drafts
from collab.consultations.models import NoticeKind, SubmissionDraft
from collab.consultations.queries import notices
from collab.consultations.queries import submissions as queries
from collab.consultations.rules import answers
from collab.text import Language


@dataclass(frozen=True)
class Change:
    """That and why a question was changed, in a language; `earlier` is what this draft answered before, in words."""

    words: str
    reason: str
    language: str
    earlier: str = ""


def of(draft: SubmissionDraft) -> dict[UUID, Change]:
    """The last change of each changed question, by the question's id."""
    told = [one for one in notices.told(draft.consultation) if one.kind == NoticeKind.question_changed.value]
    if not told:
        return {}
    earlier = _earlier(draft)
    return {one.question_id: _in(one, draft.language, earlier) for one in told if one.question_id is not None}


def _in(told: notices.Told, language: Language, earlier: dict[UUID, str]) -> Change:
    is_welsh = language is Language.welsh and bool(told.reason_cy)
    before = earlier.get(told.question_id, "") if told.question_id else ""
    if is_welsh:
        return Change(told.words.cy, told.reason_cy, Language.welsh.value, before)
    return Change(told.words.en, told.reason, Language.english.value, before)


def _earlier(draft: SubmissionDraft) -> dict[UUID, str]:
    """What was answered to a version that is not asked any more, by the question's id."""
    given = drafts.given(draft)
    versions = queries.versions(list(drafts.shown(draft).values())).values()
    old = [one for one in versions if one.id != one.question.current.id and not given[one.question_id].is_blank]
    return {one.question_id: answers.said(one, given[one.question_id], draft.language) for one in old}
