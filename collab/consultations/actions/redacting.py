"""Checking a response for what must not be published, answer by answer."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.models import Answer, AnswerRedaction, RedactionStatus, Removal, Submission
from collab.consultations.queries import redactions
from collab.consultations.rules import redaction as rules
from collab.db import db, lock, touch
from collab.errors import Problem, Refused, Stale
from collab.text import normalise


@dataclass(frozen=True)
class Public:
    """What of an answer may be published: `words` with marks for what goes, or nothing, for a reason."""

    words: str
    withheld_for: str = ""


@permitted(policy.can_analyse_submission)
def redact(submission: Submission, publics: Mapping[int, Public], *, version: int | None = None, by: Viewer) -> None:
    """Says of each answer in words what of it may be published; `publics` is by question number, and leaves none out.

    The answers themselves stay as they were sent. Raises Refused where a public version is not the respondent's own words
    with marks in them, and Stale when somebody checked the response meanwhile, or its sender changed it.
    """
    lock(submission.consultation)
    lock(submission)
    answers = redactions.in_words(submission)
    if version is not None and submission.version != version:
        raise Stale(rules.as_entered(answers))
    checked = _checked(answers, publics)
    for answer, found in checked:
        _keep(answer, *found, by=by)
    submission.redaction = rules.overall(status for _, (status, *_) in checked)
    submission.public_id = submission.public_id or uuid.uuid4()
    touch(submission)
    db.session.flush()
    facts = {
        "submission": str(submission.id),
        "redaction": submission.redaction.value,
        "answers": len(checked),
        "removals": sum(len(kinds) for _, (_, _, kinds, _) in checked),
        "withheld": sum(status is RedactionStatus.withheld for _, (status, *_) in checked),
    }
    record(RootKind.consultation, submission.consultation_id, Event.submission_redaction_checked, by=by, about=facts)


Found = tuple[RedactionStatus, str, list[Removal], Removal | None]


def _checked(answers: Sequence[Answer], publics: Mapping[int, Public]) -> list[tuple[Answer, Found]]:
    """Each answer with how it stands. Raises Refused with all that is wrong, each at its field."""
    problems, found = [], []
    for answer in answers:
        number = answer.question_version.question.number
        try:
            found.append((answer, _found(answer, publics.get(number, Public("")))))
        except Refused as refusal:
            problems += [Problem(f"Question {number}: {one.message}", f"words_{number}") for one in refusal.problems]
    if problems:
        raise Refused(problems)
    return found


def _found(answer: Answer, public: Public) -> Found:
    if public.withheld_for:
        return RedactionStatus.withheld, "", [], Removal(public.withheld_for)
    original, words = normalise(answer.words).strip(), normalise(public.words).strip()
    kinds = rules.removals(original, words)
    return (RedactionStatus.redacted if kinds else RedactionStatus.none_needed), words, kinds, None


def _keep(
    answer: Answer, status: RedactionStatus, words: str, kinds: list[Removal], withheld: Removal | None, *, by: Viewer
) -> None:
    held = answer.redaction
    if held is None:
        held = AnswerRedaction(answer=answer)
        db.session.add(held)
    held.status, held.words, held.removals = status, words, [kind.value for kind in kinds]
    held.withheld_for, held.checked_at, held.checked_by_id = withheld, clock.now(), by.person_id
