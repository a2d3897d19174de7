"""Writing what was imported: Polis conversations and historic consultations. Reading the files is in `rules`."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from collab import clock, text
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions import opinions
from collab.consultations.models import (
    Answer,
    Channel,
    Consideration,
    Consultation,
    EngagementType,
    OnBehalfOf,
    Outcome,
    PublicFeedback,
    PublishPreference,
    Question,
    QuestionOption,
    QuestionType,
    QuestionVersion,
    RedactionStatus,
    RespondentType,
    Runner,
    RunRole,
    Submission,
    SubmissionRevision,
)
from collab.consultations.queries import imports as reading
from collab.consultations.queries import opinion
from collab.consultations.rules import polis, window
from collab.consultations.rules.govuk import DateSource, HistoricConsultation, Publication
from collab.consultations.rules.polis import PolisExport
from collab.consultations.rules.questions import FIXED
from collab.db import db
from collab.documents.actions import next_reference, write
from collab.documents.models import Document
from collab.errors import Refused
from collab.text import Bilingual, Language

VOTE_KEYS = {polis.AGREE: "agree", polis.DISAGREE: "disagree", polis.PASS: "pass"}
POLIS_CREDIT = (
    "Data was gathered using the Polis software (compdemocracy.org/polis) and is sub-licensed under CC BY 4.0 "
    "with attribution to The Computational Democracy Project."
)
GOVUK_CREDIT = "Contains public sector information licensed under the Open Government Licence v3.0."
_AT_ONCE = 5_000


@dataclass(frozen=True)
class Imported:
    """What an import made, or found there already."""

    consultation: Consultation
    is_new: bool


@permitted(policy.can_import)
def import_polis(export: PolisExport, *, by: Viewer, title: str = "") -> Imported:
    """A closed consultation of statement votes. The same statements and votes make no second one.

    Raises Refused for an export without a title, or without anything to vote on.
    """
    key = f"polis:{export.fingerprint}"
    known = reading.by_import_key(key)
    if known is not None:
        return Imported(known, is_new=False)
    named = " ".join((title or export.title).split())
    if not named:
        raise Refused("The export has no title. Give one with --title.")
    if not export.statements or export.first_vote_at is None:
        raise Refused("The export has no statement with a vote that counts.")
    consultation = _conversation(export, named, key, by)
    versions = _statements(consultation, export)
    _votes(consultation, export, versions)
    counts = {"statements": len(export.statements), "votes": len(export.votes), "voters": export.voters}
    about = {"source": "polis", "fingerprint": export.fingerprint, **counts}
    record(RootKind.consultation, consultation.id, Event.consultation_imported, by=by, about=about)
    opinions.keep_map(consultation, opinion.drawn(consultation.id), by=by)
    return Imported(consultation, is_new=True)


def _conversation(export: PolisExport, title: str, key: str, by: Viewer) -> Consultation:
    assert export.first_vote_at is not None
    assert export.last_vote_at is not None
    consultation = Consultation(
        reference=next_reference("C", by=by),
        title=Bilingual.of(title),
        summary=Bilingual.of(export.description),
        engagement_type=EngagementType.survey,
        engagement_reason="Imported from Polis: people voted on short statements, many of them their own.",
        applies_to_england=False,  # the export does not say where it applied
        applies_to_wales=False,
        opens_at=export.first_vote_at,
        closes_at=window.closes_at(window.london_date(export.last_vote_at)),
        started_at=clock.now(),
        is_historic=True,
        import_key=key,
        source_url=text.safe_href(export.url),
        source_note=POLIS_CREDIT,
        source_organisations=[],
    )
    db.session.add(consultation)
    db.session.flush()
    return consultation


def _statements(consultation: Consultation, export: PolisExport) -> dict[int, UUID]:
    """One question a statement. Returns the ids of the question versions, by statement."""
    nothing, labels = (
        Bilingual.of(""),
        {key: Bilingual.of(en, cy) for key, en, cy in FIXED[QuestionType.statement_vote]},
    )
    questions: list[dict[str, Any]] = []
    versions: list[dict[str, Any]] = []
    for place, statement in enumerate(export.statements, 1):
        question = {"id": uuid.uuid4(), "consultation_id": consultation.id, "number": place, "position": place}
        questions.append(question)
        versions.append(
            {
                "id": uuid.uuid4(),
                "question_id": question["id"],
                "number": 1,
                "type": QuestionType.statement_vote,
                "wording": Bilingual.of(statement.text),
                "hint": nothing,
                "made_at": statement.submitted_at,
            }
        )
    options = [
        {"question_version_id": version["id"], "key": key, "position": place, "label": label}
        for version in versions
        for place, (key, label) in enumerate(labels.items())
    ]
    _insert(Question, questions)
    _insert(QuestionVersion, versions)
    _insert(QuestionOption, options)
    return {statement.id: version["id"] for statement, version in zip(export.statements, versions, strict=True)}


def _votes(consultation: Consultation, export: PolisExport, versions: Mapping[int, UUID]) -> None:
    """One submission a voter, with an answer for each statement voted on."""
    cast: dict[int, list[polis.Vote]] = defaultdict(list)
    for vote in export.votes:
        cast[vote.voter_id].append(vote)
    submissions: list[dict[str, Any]] = []
    revisions: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    for place, voter in enumerate(sorted(cast), 1):
        last = max(vote.cast_at for vote in cast[voter])
        submission = _submission(consultation, place, f"polis:{voter}", last)
        revision = {"id": uuid.uuid4(), "submission_id": submission["id"], "number": 1, "at": last}
        submissions.append(submission)
        revisions.append(revision)
        answers.extend(_answers(revision["id"], cast[voter], versions))
    _insert(Submission, submissions)
    _insert(SubmissionRevision, revisions)
    _insert(Answer, answers)


def _submission(consultation: Consultation, place: int, import_key: str, received_at: datetime) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "consultation_id": consultation.id,
        "receipt": f"IMPORTED-{place:05}",
        "import_key": import_key,
        "channel": Channel.imported,
        "language": Language.english,
        "received_at": received_at,
        "on_behalf_of": OnBehalfOf.myself,
        "respondent_type": RespondentType.prefer_not_to_say,
        "publish_preference": PublishPreference.aggregate_only,
        "redaction": RedactionStatus.not_checked,
        "consideration": Consideration.unread,
    }


def _answers(revision_id: UUID, votes: Sequence[polis.Vote], versions: Mapping[int, UUID]) -> Iterator[dict[str, Any]]:
    for place, vote in enumerate(votes, 1):
        yield {
            "id": uuid.uuid4(),
            "revision_id": revision_id,
            "question_version_id": versions[vote.statement_id],
            "position": place,
            "keys": [VOTE_KEYS[vote.value]],
            "words": "",
        }


def _insert(table: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _AT_ONCE):
        db.session.execute(insert(table), rows[start : start + _AT_ONCE])


@permitted(policy.can_import)
def import_page(page: HistoricConsultation, *, by: Viewer) -> Imported:
    """A historic consultation from a GOV.UK page. A page whose content_id is there already changes nothing."""
    known = reading.by_content_id(page.content_id)
    if known is not None:
        return Imported(known, is_new=False)
    consultation = Consultation(
        reference=next_reference("C", by=by),
        title=Bilingual.of(page.title),
        summary=Bilingual.of(page.description),
        reasons=text.normalise(page.body),
        engagement_type=EngagementType.formal_consultation,
        engagement_reason="Imported from GOV.UK, where it was published as a consultation.",
        applies_to_england="england" in page.nations,
        applies_to_wales="wales" in page.nations,
        opens_at=page.opens_at,
        closes_at=page.closes_at,
        started_at=clock.now(),
        withdrawn_at=page.withdrawn_at,
        withdrawn_reason=text.normalise(page.withdrawal),
        is_historic=True,
        content_id=page.content_id,
        source_url=page.url,
        source_note=_source_note(page),
        source_organisations=[one.title for one in page.organisations],
    )
    db.session.add(consultation)
    db.session.flush()
    _runners(consultation, page)
    _publish(consultation, page, by)
    about = {"source": "govuk", "content_id": str(page.content_id)}
    record(RootKind.consultation, consultation.id, Event.consultation_imported, by=by, about=about)
    return Imported(consultation, is_new=True)


def _runners(consultation: Consultation, page: HistoricConsultation) -> None:
    """The page's organisations that are ours too, by name; the others stay as names only."""
    ours = reading.organisations_by_name([one.title for one in page.organisations])
    seen: set[UUID] = set()
    for place, one in enumerate(page.organisations):
        organisation = ours.get(one.title.casefold())
        if organisation is None or organisation.id in seen:
            continue
        seen.add(organisation.id)
        role = RunRole.lead if one is page.lead else RunRole.joint if one.emphasised else RunRole.supporting
        consultation.runners.append(Runner(organisation=organisation, role=role, position=place))


def _publish(consultation: Consultation, page: HistoricConsultation, by: Viewer) -> None:
    if page.feedback is not None:
        document = _document(page.feedback, by)
        feedback = PublicFeedback(consultation=consultation, document=document, published_at=_instant(page.feedback.on))
        db.session.add(feedback)
    if page.outcome is not None:
        document = _document(page.outcome, by)
        outcome = Outcome(consultation=consultation, document=document, published_at=_instant(page.outcome.on))
        db.session.add(outcome)
    db.session.flush()


def _document(publication: Publication, by: Viewer) -> Document:
    document = Document()
    db.session.add(document)
    db.session.flush()
    write(document, publication.text, by=by)
    return document


def _instant(on: date | None) -> datetime | None:
    """GOV.UK gives the day only: the London midnight that starts it."""
    return None if on is None else window.from_london(on, time())


def _source_note(page: HistoricConsultation) -> str:
    sentences = [GOVUK_CREDIT, *_dates_said(("Public feedback", page.feedback), ("The outcome", page.outcome))]
    return text.normalise(" ".join(sentences))


def _dates_said(*publications: tuple[str, Publication | None]) -> Iterable[str]:
    for name, publication in publications:
        if publication is None:
            continue
        if publication.source is DateSource.CHANGE_NOTE:
            yield f"{name} is dated by the page’s change note: “{publication.note}”."
        elif publication.source is DateSource.NOT_STATED:
            yield f"{name} was published on a date that the page does not state."
