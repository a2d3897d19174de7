"""Freezing feedback and outcome, each body's word on them, and their recall. All of them lock the consultation first."""

from __future__ import annotations

from typing import Any

from collab import clock
from collab.accounts.models import Role
from collab.accounts.policy import PERMISSIONS, Permission, Viewer, permitted
from collab.accounts.queries import members_with
from collab.accounts.rules import opening, the
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.answer_texts import settle_text
from collab.consultations.actions.receipts import DEMONSTRATION
from collab.consultations.models import AnswerClearance, AnswerPart, AnswerText, Consultation
from collab.consultations.queries import answering, clearing
from collab.consultations.queries import decision_makers as deciding
from collab.consultations.rules import answer_text as rules
from collab.consultations.rules import outcome as readiness
from collab.db import db, lock
from collab.documents.models import Document
from collab.errors import Problem, Refused
from collab.notifications.actions import SITE, queue
from collab.proposals.models import ClearanceDecision, ClearanceEnd
from collab.proposals.rules import canonical

OTHER = "The text that you read is not the one that is frozen now. Read it again before you decide."


@permitted(policy.can_publish_answer)
def freeze(consultation: Consultation, part: AnswerPart, *, version: int | None = None, by: Viewer) -> AnswerText:
    """Freezes the public feedback or the government response for clearance. Raises Refused with all that is missing."""
    lock(consultation)
    held = consultation.feedback if part is AnswerPart.feedback else consultation.outcome
    refuse_frozen(consultation, part)
    if held is not None and held.published_at is not None:
        raise Refused(f"The {rules.PART_WORDS[part]} is published already")
    if held is not None and version is not None and held.version != version:
        raise Refused("It was changed since you opened this page. Read it again before you freeze it")
    settle_text(consultation, part, by=by)
    _refuse_unready(consultation, part, held.document if held else None)
    assert held is not None
    text = clearing.canonical_text(consultation, part, held.document)
    answer = AnswerText(
        consultation=consultation,
        part=part,
        number=clearing.last_number(consultation, part) + 1,
        canonical=text,
        hash=canonical.sha256(text),
        frozen_at=clock.now(),
        frozen_by_id=by.person_id,
    )
    db.session.add(answer)
    db.session.flush()
    _mail(
        answer,
        "frozen",
        f"The {rules.PART_WORDS[part]} is frozen. It waits for your organisation to clear it, or to object with a reason.",
    )
    _record(answer, Event.answer_frozen, by)
    return answer


def _refuse_unready(consultation: Consultation, part: AnswerPart, document: Document | None) -> None:
    root = f"/consultations/{consultation.address}"
    if part is AnswerPart.outcome:
        problems = readiness.missing(answering.facts(consultation), root)
    elif document is None or document.is_empty:
        problems = [Problem("Write the public feedback before publishing it", href=f"{root}/answer/feedback")]
    elif answering.is_unfinished(document):
        problems = [
            Problem("The text still has a place that begins with “[Write here”", href=f"{root}/answer/feedback")
        ]
    elif not readiness.is_closed(consultation, clock.now()):
        problems = [Problem("Public feedback can be published once the consultation has closed")]
    else:
        problems = []
    if problems:
        raise Refused(problems)


def refuse_frozen(consultation: Consultation, part: AnswerPart) -> None:
    """Raises Refused while this part is in clearance."""
    if clearing.in_clearance(consultation, part) is not None:
        href = f"/consultations/{consultation.address}/answer/{part.value}/clearance"
        message = f"The {rules.PART_WORDS[part]} is frozen for clearance. Recall it before you change anything in it"
        raise Refused(Problem(message, href=href))


@permitted(policy.can_clear_answer)
def clear(answer: AnswerText, *, hash: str, by: Viewer) -> AnswerClearance:
    """The organisation's yes to exactly the text with this hash. Saying it twice is saying it once."""
    current = _take(answer, by, hash)
    if current is not None and current.decision is ClearanceDecision.cleared:
        return current
    said = _replace(answer, current, ClearanceDecision.cleared, "", by)
    _record(answer, Event.answer_cleared, by, organisation=str(by.organisation_id))
    return said


@permitted(policy.can_clear_answer)
def object_to(answer: AnswerText, *, reason: str, hash: str, by: Viewer) -> AnswerClearance:
    """The organisation's no, with the reason. It replaces a clearance of the same organisation."""
    current = _take(answer, by, hash)
    if not reason.strip():
        raise Refused(Problem("Enter why your organisation objects, and what would settle it", field="reason"))
    said = _replace(answer, current, ClearanceDecision.objected, reason, by)
    words = f"{opening(the(by.organisation_name))} objects to the {rules.PART_WORDS[answer.part]}. Its reason is on the clearance page."
    _mail(answer, f"objected-{said.id}", words, Permission.write)
    _record(answer, Event.answer_objected, by, organisation=str(by.organisation_id))
    return said


@permitted(policy.can_clear_answer)
def take_back(answer: AnswerText, *, by: Viewer) -> None:
    """Takes back what the organisation said: it is asked again."""
    current = _take(answer, by, answer.hash)
    if current is None:
        raise Refused("Your organisation has neither cleared this text nor objected to it.")
    _end(current, ClearanceEnd.withdrawn)
    _record(answer, Event.answer_clearance_withdrawn, by, organisation=str(by.organisation_id))


@permitted(policy.can_recall_answer)
def recall(answer: AnswerText, *, reason: str, by: Viewer) -> None:
    """Opens the text again. Every clearance and objection becomes stale: each body is asked anew."""
    lock(answer.consultation)
    lock(answer)
    _refuse_unless_frozen(answer)
    if not reason.strip():
        raise Refused(Problem("Enter why it is recalled", field="reason"))
    for said in clearing.current(answer):
        _end(said, ClearanceEnd.stale)
    answer.recalled_at, answer.recalled_by_id = clock.now(), by.person_id
    answer.recall_reason = canonical.plain(reason.strip())
    _record(answer, Event.answer_recalled, by)


def release(consultation: Consultation, part: AnswerPart, by: Viewer) -> AnswerText:
    """The frozen text, published now, once all have cleared exactly it; the caller holds the consultation.

    Raises Refused naming who is missing, or saying that what would be published is not what was cleared.
    """
    answer = clearing.in_clearance(consultation, part)
    here = f"/consultations/{consultation.address}/answer/{part.value}/clearance"
    if answer is None:
        message = f"The {rules.PART_WORDS[part]} is not frozen yet. Freeze it, so that each lead and joint organisation can clear it"
        raise Refused(Problem(message, href=here))
    lock(answer)
    said = clearing.current(answer)
    missing = rules.waiting(deciding.controllers(consultation), said)
    document = clearing.document_of(consultation, part)
    if not missing and not _is_still_the_text(answer, document):
        missing = [rules.CHANGED]
    if missing:
        raise Refused([Problem(f"{one}.", href=here) for one in missing])
    answer.published_at, answer.published_by_id = clock.now(), by.person_id
    return answer


def _is_still_the_text(answer: AnswerText, document: Document | None) -> bool:
    """Whether nothing that was frozen has changed since, in the database or in what is stored of it."""
    if document is None or document.is_unsettled or not canonical.is_intact(answer.canonical, answer.hash):
        return False
    return clearing.canonical_text(answer.consultation, answer.part, document) == answer.canonical


def _take(answer: AnswerText, by: Viewer, seen: str) -> AnswerClearance | None:
    """What the organisation says now, once it is sure that this person may change it."""
    lock(answer.consultation)
    lock(answer)
    _refuse_unless_frozen(answer)
    if seen != answer.hash:
        raise Refused(OTHER)
    said = clearing.current(answer)
    if any(one.person_id == by.person_id and one.organisation_id != by.organisation_id for one in said):
        raise Refused("You have spoken for another organisation on this text. Somebody else must do it for this one.")
    return next((one for one in said if one.organisation_id == by.organisation_id), None)


def _refuse_unless_frozen(answer: AnswerText) -> None:
    if answer.published_at is not None:
        raise Refused("This text is published already.")
    if answer.recalled_at is not None:
        raise Refused("This text was recalled. What anybody said about it does not count any more.")


def _replace(
    answer: AnswerText, old: AnswerClearance | None, decision: ClearanceDecision, reason: str, by: Viewer
) -> AnswerClearance:
    """Ends what the organisation said before, and adds what it says now."""
    if old is not None:
        _end(old, ClearanceEnd.replaced)
        db.session.flush()  # before the new one comes: one current word an organisation, says the database
    said = AnswerClearance(
        answer=answer,
        organisation_id=by.organisation_id,
        decision=decision,
        reason=canonical.plain(reason.strip()),
        at=clock.now(),
        person_id=by.person_id,
        membership_id=by.membership_id,
    )
    db.session.add(said)
    db.session.flush()
    return said


def _end(said: AnswerClearance, why: ClearanceEnd) -> None:
    said.ended_at, said.ended_why = clock.now(), why


def _mail(answer: AnswerText, what: str, words: str, needs: Permission = Permission.sign) -> None:
    """To each person of the lead and joint organisations who can do something about it; no words of the text are in it."""
    consultation = answer.consultation
    first = f"{DEMONSTRATION}\n\n" if consultation.is_demonstration else ""
    where = f"{SITE}/consultations/{consultation.address}/answer/{answer.part.value}/clearance"
    roles = {role for role in Role if needs in PERMISSIONS[role]}
    bodies = [one.organisation_id for one in deciding.controllers(consultation)]
    for membership in members_with(bodies):
        if roles & membership.role_set:
            queue(
                membership.person.email,
                f"{consultation.title}: clearing the {rules.PART_WORDS[answer.part]}",
                f"{first}You get this because your organisation answers for a consultation.\n\n{words}\n\n"
                f"Sign in to collab and open {where}\n",
                purpose_key=f"{what}:{answer.id}:{membership.person_id}",
            )


def _record(answer: AnswerText, event: Event, by: Viewer, **about: Any) -> None:
    db.session.flush()
    known = {"part": answer.part.value, "number": answer.number, "hash": answer.hash}
    record(RootKind.consultation, answer.consultation_id, event, by=by, about={**known, **about})
