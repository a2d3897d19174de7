"""An edition's frozen content as an outline: all that its page says, in the same order, from nothing but what was frozen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collab import text
from collab.accounts.rules import opening, the
from collab.attachments.rules.words import accessibility_words, kind_words, size_words
from collab.proposals.rules import comparison
from collab.proposals.rules.exports.pieces import Heading, Line, Outline, Piece, Table, Words, labelled, plain
from collab.proposals.rules.published import Body, Publication, publication
from collab.proposals.rules.words import of_prices, within
from collab.text import Block, BlockKind
from collab.web.filters import day, money, number

LICENCE = "Open Government Licence v3.0, except where the source says otherwise"
DEMONSTRATION = "Demonstration: invented content"
PROPOSED = "Proposed, subject to consultation. Nothing here is decided. It can change because of what people say."
_OPTIONS = {
    "do_nothing": "Doing nothing",
    "preferred": "The preferred option",
    "considered": "Also considered",
    "discarded": "Discarded",
}
_STYLES = {
    BlockKind.paragraph: "paragraph",
    BlockKind.quotation: "quotation",
    BlockKind.bullet: "bullet",
    BlockKind.numbered: "numbered",
}
INDEPENDENT = frozenset({"undertaking", "position"})
OWN_WORDS = "This body is independent. It says in its own words what it undertakes; nobody assigned it."


@dataclass(frozen=True)
class Facts:
    """What the hash does not cover, in words. A text that is frozen and not published has no reference, number or address."""

    hash: str
    on: str
    reference: str = ""
    number: str | None = None
    address: str = ""
    cleared: Sequence[str] = ()
    notices: Sequence[str] = ()
    """What a reader must know before they read: that it was withdrawn, or published without somebody's clearance."""

    @property
    def is_published(self) -> bool:
        return self.number is not None


def outline(content: Mapping[str, Any], facts: Facts) -> Outline:
    """Raises KeyError for what is not a frozen content."""
    told = publication(content)
    purpose = "for consultation" if told.is_proposed else "the decision"
    named = f"{facts.reference}, edition {facts.number}" if facts.is_published else "Frozen text, not published"
    return Outline(
        title=told.title,
        caption=f"Joint proposal {facts.reference}" if facts.is_published else named,
        foot=f"{named}, {facts.on}. SHA-256 {facts.hash[:12]}",
        authors=[body.name for body in told.bodies if body.role in ("lead", "joint")],
        lead=told.summary,
        welsh=[words for words in (told.title_cy, told.summary_cy) if words],
        front=[
            ("From", told.from_whom),
            ("Edition", f"{facts.number}, {purpose}" if facts.is_published else f"Not published; {purpose}"),
            ("Published" if facts.is_published else "Frozen", facts.on),
            ("Change note", told.change_note),
            ("SHA-256", facts.hash),
            ("Licence", LICENCE),
        ],
        notices=[
            *facts.notices,
            *([DEMONSTRATION] if told.is_demonstration else []),
            *([] if facts.is_published else ["This text is being cleared. It is not public and can still change."]),
            *([PROPOSED] if told.is_proposed else []),
        ],
        pieces=[*_parts(content, told), *_end(facts)],
    )


def _parts(content: Mapping[str, Any], told: Publication) -> Iterator[Piece]:
    written = {section["kind"]: section for section in content["sections"]}
    drawn = {"proposed": _provisions, "options": _options, "files": _files}
    for part in told.parts:
        yield Heading(1, f"{part.number}. {part.heading}")
        if part.kind in written:
            yield from _document(written[part.kind], 2)
            if part.kind == "evidence" and told.assessments:
                yield from _assessments(told)
        elif part.kind in drawn:
            yield from drawn[part.kind](content)
        elif part.kind == "answers":
            yield from _answers(told)


# --- Running text ----------------------------------------------------------------------------------------------------


def _document(document: Mapping[str, Any], level: int) -> Iterator[Piece]:
    yield from blocks(text.from_json(document["blocks"]), level, "en")
    if document["cy_status"] == "approved":
        yield from blocks(text.from_json(document["blocks_cy"]), level, "cy")


def blocks(written: Iterable[Block], level: int, lang: str) -> Iterator[Piece]:
    """`level` is that of the text's own headings; a smaller one without a larger before it is raised, so that none is skipped."""
    deepest = level - 1
    for block in written:
        if block.kind in (BlockKind.heading_2, BlockKind.heading_3):
            deepest = min(level + (block.kind is BlockKind.heading_3), deepest + 1)
            yield Heading(deepest, block.plain, lang)
        elif block.kind is BlockKind.table:
            head, *rows = text.rows(block.runs)
            width = max(len(row) for row in (head, *rows))
            full = [[*row, *([()] * (width - len(row)))] for row in (head, *rows)]
            yield Table("", full[0], full[1:], lang=lang)
        else:
            yield Words(block.runs, _STYLES[block.kind], block.depth, lang)


def _assessments(told: Publication) -> Iterator[Piece]:
    yield Heading(2, "Assessments")
    for one in told.assessments:
        named = f"{one['name']} ({one['reference']})" if one["reference"] else one["name"]
        words = f"{named}: {within(one['status'])}, since {day(one['status_on'])}"
        yield Words(plain(". ".join(filter(None, [words, one["reason"], one["url"]]))), "bullet")


def _provisions(content: Mapping[str, Any]) -> Iterator[Piece]:
    for provision in content["provisions"]:
        yield Heading(2, f"{provision['label']} {provision['title']['en']}")
        if provision["title"]["cy_status"] == "approved":
            yield Words(plain(provision["title"]["cy"]), "small", lang="cy")
        yield from _document(provision, 3)


def _options(content: Mapping[str, Any]) -> Iterator[Piece]:
    for option in content["options"]:
        yield Heading(2, f"{_OPTIONS[option['kind']]}: {option['title']['en']}")
        if option["description"]["en"]:
            yield Words(plain(option["description"]["en"]))
        if option["discarded_reason"]:
            yield Words(labelled("Why it was discarded", option["discarded_reason"]))


def _files(content: Mapping[str, Any]) -> Iterator[Piece]:
    for record in content["attachments"]:
        yield Heading(2, f"{record['title']['en']} ({kind_words(record['kind'])}, {size_words(record['size'])})")
        yield Words(plain(record["description"]))
        yield Words(plain(f"{accessibility_words(record['accessibility'])}. {record['accessible_note']}".strip()))
        yield Words(labelled("SHA-256", record["sha256"]), "small")


# --- What each organisation says -----------------------------------------------------------------------------------------


def _answers(told: Publication) -> Iterator[Piece]:
    if told.is_proposed:
        yield Words(plain("What each organisation says it would do is proposed. Nobody has signed anything yet."))
    for body in told.bodies:
        yield Heading(2, f"{body.name}, {within(body.role)}")
        if body.reason:
            yield Words(plain(body.reason))
        yield from _body(body)


def _body(body: Body) -> Iterator[Piece]:
    if body.commitments and body.word in INDEPENDENT:
        yield Words(plain(OWN_WORDS))
    for record in body.commitments:
        name = f"{record['word'].capitalize()} {record['number']}"
        yield _record(f"{name} of {the(body.name)}", comparison.commitment_lines(record))
    for record in body.implications:
        name = f"Implication {record['number']} for {the(body.name)}"
        yield _record(name, _implication(record))
    for reason, labels in body.nothing:
        where = f"under {', '.join(labels)}"
        more = "else " if body.commitments or body.implications else ""
        yield Words(plain(f"{opening(the(body.name))} says that nothing {more}arises for it {where}. {reason}".strip()))
    if not body.has_answers and body.role in ("lead", "joint", "supporting", "affected"):
        yield Words(plain("Nothing was entered by this organisation."))


_AMOUNT = ("low", "central", "high", "unit", "price_base", "cannot_quantify_reason")


def _implication(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    bare = {key: value for key, value in record.items() if key not in _AMOUNT}
    first, *others = comparison.implication_lines({**bare, "asserted_by": record["asserted_by_name"]})
    return [first, ("How much", quantity(record)), *others]


def quantity(record: Mapping[str, Any]) -> str:
    """A range with its most likely value and unit, as the edition's page writes it."""
    unit = record["unit"] or ""
    written = money if unit in ("gbp", "gbp_per_year") else number
    low, central, high = (record[key] for key in ("low", "central", "high"))
    if not (low or central or high):
        reason = record["cannot_quantify_reason"]
        return f"Cannot be put as a number: {reason}" if reason else "No number"
    after = {"gbp": "", "gbp_per_year": " a year"}.get(unit, f" {within(unit)}")
    prices = f" ({of_prices(record['price_base'])})" if record["price_base"] else ""
    if low and high and low != high:
        likely = f", most likely {written(central)}" if central else ""
        return f"{written(low)} to {written(high)}{likely}{after}{prices}"
    return f"{written(central or low or high)}{after}{prices}"


def _record(name: str, lines: Sequence[tuple[str, str]]) -> Table:
    """A commitment or an implication: a row for each thing that was said."""
    head: list[Line] = [plain("About"), plain("What is said")]
    return Table(name, head, [[plain(about), plain(words)] for about, words in lines], names_rows=True)


# --- The end ------------------------------------------------------------------------------------------------------------


def _end(facts: Facts) -> Iterator[Piece]:
    if facts.is_published:
        yield Heading(1, "Who cleared this edition")
        for words in facts.cleared:
            yield Words(plain(words), "bullet")
    yield Heading(1, "How to verify")
    if facts.is_published:
        where = f"Download {facts.address}.json, run “collab edition verify FILE”, and compare the hash that it prints with this one."
        yield Words(
            plain(
                f"Each organisation cleared exactly this text, and anybody can check that not a comma was changed. {where}"
            )
        )
    else:
        yield Words(
            plain("Compare this hash with the one on the clearance page: clearing means clearing exactly this text.")
        )
    yield Words(labelled("SHA-256", facts.hash))
    yield Heading(1, "Licence")
    yield Words(plain(f"{LICENCE}."))
