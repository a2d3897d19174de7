"""Taking over a whole questionnaire, and beginning a consultation anew from an earlier one."""

from __future__ import annotations

from uuid import UUID

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions import stakeholders
from collab.consultations.actions.questions import TEXTS, refuse_broken_conditions
from collab.consultations.actions.setup import remember, take_up
from collab.consultations.models import (
    Consultation,
    Question,
    QuestionOption,
    QuestionRow,
    QuestionSection,
    QuestionType,
    QuestionVersion,
    Runner,
    RunRole,
)
from collab.consultations.queries import setup as reading
from collab.consultations.rules import questionnaire, questionnaire_file
from collab.consultations.rules.paths import Condition
from collab.consultations.rules.questionnaire_file import Item, Questionnaire
from collab.db import db
from collab.errors import NotFound, Refused
from collab.text import Bilingual

COPIED = (
    "title", "summary", "marking", "engagement_type", "engagement_reason", "undecided", "already_decided", "duty_basis",
    "duty_detail", "decision_maker", "reasons", "impacts", "impacts_missing_reason", "equality_statement",
    "equality_missing_reason", "no_discarded_options_reason", "respond_email", "respond_post", "respond_phone",
    "formats_contact", "applies_to_england", "applies_to_wales", "welsh_reason", "is_demonstration",
    "identifiers_kept_months", "takes_statements",
)  # fmt: skip
"""What of the set-up is taken over: no dates, no person, nothing that was said about the dates."""


@permitted(policy.can_edit)
def load(consultation: Consultation, loaded: Questionnaire, *, by: Viewer) -> None:
    """Adds the sections and questions of a questionnaire after those that are there. Keys of options stay what they are."""
    take_up(consultation, None)
    _load(consultation, loaded, by)
    refuse_broken_conditions(consultation)
    remember(consultation, by=by)
    about = {"sections": len(loaded.parts), "questions": len(loaded.items)}
    record(RootKind.consultation, consultation.id, Event.questionnaire_loaded, by=by, about=about)


def _load(consultation: Consultation, loaded: Questionnaire, by: Viewer) -> None:
    number = max((one.number for one in consultation.sections), default=0)
    position = max((one.position for one in consultation.sections), default=0)
    sections = [
        QuestionSection(
            consultation=consultation,
            number=number + place,
            position=position + place,
            heading=Bilingual.of(part.heading["en"], part.heading["cy"]),
            introduction=Bilingual.of(part.introduction["en"], part.introduction["cy"]),
            is_equality=part.is_equality,
        )
        for place, part in enumerate(loaded.parts, 1)
    ]
    db.session.add_all(sections)
    db.session.flush()
    first = max((one.number for one in consultation.questions), default=0)
    start = max((one.position for one in consultation.questions), default=0)
    for place, item in enumerate(loaded.items, 1):
        question = Question(
            consultation=consultation,
            number=first + place,
            position=start + place,
            section=sections[item.section - 1] if item.section else None,
            is_with_previous=item.is_with_previous and item.written.type is QuestionType.free_text,
        )
        db.session.add(_version(question, item, first, by))
    db.session.flush()


def _version(question: Question, item: Item, first: int, by: Viewer) -> QuestionVersion:
    written, held = item.written, item.condition
    condition = Condition(first + held.question, held.is_one_of, held.options).as_json() if held else {}
    texts = {name: Bilingual.of(getattr(written, name), getattr(written, f"{name}_cy")) for name in TEXTS}
    return QuestionVersion(
        question=question,
        number=1,
        type=written.type,
        is_required=written.is_required,
        most_characters=written.most_characters,
        least=written.least,
        most=written.most,
        condition=condition,
        made_at=clock.now(),
        made_by_id=by.person_id,
        options=[
            QuestionOption(
                key=one.key, position=place, label=Bilingual.of(one.label, one.label_cy), is_exclusive=one.is_exclusive
            )
            for place, one in enumerate(item.choices)
        ],
        rows=[
            QuestionRow(key=one.key, position=place, label=Bilingual.of(one.label, one.label_cy))
            for place, one in enumerate(item.rows)
        ],
        **texts,
    )


@permitted(policy.can_edit)
def duplicate(earlier: Consultation, *, by: Viewer) -> Consultation:
    """A draft with the set-up and the questionnaire of an earlier consultation, led by the organisation acted for.

    No date and no response comes with it. The other organisations run it too, each with a privacy notice still to write.
    """
    if earlier.is_historic:
        raise Refused("This consultation was imported. It has no set-up to take over.")
    edition_id = _edition_id(earlier, by)
    made = Consultation(
        **{name: getattr(earlier, name) for name in COPIED},
        edition_id=edition_id,
        proposal_id=earlier.proposal_id if edition_id else None,
        started_at=clock.now(),
        started_by_id=by.person_id,
        last_changed_by_id=by.person_id,
    )
    for place, one in enumerate(sorted(earlier.runners, key=lambda one: not by.acts_for(one.organisation_id))):
        mine = by.acts_for(one.organisation_id)
        role = RunRole.lead if mine else RunRole.joint if one.role is RunRole.lead else one.role
        notice = one.privacy_notice if mine else ""
        made.runners.append(
            Runner(organisation_id=one.organisation_id, role=role, position=place, privacy_notice=notice)
        )
    db.session.add(made)
    db.session.flush()
    stakeholders.copy(made, earlier, by=by)
    asked = reading.questions(earlier)
    if asked:
        _load(made, questionnaire_file.read(questionnaire.as_text(reading.sections(earlier), asked)), by)
    about = {"from": str(earlier.id), "organisation": str(by.organisation_id), "questions": len(asked)}
    record(RootKind.consultation, made.id, Event.consultation_duplicated, by=by, about=about)
    return made


def _edition_id(earlier: Consultation, by: Viewer) -> UUID | None:
    """The edition consulted on, where the organisation acted for may consult on it."""
    try:
        return reading.edition(earlier.edition_id, viewer=by).id if earlier.edition_id else None
    except NotFound:
        return None
