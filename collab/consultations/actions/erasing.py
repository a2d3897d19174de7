"""Erasing who respondents are, once that is no longer needed: by default a month after the government response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, delete, func, not_, or_, select, update

from collab import clock
from collab.accounts.policy import Viewer, is_system, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations.models import (
    Consultation,
    Notice,
    OnBehalfOf,
    PublishPreference,
    ResponseImport,
    Submission,
    SubmissionDraft,
    SubmissionRevision,
)
from collab.consultations.queries.redactions import CONSENTED
from collab.consultations.rules import keeping
from collab.consultations.rules.notice_words import purpose
from collab.consultations.rules.suppression import SMALLEST
from collab.db import db, lock, rows
from collab.errors import Refused
from collab.notifications.actions import forget_recipients


@permitted(is_system)
def erase_identifiers(consultation: Consultation, *, by: Viewer) -> Mapping[str, int]:
    """Erases names, addresses and whatever else says who responded; returns how many responses lost what.

    What was answered stays, and so do the organisations that answered and the names of those who agreed to be named. A
    private link still opens its response and what became of it: the hash of its token names nobody. Raises Refused
    before the day, and does nothing a second time.
    """
    lock(consultation)
    if consultation.identifiers_erased_at is not None:
        return {}
    if not keeping.is_due(consultation, clock.today()):
        raise Refused("It is not yet time to erase who responded")
    mails = forget_recipients(_mails(consultation))
    erased = _overwrite(consultation)
    drafts = db.session.execute(delete(SubmissionDraft).where(SubmissionDraft.consultation_id == consultation.id))
    here = rows(Submission).c.consultation_id == consultation.id, rows(Submission).c.entered_at.is_not(None)
    db.session.execute(update(rows(Submission)).where(*here).values(scans=[]))  # a letter shows who wrote it
    imports = rows(ResponseImport)
    db.session.execute(update(imports).where(imports.c.consultation_id == consultation.id).values(faults=[]))
    consultation.identifiers_erased_at = clock.now()
    db.session.flush()
    db.session.expire_all()
    about = {**erased, "mails": mails, "drafts": int(drafts.rowcount)}  # type: ignore[attr-defined]
    record(RootKind.consultation, consultation.id, Event.identifiers_erased, by=by, about=about)
    return about


class _Loss(NamedTuple):
    """Which responses lose the value of a column, and what stands there then."""

    where: ColumnElement[bool]
    then: Any


def _overwrite(consultation: Consultation) -> dict[str, int]:
    """All columns in one statement, so that each is judged by what stood there before."""
    losses = _losses(consultation)
    here = Submission.consultation_id == consultation.id
    counted = select(*(func.sum(case((loss.where, 1), else_=0)) for loss in losses.values())).where(here)
    numbers = db.session.execute(counted).one()
    columns = rows(Submission).c
    after = {name: case((loss.where, loss.then), else_=columns[name]) for name, loss in losses.items()}
    db.session.execute(update(rows(Submission)).where(here).values(after))
    return {name: int(number or 0) for name, number in zip(losses, numbers, strict=True)}


def _losses(consultation: Consultation) -> dict[str, _Loss]:
    """An area is erased where so few responses share it that it could tell who one of them is."""
    organisation = Submission.on_behalf_of == OnBehalfOf.organisation
    named = and_(*CONSENTED, Submission.publish_preference == PublishPreference.publish_with_name)
    as_body = and_(*CONSENTED, Submission.publish_preference == PublishPreference.publish_organisation_name_only)
    shared = select(Submission.area_id).where(
        Submission.consultation_id == consultation.id, Submission.area_id.is_not(None)
    )
    areas = db.session.scalars(shared.group_by(Submission.area_id).having(func.count() >= SMALLEST)).all()
    told = Submission.confidentiality_reason.not_in(("", keeping.REASON_ERASED))
    return {
        "name": _Loss(and_(Submission.name != "", not_(named)), ""),
        "email": _Loss(Submission.email != "", ""),
        "organisation_name": _Loss(
            and_(Submission.organisation_name != "", not_(or_(organisation, named, as_body))), ""
        ),
        "represents": _Loss(and_(Submission.represents != "", not_(organisation)), ""),
        "confidentiality_reason": _Loss(told, keeping.REASON_ERASED),
        "area_id": _Loss(and_(Submission.area_id.is_not(None), Submission.area_id.not_in(areas)), None),
        "import_key": _Loss(Submission.import_key.is_not(None), None),
    }


def _mails(consultation: Consultation) -> list[str]:
    """The `purpose_key`s of all mails to respondents."""
    here = Submission.consultation_id == consultation.id
    responses = db.session.scalars(select(Submission.id).where(here)).all()
    changes = db.session.scalars(select(Notice.id).where(Notice.consultation_id == consultation.id)).all()
    revisions = db.session.scalars(select(SubmissionRevision.id).join(SubmissionRevision.submission).where(here))
    drafts = select(SubmissionDraft.id, SubmissionDraft.links_mailed).where(
        SubmissionDraft.consultation_id == consultation.id, SubmissionDraft.links_mailed > 0
    )
    return [
        *(f"outcome:{one}" for one in responses),
        *(purpose(change, one) for change in changes for one in responses),
        *(f"receipt:{one}" for one in revisions),
        *(f"draft:{one}:{number}" for one, mailed in db.session.execute(drafts) for number in range(1, mailed + 1)),
    ]
