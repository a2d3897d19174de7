"""What is stored as a key, in the words that people read: one table for forms, pages and the published edition."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date
from typing import Any

from collab.proposals.models import DateChangeReason, Delivery, EvidenceKind, Rag, Recurrence, Stage, Unit, UserGroup
from collab.proposals.rules.commitments import ACCEPTANCE_WORDS, KIND_WORDS
from collab.proposals.rules.implications import FUNDING_WORDS, STATUS_WORDS, TYPE_WORDS, UNIT_WORDS
from collab.proposals.rules.parts import ROLE_WORDS
from collab.proposals.rules.text import OPTION_WORDS

STAGE_WORDS = {
    Stage.prevention: "Preventing crime",
    Stage.report: "Reporting a crime",
    Stage.arrest_custody: "Arrest and police custody",
    Stage.out_of_court: "Settled out of court",
    Stage.bail_remand_decision: "Decision on bail or remand",
    Stage.first_hearing: "First hearing",
    Stage.case_management: "Managing the case in court",
    Stage.custody_remand: "In prison on remand",
    Stage.custody_sentenced: "In prison after sentence",
    Stage.community_supervision: "Supervision in the community",
    Stage.post_case: "After the case",
}
RECURRENCE_WORDS = {
    Recurrence.one_off: "One-off",
    Recurrence.transitional: "While it is brought in",
    Recurrence.recurring: "Recurring",
}
EVIDENCE_WORDS = {
    EvidenceKind.consultation_response: "Response to a consultation",
    EvidenceKind.expert_judgement: "Judgement of experts",
    EvidenceKind.none: "No evidence yet",
}
GROUP_WORDS = {
    UserGroup.child_suspect: "Children who are suspects",
    UserGroup.child_defendant: "Children who are defendants",
    UserGroup.suspect: "Suspects",
    UserGroup.defendant: "Defendants",
    UserGroup.convicted_person: "Convicted people",
    UserGroup.remand_prisoner: "Prisoners on remand",
    UserGroup.victim: "Victims",
    UserGroup.bereaved_family: "Bereaved families",
    UserGroup.witness: "Witnesses",
    UserGroup.vulnerable_witness: "Vulnerable witnesses",
    UserGroup.family_of_prisoner: "Families of prisoners",
    UserGroup.juror: "Jurors",
    UserGroup.appropriate_adult: "Appropriate adults",
    UserGroup.defence_practitioner: "Defence practitioners",
    UserGroup.frontline_police: "Frontline police",
    UserGroup.prosecutor: "Prosecutors",
    UserGroup.judiciary_magistracy: "Judges and magistrates",
    UserGroup.third_sector_practitioner: "People who work for charities",
    UserGroup.interpreter_intermediary: "Interpreters and intermediaries",
    UserGroup.public: "The public",
}
DATE_REASON_WORDS = {
    DateChangeReason.resource: "People or money",
    DateChangeReason.dependency: "Something it depends on",
    DateChangeReason.legal: "Law or a court",
    DateChangeReason.procurement: "Buying and contracts",
    DateChangeReason.election_or_recess: "An election, or Parliament not sitting",
    DateChangeReason.scope_change: "What is to be done changed",
    DateChangeReason.external_event: "Something outside",
    DateChangeReason.other: "Something else",
}
DELIVERY_WORDS = {
    Delivery.complete_claimed: "Said to be complete, not verified yet",
    Delivery.closed_verified: "Complete and verified",
    Delivery.superseded: "Replaced by another",
}
RAG_WORDS = {
    Rag.green: "Green: on track",
    Rag.amber: "Amber: can be done if something is done about it",
    Rag.red: "Red: cannot be done as agreed",
}
_TABLES: tuple[Mapping[Any, str], ...] = (
    KIND_WORDS,
    ACCEPTANCE_WORDS,
    TYPE_WORDS,
    UNIT_WORDS,
    FUNDING_WORDS,
    STATUS_WORDS,
    ROLE_WORDS,
    STAGE_WORDS,
    OPTION_WORDS,
    RECURRENCE_WORDS,
    EVIDENCE_WORDS,
    GROUP_WORDS,
    DATE_REASON_WORDS,
    DELIVERY_WORDS,
    RAG_WORDS,
)
_WORDS: dict[str, str] = {str(member.value): words for table in _TABLES for member, words in table.items()}
_NAMES = ("IT ", "HM ")


def said(value: enum.Enum | str | None) -> str:
    """A stored key, or the member that has it, in words; empty for nothing."""
    if value is None:
        return ""
    key = str(value.value if isinstance(value, enum.Enum) else value)
    words = _WORDS.get(key) or key.replace("_", " ")
    return words if key in {member.value for member in Unit} else words[:1].upper() + words[1:]


def within(value: enum.Enum | str | None) -> str:
    """The same inside a sentence."""
    words = said(value)
    return words if words.startswith(_NAMES) else words[:1].lower() + words[1:]


def of_prices(price_base: str) -> str:
    """ "2025-26 prices", whether or not the word was typed."""
    base = price_base.strip()
    return base if not base or base.lower().endswith("prices") else f"{base} prices"


def iso_day(value: str) -> str:
    """A stored date, "2027-09-30", as people write it."""
    on = date.fromisoformat(value)
    return f"{on.day} {on:%B %Y}"
