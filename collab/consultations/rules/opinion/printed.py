"""A map of opinions as plain data and as plain lines. It holds all groups, and marks those too small for a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from collab.consultations.rules.opinion.exports import MappedExport
from collab.consultations.rules.opinion.maps import Group
from collab.consultations.rules.opinion.matrix import FEWEST_VOTES_OF_ONE
from collab.consultations.rules.opinion.representative import Representative
from collab.consultations.rules.opinion.words import FEWEST_OF_A_GROUP, FEWEST_VOTES, SMALLEST_GROUP, percent, why

_PLACES = 6


def data(of: MappedExport) -> dict[str, Any]:
    """As JSON has it. `score`: the product over groups of (agrees + 1) / (votes + 2); `against`: the same for disagrees.

    The three counts are those of the export; `left_out` are statements in it that are not in the map.
    """
    found = of.found
    return {
        "participants": of.export.voters,
        "statements": len(of.export.statements),
        "votes": len(of.export.votes),
        "left_out": list(of.left_out),
        "participants_in_groups": found.grouped,
        "silhouette": round(found.silhouette, _PLACES),
        "groups": [_group(one) for one in found.groups],
        "no_groups_on_pages": why_none(of),
        "consensus": [
            {
                "statement": one.statement,
                "score": round(one.score, _PLACES),
                "against": round(one.against, _PLACES),
                "agree": one.agree,
                "disagree": one.disagree,
                "n": one.n,
                "has_turnout": one.has_turnout,
            }
            for one in found.consensus
        ],
    }


def why_none(of: MappedExport) -> str | None:
    """The sentence for why pages show no groups; None where they do."""
    reason = of.found.no_groups
    return why(reason, people=of.found.with_enough, statements=of.found.statements) if reason else None


def _group(one: Group) -> dict[str, Any]:
    return {
        "id": one.id,
        "size": one.size,
        "is_shown_on_pages": one.is_shown,
        "members": list(one.members),
        "representative": [_representative(held) for held in one.representative],
    }


def _representative(one: Representative) -> dict[str, Any]:
    return {
        "statement": one.statement,
        "vote": "agree" if one.is_agree else "disagree",
        "chose": one.chose,
        "n": one.n,
        "times": round(one.times, _PLACES),
        "z": round(one.z, _PLACES),
    }


def lines(of: MappedExport) -> Iterator[str]:
    """Plain tables."""
    found, words = of.found, {one.id: one.text for one in of.export.statements}
    yield f"{of.export.voters:,} people, {len(of.export.statements):,} statements, {len(of.export.votes):,} votes."
    if of.left_out:
        yield f"Left out of the map, as who somebody is is no opinion, or as asked: {', '.join(map(str, of.left_out))}."
    yield (
        f"{found.with_enough:,} people voted on enough of the statements in the map to be in a group "
        f"({FEWEST_VOTES_OF_ONE}, or all where there are fewer)."
    )
    reason = why_none(of)
    if reason:
        yield reason
    for group in found.groups:
        mark = "" if group.is_shown else f", too small for a page (fewer than {SMALLEST_GROUP}, or 1 % of all)"
        yield f"\nGroup {group.id}: {group.size:,} people{mark}"
        yield "  vote      share       n  statement"
        for one in group.representative:
            vote = "agree" if one.is_agree else "disagree"
            yield f"  {vote:8} {percent(one.chose, one.n):4} % {one.n:7,}  {one.statement}. {_line(words[one.statement])}"
    yield "\nWhat all hold: the product over groups of (agrees + 1) / (votes + 2)"
    yield f"* fewer than {FEWEST_VOTES} votes, or than {FEWEST_OF_A_GROUP} in a group: too few to say so"
    yield "   score  agree       n  statement"
    for held in found.consensus:
        mark = " " if held.has_turnout else "*"
        share = percent(held.agree, held.n)
        yield f"{mark} {held.score:.4f} {share:4} % {held.n:7,}  {held.statement}. {_line(words[held.statement])}"


def _line(text: str) -> str:
    return " ".join(text.split())
