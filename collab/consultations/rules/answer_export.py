"""The published answer as a document that leaves the house: drawn from what was frozen and cleared, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from collab import text
from collab.consultations.models import AnswerPart, DispositionDecision, OutcomeKind, RespondentType
from collab.consultations.rules import analysis_words
from collab.consultations.rules.respondent_words import RESPONDENT_TYPE
from collab.proposals.rules.exports import DEMONSTRATION, LICENCE, Heading, Outline, Piece, Table, Words, blocks, plain
from collab.web.filters import day

HEADINGS = {AnswerPart.outcome: "Government response", AnswerPart.feedback: "What people said"}


@dataclass(frozen=True)
class Published:
    """One of the two texts, with what the hash does not cover: when it was published, and who cleared it."""

    part: AnswerPart
    content: Mapping[str, Any]
    hash: str
    on: datetime
    cleared_by: Sequence[str]


def outline(published: Sequence[Published], names: Sequence[str], address: str) -> Outline:
    """`published` has the outcome first; `names` are those of respondents who agreed to be named."""
    first = published[0]
    content = first.content
    named = f"Consultation {content['consultation']}"
    return Outline(
        title=content["title"]["en"],
        caption=f"{HEADINGS[first.part]}: {named[0].lower()}{named[1:]}",
        foot=f"{named}, {day(first.on)}. SHA-256 {first.hash[:12]}",
        authors=list(first.cleared_by),
        lead=_decision(content) or f"{content['numbers']['responses']:,} responses came in.",
        welsh=[content["title"]["cy"]] if content["title"]["cy"] else [],
        front=[
            ("Published jointly by", ", ".join(first.cleared_by)),
            *((f"{HEADINGS[one.part]}, published", day(one.on)) for one in published),
            *((f"{HEADINGS[one.part]}, SHA-256", one.hash) for one in published),
            ("On the web", address),
            ("Licence", LICENCE),
        ],
        notices=[DEMONSTRATION] if content.get("demonstration") else [],
        pieces=[*(piece for one in published for piece in _part(one)), *_who(content), *_names(names)],
        is_about="This answer",
    )


def _decision(content: Mapping[str, Any]) -> str:
    kind = content.get("decision")
    return f"Decision: {analysis_words.OUTCOME[OutcomeKind(kind)]}." if kind else ""


def _part(one: Published) -> Iterator[Piece]:
    yield Heading(1, HEADINGS[one.part])
    for language in ("en", "cy"):
        yield from blocks(text.from_json(one.content["text"][language]), 2, language)
    decided = [theme for theme in one.content["themes"] if theme.get("decision")]
    if decided:
        yield Heading(2, "You said, and what was decided")
        head = [plain(words) for words in ("You said", "Responses", "Decision", "Why, and what changed")]
        yield Table(
            "Each theme, the decision and the reason", head, [_row(theme) for theme in decided], names_rows=True
        )


def _row(theme: Mapping[str, Any]) -> list[Any]:
    changed = f" New words in provision {theme['provision']}: “{theme['quote']}”" if theme["quote"] else ""
    return [
        plain(theme["name"]["en"]),
        plain(theme["responses"]),
        plain(analysis_words.DECISION[DispositionDecision(theme["decision"])]),
        plain(f"{theme['reason']['en']}{changed}"),
    ]


def _who(content: Mapping[str, Any]) -> Iterator[Piece]:
    numbers = content["numbers"]
    yield Heading(1, "Who responded")
    yield Words(
        plain(
            f"{numbers['responses']:,} in all, {numbers['different']:,} counting the same words once."
            f" Not through the website: {numbers['offline']:,}. Left out with a reason: {numbers['left_out']:,}."
        )
    )
    if numbers["by_type"]:
        cells = sorted((RESPONDENT_TYPE[RespondentType(kind)], number) for kind, number in numbers["by_type"].items())
        rows = [[plain(kind), plain("Not shown" if number is None else f"{number:,}")] for kind, number in cells]
        yield Table("Responses by who sent them", [plain("Who"), plain("Responses")], rows, names_rows=True)


def _names(names: Sequence[str]) -> Iterator[Piece]:
    if names:
        yield Heading(1, "Annex: who agreed to be named")
        for name in names:
            yield Words(plain(name), "bullet")


def as_data(published: Sequence[Published], names: Sequence[str]) -> dict[str, Any]:
    """The same as JSON values; each text as it was hashed."""
    return {
        "answers": [
            {
                "part": one.part.value,
                "published_at": one.on.isoformat(),
                "sha256": one.hash,
                "cleared_by": list(one.cleared_by),
                "answer": one.content,
            }
            for one in published
        ],
        "named_respondents": list(names),
    }
