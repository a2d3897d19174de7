"""All that was analysed as rows for download, some hundreds of responses in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_

from collab.accounts.models import Area
from collab.clock import london
from collab.consultations.models import (
    Answer,
    Campaign,
    CampaignMember,
    Coding,
    Consultation,
    Reading,
    Submission,
    SubmissionRevision,
    Theme,
)
from collab.consultations.queries import analysis, quotes, searching
from collab.consultations.queries.disclosures import all_versions
from collab.consultations.queries.searching import Selection
from collab.consultations.rules import analysis_words, answers, quoting, respondent_words
from collab.consultations.rules.answers import Given
from collab.db import db

PORTION = 1_000

OF_RESPONSE = (
    "Receipt",
    "Received",
    "How it came",
    "Language",
    "On behalf of",
    "Type of respondent",
    "Organisation",
    "Area",
    "Status",
    "Late",
    "Campaign",
    "Campaign found by the computer only",
    "Repeats another",
    "Confidential",
    "Agreed to",
)
OF_ANSWER = (
    "Question number",
    "Question",
    "Answer",
    "Themes",
    "Themes proposed by the computer",
    "Evidence rich",
    "Flagged",
    "Note",
)
Rows = Iterator[Sequence[str]]


@dataclass(frozen=True)
class Export:
    """A table: its headings, and its rows, which are read as they are written."""

    heading: Sequence[str]
    rows: Callable[[Consultation, Selection], Rows]


def responses(consultation: Consultation, selection: Selection) -> Rows:
    """A row for each answer of the newest revision of each response that fits; one for a response without answers.

    Names and email addresses are not in it.
    """
    versions = all_versions(consultation)
    asked = {key: (str(one.question.number), str(one.wording), one.question_id) for key, one in versions.items()}

    @lru_cache(10_000)
    def chosen(version_id: UUID, keys: tuple[str, ...]) -> str:
        """Choices come again and again; to put them in words takes longer than to look them up."""
        return answers.said(versions[version_id], Given(keys))

    themes = {
        row.theme.id: f"{row.theme.number}. {row.theme.name}"
        for row in analysis.themes(consultation, also_retired=True)
    }
    query = _of_responses(consultation, selection)
    after: tuple[datetime, str] | None = None
    while True:
        here = query.where(tuple_(Submission.received_at, Submission.receipt) > after) if after else query
        some = db.session.execute(here.limit(PORTION)).all()
        ids = [row.id for row in some]
        said, coded, noted = _said(ids), _coded(ids, themes), _noted(ids)
        for row in some:
            of_response = _of_response(row)
            for version_id, keys, words in said.get(row.id, ()):
                number, wording, question_id = asked[version_id]
                answer = words or chosen(version_id, tuple(keys))
                place = (row.id, question_id)
                work = (*coded.get(place, ("", "")), *noted.get(place, ("", "", "")))
                yield (*of_response, number, wording, answer, *work)
            if row.id not in said:
                yield (*of_response, *[""] * len(OF_ANSWER))
        if len(some) < PORTION:
            return
        after = (some[-1].received_at, some[-1].receipt)


def _of_responses(consultation: Consultation, selection: Selection) -> Any:
    fitting = searching.matching(consultation, selection)
    joined = (
        fitting.outerjoin(Area, Area.id == Submission.area_id)
        .outerjoin(CampaignMember, CampaignMember.submission_id == Submission.id)
        .outerjoin(Campaign, Campaign.id == CampaignMember.campaign_id)
    )
    machine = Campaign.is_found & Campaign.confirmed_at.is_(None)
    columns = [
        *Submission.__table__.c,
        Area.name.label("area"),
        Campaign.name.label("campaign"),
        machine.label("machine"),
    ]
    return joined.with_only_columns(*columns).order_by(Submission.received_at, Submission.receipt)


def _of_response(row: Any) -> list[str]:
    return [
        row.receipt,
        london(row.received_at).strftime("%Y-%m-%d %H:%M"),
        respondent_words.CHANNEL[row.channel],
        row.language.value,
        respondent_words.ON_BEHALF_OF[row.on_behalf_of],
        respondent_words.RESPONDENT_TYPE[row.respondent_type],
        row.organisation_name,
        row.area or "",
        analysis_words.CONSIDERATION[row.consideration],
        _yes(row.is_late),
        row.campaign or "",
        _yes(row.machine),
        _yes(row.duplicate_of_id),
        _yes(row.confidentiality_reason),
        respondent_words.PUBLISH[row.publish_preference],
    ]


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _said(ids: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, list[str], str]]]:
    """(version, keys, words) of each answer of the newest revisions, by response."""
    newest = (
        select(SubmissionRevision.submission_id, func.max(SubmissionRevision.number).label("number"))
        .where(SubmissionRevision.submission_id.in_(ids))
        .group_by(SubmissionRevision.submission_id)
        .subquery()
    )
    revision = SubmissionRevision
    query = (
        select(revision.submission_id, Answer.question_version_id, Answer.keys, Answer.words)
        .select_from(newest)
        .join(revision, (revision.submission_id == newest.c.submission_id) & (revision.number == newest.c.number))
        .join(Answer, Answer.revision_id == revision.id)
        .order_by(revision.submission_id, Answer.position)
    )
    found: dict[UUID, list[tuple[UUID, list[str], str]]] = {}
    for submission_id, version_id, keys, words in db.session.execute(query):
        found.setdefault(submission_id, []).append((version_id, keys, words))
    return found


def _coded(ids: Sequence[UUID], themes: dict[UUID, str]) -> dict[tuple[UUID, UUID], tuple[str, str]]:
    """The themes that people coded an answer to, and those that a machine proposes, by response and question."""
    query = (
        select(Coding.submission_id, Coding.question_id, Coding.theme_id, Coding.person_id)
        .outerjoin(Theme, Theme.id == Coding.theme_id)
        .where(Coding.submission_id.in_(ids))
        .order_by(Coding.submission_id, Coding.question_id, Theme.number)
    )
    held: dict[tuple[UUID, UUID], tuple[list[str], list[str]]] = {}
    for submission_id, question_id, theme_id, person_id in db.session.execute(query):
        lists = held.setdefault((submission_id, question_id), ([], []))
        lists[person_id is None].append(themes[theme_id] if theme_id else "Nothing to code")
    return {key: ("; ".join(people), "; ".join(machine)) for key, (people, machine) in held.items()}


def _noted(ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], tuple[str, str, str]]:
    """What analysts noted about an answer, by response and question: whether it is rich in evidence, flagged, and why."""
    query = select(
        Reading.submission_id, Reading.question_id, Reading.is_evidence_rich, Reading.is_flagged, Reading.flag_note
    )
    return {
        (row[0], row[1]): (_yes(row[2]), _yes(row[3]), row[4])
        for row in db.session.execute(query.where(Reading.submission_id.in_(ids)))
    }


def themes(consultation: Consultation, selection: Selection) -> Rows:
    """Each theme with its numbers, retired ones too."""
    proposed = select(Coding.theme_id, func.count(Coding.submission_id.distinct())).where(Coding.person_id.is_(None))
    machine = {row[0]: row[1] for row in db.session.execute(proposed.group_by(Coding.theme_id))}
    for row in analysis.themes(consultation, also_retired=True):
        theme = row.theme
        decision = theme.disposition
        yield (
            str(theme.number),
            theme.name.en.text,
            theme.name.cy.text,
            theme.definition,
            ", ".join(str(question.number) for question in theme.questions),
            str(row.number),
            str(machine.get(theme.id, 0)),
            _yes(theme.retired_at),
            analysis_words.DECISION[decision.decision] if decision else "",
            str(decision.reason) if decision else "",
        )


def collected(consultation: Consultation, selection: Selection) -> Rows:
    """Each quote with what can be done with it now; its words only where they may be published are marked so."""
    for row in quotes.listed(consultation):
        quote = row.quote
        yield (
            quote.submission.receipt,
            str(quote.question.number),
            f"{quote.theme.number}. {quote.theme.name}" if quote.theme else "",
            quote.words,
            row.name,
            _yes(row.is_usable),
            quoting.USE[row.use],
        )


def selections(consultation: Consultation, selection: Selection) -> Rows:
    for one in searching.kept(consultation):
        filters = "; ".join(f"{name}: {value}" for name, value in one.selection.as_json().items())
        saved = one.saved
        yield (
            saved.name,
            filters,
            str(one.number),
            saved.person.name,
            saved.organisation.name,
            london(saved.made_at).date().isoformat(),
        )


EXPORTS = {
    "responses": Export((*OF_RESPONSE, *OF_ANSWER), responses),
    "themes": Export(
        ("Number", "Theme", "Theme in Welsh", "What belongs in it", "Questions", "Responses",
         "Proposed by the computer", "Retired", "Decision", "Why"),
        themes,
    ),
    "quotes": Export(("Receipt", "Question number", "Theme", "Words", "Name beside it", "May be published", "Why"), collected),
    "selections": Export(("Selection", "Filters", "Responses now", "Saved by", "For", "Saved on"), selections),
}  # fmt: skip
