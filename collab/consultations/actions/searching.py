"""What is searched of responses, and the selections and quotes that people keep of it."""

from __future__ import annotations

from sqlalchemy import delete, insert

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.models import (
    Consultation,
    Quote,
    SavedSelection,
    SearchedAnswer,
    SearchedRevision,
    Submission,
)
from collab.consultations.queries import analysis, quotes
from collab.consultations.queries import searching as queries
from collab.consultations.queries.searching import Selection
from collab.consultations.rules import quoting
from collab.consultations.rules.searching import folded
from collab.db import db, expect_version, lock, rows
from collab.errors import Problem, Refused

PORTION = 500


@permitted(policy.can_analyse)
def index(consultation: Consultation, *, by: Viewer) -> bool:
    """Takes some responses into what is searched; True while more are left. What is searched is made from the responses
    and can be made from them again, so it is not recorded.
    """
    lock(consultation)
    some = queries.unread_revisions(consultation, PORTION)
    newest = dict(some)
    if some:
        db.session.execute(delete(SearchedAnswer).where(SearchedAnswer.submission_id.in_(list(newest))))
        db.session.execute(insert(rows(SearchedRevision)), [{"revision_id": revision} for _, revision in some])
    made = [
        {
            "submission_id": submission_id,
            "question_id": asked.id,
            "consultation_id": consultation.id,
            "folded": folded(words),
        }
        for submission_id, asked, words in queries.in_words(list(newest.values()))
    ]
    if made:
        db.session.execute(insert(rows(SearchedAnswer)), made)
    return len(some) == PORTION


@permitted(policy.can_analyse)
def save(consultation: Consultation, selection: Selection, *, name: str, by: Viewer) -> SavedSelection:
    """Keeps a search under a name, for all who analyse the consultation."""
    lock(consultation)
    if not name.strip():
        raise Refused(Problem("Enter a name for the selection", field="name"))
    if queries.named(consultation, name) is not None:
        raise Refused(Problem("Another selection has this name", field="name"))
    if selection.sought.problem:
        raise Refused(Problem(selection.sought.problem))
    assert by.person_id
    assert by.organisation_id
    saved = SavedSelection(
        consultation=consultation,
        name=name,
        filters=selection.as_json(),
        made_at=clock.now(),
        person_id=by.person_id,
        organisation_id=by.organisation_id,
    )
    db.session.add(saved)
    db.session.flush()
    _record(consultation, Event.selection_saved, by, selection=str(saved.id), name=name)
    return saved


@permitted(policy.can_change_selection)
def remove(saved: SavedSelection, *, version: int | None = None, by: Viewer) -> None:
    """Takes a selection out of the list. The responses are as they were."""
    lock(saved.consultation)
    lock(saved)
    expect_version(saved, version)
    consultation = saved.consultation
    db.session.delete(saved)
    _record(consultation, Event.selection_removed, by, selection=str(saved.id), name=saved.name)


@permitted(policy.can_analyse_submission)
def collect(submission: Submission, *, question: str, words: str, theme: str = "", by: Viewer) -> Quote:
    """Keeps words of an answer as a quote. It is refused where its sender did not agree to be quoted."""
    consultation = submission.consultation
    lock(consultation)
    lock(submission)
    answer = next(
        (one for one in quotes.answers(submission) if str(one.question_version.question.number) == question), None
    )
    if answer is None:
        raise Refused(Problem("Choose the question that the words answer", field="question"))
    if not quoting.says(answer.words, words):
        message = "The answer does not have these words. Copy them as they stand, and leave nothing out between them"
        raise Refused(Problem(message, field="words"))
    can_use = quoting.use(words, quoting.Quotable(submission, answer.redaction))
    if can_use in quoting.NEVER:
        raise Refused(Problem(f"These words cannot be quoted. {quoting.USE[can_use]}"))
    themes = {str(row.theme.number): row.theme for row in analysis.themes(consultation)}
    assert by.person_id
    quote = Quote(
        consultation=consultation,
        submission=submission,
        question=answer.question_version.question,
        theme=themes.get(theme),
        words=words.strip(),
        made_at=clock.now(),
        person_id=by.person_id,
    )
    db.session.add(quote)
    db.session.flush()
    _record(consultation, Event.quote_collected, by, quote=str(quote.id), submission=str(submission.id))
    return quote


@permitted(policy.can_change_quote)
def discard(quote: Quote, *, version: int | None = None, by: Viewer) -> None:
    """Takes a quote out of the collection. The response is as it was."""
    lock(quote.consultation)
    lock(quote)
    expect_version(quote, version)
    consultation, submission_id = quote.consultation, quote.submission_id
    db.session.delete(quote)
    _record(consultation, Event.quote_removed, by, quote=str(quote.id), submission=str(submission_id))


def _record(consultation: Consultation, event: Event, by: Viewer, **about: object) -> None:
    db.session.flush()
    record(RootKind.consultation, consultation.id, event, by=by, about=about)
