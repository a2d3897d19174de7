"""Reading for the set-up: editions to consult on, what is entered, the questions, and the facts of readiness."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import Organisation
from collab.accounts.policy import Viewer
from collab.consultations.models import (
    Consultation,
    Outcome,
    Question,
    QuestionSection,
    QuestionVersion,
    Runner,
    RunRole,
)
from collab.consultations.policy import CONTROLLERS
from collab.consultations.queries import decision_makers, papers, stakeholders
from collab.consultations.rules import window
from collab.consultations.rules.checks import Controller, Facts
from collab.consultations.rules.positions import MEASURING
from collab.db import db
from collab.errors import NotFound
from collab.proposals.models import Edition, Participation, Proposal, Provision, Purpose
from collab.proposals.policy import CLEARERS as LEADERS
from collab.proposals.rules.editions import parse_label
from collab.text import Bilingual

_PUBLICATION = re.compile(
    r"(?:.*/)?proposals/(?P<proposal>[^/?#]+)/editions/(?P<label>\d{1,6}(?:\.\d{1,6})?)(?:[/?#.].*)?"
)


def editions(*, viewer: Viewer) -> Sequence[Edition]:
    """The published consultation editions on which the viewer's organisation may consult, the newest first."""
    return db.session.scalars(
        _published_editions().where(_is_led_by(viewer)).order_by(Edition.published_at.desc(), Edition.id)
    ).all()


def running(organisation: Organisation) -> Sequence[Consultation]:
    """Consultations in which an organisation has a part and that are not over: not answered, not withdrawn, not historic."""
    mine = exists(
        select(Runner.id).where(Runner.consultation_id == Consultation.id, Runner.organisation_id == organisation.id)
    )
    answered = Consultation.outcome.has(Outcome.published_at.is_not(None))
    alive = (
        Consultation.withdrawn_at.is_(None)
        & Consultation.cancelled_at.is_(None)
        & ~Consultation.is_historic
        & ~answered
    )
    return db.session.scalars(select(Consultation).where(mine, alive).order_by(Consultation.id)).all()


def _is_led_by(viewer: Viewer) -> ColumnElement[bool]:
    """Proposals that the organisation acted for leads, alone or jointly: nobody else consults in their name."""
    mine = (Participation.organisation_id == viewer.organisation_id) & Participation.role.in_(LEADERS)
    return exists(select(Participation.id).where(Participation.proposal_id == Edition.proposal_id, mine))


def _published_editions() -> Select[Edition]:
    query = select(Edition).join(Edition.proposal).options(joinedload(Edition.proposal))
    return query.where(
        Edition.purpose == Purpose.consultation, Edition.published_at.is_not(None), Proposal.withdrawn_at.is_(None)
    )


def edition(edition_id: UUID, *, viewer: Viewer) -> Edition:
    """One of them. Raises NotFound."""
    return _one(_published_editions().where(Edition.id == edition_id, _is_led_by(viewer)))


def edition_at(publication: str) -> Edition:
    """The one at an address like /proposals/JP-2026-003/editions/1. Raises NotFound."""
    found = _PUBLICATION.fullmatch(publication.strip())
    if found is None:
        raise NotFound
    numbers = parse_label(found["label"]) or (0, 0)
    query = _published_editions().where(Proposal.reference == found["proposal"])
    return _one(query.where(Edition.major_number == numbers[0], Edition.minor_number == numbers[1]))


def _one(query: Select[Edition]) -> Edition:
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def questions(consultation: Consultation) -> Sequence[Question]:
    """The questions that are asked, in their order, with versions and options in one statement, and the rows of tables."""
    query = select(Question).where(Question.consultation_id == consultation.id, Question.removed_at.is_(None))
    versions = joinedload(Question.versions).joinedload(QuestionVersion.options)
    tables = joinedload(Question.versions).selectinload(QuestionVersion.rows)
    loaded = query.options(versions, tables, joinedload(Question.provision), contains_eager(Question.section))
    loaded = loaded.outerjoin(Question.section).order_by(*in_order(Question, QuestionSection))
    return db.session.scalars(loaded).unique().all()


def asked_together(consultation: Consultation) -> list[Question]:
    """What an organisation is asked that writes its response together: nothing on equality, which is about a person."""
    return [one for one in questions(consultation) if not one.is_equality]


def question_together(consultation: Consultation, number: int) -> Question:
    """One of them by its number. Raises NotFound."""
    found = next((one for one in asked_together(consultation) if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def in_order(question: Any, section: Any) -> tuple[ColumnElement[int], ...]:
    """The order in which questions are asked: those without a section first, then section by section."""
    return func.coalesce(section.position, 0), question.position, question.number


def sections(consultation: Consultation) -> Sequence[QuestionSection]:
    """Those that are there, in their order."""
    query = select(QuestionSection).where(
        QuestionSection.consultation_id == consultation.id, QuestionSection.removed_at.is_(None)
    )
    return db.session.scalars(query.order_by(QuestionSection.position, QuestionSection.number)).all()


def section(consultation: Consultation, number: int) -> QuestionSection:
    """By its number, which never changes. Raises NotFound, also for a removed one."""
    found = next((one for one in sections(consultation) if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def entered_section(section: QuestionSection) -> dict[str, str]:
    """What a section says, by the names of its form fields."""
    return {
        "heading": section.heading.en.text,
        "heading_cy": section.heading.cy.text,
        "introduction": section.introduction.en.text,
        "introduction_cy": section.introduction.cy.text,
    }


def measures(consultation: Consultation) -> list[tuple[int, Question]]:
    """The questions that can be a measure of positions, those on agreement, with their places on the page."""
    asked = enumerate(questions(consultation), 1)
    return [(place, one) for place, one in asked if one.current.type in MEASURING]


def count_questions(consultation: Consultation) -> int:
    """How many questions are asked."""
    asked = select(func.count(Question.id)).where(Question.consultation_id == consultation.id)
    return db.session.scalar(asked.where(Question.removed_at.is_(None))) or 0


def question(consultation: Consultation, number: int) -> Question:
    """By its number, which never changes. Raises NotFound, also for a removed one."""
    found = next((one for one in questions(consultation) if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def provisions(consultation: Consultation) -> Sequence[Provision]:
    """What the edition proposes: the provisions that stand in its frozen text."""
    if consultation.edition is None:
        return []
    frozen = {one["label"] for one in consultation.edition.content["provisions"]}
    query = select(Provision).where(Provision.proposal_id == consultation.edition.proposal_id)
    ordered = db.session.scalars(query.order_by(Provision.position, Provision.number))
    return [one for one in ordered if one.label in frozen]


def options(consultation: Consultation) -> list[dict[str, Any]]:
    """The options as the edition froze them, discarded ones included."""
    content = consultation.edition.content if consultation.edition else {}
    return list(content.get("options", ()))


def implications(consultation: Consultation) -> int:
    """How many implications the edition publishes."""
    content = consultation.edition.content if consultation.edition else {}
    return len(content.get("implications", ()))


def runner(consultation: Consultation, organisation_id: UUID) -> Runner:
    """Raises NotFound."""
    found = next((one for one in consultation.runners if one.organisation_id == organisation_id), None)
    if found is None:
        raise NotFound
    return found


def organisations_to_add(consultation: Consultation) -> list[Organisation]:
    """Organisations of today that do not run it yet."""
    there = {one.organisation_id for one in consultation.runners}
    return [one for one in accounts.organisations() if one.id not in there]


def notice_field(organisation_id: UUID) -> str:
    """The name of the box for an organisation's privacy notice."""
    return f"privacy_notice_{organisation_id.hex}"


def entered(consultation: Consultation) -> dict[str, Any]:
    """What the set-up holds now, by the names of its form fields."""
    held = {name: getattr(consultation, name) for name in (*_AS_STORED, "identifiers_kept_months", "takes_statements")}
    for name in ("title", "summary"):
        words: Bilingual = getattr(consultation, name)
        held |= {name: words.en.text, f"{name}_cy": words.cy.text}
    nations = {"england": consultation.applies_to_england, "wales": consultation.applies_to_wales}
    opens_at, closes_at = consultation.opens_at, consultation.closes_at
    held |= {
        "edition_id": str(consultation.edition_id or ""),
        "decision_maker_id": str(_person_of_the_lead(consultation) or ""),
        "applies_to": [nation for nation, applies in nations.items() if applies],
        "opens_on": window.london_date(opens_at) if opens_at else None,
        "opens_time": _time_of_day(opens_at) if opens_at else None,
        "closes_on": window.closing_date(closes_at) if closes_at else None,
    }
    return held | {notice_field(one.organisation_id): one.privacy_notice for one in consultation.runners}


def _person_of_the_lead(consultation: Consultation) -> UUID | None:
    first = lead(consultation)
    held = decision_makers.of(consultation, first.organisation_id) if first else None
    return held.person_id if held else None


def _time_of_day(instant: datetime) -> time | None:
    """London's clock; None at midnight, which is what an empty field means."""
    return clock.london(instant).time() if clock.london(instant).time() != time() else None


_AS_STORED = (
    "engagement_type",
    "engagement_reason",
    "undecided",
    "already_decided",
    "duty_basis",
    "duty_detail",
    "reasons",
    "no_discarded_options_reason",
    "impacts",
    "impacts_missing_reason",
    "equality_statement",
    "equality_missing_reason",
    "decision_maker",
    "decision_expected_on",
    "respond_email",
    "respond_post",
    "respond_phone",
    "formats_contact",
    "welsh_promised_on",
    "welsh_reason",
    "short_window_reason",
    "holiday_mitigation",
    "election_reason",
)


def facts(consultation: Consultation) -> Facts:
    """All that readiness looks at, read now."""
    asked = questions(consultation)
    frozen = options(consultation)
    deciders = decision_makers.deciders(consultation)
    same = {name: getattr(consultation, name) for name in _AS_STORED}
    return Facts(
        **same,
        now=clock.now(),
        title=consultation.title.en.text,
        summary=consultation.summary.en.text,
        is_official=consultation.marking.value == "OFFICIAL",
        has_edition=consultation.edition_id is not None,
        edition_is_newest=_is_newest(consultation),
        is_decided=_is_decided(consultation),
        options=len(frozen),
        discarded_options=sum(one.get("kind") == "discarded" for one in frozen),
        implications=implications(consultation),
        decision_maker_is_named=deciders[0].is_named if deciders else False,
        undecided_bodies=tuple((one.organisation, one.slug) for one in deciders[1:] if not one.is_named),
        applies_to_england=consultation.applies_to_england,
        applies_to_wales=consultation.applies_to_wales,
        missing_in_welsh=tuple(_missing_in_welsh(consultation, asked)),
        controllers=tuple(
            Controller(
                one.organisation.name, one.organisation.code, one.privacy_notice, notice_field(one.organisation_id)
            )
            for one in consultation.runners
            if one.role in CONTROLLERS
        ),
        questions=len(asked),
        papers=papers.kinds(consultation),
        election_is_approved=consultation.election_approved_at is not None,
        unmapped=tuple(stakeholders.unmapped(consultation)),
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
    )


def _is_newest(consultation: Consultation) -> bool:
    chosen = consultation.edition
    if chosen is None or chosen.publication_number is None:
        return True
    newer = select(Edition.id).where(
        Edition.proposal_id == chosen.proposal_id,
        Edition.purpose == Purpose.consultation,
        Edition.publication_number > chosen.publication_number,
    )
    return db.session.scalar(newer.limit(1)) is None


def _is_decided(consultation: Consultation) -> bool:
    query = select(Edition.id).where(
        Edition.proposal_id == consultation.proposal_id,
        Edition.purpose == Purpose.decision,
        Edition.published_at.is_not(None),
    )
    return consultation.proposal_id is not None and db.session.scalar(query.limit(1)) is not None


def _missing_in_welsh(consultation: Consultation, asked: Sequence[Question]) -> Iterator[str]:
    if _lacks_welsh(consultation.title):
        yield "the title"
    if _lacks_welsh(consultation.summary):
        yield "the summary"
    for place, part in enumerate(sections(consultation), 1):
        if _lacks_welsh(part.heading) or _lacks_welsh(part.introduction):
            yield f"section {place}"
    for place, one in enumerate(asked, 1):
        now = one.current
        if any(_lacks_welsh(words) for words in (now.wording, now.hint, now.help, now.unit, *_labels(now))):
            yield f"question {place}"


def _labels(version: QuestionVersion) -> list[Bilingual]:
    return [*(option.label for option in version.options), *(row.label for row in version.rows)]


def _lacks_welsh(words: Bilingual) -> bool:
    return bool(words.en.text) and (not words.cy.text or words.is_stale)


def lead(consultation: Consultation) -> Runner | None:
    return next((one for one in consultation.runners if one.role is RunRole.lead), None)
