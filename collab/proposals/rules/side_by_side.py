"""Two states of a proposal compared part by part, each block beside the block that it became, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collab import text
from collab.attachments.rules.words import accessibility_words, kind_words, size_words
from collab.proposals.models import AssessmentKind, AssessmentStatus, SectionKind
from collab.proposals.rules import comparison
from collab.proposals.rules.assessments import KIND_WORDS, STATUS_WORDS
from collab.proposals.rules.text import SECTION_WORDS
from collab.text import Change

Blocks = Sequence[tuple[str, str]]
"""(what makes it the same block while its words change, words)."""
Pieces = Sequence[tuple[Change, str]]


@dataclass(frozen=True)
class Row:
    """A block before and after; what was not there is empty."""

    pieces: Pieces

    @property
    def is_changed(self) -> bool:
        return any(change is not Change.same for change, _ in self.pieces)

    @property
    def before(self) -> Pieces:
        return [piece for piece in self.pieces if piece[0] is not Change.added]

    @property
    def after(self) -> Pieces:
        return [piece for piece in self.pieces if piece[0] is not Change.removed]


@dataclass(frozen=True)
class Part:
    """A part of a proposal by the name that its readers know it by."""

    name: str
    rows: Sequence[Row]
    is_new: bool
    is_gone: bool

    @property
    def is_changed(self) -> bool:
        return any(row.is_changed for row in self.rows)


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Part]:
    """Each part that is different, in the order of the later state; those that are gone come last."""
    old, new = dict(_parts(before)), dict(_parts(after))
    every = dict.fromkeys([*new, *old])
    found = [
        Part(names[-1], _rows(old.get(key, ((), ""))[0], new.get(key, ((), ""))[0]), key not in old, key not in new)
        for key in every
        for names in [[held[key][1] for held in (old, new) if key in held]]
    ]
    return [part for part in found if part.is_changed]


def _carried(old: Blocks, new: Blocks) -> Blocks:
    """The new blocks, of which one that says word for word what a missing one said is that one: restored text has new ids."""
    kept, before = {key for key, _ in new}, {key for key, _ in old}
    missing = {words: key for key, words in old if key not in kept}
    return [(key if key in before else missing.pop(words, key), words) for key, words in new]


def _rows(old: Blocks, new: Blocks) -> list[Row]:
    new = _carried(old, new)
    words_old, words_new = dict(old), dict(new)
    rows = []
    for is_same, here, there in text.steps([key for key, _ in old], [key for key, _ in new]):
        if is_same:
            keys = [old[place][0] for place in here]
            rows += [Row(text.compare(words_old[key], words_new[key])) for key in keys]
        else:
            rows += [Row([(Change.removed, old[place][1])]) for place in here if old[place][1]]
            rows += [Row([(Change.added, new[place][1])]) for place in there if new[place][1]]
    return rows


def _parts(content: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Blocks, str]]]:
    """(what makes it the same part, (its blocks, its name))."""
    for name in ("title", "summary"):
        yield from _both(name, name.capitalize(), [("", content[name]["en"])], [("", content[name]["cy"])])
    bodies = [(b["code"], ", ".join(filter(None, _body(b)))) for b in content["organisations"]]
    yield "organisations", (bodies, "Organisations")
    for section in content["sections"]:
        yield from _document(section["kind"], SECTION_WORDS[SectionKind(section["kind"])], section)
    for provision in content["provisions"]:
        title = provision["title"]
        name = f"{provision['label']} {title['en']}"
        yield from _document(provision["label"], name, provision, (title["en"], title["cy"]))
    for option in content["options"]:
        yield from _option(option)
    names = {body["code"]: body["name"] for body in content["organisations"]}
    for record in content["commitments"]:
        name = f"{record['word'].capitalize()} {record['number']}, {names.get(record['organisation'], '')}"
        yield f"commitment {record['number']}", (_lines(comparison.commitment_lines(record)), name)
    for record in content["implications"]:
        name = f"Implication {record['number']}, for {names.get(record['organisation'], '')}"
        yield f"implication {record['number']}", (_lines(comparison.implication_lines(record)), name)
    for nil in content["nil_returns"]:
        name = f"Nil return on {nil['provision']}, {names.get(nil['organisation'], '')}"
        yield f"nil {nil['provision']} {nil['organisation']}", ([("", nil["reason"] or "Nothing to say.")], name)
    for one in content.get("assessments", []):
        name = KIND_WORDS[AssessmentKind(one["kind"])]
        yield f"assessment {one['kind']}", (_lines(_assessment(one)), name)
    for file in content["attachments"]:
        yield f"file {file['number']}", (_lines(_file(file)), f"File: {file['title']['en']}")


def _body(body: Mapping[str, Any]) -> tuple[str, str, str]:
    return body["name"], body["role"].replace("_", " "), body["reason"]


def _both(key: str, name: str, english: Blocks, welsh: Blocks) -> Iterator[tuple[str, tuple[Blocks, str]]]:
    yield key, (english, name)
    if any(words for _, words in welsh):
        yield f"{key} cy", (welsh, f"{name}, in Welsh")


def _document(
    key: str, name: str, document: Mapping[str, Any], titles: tuple[str, str] = ("", "")
) -> Iterator[tuple[str, tuple[Blocks, str]]]:
    english, welsh = (
        [*([("title", title)] if title else []), *((b.id, b.plain) for b in text.from_json(document[blocks]))]
        for title, blocks in zip(titles, ("blocks", "blocks_cy"), strict=True)
    )
    yield from _both(key, name, english, welsh)


def _option(option: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Blocks, str]]]:
    """A version knows an option by its id; an edition, which knows none, by its title."""
    english = _lines(
        [
            ("Title", option["title"]["en"]),
            ("Kind", option["kind"].replace("_", " ")),
            ("Description", option["description"]["en"]),
            ("Why it was discarded", option["discarded_reason"]),
        ]
    )
    welsh = _lines([("Title", option["title"]["cy"]), ("Description", option["description"]["cy"])])
    title = option["title"]["en"]
    yield from _both(f"option {title}", f"Option: {title}", english, [pair for pair in welsh if pair[1]])


def _assessment(one: Mapping[str, Any]) -> list[tuple[str, str]]:
    status = STATUS_WORDS[AssessmentStatus(one["status"])]
    fields = (("Since", "status_on"), ("Reason", "reason"), ("Reference", "reference"), ("Address", "url"))
    return [("Status", status), *((name, str(one[key] or "")) for name, key in fields)]


def _file(file: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        ("Title", file["title"]["en"]),
        ("Title in Welsh", file["title"]["cy"]),
        ("What it is", file["description"]),
        ("Can everybody read it?", accessibility_words(file["accessibility"])),
        ("About that", file["accessible_note"]),
        ("File", f"{file['file_name']}, {kind_words(file['kind'])}, {size_words(file['size'])}"),
        ("SHA-256", file["sha256"]),
    ]


def _lines(lines: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, f"{name}: {words}") for name, words in lines if words]
