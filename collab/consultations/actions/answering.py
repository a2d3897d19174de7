"""Public feedback and the government response."""

from __future__ import annotations

from datetime import date

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions import clearing, evidence
from collab.consultations.actions.analysing import refuse_when_answered
from collab.consultations.actions.answer_texts import settle_text
from collab.consultations.actions.outcome_mails import queue_outcome_mails
from collab.consultations.actions.submissions import Address
from collab.consultations.models import (
    AnswerPart,
    Consultation,
    Outcome,
    OutcomeKind,
    PublicFeedback,
)
from collab.consultations.queries import answering, targets
from collab.consultations.queries.answer_draft import drafted
from collab.consultations.rules import outcome as rules
from collab.consultations.rules.standing import response_clock
from collab.db import db, expect_version, lock, touch
from collab.documents import actions as documents
from collab.documents.models import Document
from collab.errors import Problem, Refused, Stale
from collab.proposals.models import Edition
from collab.text import Language

# --- Public feedback ------------------------------------------------------------------------------------------------


@permitted(policy.can_analyse)
def start_from_numbers(consultation: Consultation, part: AnswerPart, *, by: Viewer) -> None:
    """Fills a text that nobody has begun with its structure and the numbers. Raises Refused where something is written."""
    lock(consultation)
    clearing.refuse_frozen(consultation, part)
    held = consultation.feedback if part is AnswerPart.feedback else consultation.outcome
    if held is not None and (held.published_at or held.document.is_begun or held.document.blocks_cy):
        raise Refused("Something is written already, and it stays as it is")
    if not rules.is_closed(consultation, clock.now()):
        raise Refused("The numbers are there once the consultation has closed")
    if held is None:
        held = _new_feedback(consultation) if part is AnswerPart.feedback else _new_outcome(consultation)
    db.session.flush()
    for language in Language:
        documents.write(held.document, drafted(consultation, part, language), by=by, language=language)
    touch(held)
    event = Event.feedback_drafted if part is AnswerPart.feedback else Event.outcome_drafted
    _record(consultation, event, by, from_numbers=True)


def _new_feedback(consultation: Consultation) -> PublicFeedback:
    feedback = PublicFeedback(consultation=consultation, document=Document())
    db.session.add(feedback)
    return feedback


def _write(document: Document, text: str, text_cy: str | None, by: Viewer) -> None:
    """Both languages; None leaves the Welsh alone."""
    db.session.flush()
    documents.write(document, text, by=by)
    if text_cy is not None:
        documents.write(document, text_cy, by=by, language=Language.welsh)


@permitted(policy.can_analyse)
def draft_feedback(
    consultation: Consultation, text: str, text_cy: str | None = None, *, version: int | None = None, by: Viewer
) -> PublicFeedback:
    """Saves the summary of what people said. Raises Stale when somebody saved since `version`, None for the first draft."""
    lock(consultation)
    feedback = consultation.feedback
    if feedback is not None and feedback.published_at is not None:
        raise Refused("The public feedback is published and can no longer be changed")
    clearing.refuse_frozen(consultation, AnswerPart.feedback)
    settle_text(consultation, AnswerPart.feedback, by=by)
    if feedback is None:
        feedback = _new_feedback(consultation)
    elif version is None or feedback.version != version:
        raise Stale({"text": feedback.document.text, "text_cy": feedback.document.text_cy})
    _write(feedback.document, text, text_cy, by)
    touch(feedback)
    _record(consultation, Event.feedback_drafted, by)
    return feedback


@permitted(policy.can_publish_answer)
def publish_feedback(consultation: Consultation, *, version: int | None = None, by: Viewer) -> None:
    """Puts what people said, once every lead and joint organisation cleared it, on the consultation's page."""
    lock(consultation)
    feedback = consultation.feedback
    if feedback is not None and feedback.published_at is not None:
        raise Refused("The public feedback is published already")
    expect_version(feedback, version)
    answer = clearing.release(consultation, AnswerPart.feedback, by)
    assert feedback is not None
    feedback.published_at, feedback.published_by_id = clock.now(), by.person_id
    _record(consultation, Event.feedback_published, by, hash=answer.hash)


def _root(consultation: Consultation) -> str:
    return f"/consultations/{consultation.address}"


# --- The government response ------------------------------------------------------------------------------------------


@permitted(policy.can_analyse)
def draft_outcome(
    consultation: Consultation,
    text: str,
    text_cy: str | None = None,
    *,
    kind: str = "",
    edition_id: str = "",
    version: int | None = None,
    by: Viewer,
) -> Outcome:
    """Saves text, decision and decision edition. Raises Stale when somebody saved since `version`, None for the first."""
    lock(consultation)
    refuse_when_answered(consultation)
    clearing.refuse_frozen(consultation, AnswerPart.outcome)
    settle_text(consultation, AnswerPart.outcome, by=by)
    _refuse_stale(consultation.outcome, version)
    outcome = consultation.outcome or _new_outcome(consultation)
    chosen = OutcomeKind(kind) if kind else None
    outcome.kind = chosen
    outcome.edition = _edition(consultation, edition_id) if rules.needs_edition(chosen, has_proposal=True) else None
    _write(outcome.document, text, text_cy, by)
    touch(outcome)
    _record(consultation, Event.outcome_drafted, by, kind=kind)
    return outcome


def _new_outcome(consultation: Consultation) -> Outcome:
    outcome = Outcome(consultation=consultation, document=Document())
    db.session.add(outcome)
    return outcome


def _refuse_stale(outcome: Outcome | None, version: int | None) -> None:
    if outcome is not None and outcome.version != version:
        raise Stale(rules.as_typed(outcome))


def _edition(consultation: Consultation, edition_id: str) -> Edition | None:
    if not edition_id:
        return None
    found = next((e for e in targets.decision_editions(consultation.proposal) if str(e.id) == edition_id), None)
    if found is None:
        raise Refused(Problem("Choose a published decision edition of the proposal", field="edition_id"))
    return found


@permitted(policy.can_publish_answer)
def explain_lateness(
    consultation: Consultation,
    *,
    lateness_explanation: str,
    revised_expected_on: date | None,
    version: int | None = None,
    by: Viewer,
) -> None:
    """Says publicly, once the response is overdue, why it is late and when it is expected now (N11)."""
    lock(consultation)
    at = response_clock(consultation, clock.now())
    problems = rules.lateness_problems(at, lateness_explanation, revised_expected_on, clock.today())
    if problems:
        raise Refused(problems)
    _refuse_stale(consultation.outcome, version)
    outcome = consultation.outcome or _new_outcome(consultation)
    outcome.lateness_explanation, outcome.revised_expected_on = lateness_explanation, revised_expected_on
    db.session.flush()
    on = revised_expected_on.isoformat() if revised_expected_on else ""
    _record(consultation, Event.lateness_explained, by, expected_on=on)


@permitted(policy.can_publish_answer)
def publish_outcome(consultation: Consultation, *, address: Address, version: int | None = None, by: Viewer) -> None:
    """Publishes the government response that all cleared, and mails each respondent a fresh private link, at one moment.

    `address` makes the full address of a private page from its token. Raises Refused with all that N10 still misses.
    """
    lock(consultation)
    refuse_when_answered(consultation)
    if consultation.outcome is not None:
        expect_version(consultation.outcome, version)
    missing = rules.missing(answering.facts(consultation), _root(consultation))
    outcome = consultation.outcome
    if missing or outcome is None:
        raise Refused(missing)
    answer = clearing.release(consultation, AnswerPart.outcome, by)
    outcome.published_at, outcome.published_by_id = clock.now(), by.person_id
    mails = queue_outcome_mails(consultation, address)
    assert outcome.kind is not None
    about = {"kind": outcome.kind.value, "mails": mails, "hash": answer.hash}
    _record(consultation, Event.outcome_published, by, **about)
    evidence.seal(consultation, by=by)


def _record(consultation: Consultation, event: Event, by: Viewer, **about: object) -> None:
    db.session.flush()
    record(RootKind.consultation, consultation.id, event, by=by, about=about)
