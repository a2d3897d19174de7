"""A GOV.UK consultation page, as its Content API gives it, read into a historic consultation."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from collab.consultations.rules import window
from collab.consultations.rules.change_notes import ChangeNote, announcements, feedback_note, outcome_note
from collab.consultations.rules.json_page import JsonObject, read_object
from collab.consultations.rules.plain import plain_text

SITE = "https://www.gov.uk"
NATIONS = ("england", "wales", "scotland", "northern_ireland")

_PATH = re.compile(r"(/[A-Za-z0-9._~%-]+)+")


class SourceDocumentType(StrEnum):
    """The stage at which GOV.UK showed the page."""

    UNOPENED = "consultation"
    OPEN = "open_consultation"
    CLOSED = "closed_consultation"
    OUTCOME = "consultation_outcome"


class DateSource(StrEnum):
    """What a publication date rests on."""

    FIELD = "field"
    CHANGE_NOTE = "change_note"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class Publication:
    """Public feedback or a final outcome: its London date if known, and the words that the date rests on."""

    on: date | None
    source: DateSource
    note: str
    text: str


@dataclass(frozen=True, slots=True)
class PageOrganisation:
    content_id: UUID
    title: str
    emphasised: bool


@dataclass(frozen=True, slots=True)
class HistoricConsultation:
    """One GOV.UK page. `closes_at` is an exclusive end; `nations` is empty when the page does not say."""

    content_id: UUID
    title: str
    description: str
    body: str
    base_path: str
    document_type: SourceDocumentType
    opens_at: datetime
    closes_at: datetime
    feedback: Publication | None
    outcome: Publication | None
    organisations: tuple[PageOrganisation, ...]
    nations: tuple[str, ...]
    withdrawn_at: datetime | None
    withdrawal: str
    public_updated_at: datetime

    @property
    def url(self) -> str:
        return SITE + self.base_path

    @property
    def opens_on(self) -> date:
        return window.london_date(self.opens_at)

    @property
    def closes_on(self) -> date:
        """The last London date of the window; GOV.UK too shows a midnight end as 11:59pm the day before."""
        return window.closing_date(self.closes_at)

    @property
    def window_days(self) -> int:
        return window.window_days(self.opens_at, self.closes_at)

    @property
    def lead(self) -> PageOrganisation:
        """The first organisation that the page emphasises, or the first it lists."""
        return next((one for one in self.organisations if one.emphasised), self.organisations[0])

    @property
    def days_to_feedback(self) -> int | None:
        return self._days_to(self.feedback)

    @property
    def days_to_outcome(self) -> int | None:
        return self._days_to(self.outcome)

    @property
    def outcome_is_late(self) -> bool | None:
        """Whether the outcome came more than 84 days after closing (N11); None when its date is unknown."""
        days = self.days_to_outcome
        return None if days is None else days > window.RESPONSE_DAYS

    def _days_to(self, publication: Publication | None) -> int | None:
        if publication is None or publication.on is None:
            return None
        return window.days_after_closing(self.closes_on, publication.on)


def latest_of_each(pages: Iterable[HistoricConsultation]) -> tuple[HistoricConsultation, ...]:
    """One page for each content_id, by opening and content_id, whatever the order they came in.

    The page with the latest `public_updated_at` is the page as readers last saw it, so it stands for its
    content_id. Among equals the one whose dates rest on more fields, then the last by content, which is
    arbitrary but always the same.
    """
    chosen = {page.content_id: page for page in sorted(pages, key=_precedence)}
    return tuple(sorted(chosen.values(), key=lambda page: (page.opens_at, page.content_id)))


def _precedence(page: HistoricConsultation) -> tuple[datetime, int, str]:
    stated = [one for one in (page.feedback, page.outcome) if one and one.source is DateSource.FIELD]
    return page.public_updated_at, len(stated), repr(page)


def parse_page(file: str, content: bytes) -> HistoricConsultation:
    """The consultation in one file.

    Raises ImportRefused for a file that is not JSON, another kind of page (a call for evidence among them),
    a required field that is missing or malformed, a window that closes before it opens, and a year from
    2200 on.
    """
    page = read_object(file, content)
    document_type = _document_type(page)
    details = page.child("details")
    opens_at, closes_at = _window(details)
    notes = announcements(details, window.closing_date(closes_at))
    has_feedback = _has_any(details, "public_feedback")
    feedback = _publication(details, "public_feedback", feedback_note(notes)) if has_feedback else None
    has_outcome = document_type is SourceDocumentType.OUTCOME or _has_any(details, "final_outcome")
    withdrawn = page.child("withdrawn_notice")
    return HistoricConsultation(
        content_id=page.uuid("content_id"),
        title=page.text("title"),
        description=page.optional_text("description"),
        body=plain_text(details.optional_text("body")),
        base_path=_base_path(page),
        document_type=document_type,
        opens_at=opens_at,
        closes_at=closes_at,
        feedback=feedback,
        outcome=_outcome(details, notes, feedback) if has_outcome else None,
        organisations=_organisations(page.child("links"), details),
        nations=_nations(details.child("national_applicability")),
        withdrawn_at=withdrawn.instant("withdrawn_at") if withdrawn.values else None,
        withdrawal=plain_text(withdrawn.optional_text("explanation")),
        public_updated_at=page.instant("public_updated_at"),
    )


def _document_type(page: JsonObject) -> SourceDocumentType:
    schema, found = page.text("schema_name"), page.text("document_type")
    for key, value in (("schema_name", schema), ("document_type", found)):
        if "call_for_evidence" in value:
            page.refuse(key, f'is "{value}": a call for evidence is not a consultation on a decision')
    if schema != "consultation":
        page.refuse("schema_name", f'is "{schema[:40]}", not "consultation"')
    try:
        return SourceDocumentType(found)
    except ValueError:
        page.refuse("document_type", f'is "{found[:40]}", which is no kind of consultation')


def _window(details: JsonObject) -> tuple[datetime, datetime]:
    opens_at, closes_at = details.instant("opening_date"), details.instant("closing_date")
    if closes_at <= opens_at:
        details.refuse("closing_date", "is not after opening_date")
    return opens_at, closes_at


def _has_any(details: JsonObject, kind: str) -> bool:
    return any(details.has(f"{kind}_{part}") for part in ("publication_date", "detail", "documents", "attachments"))


def _outcome(details: JsonObject, notes: Sequence[ChangeNote], feedback: Publication | None) -> Publication:
    return _publication(details, "final_outcome", outcome_note(notes, feedback.on if feedback else None))


def _publication(details: JsonObject, kind: str, note: ChangeNote | None) -> Publication:
    text = plain_text(details.optional_text(f"{kind}_detail"))
    date_field = f"{kind}_publication_date"
    if details.has(date_field):
        return Publication(window.london_date(details.instant(date_field)), DateSource.FIELD, "", text)
    if note is not None:
        return Publication(note.on, DateSource.CHANGE_NOTE, note.words, text)
    return Publication(None, DateSource.NOT_STATED, "", text)


def _base_path(page: JsonObject) -> str:
    path = page.text("base_path")
    if not _PATH.fullmatch(path):
        page.refuse("base_path", f'"{path[:80]}" is not a path on GOV.UK')
    return path


def _organisations(links: JsonObject, details: JsonObject) -> tuple[PageOrganisation, ...]:
    emphasised = details.values.get("emphasised_organisations")
    ids = emphasised if isinstance(emphasised, list) else []
    if not (listed := links.children("organisations")):
        links.refuse("organisations", "is missing")
    return tuple(
        PageOrganisation(one.uuid("content_id"), one.text("title"), one.values["content_id"] in ids) for one in listed
    )


def _nations(applicability: JsonObject) -> tuple[str, ...]:
    return tuple(nation for nation in NATIONS if applicability.child(nation).values.get("applicable") is True)
