"""Adding a statement to those on which people vote, and deciding which ones join them."""

from __future__ import annotations

from collab import clock
from collab.accounts.policy import ANONYMOUS, Viewer, anybody, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions import drafts
from collab.consultations.models import (
    AddedStatement,
    Consultation,
    Question,
    QuestionOption,
    QuestionType,
    QuestionVersion,
    RejectionReason,
    StatementState,
    SubmissionDraft,
)
from collab.consultations.queries import statements as queries
from collab.consultations.rules import questions as offered
from collab.consultations.rules import standing
from collab.consultations.rules import statements as rules
from collab.db import db, expect_version, lock
from collab.errors import Problem, Refused
from collab.text import Bilingual, Language, normalise, say

DECIDED = "It was decided about this statement already"


@permitted(anybody)
def add_statement(draft: SubmissionDraft, words: str, *, is_other: bool = False, by: Viewer) -> AddedStatement:
    """Sends a statement to those who run the consultation, who look at it before others see it.

    `is_other` says that its writer has seen the statements that are alike and means something else. Nothing links it to the
    response of its writer, and the audit entry names nobody.
    """
    consultation = draft.consultation
    lock(consultation, draft)
    if draft.is_test:
        raise Refused(say("This is a test. A statement cannot be added in it"))
    drafts.refuse_unless_open(consultation)
    if draft.revision_id is not None:
        raise Refused(say(drafts.SENT))
    if not consultation.takes_statements:
        raise Refused(say("No statements can be added to this consultation"))
    if draft.statements_added >= rules.MOST_OF_ONE:
        most = rules.MOST_OF_ONE
        raise Refused(say("You have added %(most)s statements. That is as many as one person can add", most=most))
    said = _clean(words)
    if wrong := rules.problem(said):
        raise Refused(Problem(wrong, field="words"))
    if not is_other and rules.alike(said, queries.asked_words(consultation)):
        told = "Your statement is like one that is there already. Vote on that one, or say that yours is another"
        raise Refused(Problem(say(told), field="words"))
    draft.statements_added += 1
    made = AddedStatement(
        consultation_id=consultation.id,
        number=queries.last_number(consultation) + 1,
        words=said,
        language=draft.language,
        sent_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    _record(made, Event.statement_added, ANONYMOUS)
    return made


def _clean(words: str) -> str:
    try:
        return " ".join(normalise(words).split())
    except ValueError:
        raise Refused(Problem(say(drafts.UNSTORABLE), field="words")) from None


@permitted(policy.can_moderate)
def accept_statement(
    statement: AddedStatement, *, translation: str = "", version: int | None = None, by: Viewer
) -> Question:
    """Lets later respondents vote on it, after the statements that are there. Its words stay as they were sent.

    `translation` says it in the other language; a statement in Welsh needs one, as everybody reads English here.
    """
    consultation = _take_up(statement, version)
    if not standing.takes_responses(consultation, clock.now()):
        raise Refused("The consultation is not open, so nobody could vote on it any more")
    if statement.language is Language.welsh and not translation.strip():
        raise Refused(Problem("Say it in English too", field="translation"))
    question = _ask(consultation, statement, translation.strip(), by)
    statement.state, statement.question_id = StatementState.accepted, question.id
    _decide(statement, Event.statement_accepted, by)
    return question


def _ask(consultation: Consultation, statement: AddedStatement, translation: str, by: Viewer) -> Question:
    """The statement as the last of those that are voted on."""
    in_english = statement.language is Language.english
    wording = Bilingual.of(*((statement.words, translation) if in_english else (translation, statement.words)))
    last = queries.last_asked(consultation)
    question = Question(
        consultation_id=consultation.id,
        number=queries.last_question(consultation) + 1,
        position=last.position if last else queries.last_position(consultation) + 1,
        section_id=last.section_id if last else None,
    )
    asked = QuestionVersion(
        question=question,
        number=1,
        type=QuestionType.statement_vote,
        wording=wording,
        hint=Bilingual.of(""),
        help=Bilingual.of(""),
        made_at=clock.now(),
        made_by_id=by.person_id,
    )
    asked.options = [
        QuestionOption(key=key, position=place, label=Bilingual.of(english, welsh))
        for place, (key, english, welsh) in enumerate(offered.FIXED[QuestionType.statement_vote])
    ]
    db.session.add(question)
    db.session.flush()
    return question


@permitted(policy.can_moderate)
def reject_statement(statement: AddedStatement, reason: str, *, version: int | None = None, by: Viewer) -> None:
    """Leaves it out, for a reason that stands in the log."""
    _take_up(statement, version)
    if not reason:
        raise Refused(Problem("Choose why it is left out", field="reason"))
    statement.state, statement.reason = StatementState.rejected, RejectionReason(reason)
    _decide(statement, Event.statement_rejected, by)


def _take_up(statement: AddedStatement, version: int | None) -> Consultation:
    consultation = statement.consultation
    lock(consultation)
    lock(statement)
    expect_version(statement, version)
    if statement.state is not StatementState.waiting:
        raise Refused(DECIDED)
    return consultation


def _decide(statement: AddedStatement, event: Event, by: Viewer) -> None:
    statement.moderated_at, statement.moderated_by_id = clock.now(), by.person_id
    db.session.flush()
    _record(statement, event, by)


def _record(statement: AddedStatement, event: Event, by: Viewer) -> None:
    facts = {"statement": str(statement.id), "reason": statement.reason.value if statement.reason else None}
    record(RootKind.consultation, statement.consultation_id, event, by=by, about=facts)
