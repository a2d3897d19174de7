"""Gathering the evidence of a published answer: the figures, the statement that follows from them, and the file with both."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import rfc8785
from sqlalchemy import func, select

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.policy import ANONYMOUS
from collab.audit import queries as audit
from collab.audit.models import Event, RootKind
from collab.consultations import queries
from collab.consultations.models import Consultation, Outcome, RunRole, Submission
from collab.consultations.queries import analysis, answering, gate, notices, receipts, setup, stakeholders
from collab.consultations.queries.receipts import Resolution
from collab.consultations.rules import evidence, integrity, readiness, standing, suppression, window
from collab.consultations.rules.frozen_json import as_json
from collab.consultations.rules.gate import Analysis, Progress
from collab.consultations.rules.integrity import Explanation, Test
from collab.consultations.rules.outcome import is_answered
from collab.db import db
from collab.errors import NotFound
from collab.proposals.models import Edition
from collab.proposals.queries import editions

READING = (
    Event.submission_read,
    Event.submission_coded,
    Event.answer_coded,
    Event.submission_excluded,
    Event.campaign_read,
)
DISCLOSED = frozenset(evidence.DISCLOSED)

# --- The figures ------------------------------------------------------------------------------------------------------


def figures(consultation: Consultation) -> dict[str, Any]:
    """All that the statement follows from, as JSON values, worked out now. Nothing in it is of a single response or a person."""
    lead = next((one.organisation.name for one in consultation.runners if one.role is RunRole.lead), "")
    approved_at = consultation.opening_approved_at
    return {
        "reference": consultation.reference,
        "title": {"en": consultation.title.en.text, "cy": consultation.title.cy.text},
        "type": consultation.engagement_type.value,
        "is_on_a_decision": standing.is_on_a_decision(consultation),
        "lead": lead,
        "organisations": [
            {"name": one.organisation.name, "code": one.organisation.code, "role": one.role.value}
            for one in consultation.runners
        ],
        "opening_approved_at": approved_at.isoformat() if approved_at else None,
        "dates": _dates(consultation),
        "asked": _asked(consultation),
        "changes": [{"kind": one.kind, "at": one.at.isoformat()} for one in notices.told(consultation)],
        "reach": _reach(consultation),
        "responses": _responses(consultation),
        "read_by": _read_by(consultation),
        "editions": _editions(consultation),
        "checks": [as_json(replace(one, missing="")) for one in readiness.checks(setup.facts(consultation))],
        "progress": as_json(_progress(consultation)),
        "events": dict(sorted(audit.counts(RootKind.consultation, consultation.id).items())),
    }


def _dates(consultation: Consultation) -> dict[str, Any]:
    opens_at, closes_at = consultation.opens_at, consultation.closes_at
    assert opens_at and closes_at
    feedback, outcome = consultation.feedback, consultation.outcome
    at = standing.response_clock(consultation, clock.now())
    return {
        "opened_at": opens_at.isoformat(),
        "closed_at": closes_at.isoformat(),
        "days_open": window.window_days(opens_at, closes_at),
        "feedback_published_at": feedback.published_at.isoformat() if feedback and feedback.published_at else None,
        "outcome_published_at": outcome.published_at.isoformat() if outcome and outcome.published_at else None,
        "days_after_closing": at.days if at else None,
        "days_late": at.days_late if at else None,
    }


def _asked(consultation: Consultation) -> list[dict[str, Any]]:
    return [
        {
            "number": one.number,
            "kind": one.current.type.value,
            "wording": {"en": one.current.wording.en.text, "cy": one.current.wording.cy.text},
            "versions": len(one.versions),
        }
        for one in setup.questions(consultation)
    ]


def _reach(consultation: Consultation) -> dict[str, Any]:
    """As it may be published: at least so many, and null where a number is hidden."""
    held = stakeholders.public_map(consultation)
    return {
        "groups": [
            {
                "kind": one.kind,
                "name": one.name,
                "target": one.target,
                "responded_at_least": one.responded,
                "took_part_at_least": one.involved,
            }
            for one in held.groups
        ],
        "left_out": [{"kind": kind, "reason": reason} for kind, reason in held.gaps],
    }


def _responses(consultation: Consultation) -> dict[str, Any]:
    numbers = analysis.tally(consultation)
    left_out = select(Submission.exclusion_reason, func.count()).where(
        Submission.consultation_id == consultation.id, Submission.exclusion_reason.is_not(None)
    )
    counted = db.session.execute(left_out.group_by(Submission.exclusion_reason))
    why = {reason.value: number for reason, number in counted if reason}
    return {
        "received": numbers.total,
        "considered": numbers.considered,
        "excluded": numbers.excluded,
        "lead_to": {one.value: number for one, number in receipts.resolutions(consultation).items()},
        "excluded_because": dict(sorted(suppression.suppressed(why).items())),
    }


def _read_by(consultation: Consultation) -> list[dict[str, Any]]:
    """How many officials of which organisation read responses, coded them or left them out."""
    found = audit.people_by_organisation(RootKind.consultation, consultation.id, READING)
    names = accounts.names(sorted(found, key=str))
    rows = [{"organisation": names.get(one, ""), "officials": number} for one, number in found.items()]
    return sorted(rows, key=lambda row: str(row["organisation"]))


def _editions(consultation: Consultation) -> dict[str, Any]:
    before, after = _consulted(consultation), _decided(consultation)
    changed = editions.changes(before, after) if before and after else []
    return {
        "consulted": _edition(before),
        "decided": _edition(after),
        "changed_provisions": [one.label for one in changed if one.is_changed],
    }


def _edition(edition: Edition | None) -> dict[str, Any] | None:
    if edition is None:
        return None
    return {
        "proposal": edition.proposal.reference,
        "number": edition.label,
        "sha256": edition.hash,
        "published_at": edition.published_at.isoformat() if edition.published_at else None,
    }


def _consulted(consultation: Consultation) -> Edition | None:
    return _published(consultation.edition)


def _decided(consultation: Consultation) -> Edition | None:
    return _published(consultation.outcome.edition if consultation.outcome else None)


def _published(edition: Edition | None) -> Edition | None:
    return edition if edition is not None and edition.published_at is not None else None


def _progress(consultation: Consultation) -> Progress:
    """What the four tests look at, with what only counts once it is answered. The deciders' own words are not public."""
    decided = [row.theme.disposition for row in analysis.themes(consultation)]
    mapped = stakeholders.public_map(consultation).groups
    unread = select(func.count()).where(
        Submission.consultation_id == consultation.id,
        Submission.read_by_id.is_(None),
        Submission.exclusion_reason.is_(None),
    )
    left = Analysis(
        unread=db.session.scalar(unread) or 0,
        uncoded=answering.facts(consultation).uncoded,
        undecided=sum(one is None for one in decided),
        unreasoned=sum(one is not None and not one.reason.en.text.strip() for one in decided),
        unresolved=receipts.resolutions(consultation)[Resolution.nothing],
        themes=len(decided),
    )
    nobody = tuple(one.name for one in mapped if one.responded == 0 and one.involved == 0)
    found = replace(gate.progress(consultation), groups=len(mapped), unreached=nobody, analysis=left)
    return replace(found, deciders=tuple(replace(one, statement="") for one in found.deciders))


# --- The statement ----------------------------------------------------------------------------------------------------


class Stated:
    """A published answer with its figures and the statement that follows from them."""

    def __init__(self, consultation: Consultation, outcome: Outcome) -> None:
        self.consultation, self.outcome = consultation, outcome
        self.sealed = _sealed(consultation)
        self.figures: Mapping[str, Any] = self.sealed if self.sealed is not None else figures(consultation)
        self.explanations = explanations(consultation)
        self.tests: tuple[Test, ...] = integrity.statement(self.figures, self.explanations)


def stated(address: str) -> Stated:
    """Raises NotFound while the government response is not published, and for what ran elsewhere: nothing is recorded of it."""
    return stated_of(queries.get(address, viewer=ANONYMOUS))


def stated_of(consultation: Consultation) -> Stated:
    outcome = consultation.outcome
    if outcome is None or consultation.is_historic or not is_answered(consultation):
        raise NotFound
    return Stated(consultation, outcome)


def _sealed(consultation: Consultation) -> Mapping[str, Any] | None:
    """The figures as the chain holds them."""
    held = audit.contents(RootKind.consultation, consultation.id, Event.evidence_sealed)
    record = held[-1].get("record") if held else None
    return record if isinstance(record, dict) else None


def is_sealed(consultation: Consultation) -> bool:
    return _sealed(consultation) is not None


def explanations(consultation: Consultation) -> list[Explanation]:
    """What bodies said about rules that are not met: entries of the chain, so that none is ever changed."""
    said = audit.entries(RootKind.consultation, consultation.id, Event.evidence_explained)
    return evidence.explanations([audit.as_walked(one) for one in said])


def to_seal() -> Sequence[UUID]:
    """Published answers whose figures the chain does not hold."""
    sealed = audit.roots_with(RootKind.consultation, Event.evidence_sealed)
    query = select(Consultation.id).join(Consultation.outcome).where(Outcome.published_at.is_not(None))
    fresh = query.where(Consultation.is_historic.is_(False), Consultation.id.not_in(sealed))
    return db.session.scalars(fresh.order_by(Outcome.published_at, Consultation.id)).all()


# --- The file ---------------------------------------------------------------------------------------------------------


def file(found: Stated) -> Iterator[bytes]:
    """The evidence in canonical JSON, piece by piece, with the sum of all that is before it at the end.

    The chain is read while it is written, when the consultation itself may be gone from the session.
    """
    consultation = found.consultation
    frozen = [one for one in (_consulted(consultation), _decided(consultation)) if one]
    beside = {
        "editions": [{"edition": one.content, "sha256": one.hash} for one in frozen],
        "format": evidence.FORMAT,
        "format_version": evidence.FORMAT_VERSION,
        "reference": consultation.reference,
        "statement": integrity.as_data(found.tests),
    }
    return _summed(_pieces(consultation.id, beside))


def _summed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    total = hashlib.sha256()
    for piece in pieces:
        total.update(piece)
        yield piece
    yield f'{evidence.SUMS}{total.hexdigest()}"}}'.encode()


def _pieces(root_id: UUID, beside: dict[str, Any]) -> Iterator[bytes]:
    """Names in their canonical order; see `evidence.verify` for what is made of them."""
    yield b'{"chain":{"entries":['
    length, head, sealed_by = 0, "", 0
    for one in audit.walk(RootKind.consultation, root_id, with_payloads_of=DISCLOSED):
        length, head = length + 1, one["hash"]
        sealed_by = length if one["fields"]["event"] == Event.evidence_sealed.value else sealed_by
        written = evidence.entry(one["fields"], one["hash"], one["salt"], one["content"])
        yield (b"," if length > 1 else b"") + rfc8785.dumps(written)
    rest: dict[str, Any] = {"head": head, "length": length, "root": str(root_id)}
    yield b"]," + rfc8785.dumps(rest)[1:]
    yield b"," + rfc8785.dumps(beside | {"sealed_by": sealed_by})[1:-1]
