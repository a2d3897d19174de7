"""The map of a conversation that Polis exported."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from collab.consultations.rules.opinion import matrix
from collab.consultations.rules.opinion.demographics import says_who
from collab.consultations.rules.opinion.maps import OpinionMap, opinion_map
from collab.consultations.rules.polis import PolisExport


@dataclass(frozen=True)
class MappedExport:
    export: PolisExport
    left_out: tuple[int, ...]
    found: OpinionMap


def mapped(export: PolisExport, *, leave_out: Collection[int] = (), keep: Collection[int] = ()) -> MappedExport:
    """Without the statements that say who somebody is, apart from those to keep."""
    left_out = tuple(
        one.id for one in export.statements if one.id in leave_out or (says_who(one.text) and one.id not in keep)
    )
    cast = ((one.voter_id, one.statement_id, one.value) for one in export.votes if one.statement_id not in left_out)
    return MappedExport(export, left_out, opinion_map(matrix.votes(cast)))
