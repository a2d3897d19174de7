"""Reading what an answer is made of: the facts before it is published, the report, and the published answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from collab import clock, text
from collab.consultations.models import (
    AnswerText,
    Consideration,
    Consultation,
    Disposition,
    DispositionDecision,
    Outcome,
    PublicFeedback,
    Submission,
)
from collab.consultations.queries import analysis, decision_makers, dispositions, equality, redactions, results
from collab.consultations.queries.analysis import ThemeRow, Worked
from collab.consultations.queries.dispositions import Named
from collab.consultations.queries.setup import questions
from collab.consultations.rules import analysis_words, answer_draft, suppression
from collab.consultations.rules.changed_words import Words, faults, linked, links_of
from collab.consultations.rules.consideration import Handling, consideration_of
from collab.consultations.rules.dispositions import CHANGES, needs_link
from collab.consultations.rules.outcome import Facts, Numbered, is_closed, needs_edition
from collab.consultations.rules.publication import ANONYMOUS, Standing, public_name
from collab.consultations.rules.respondent_words import RESPONDENT_TYPE
from collab.consultations.rules.results import Result
from collab.consultations.rules.standing import ResponseClock, response_clock
from collab.consultations.rules.tally import Tally
from collab.db import db
from collab.documents.models import Document
from collab.proposals.models import Purpose

# --- Before it is published ------------------------------------------------------------------------------------------


def facts(consultation: Consultation) -> Facts:
    """What the rules of N10 look at, worked out anew: nothing of it relies on what a page showed before."""
    numbers = analysis.tally(consultation)
    rows = analysis.themes(consultation)
    work = analysis.worked(consultation)
    decided = {row.theme.id for row in rows if row.theme.disposition}
    states = [_state(one, decided) for one in work]
    outcome = consultation.outcome
    has_proposal = consultation.proposal_id is not None
    decisions = dispositions.every(consultation)
    return Facts(
        is_closed=is_closed(consultation, clock.now()),
        has_proposal=has_proposal,
        total=numbers.total,
        by_type=sum(numbers.by_type.values()),
        considered=states.count(Consideration.considered),
        excluded=numbers.excluded,
        unread=states.count(Consideration.unread),
        uncoded=states.count(Consideration.read),
        undecided=states.count(Consideration.coded),
        unthemed_questions=tuple(_unthemed(consultation, rows, work)),
        themes_undecided=_numbered(row for row in rows if row.theme.disposition is None),
        without_reason=tuple(name for name, held in decisions if not held.reason.en.text.strip()),
        without_link=tuple(name for name, held in decisions if _lacks_link(held, has_proposal)),
        unchanged=tuple(_unchanged(decisions, consultation)),
        is_compared=_is_compared(decisions, consultation),
        deciders=tuple(decision_makers.deciders(consultation)),
        kind=outcome.kind if outcome else None,
        has_text=outcome is not None and not outcome.document.is_empty,
        is_unfinished=outcome is not None and is_unfinished(outcome.document),
        has_published_edition=_has_decision_edition(consultation),
    )


def is_unfinished(document: Document) -> bool:
    """Whether a place of the draft is still to be written, in either language."""
    return any(answer_draft.is_unfinished(text.plain(blocks)) for blocks in (document.blocks, document.blocks_cy))


def _state(work: Worked, decided: set[UUID]) -> Consideration:
    uncoded = len(work.in_words - work.coded)
    return consideration_of(Handling(is_read=work.is_read, uncoded=uncoded, undecided=work.undecided(decided)))


def _numbered(rows: Iterable[ThemeRow]) -> tuple[Numbered, ...]:
    return tuple(
        sorted((Numbered(row.theme.number, str(row.theme.name)) for row in rows), key=lambda found: found.number)
    )


def _unthemed(consultation: Consultation, rows: Sequence[ThemeRow], work: Sequence[Worked]) -> Iterable[Numbered]:
    """Questions with answers in words, some of them not marked as having nothing to code, and no theme."""
    themed = {question.id for row in rows for question in row.theme.questions}
    for question in analysis.free_text_questions(consultation):
        open_answers = any(question.id in one.in_words and question.id not in one.coded for one in work)
        if question.id not in themed and open_answers:
            yield Numbered(question.number, str(question.current.wording))


def _lacks_link(held: Disposition, has_proposal: bool) -> bool:
    return needs_link(held.decision, has_proposal=has_proposal) and not held.has_link


def _accepts_with_link(held: Disposition) -> bool:
    return held.decision in CHANGES and held.has_link


def _unchanged(decisions: Named, consultation: Consultation) -> Iterable[str]:
    """What is accepted and does not show what it changed in the edition decided on."""
    outcome, consulted = consultation.outcome, consultation.edition
    if outcome is None or outcome.edition is None or not needs_edition(outcome.kind, has_proposal=True):
        return
    before, after = consulted.content if consulted else None, outcome.edition.content
    name = f"edition {outcome.edition.label}"
    for about, held in decisions:
        if _accepts_with_link(held):
            found = faults(links_of(held), before, after, after_is=name, is_new=False)
            if found:
                yield f"{about} ({found[0].message})"


def _is_compared(decisions: Named, consultation: Consultation) -> bool:
    outcome = consultation.outcome
    if not any(_accepts_with_link(held) for _, held in decisions):
        return True
    if outcome is None or outcome.kind is None:
        return False
    return outcome.edition is not None or not needs_edition(outcome.kind, has_proposal=True)


def _has_decision_edition(consultation: Consultation) -> bool:
    edition = consultation.outcome.edition if consultation.outcome else None
    if edition is None or edition.published_at is None or edition.proposal.withdrawn_at is not None:
        return False
    return edition.purpose is Purpose.decision and edition.proposal_id == consultation.proposal_id


# --- Whom to tell, whom to name --------------------------------------------------------------------------------------


def to_be_told(consultation: Consultation) -> Sequence[Submission]:
    """Responses whose sender left an address and did not withdraw."""
    query = select(Submission).where(
        Submission.consultation_id == consultation.id, Submission.email != "", Submission.withdrawn_at.is_(None)
    )
    return db.session.scalars(query.order_by(Submission.receipt)).all()


def respondents(consultation: Consultation) -> list[str]:
    """The names for the annex: of those who agreed to be named, once checked; nothing else of a response is public (N8)."""
    query = select(Submission.publish_preference, Submission.name, Submission.organisation_name).where(
        Submission.consultation_id == consultation.id, *redactions.CONSENTED, redactions.CHECKED
    )
    found = {public_name(row[0], name=row[1], organisation=row[2]) for row in db.session.execute(query)}
    return sorted(found - {ANONYMOUS}, key=str.casefold)


# --- The published answer --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """You said, we did: a theme, how many said it (small numbers hidden), what was decided, why, and what it changed."""

    theme: str
    definition: str
    number: str
    decision: DispositionDecision
    decision_words: str
    reason: str
    links: tuple[Words, ...]
    decided_for: str = ""

    @property
    def did(self) -> str:
        return "We did" if self.decision in CHANGES else "We did not, because"


@dataclass(frozen=True)
class PublishedAnswer:
    """What `_answer.html` draws. Feedback and outcome are None until each is published; an imported one may have no date."""

    feedback: PublicFeedback | None
    outcome: Outcome | None
    kind: str
    clock: ResponseClock | None
    explanation: str
    expected_on: date | None
    numbers: Tally | None
    by_type: tuple[tuple[str, int | None], ...]
    said: tuple[Said, ...]
    respondents: tuple[str, ...]
    results: tuple[Result, ...]
    equality: tuple[Result, ...]
    listed: int
    has_files: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.feedback or self.outcome or self.explanation or (self.clock and self.clock.is_overdue))

    @property
    def changed(self) -> list[Words]:
        """What reads differently now, each once."""
        every = {words.name: words for said in self.said for words in said.links if words.is_changed}
        return [every[name] for name in sorted(every)]


def answer_of(consultation: Consultation) -> PublishedAnswer:
    """What is public of the answer: numbers and names of an answered consultation, never a single response (N8, N12)."""
    feedback, outcome = consultation.feedback, consultation.outcome
    return _drawn(
        consultation,
        feedback if feedback and (feedback.published_at or consultation.is_historic) else None,
        outcome if outcome and (outcome.published_at or consultation.is_historic) else None,
    )


def has_numbers(consultation: Consultation) -> bool:
    """Whether feedback or outcome are published, and with them how many responded: not of one that ran elsewhere."""
    answers = (consultation.feedback, consultation.outcome)
    return not consultation.is_historic and any(one is not None and one.published_at for one in answers)


def draft_of(consultation: Consultation) -> PublishedAnswer:
    """The same with what is not published yet, for those who check it before."""
    return _drawn(consultation, consultation.feedback, consultation.outcome)


def _drawn(consultation: Consultation, feedback: PublicFeedback | None, outcome: Outcome | None) -> PublishedAnswer:
    numbers = (
        None
        if consultation.is_historic or not (feedback or outcome)
        else analysis.tally(consultation, only_confirmed=True)
    )
    late = consultation.outcome
    asked = questions(consultation) if numbers and numbers.total else ()
    return PublishedAnswer(
        feedback=feedback,
        outcome=outcome,
        kind=analysis_words.OUTCOME[outcome.kind] if outcome and outcome.kind else "",
        clock=response_clock(consultation, clock.now()),
        explanation=late.lateness_explanation if late else "",
        expected_on=late.revised_expected_on if late else None,
        numbers=numbers,
        by_type=by_type(numbers) if numbers else (),
        said=tuple(_said(consultation, outcome)) if outcome else (),
        respondents=tuple(respondents(consultation)) if numbers else (),
        results=tuple(results.published(consultation, asked)),
        equality=tuple(equality.results_of(consultation, asked)),
        listed=redactions.standings(consultation)[Standing.ready] if numbers else 0,
        has_files=bool(numbers) and _was_cleared(consultation),
    )


def _was_cleared(consultation: Consultation) -> bool:
    """Whether a text of the answer was published as it was cleared: what was imported has none."""
    query = select(AnswerText.id).where(AnswerText.consultation_id == consultation.id)
    return db.session.scalar(query.where(AnswerText.published_at.is_not(None)).limit(1)) is not None


def by_type(numbers: Tally) -> tuple[tuple[str, int | None], ...]:
    """(type in words, number or None where it is hidden), the biggest first and the hidden last."""
    cells = suppression.suppressed(numbers.by_type)
    named = sorted((RESPONDENT_TYPE[kind], number) for kind, number in cells.items())
    return tuple(sorted(named, key=lambda row: -(row[1] or 0)))


def _said(consultation: Consultation, outcome: Outcome) -> Iterable[Said]:
    for row in analysis.themes(consultation):
        held = row.theme.disposition
        if held is not None:
            yield Said(
                theme=str(row.theme.name),
                definition=row.theme.definition,
                number=suppression.at_least(row.number),
                decision=held.decision,
                decision_words=analysis_words.DECISION[held.decision],
                reason=str(held.reason),
                links=tuple(linked(held, consultation.edition, outcome.edition)) if outcome.edition else (),
                decided_for=held.decision_maker if len(consultation.decision_makers) > 1 else "",
            )
