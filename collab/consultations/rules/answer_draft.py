"""A first draft of feedback and outcome from the numbers, as it would be typed: in English, and its frame in Welsh."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from collab.consultations.models import AnswerPart
from collab.consultations.rules import suppression
from collab.consultations.rules.tally import Tally
from collab.text import Language

WRITE = {Language.english: "[Write here: ", Language.welsh: "[Ysgrifennwch yma: "}
"""How a place begins that is still to be written. A text with one of them is not ready to be frozen."""


@dataclass(frozen=True)
class Point:
    """A theme, how many responses make it, and with the outcome what was decided, why, and the new words."""

    name: str
    definition: str
    responses: int
    decision: str = ""
    reason: str = ""
    is_change: bool = False
    quotes: Sequence[str] = ()


@dataclass(frozen=True)
class Figures:
    """All that a draft is made of, in one language. `by_type` hides small numbers already, as the public page does."""

    numbers: Tally
    by_type: Sequence[tuple[str, int | None]]
    questions: Sequence[tuple[int, str, Sequence[Point]]]
    points: Sequence[Point]
    names: Sequence[str]


_EN = {
    "decided": "What was decided",
    "write_decided": "in a few sentences, what was decided and why",
    "responses": "How many responded",
    "total": "We had {total} responses.",
    "campaigns": "{in_campaigns} came from {campaigns} campaigns, in which many people send the same words.",
    "offline": "{offline} came by post, email or in another way, not through the website.",
    "excluded": "{excluded} were left out, each for a reason that its sender can read.",
    "hidden": "not shown, as the number is small",
    "said": "What people said, by question",
    "question": "Question {number}: {wording}",
    "nothing": "No theme was found in the answers to this question.",
    "changes": "What changes",
    "no_changes": "Nothing changes because of what people said.",
    "stays": "What does not change, and why",
    "all_changes": "There is no point that led to no change.",
    "new_words": "New words: “{quote}”",
    "next": "What happens next",
    "write_next": "the next steps, with dates",
    "names": "Annex: who agreed to be named",
    "no_names": "Nobody agreed to be named.",
    "of": "{responses} responses",
}
_CY = {
    "decided": "Beth a benderfynwyd",
    "write_decided": "mewn ychydig frawddegau, beth a benderfynwyd a pham",
    "responses": "Faint a ymatebodd",
    "total": "Cawsom {total} o ymatebion.",
    "campaigns": "Daeth {in_campaigns} o {campaigns} o ymgyrchoedd, lle mae llawer o bobl yn anfon yr un geiriau.",
    "offline": "Daeth {offline} drwy’r post, drwy e-bost neu mewn ffordd arall, nid drwy’r wefan.",
    "excluded": "Cafodd {excluded} eu gadael allan, pob un am reswm y gall yr anfonwr ei ddarllen.",
    "hidden": "heb ei ddangos, gan fod y nifer yn fach",
    "said": "Yr hyn a ddywedodd pobl, fesul cwestiwn",
    "question": "Cwestiwn {number}: {wording}",
    "nothing": "Ni chafwyd thema yn yr atebion i’r cwestiwn hwn.",
    "changes": "Beth sy’n newid",
    "no_changes": "Nid oes dim yn newid oherwydd yr hyn a ddywedodd pobl.",
    "stays": "Beth nad yw’n newid, a pham",
    "all_changes": "Nid oes pwynt na arweiniodd at newid.",
    "new_words": "Geiriau newydd: “{quote}”",
    "next": "Beth sy’n digwydd nesaf",
    "write_next": "y camau nesaf, gyda dyddiadau",
    "names": "Atodiad: pwy a gytunodd i gael eu henwi",
    "no_names": "Ni chytunodd neb i gael eu henwi.",
    "of": "{responses} o ymatebion",
}
_WORDS = {Language.english: _EN, Language.welsh: _CY}


def draft(part: AnswerPart, figures: Figures, language: Language) -> str:
    """The text as it is typed in a form: headings with ##, items with hyphens, empty lines between."""
    say = _WORDS[language]
    begun: list[str] = []
    if part is AnswerPart.outcome:
        begun = [f"## {say['decided']}", f"{WRITE[language]}{say['write_decided']}]"]
    begun += [*_numbers(figures, say), *_said(figures, say)]
    if part is AnswerPart.outcome:
        begun += [*_decided(figures, say), f"## {say['next']}", f"{WRITE[language]}{say['write_next']}]"]
    names = [f"- {_plain(name)}" for name in figures.names]
    begun += [f"## {say['names']}", "\n".join(names) or say["no_names"]]
    return "\n\n".join(begun)


def _numbers(figures: Figures, say: dict[str, str]) -> Iterator[str]:
    n = figures.numbers
    yield f"## {say['responses']}"
    sentences = [say["total"].format(total=f"{n.total:,}")]
    if n.in_campaigns:
        held = {"in_campaigns": f"{n.in_campaigns:,}", "campaigns": f"{len(n.by_campaign):,}"}
        sentences.append(say["campaigns"].format(**held))
    if n.offline:
        sentences.append(say["offline"].format(offline=f"{n.offline:,}"))
    if n.excluded:
        sentences.append(say["excluded"].format(excluded=f"{n.excluded:,}"))
    yield " ".join(sentences)
    items = [f"- {kind}: {say['hidden'] if number is None else f'{number:,}'}" for kind, number in figures.by_type]
    if items:
        yield "\n".join(items)


def _said(figures: Figures, say: dict[str, str]) -> Iterator[str]:
    yield f"## {say['said']}"
    for number, wording, points in figures.questions:
        yield f"### {say['question'].format(number=number, wording=_plain(wording))}"
        yield "\n".join(f"- {_named(one, say)}" for one in points) or say["nothing"]


def _decided(figures: Figures, say: dict[str, str]) -> Iterator[str]:
    changed = [one for one in figures.points if one.is_change]
    kept = [one for one in figures.points if one.decision and not one.is_change]
    yield f"## {say['changes']}"
    yield "\n".join(f"- {_with_reason(one, say)}" for one in changed) or say["no_changes"]
    yield f"## {say['stays']}"
    yield "\n".join(f"- {_with_reason(one, say)}" for one in kept) or say["all_changes"]


def _named(one: Point, say: dict[str, str]) -> str:
    count = say["of"].format(responses=suppression.at_least(one.responses))
    return f"{_plain(one.name)} ({count})" + (f": {_plain(one.definition)}" if one.definition else "")


def _with_reason(one: Point, say: dict[str, str]) -> str:
    quotes = "".join(f" {say['new_words'].format(quote=_plain(quote))}" for quote in one.quotes)
    return f"{_plain(one.name)}. {one.decision}: {_plain(one.reason)}{quotes}"


def _plain(words: str) -> str:
    """On one line, so that nothing in it begins a block of its own."""
    return " ".join(words.split())


def is_unfinished(plain: str) -> bool:
    """Whether a place of the draft is still to be written."""
    return any(mark in plain for mark in WRITE.values())
