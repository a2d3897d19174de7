"""Papers in words, what a link needs, and what was there when the consultation opened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from collab.consultations.models import Paper, PaperFormat, PaperKind
from collab.errors import Problem
from collab.proposals.rules.implications import is_web_address
from collab.text import Language

KIND_WORDS = {
    PaperKind.consultation_document: "Consultation document",
    PaperKind.options: "Options",
    PaperKind.impact_assessment: "Impact assessment",
    PaperKind.equality_statement: "Equality statement",
    PaperKind.evidence: "Evidence",
    PaperKind.response_form: "Form to respond on paper",
    PaperKind.other: "Other paper",
}
FORMAT_WORDS = {
    PaperFormat.standard: "Standard",
    PaperFormat.easy_read: "Easy Read",
    PaperFormat.large_print: "Large print",
    PaperFormat.braille: "Braille",
    PaperFormat.audio: "Audio",
    PaperFormat.sign_language: "British Sign Language",
    PaperFormat.video: "Video",
}
LANGUAGE_WORDS = {Language.english: "English", Language.welsh: "Welsh"}


def form_words(format: PaperFormat, language: Language) -> str:
    """In what form and language, as one phrase: "Easy Read, Welsh". Sign language is a language of its own."""
    if format is PaperFormat.sign_language:
        return FORMAT_WORDS[format]
    if format is PaperFormat.standard:
        return LANGUAGE_WORDS[language]
    return f"{FORMAT_WORDS[format]}, {LANGUAGE_WORDS[language]}"


def link_problems(*, url: str, title: str) -> list[Problem]:
    found = [] if title.strip() else [Problem("Enter a title", field="title")]
    if not is_web_address(url):
        found.append(Problem("The address must begin with https:// or http://", field="url"))
    return found


def identity(paper: Paper) -> dict[str, Any]:
    """What tells a paper from any other: the hash of a file, the address of a link."""
    of_it = {"sha256": paper.attachment.sha256} if paper.attachment else {"url": paper.url}
    return {"number": paper.number, "kind": paper.kind.value, **of_it}


def was_at_opening(published_at: datetime | None, opens_at: datetime | None) -> bool:
    """Whether a paper could be read from the first moment on."""
    return published_at is not None and opens_at is not None and published_at <= opens_at
