"""Writing a response before it is sent. Anybody who holds the draft's token may; no audit entry follows a person's typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from collab import clock
from collab.accounts.policy import Viewer, anybody, permitted
from collab.consultations import policy
from collab.consultations.actions import answer_files
from collab.consultations.actions.answer_files import Upload
from collab.consultations.actions.receipts import queue_draft_link
from collab.consultations.models import Consultation, Question, QuestionType, Submission, SubmissionDraft
from collab.consultations.queries import submissions as queries
from collab.consultations.rules import answers, links, respondents
from collab.consultations.rules import submissions as rules
from collab.consultations.rules.answers import Given
from collab.consultations.rules.respondents import About
from collab.consultations.rules.standing import is_paused, is_running, takes_responses
from collab.db import db, lock
from collab.errors import Problem, Refused, Stale
from collab.text import Language, normalise, say

CLOSED = "This consultation does not take responses now"
PAUSED = "This consultation is paused, so nothing can be sent now. What you wrote is saved"
SENT = "This response was sent already. Use its private link to change it"
WITHDRAWN = "You withdrew this response, so it cannot be changed"
UNSTORABLE = "This holds a character that cannot be stored. Remove it and try again"
MOST_LINKS = 3
"""How often the link of one draft is mailed: enough for a mistake in the address, too little to trouble anybody."""
CHANGED = "This question was changed while you answered. Read it again before you go on"


@permitted(anybody)
def start(
    consultation: Consultation, *, token: str, by: Viewer, language: Language = Language.english
) -> SubmissionDraft:
    """The draft of this token; it is made once, however often its button is pressed."""
    lock(consultation)
    refuse_unless_open(consultation)
    return queries.find_draft(token) or _new(consultation, token, language)


@permitted(policy.can_read_draft)
def start_test(
    consultation: Consultation, *, token: str, by: Viewer, language: Language = Language.english
) -> SubmissionDraft:
    """A draft with which those who run a consultation try its questions out, whether or not it is open."""
    lock(consultation)
    known = queries.find_draft(token)
    if known is None:
        known = _new(consultation, token, language)
        known.is_test = True
        db.session.flush()
    return known


@permitted(anybody)
def end_test(draft: SubmissionDraft, *, by: Viewer) -> None:
    """Throws a test away once it could have been sent. Nothing of it was ever a response, so nothing counts it."""
    lock(draft)
    if not draft.is_test:
        raise Refused(say("This is not a test"))
    found = rules.problems(queries.asked_of(draft), given(draft), about(draft), shown=shown(draft))
    if found:
        raise Refused(found)
    db.session.delete(draft)
    db.session.flush()


@permitted(anybody)
def start_amendment(submission: Submission, *, token: str, by: Viewer) -> SubmissionDraft:
    """A draft that holds what was sent last, to change it and to send it again."""
    lock(submission.consultation)
    lock(submission)
    refuse_unless_open(submission.consultation)
    if submission.withdrawn_at is not None:
        raise Refused(say(WITHDRAWN))
    known = queries.find_draft(token)
    if known is not None:
        return known
    draft = _new(submission.consultation, token, submission.language)
    draft.amends = submission.revisions[-1]
    draft.about = respondents.about_json(respondents.about_of(submission))
    draft.answers = {
        str(answer.question_version.question_id): _kept(
            Given(tuple(answer.keys), answer.words), answer.question_version_id, 1
        )
        for answer in submission.answers
    }
    db.session.flush()
    return draft


def _new(consultation: Consultation, token: str, language: Language) -> SubmissionDraft:
    now = clock.now()
    draft = SubmissionDraft(
        consultation=consultation,
        token_hash=links.stored(token),
        language=language,
        answers={},
        about={},
        started_at=now,
        changed_at=now,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


@dataclass(frozen=True)
class Typed:
    """An answer as it was sent. `asked` is the question version that was shown; `saves` counts the saves of this one
    answer, None where nobody else can have saved it; `field` is where it was typed. An answer of files is what it was, without
    those whose ids are in `removed`, and with new ones: two windows do not overwrite each other there.
    """

    question: Question
    given: Given
    asked: UUID | None
    saves: int | None = None
    field: str = "answer"
    files: Sequence[Upload] = ()
    removed: Sequence[str] = ()

    @property
    def is_of_files(self) -> bool:
        return self.question.current.type is QuestionType.file


@permitted(anybody)
def answer(
    draft: SubmissionDraft, typed: Sequence[Typed], *, by: Viewer, must_answer: bool = True, folder: Path | None = None
) -> None:
    """Keeps the answers of a page, all or none; with blanks for required ones where they need not be answered yet.

    Raises Refused with all that is wrong, and Stale when another tab saved another answer to one of them in between,
    with what is saved by the name of its field.
    """
    if any(one.files for one in typed):
        lock(draft.consultation)
    _open_up(draft)
    problems: list[Problem] = []
    stale: dict[str, str] = {}
    kept = dict(draft.answers)
    for one in typed:
        version, key = one.question.current, str(one.question.id)
        before, saves = _given(kept.get(key, {})), saves_of(draft, one.question)
        given = (
            answer_files.expected(before, one.removed, one.files) if one.is_of_files else clean(one.given, one.field)
        )
        wrong = say(CHANGED) if one.asked != version.id else answers.problem(version, given, must_answer=must_answer)
        problems += [Problem(wrong, field=one.field)] if wrong else []
        if one.saves not in (None, saves) and before != given and not one.is_of_files:
            stale[one.field] = answers.said(version, before, draft.language)
        kept[key] = _kept(given, version.id, saves + 1)
    if problems:
        raise Refused(problems)
    if stale:
        raise Stale(stale)
    _take_files(draft, typed, kept, folder, by)
    draft.answers = kept
    draft.changed_at = clock.now()
    db.session.flush()


def _take_files(
    draft: SubmissionDraft, typed: Sequence[Typed], kept: dict[str, Any], folder: Path | None, by: Viewer
) -> None:
    """Puts the files themselves in the place of what was expected."""
    for one in typed:
        if not one.is_of_files:
            continue
        every = queries.questions(draft.consultation)
        answer_files.refuse_too_many(((q, _given(kept.get(str(q.id), {}))) for q in every), one.field)
        key = str(one.question.id)
        given = answer_files.without(_given(draft.answers.get(key, {})), one.removed)
        if one.files:
            assert folder is not None
            given = answer_files.take(draft.consultation, given, one.files, field=one.field, folder=folder, by=by)
        kept[key] = _kept(given, one.question.current.id, kept[key]["saves"])


@permitted(anybody)
def speak_in(draft: SubmissionDraft, language: Language, *, by: Viewer) -> None:
    """Goes on in the other language. Nothing that was answered changes."""
    lock(draft)
    if draft.revision_id is None:
        draft.language = language
        db.session.flush()


@permitted(anybody)
def mail_link(draft: SubmissionDraft, email: str, *, link: str, by: Viewer) -> None:
    """Mails the address of a draft to whoever asks for it. The email address is not kept with the draft."""
    _open_up(draft)
    if not respondents.is_address(email):
        raise Refused(Problem(say("Enter an email address like name@example.com"), field="email"))
    if draft.links_mailed >= MOST_LINKS:
        often = say("The link was sent %(times)s times already. Copy it instead", times=MOST_LINKS)
        raise Refused(Problem(often, field="email"))
    draft.links_mailed += 1
    queue_draft_link(draft, email, link)
    db.session.flush()


@permitted(anybody)
def describe(draft: SubmissionDraft, part: str, said: Mapping[str, Any], *, by: Viewer) -> None:
    """Keeps one part of what the respondent says about themselves; `said` has the texts of its fields."""
    _open_up(draft)
    names = respondents.PARTS[part]
    texts = {name: _storable(str(said.get(name) or ""), name, UNSTORABLE) for name in names}
    about = respondents.settled(respondents.about_from({**draft.about, **texts}))
    wrong = respondents.problems(about, part)
    if wrong:
        raise Refused(wrong)
    draft.about = respondents.about_json(about)
    draft.changed_at = clock.now()
    db.session.flush()


def given(draft: SubmissionDraft) -> dict[UUID, Given]:
    """The draft's answers by the question's id."""
    return {UUID(key): _given(kept) for key, kept in draft.answers.items()}


def shown(draft: SubmissionDraft) -> dict[UUID, UUID]:
    """The question version that each answer was given to, by the question's id."""
    return {UUID(key): UUID(kept["asked"]) for key, kept in draft.answers.items()}


def about(draft: SubmissionDraft) -> About:
    return respondents.about_from(draft.about)


def saves_of(draft: SubmissionDraft, question: Question) -> int:
    """How often the answer to one question was saved."""
    return int(draft.answers.get(str(question.id), {}).get("saves", 0))


def refuse_unless_open(consultation: Consultation) -> None:
    """Raises Refused unless this very request came while the consultation was open (N5)."""
    if not takes_responses(consultation, clock.now()):
        raise Refused(say(PAUSED if is_paused(consultation, clock.now()) else CLOSED))


def refuse_unless_running(consultation: Consultation) -> None:
    """The same for what can go on while it is paused."""
    if not is_running(consultation, clock.now()):
        raise Refused(say(CLOSED))


def _open_up(draft: SubmissionDraft) -> None:
    lock(draft)
    if not draft.is_test:
        refuse_unless_running(draft.consultation)
    if draft.revision_id is not None:
        raise Refused(say(SENT))


def clean(given: Given, field: str = "answer") -> Given:
    """Normalised words, without blanks around them. Raises Refused for what cannot be stored."""
    return Given(given.keys, _storable(given.words, field, answers.UNSTORABLE))


def _storable(words: str, field: str, message: str) -> str:
    try:
        return normalise(words).strip()
    except ValueError as error:
        raise Refused(Problem(say(message), field=field)) from error


def _given(kept: Mapping[str, Any]) -> Given:
    return Given(tuple(kept.get("keys", ())), str(kept.get("words", "")))


def _kept(given: Given, asked: UUID, saves: int) -> dict[str, Any]:
    return {"asked": str(asked), "keys": list(given.keys), "words": given.words, "saves": saves}
