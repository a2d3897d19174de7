"""What of a proposal goes into a frozen text, and what stays outside: the fields of `docs/decisions/0003`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from collab import text
from collab.accounts.rules import commitment_word
from collab.attachments.models import Attachment
from collab.documents.models import Document
from collab.proposals.models import (
    Acceptance,
    Assessment,
    AssessmentKind,
    Commitment,
    CommitmentStatus,
    Delivery,
    Implication,
    ImplicationStatus,
    Marking,
    NilReturn,
    Option,
    OptionKind,
    Participation,
    PartRole,
    Progress,
    Proposal,
    Provision,
    Purpose,
    Section,
)
from collab.proposals.rules.canonical import FORMAT, FORMAT_VERSION
from collab.proposals.rules.parts import BY_INVITATION
from collab.text import Bilingual

PROPOSED, SIGNED, REFUSED = "proposed, subject to consultation", "signed", "refused"
ENDED = {Delivery.cancelled: "signed, and cancelled since", Delivery.superseded: "signed, and replaced since"}
BINDING = frozenset({SIGNED, *ENDED.values()})
ANSWERED = frozenset({ImplicationStatus.confirmed, ImplicationStatus.disputed})
_ROLES = tuple(PartRole)


@dataclass(frozen=True)
class Selection:
    """Which of a proposal's records a text holds."""

    parts: Callable[[Proposal], list[Participation]]
    commitments: Callable[[Proposal], list[Commitment]]
    implications: Callable[[Proposal], list[Implication]]
    nil_returns: Callable[[Proposal], list[NilReturn]]


def content(
    proposal: Proposal, *, change_note: str, significance: str = "major", of: Selection | None = None
) -> dict[str, Any]:
    """The frozen text as plain values; `canonical.dumps` writes it. The proposal comes with all its parts loaded.

    Nothing in it depends on when or by whom it is frozen, cleared or published, nor on the public reference, which the
    first publication gives. What a body has not shared, and what is OFFICIAL-SENSITIVE, is left out, unless a selection
    says otherwise.
    """
    of = of or PUBLIC
    parts = of.parts(proposal)
    order = {part.organisation_id: place for place, part in enumerate(parts)}
    commitments = _by_body(of.commitments(proposal), order)
    numbers = {commitment.id: commitment.number for commitment in commitments}
    frozen: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "proposal": str(proposal.id),
        "purpose": proposal.preparing,
        "title": _words(proposal.title),
        "summary": _words(proposal.summary),
        "change_note": change_note,
        "significance": significance,
        "organisations": [_part(part) for part in parts],
        "sections": [_section(section) for section in sorted(proposal.sections, key=lambda s: s.position)],
        "provisions": [_provision(provision) for provision in standing_provisions(proposal)],
        "options": [
            _option(option) for option in sorted(proposal.options, key=lambda o: (o.position, o.title.en.text))
        ],
        "commitments": [commitment_record(c, proposal.preparing, numbers) for c in commitments],
        "implications": [implication_record(i, numbers) for i in _by_body(of.implications(proposal), order)],
        "nil_returns": [
            _nil_return(n)
            for n in sorted(
                of.nil_returns(proposal), key=lambda n: (_place(n.organisation_id, order), n.provision.number)
            )
        ],
        "assessments": [_assessment(one) for one in public_assessments(proposal)],
        "attachments": [_attachment(attachment) for attachment in proposal.attachments],
    }
    if proposal.is_demonstration:
        frozen["demonstration"] = True
    return frozen


# --- What is public ----------------------------------------------------------------------------------------------


def published_parts(proposal: Proposal) -> list[Participation]:
    """The organisations that an edition names, leads first; one that was never invited is not named."""
    named = [part for part in proposal.participations if part.role not in BY_INVITATION or part.invited_at]
    return sorted(named, key=lambda part: (_ROLES.index(part.role), part.position, part.organisation.code))


def standing_provisions(proposal: Proposal) -> list[Provision]:
    """The provisions that were not retired, in their order."""
    standing = [provision for provision in proposal.provisions if provision.retired_at is None]
    return sorted(standing, key=lambda provision: (provision.position, provision.number))


def public_commitments(proposal: Proposal) -> list[Commitment]:
    """What a named organisation has shared and not withdrawn."""
    named = _named(proposal)
    withdrawn = CommitmentStatus.withdrawn
    return [c for c in proposal.commitments if c.shared_at and c.status is not withdrawn and c.organisation_id in named]


def public_implications(proposal: Proposal) -> list[Implication]:
    """Shared, answered by the organisation that it is about, not sensitive, and on a provision that stands."""
    named = _named(proposal)
    return [
        implication
        for implication in proposal.implications
        if implication.shared_at
        and implication.status in ANSWERED
        and implication.marking is Marking.official
        and implication.provision.retired_at is None
        and implication.organisation_id in named
    ]


def public_nil_returns(proposal: Proposal) -> list[NilReturn]:
    """Shared by a named organisation, on a provision that stands."""
    named = _named(proposal)
    shared = [nil for nil in proposal.nil_returns if nil.shared_at and nil.organisation_id in named]
    return [nil for nil in shared if nil.provision.retired_at is None]


def public_assessments(proposal: Proposal) -> list[Assessment]:
    """Those that the lead marked as public, in the order of their kinds."""
    kinds = list(AssessmentKind)
    public = [one for one in proposal.assessments if one.is_public]
    return sorted(public, key=lambda one: kinds.index(one.kind))


def _named(proposal: Proposal) -> set[UUID]:
    return {part.organisation_id for part in published_parts(proposal)}


def _by_body(records: Iterable[Any], order: dict[UUID, int]) -> list[Any]:
    return sorted(records, key=lambda record: (_place(record.organisation_id, order), record.number))


def _place(organisation_id: UUID, order: dict[UUID, int]) -> int:
    return order.get(organisation_id, len(order))


PUBLIC = Selection(published_parts, public_commitments, public_implications, public_nil_returns)


# --- Its parts ---------------------------------------------------------------------------------------------------


def _words(short: Bilingual) -> dict[str, Any]:
    status = "out_of_date" if short.is_stale else short.cy.status
    return {"en": short.en.text, "cy": short.cy.text, "cy_status": status}


def _blocks(document: Document) -> dict[str, Any]:
    return {
        "blocks": text.as_json(document.blocks),
        "blocks_cy": text.as_json(document.blocks_cy),
        "cy_status": document.status_cy,
    }


def _part(part: Participation) -> dict[str, Any]:
    body = part.organisation
    return {"code": body.code, "name": body.name, "name_cy": body.name_cy, "role": part.role, "reason": part.reason}


def _section(section: Section) -> dict[str, Any]:
    return {"kind": section.kind, **_blocks(section.document)}


def _provision(provision: Provision) -> dict[str, Any]:
    return {"label": provision.label, "title": _words(provision.title), **_blocks(provision.document)}


def _option(option: Option) -> dict[str, Any]:
    reason = option.discarded_reason if option.kind is OptionKind.discarded else ""
    return {
        "kind": option.kind,
        "title": _words(option.title),
        "description": _words(option.description),
        "discarded_reason": reason,
    }


def commitment_standing(commitment: Commitment, purpose: Purpose) -> str:
    """How binding it is: nobody has bound itself before the consultation is over (Gunning 1)."""
    if purpose is Purpose.consultation:
        return PROPOSED
    if commitment.acceptance is Acceptance.not_agreed:
        return REFUSED
    if commitment.delivery in ENDED:
        return ENDED[commitment.delivery]
    return SIGNED if commitment.status is CommitmentStatus.signed else PROPOSED


def commitment_record(commitment: Commitment, purpose: Purpose, numbers: dict[UUID, int]) -> dict[str, Any]:
    """`numbers` are those of the public commitments: it names only those that are public too."""
    body = commitment.organisation
    return {
        "number": commitment.number,
        "organisation": body.code,
        "word": commitment_word(body.independence, body.organisation_class),
        "standing": commitment_standing(commitment, purpose),
        "provisions": [p.label for p in commitment.provisions if p.retired_at is None],
        "kind": commitment.kind,
        "acceptance": commitment.acceptance,
        "words": commitment.words,
        "measure": commitment.measure,
        "accepted_part": commitment.accepted_part,
        "rejected_part": commitment.rejected_part,
        "reason": commitment.reason,
        "owner_role": commitment.owner_role,
        "baseline_on": commitment.baseline_on,
        "due_on": commitment.due_on,
        "milestones": [{"words": stone.words, "due_on": stone.due_on} for stone in commitment.milestones],
        "dependencies": commitment.dependencies,
        "depends_on": sorted(numbers[one.id] for one in commitment.depends_on if one.id in numbers),
        "date_changes": [_date_change(one) for one in commitment.date_changes],
        "recommendation": _recommendation(commitment),
    }


def _date_change(change: Progress) -> dict[str, Any]:
    return {
        "from_on": change.from_on,
        "to_on": change.to_on,
        "reason_kind": change.date_reason,
        "words": change.words,
        "late_notified": change.is_late_notified,
    }


def _recommendation(commitment: Commitment) -> dict[str, Any] | None:
    """The inspectorate's recommendation that it answers, if it answers one."""
    if not commitment.recommendation:
        return None
    return {
        "by": commitment.recommended_by.code if commitment.recommended_by else "",
        "title": commitment.recommendation,
        "url": commitment.recommendation_url,
        "published_on": commitment.recommended_on,
    }


def implication_record(implication: Implication, numbers: dict[UUID, int]) -> dict[str, Any]:
    """`numbers` are those of the public commitments: an implication names its cause only where that is public too."""
    cause = implication.caused_by_id
    return {
        "number": implication.number,
        "organisation": implication.organisation.code,
        "asserted_by": implication.asserted_by.code,
        "provision": implication.provision.label,
        "type": implication.type,
        "direction": implication.direction,
        "summary": implication.summary,
        "low": implication.low,
        "central": implication.central,
        "high": implication.high,
        "unit": implication.unit,
        "price_base": implication.price_base,
        "cannot_quantify_reason": implication.cannot_quantify_reason,
        "from_on": implication.from_on,
        "to_on": implication.to_on,
        "recurrence": implication.recurrence,
        "stages": list(implication.stages),
        "user_groups": list(implication.user_groups),
        "force_areas": [dict(area) for area in implication.force_areas],
        "areas": implication.areas,
        "confidence": implication.confidence,
        "confidence_reason": implication.confidence_reason,
        "evidence": [dict(one) for one in implication.evidence],
        "assumptions": implication.assumptions,
        "mitigation": implication.mitigation,
        "funding_position": implication.funding_position,
        "caused_by": numbers.get(cause) if cause else None,
        "status": implication.status,
        "answer": implication.answer,
    }


def _attachment(attachment: Attachment) -> dict[str, Any]:
    """Whoever clears the text clears this file: its hash is inside the text's."""
    return {
        "number": attachment.number,
        "title": {"en": attachment.title, "cy": attachment.title_cy},
        "description": attachment.description,
        "accessibility": attachment.accessibility,
        "accessible_note": attachment.accessible_note,
        "file_name": attachment.file_name,
        "kind": attachment.kind,
        "size": attachment.size,
        "sha256": attachment.sha256,
    }


def _assessment(one: Assessment) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "status": one.status,
        "status_on": one.status_on,
        "reason": one.reason,
        "reference": one.reference,
        "url": one.url,
    }


def _nil_return(nil: NilReturn) -> dict[str, Any]:
    return {"organisation": nil.organisation.code, "provision": nil.provision.label, "reason": nil.reason}
