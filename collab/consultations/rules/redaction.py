"""The public version of an answer: its own words, in which marks stand for what was taken out (N8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from collab.consultations.models import Answer, RedactionStatus, Removal
from collab.consultations.rules.personal_data import pieces
from collab.errors import Refused
from collab.text import Language

REMOVAL = {
    Removal.name: ("name", "enw"),
    Removal.phone_number: ("phone number", "rhif ffôn"),
    Removal.email_address: ("email address", "cyfeiriad e-bost"),
    Removal.address: ("address", "cyfeiriad"),
    Removal.postcode: ("postcode", "cod post"),
    Removal.date_of_birth: ("date of birth", "dyddiad geni"),
    Removal.national_insurance: ("National Insurance number", "rhif Yswiriant Gwladol"),
    Removal.justice_reference: ("police, prison or case number", "rhif heddlu, carchar neu achos"),
    Removal.link: ("link or account name", "dolen neu enw cyfrif"),
    Removal.case: ("case", "achos"),
    Removal.identifying: ("what identifies somebody", "manylion sy’n adnabod rhywun"),
    Removal.unlawful: ("unlawful or abusive words", "geiriau anghyfreithlon neu ddifrïol"),
}
"""Each kind in English and in Welsh, as it stands in a mark."""
WITHHELD = (Removal.identifying, Removal.case, Removal.unlawful)
"""Why the whole of an answer can be withheld."""

_BEGINS = {"removed": 0, "tynnwyd": 1}
_MARK = re.compile(r"\[(removed|tynnwyd): ([^\[\]\n]{1,60})\]", re.IGNORECASE)
_KINDS = {word.casefold(): kind for kind, words in REMOVAL.items() for word in words}


def mark(kind: Removal, language: Language = Language.english) -> str:
    """What stands for words that were taken out."""
    english, welsh = REMOVAL[kind]
    return f"[tynnwyd: {welsh}]" if language is Language.welsh else f"[removed: {english}]"


def suggested(words: str, language: Language = Language.english) -> str:
    """An answer with marks for all that is likely personal."""
    return "".join(part if kind is None else mark(kind, language) for part, kind in pieces(words))


def removals(original: str, public: str) -> list[Removal]:
    """What each mark of a public version stands for, in order.

    A public version is the answer with marks in the place of words, and nothing else: nobody's words are rewritten. What
    looks like a mark and stands in the answer itself is the respondent's. Raises Refused with what is wrong.
    """
    between, kinds = _taken_apart(original, public)
    if not kinds:
        if public != original:
            raise Refused(_strange(original, public))
        return []
    if not original.startswith(between[0]):
        raise Refused(_strange(original, between[0]))
    place = len(between[0])
    for words in between[1:-1]:
        at = original.find(words, place + 1)
        if at < 0:
            raise Refused(_strange(original, words))
        place = at + len(words)
    if not original.endswith(between[-1]) or len(original) - len(between[-1]) <= place:
        raise Refused(_strange(original, between[-1]))
    return kinds


def _taken_apart(original: str, public: str) -> tuple[list[str], list[Removal]]:
    """The words between the marks, one more than there are marks, and the kinds of the marks."""
    between, kinds, place = [], [], 0
    for found in _MARK.finditer(public):
        kind = _KINDS.get(found[2].strip().casefold())
        if kind is None:
            if found[0] in original:
                continue
            known = ", ".join(words[_BEGINS[found[1].lower()]] for words in REMOVAL.values())
            raise Refused(f"“{found[0]}” does not say why. Use one of these: {known}")
        between.append(public[place : found.start()])
        kinds.append(kind)
        place = found.end()
    between.append(public[place:])
    return between, kinds


def _strange(original: str, words: str) -> str:
    """Names the first line that the answer does not hold; the order of the lines where it holds each of them."""
    lines = [line.strip() for line in words.split("\n")]
    line = next((line for line in lines if line and line not in original), "")
    told = "Leave the respondent’s own words as they are, and only put marks such as [removed: name] in the place of what goes"
    return f"{told}. The answer does not say “{_shortened(line)}”" if line else told


def _shortened(words: str, most: int = 80) -> str:
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + "…"


def overall(checked: Iterable[RedactionStatus | None]) -> RedactionStatus:
    """How a whole response stands, from its answers in words; None is one that nobody checked."""
    found = list(checked)
    if None in found or RedactionStatus.not_checked in found:
        return RedactionStatus.not_checked
    if found and all(one is RedactionStatus.withheld for one in found):
        return RedactionStatus.withheld
    if any(one is not RedactionStatus.none_needed for one in found):
        return RedactionStatus.redacted
    return RedactionStatus.none_needed


def as_entered(answers: Sequence[Answer]) -> dict[str, str]:
    """What is kept of a check by the names of its form's fields; for answers that nobody checked, the answers."""
    kept = {}
    for answer in answers:
        number, held = answer.question_version.question.number, answer.redaction
        kept[f"words_{number}"] = held.words if held else answer.words
        kept[f"withheld_{number}"] = held.withheld_for.value if held and held.withheld_for else ""
    return kept
