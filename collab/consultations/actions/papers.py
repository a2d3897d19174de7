"""The papers of a consultation: added as drafts, public with the opening or, later, at the instant of their publication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.attachments import actions as attachments
from collab.attachments.actions import Sent
from collab.attachments.models import ParentKind
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.setup import remember
from collab.consultations.models import Consultation, Paper, PaperFormat, PaperKind
from collab.consultations.queries import papers as reading
from collab.consultations.rules import papers as rules
from collab.consultations.rules.outcome import is_answered
from collab.consultations.rules.standing import is_public
from collab.db import db, expect_version, lock
from collab.errors import Refused
from collab.text import Bilingual, Language


@permitted(policy.can_edit)
def add_file(
    consultation: Consultation,
    *,
    sent: Sent,
    kind: PaperKind,
    format: PaperFormat = PaperFormat.standard,
    language: Language = Language.english,
    is_material: bool = False,
    folder: Path,
    by: Viewer,
) -> Paper:
    """A file, which nobody else can open until it is published. Raises Refused."""
    _take_up(consultation)
    file = attachments.attach(ParentKind.consultation, consultation.id, sent=sent, folder=folder, by=by)
    words = {"title": Bilingual.of(sent.title, sent.title_cy), "description": sent.description, "attachment": file}
    return _add(consultation, words, kind, format, language, is_material, by)


@permitted(policy.can_edit)
def add_link(
    consultation: Consultation,
    *,
    url: str,
    title: str,
    title_cy: str = "",
    description: str = "",
    kind: PaperKind,
    format: PaperFormat = PaperFormat.standard,
    language: Language = Language.english,
    is_material: bool = False,
    by: Viewer,
) -> Paper:
    """A page, recording or film elsewhere. Raises Refused."""
    _take_up(consultation)
    problems = rules.link_problems(url=url, title=title)
    if problems:
        raise Refused(problems)
    words = {"title": Bilingual.of(title, title_cy), "description": description, "url": url}
    return _add(consultation, words, kind, format, language, is_material, by)


def _add(
    consultation: Consultation,
    words: dict[str, Any],
    kind: PaperKind,
    format: PaperFormat,
    language: Language,
    is_material: bool,
    by: Viewer,
) -> Paper:
    paper = Paper(
        consultation=consultation,
        number=reading.last_number(consultation) + 1,
        kind=kind,
        format=format,
        language=language,
        is_material=is_material and is_public(consultation, clock.now()),
        added_at=clock.now(),
        added_by_id=by.person_id,
        **words,
    )
    db.session.add(paper)
    db.session.flush()
    _note(consultation, paper, Event.paper_added, by)
    return paper


@permitted(policy.can_edit)
def publish(consultation: Consultation, paper: Paper, *, by: Viewer, version: int | None = None) -> None:
    """Makes a paper public that was added after the opening, now. It then says on which day it was added, for good."""
    _take_up(consultation)
    _current(paper, version)
    if not is_public(consultation, clock.now()):
        raise Refused("It has not opened. Papers that are here become public when it opens.")
    paper.published_at, paper.published_by_id = clock.now(), by.person_id
    _note(consultation, paper, Event.paper_published, by)


@permitted(policy.can_edit)
def remove(consultation: Consultation, paper: Paper, *, by: Viewer, version: int | None = None) -> None:
    """Takes a draft off. What was published stays: people answered on it."""
    _take_up(consultation)
    _current(paper, version)
    paper.removed_at = clock.now()
    if paper.attachment is not None:
        attachments.remove(paper.attachment, by=by)
    _note(consultation, paper, Event.paper_removed, by)


@permitted(policy.can_approve_opening)
def publish_with(consultation: Consultation, *, at: datetime, by: Viewer) -> Sequence[Paper]:
    """What is there when the opening is approved becomes public with it, at that instant."""
    drafts = reading.drafts(consultation)
    for paper in drafts:
        paper.published_at, paper.published_by_id = at, by.person_id
    return drafts


@permitted(policy.can_edit)
def take_back(consultation: Consultation, *, by: Viewer) -> None:
    """All are drafts again when the approval is withdrawn, which is before the opening."""
    for paper in reading.standing(consultation):
        paper.published_at = paper.published_by_id = None


def _take_up(consultation: Consultation) -> None:
    lock(consultation)
    if consultation.is_historic:
        raise Refused("This consultation was imported. It cannot be changed here.")
    if consultation.opening_approved_at is not None and not is_public(consultation, clock.now()):
        raise Refused("Its opening is approved, so nothing in it can be changed. Withdraw the approval first.")
    if is_answered(consultation):
        raise Refused("The government response is published, so no paper can be added.")


def _current(paper: Paper, version: int | None) -> None:
    lock(paper)
    if paper.removed_at is not None:
        raise Refused("This paper was removed meanwhile.")
    if paper.published_at is not None:
        raise Refused("This paper is published. It stays as it is.")
    expect_version(paper, version)


def _note(consultation: Consultation, paper: Paper, event: Event, by: Viewer) -> None:
    if consultation.opening_approved_at is None:
        remember(consultation, by=by)
    about = rules.identity(paper) | {"format": paper.format.value, "is_material": paper.is_material}
    record(RootKind.consultation, consultation.id, event, by=by, about=about)
