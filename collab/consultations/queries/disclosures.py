"""Reading all responses with all that is held of them, some hundreds in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from collab.accounts.models import Area
from collab.consultations.models import (
    Answer,
    AnswerRedaction,
    Campaign,
    CampaignMember,
    Consultation,
    Disclosure,
    ExclusionReason,
    Question,
    QuestionVersion,
    RedactionStatus,
    Removal,
    Submission,
    SubmissionRevision,
)
from collab.consultations.queries import as_id
from collab.consultations.queries.lateness import decided
from collab.consultations.rules import analysis_words, answers, lateness, respondent_words
from collab.consultations.rules.answers import Given
from collab.consultations.rules.disclosure import OF_ANSWER, in_parts
from collab.consultations.rules.redaction import REMOVAL
from collab.db import db
from collab.errors import NotFound

PORTION = 500


def disclosure(consultation: Consultation, disclosure_id: str) -> Disclosure:
    """One export of a consultation. Raises NotFound."""
    key = as_id(disclosure_id)
    found = db.session.get(Disclosure, key) if key else None
    if found is None or found.consultation_id != consultation.id:
        raise NotFound
    return found


def disclosures(consultation: Consultation) -> Sequence[Disclosure]:
    """All exports, the newest first."""
    query = select(Disclosure).where(Disclosure.consultation_id == consultation.id)
    return db.session.scalars(query.order_by(Disclosure.made_at.desc(), Disclosure.id)).all()


def count(consultation: Consultation) -> int:
    """How many responses there are, with those that were left out or withdrawn."""
    query = select(func.count(Submission.id)).where(Submission.consultation_id == consultation.id)
    return db.session.scalar(query) or 0


def every_row(consultation: Consultation) -> Iterator[list[str]]:
    """A row for each answer of each revision of each response, in the order of their coming; one for a response without."""
    key, asked, decision = consultation.id, all_versions(consultation), decided(consultation.id)
    why = lateness.sentence(decision.until, decision.reason) if decision else ""
    after: tuple[datetime, str] | None = None
    while True:
        some = _portion(key, after)
        said = _said([row.id for row in some], asked)
        for row in some:
            of_response = _of_response(row, why)
            for of_answer in said.get(row.id) or [[""] * len(OF_ANSWER)]:
                yield from in_parts([*of_response, *of_answer])
        if len(some) < PORTION:
            return
        after = (some[-1].received_at, some[-1].receipt)


def _portion(key: UUID, after: tuple[datetime, str] | None) -> Sequence[Any]:
    query = (
        select(*Submission.__table__.c, Area.name.label("area"), Campaign.name.label("campaign"))
        .select_from(Submission)
        .outerjoin(Area, Area.id == Submission.area_id)
        .outerjoin(CampaignMember, CampaignMember.submission_id == Submission.id)
        .outerjoin(Campaign, Campaign.id == CampaignMember.campaign_id)
        .where(Submission.consultation_id == key)
    )
    if after:
        query = query.where(tuple_(Submission.received_at, Submission.receipt) > after)
    return db.session.execute(query.order_by(Submission.received_at, Submission.receipt).limit(PORTION)).all()


def _of_response(row: Any, why: str) -> list[str]:
    """`why` is the decision about late responses."""
    is_accepted = row.is_late and row.exclusion_reason is not ExclusionReason.late_not_accepted
    return [
        row.receipt,
        row.received_at.isoformat(),
        respondent_words.CHANNEL[row.channel],
        "yes" if row.is_late else "no",
        why if is_accepted else "",
        row.language.value,
        respondent_words.ON_BEHALF_OF[row.on_behalf_of],
        respondent_words.RESPONDENT_TYPE[row.respondent_type],
        row.organisation_name,
        row.represents,
        row.name,
        row.email,
        row.area or "",
        respondent_words.PUBLISH[row.publish_preference],
        row.confidentiality_reason,
        analysis_words.CONSIDERATION[row.consideration],
        analysis_words.EXCLUSION[row.exclusion_reason] if row.exclusion_reason else "",
        row.withdrawn_at.isoformat() if row.withdrawn_at else "",
        row.campaign or "",
        analysis_words.REDACTION[row.redaction],
    ]


def all_versions(consultation: Consultation) -> dict[UUID, QuestionVersion]:
    """All versions of all questions, removed ones too."""
    query = select(QuestionVersion).join(QuestionVersion.question).where(Question.consultation_id == consultation.id)
    loaded = query.options(
        joinedload(QuestionVersion.question), selectinload(QuestionVersion.options), selectinload(QuestionVersion.rows)
    )
    return {version.id: version for version in db.session.scalars(loaded.order_by(QuestionVersion.id))}


def _said(ids: Sequence[UUID], asked: dict[UUID, QuestionVersion]) -> dict[UUID, list[list[str]]]:
    """The rows of the answers by response; a revision without an answer has none."""
    revision, redaction = SubmissionRevision, AnswerRedaction
    query = (
        select(revision.submission_id, revision.number, revision.at, revision.publish_preference, revision.notices_hash)
        .add_columns(Answer.question_version_id, Answer.keys, Answer.words)
        .add_columns(redaction.status, redaction.words.label("public"), redaction.removals, redaction.withheld_for)
        .join(Answer, Answer.revision_id == revision.id)
        .outerjoin(redaction, redaction.answer_id == Answer.id)
        .where(revision.submission_id.in_(ids))
        .order_by(revision.submission_id, revision.number, Answer.position)
    )
    found = {}
    for submission_id, rows in groupby(db.session.execute(query), key=lambda row: row.submission_id):
        held = list(rows)
        newest = held[-1].number
        found[submission_id] = [_of_answer(row, asked[row.question_version_id], newest) for row in held]
    return found


def _of_answer(row: Any, version: QuestionVersion, newest: int) -> list[str]:
    preference = row.publish_preference
    kinds = [Removal(kind) for kind in row.removals or ()] + ([row.withheld_for] if row.withheld_for else [])
    return [
        str(row.number),
        row.at.isoformat(),
        "yes" if row.number == newest else "no",
        respondent_words.PUBLISH[preference] if preference else "",
        row.notices_hash,
        str(version.question.number),
        str(version.wording),
        answers.said(version, Given(tuple(row.keys), row.words)),
        row.public or "",
        analysis_words.REDACTION[row.status or RedactionStatus.not_checked] if row.words else "",
        ", ".join(REMOVAL[kind][0] for kind in kinds),
        "",
    ]
