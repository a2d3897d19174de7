"""What in an answer is likely to say who somebody is, in English and in Welsh. A person decides; this only points.

Each pattern is bounded: no repetition is without a limit, and none can split the same text in two ways, so that the time
grows with the length of the text and with nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from collab.consultations.models import Removal

_CAPITAL = "A-ZÀ-ÖØ-ÞŴŶ"
_PARTICLE = r"(?:ap|ab|ferch|de|van|von|al|bin) "
_NAME = rf"[{_CAPITAL}][\w'’\-]{{1,30}}(?: (?:{_PARTICLE})?[{_CAPITAL}][\w'’\-]{{0,30}}){{0,3}}"
_OFFICES = (
    "Chancellor|Justice|Chief|Advocate|Secretary|General|Mayor|President|Board|Speaker|Commissioner|Clerk|Constable"
    "|Cadeirydd|Ganghellor"
)
_TITLES = (
    "Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Reverend|Judge|HHJ|Recorder"
    "|PC|PS|DC|DS|DI|DCI|WPC|Sgt|Sergeant|Inspector|Constable|Detective"
    "|Barnwr|Barnwres|Athro|Arolygydd|Rhingyll|Cwnstabl|Arglwydd|Arglwyddes"
)
_KIN = "son|daughter|brother|sister|husband|wife|partner|mother|father|mum|dad|client|friend"
_KIN_CY = "mab|merch|mrawd|chwaer|ngŵr|ngwraig|mhartner|mam|nhad|nghleient|ffrind"
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
    "|Ionawr|Chwefror|Mawrth|Ebrill|Mai|Mehefin|Gorffennaf|Awst|Medi|Hydref|Tachwedd|Rhagfyr"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th|af|ail|ydd|ed|eg|ain)?"
_DATE = (
    rf"(?:\d{{1,2}}[/.\- ]\d{{1,2}}[/.\- ]\d{{2,4}}|{_DAY} (?:of |o )?(?:{_MONTHS})(?:,? \d{{2,4}})?"
    rf"|(?:{_MONTHS}) {_DAY},? \d{{4}})"
)
_STREETS = "Street|Road|Rd|Avenue|Ave|Lane|Close|Drive|Crescent|Terrace|Gardens|Grove|Square"
_STREETS_CY = "Heol|Stryd|Ffordd|Lôn|Rhodfa|Clos|Maes"

_PATTERNS: tuple[tuple[Removal, re.Pattern[str]], ...] = (
    (
        Removal.email_address,
        re.compile(r"(?<![\w.%+\-'’])[\w.%+\-'’]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}"),
    ),
    (Removal.link, re.compile(r"(?i:\b(?:https?://|www\.))[^\s<>\"]{1,500}(?<![.,;:!?)])")),
    (
        Removal.link,
        re.compile(r"(?i:\b(?:facebook|twitter|instagram|linkedin|tiktok|youtube|x)\.com/)[\w.\-/]{0,99}\w"),
    ),
    (Removal.link, re.compile(r"(?<![\w@./])@\w{2,30}\b")),
    (
        Removal.national_insurance,
        re.compile(r"(?i)\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),
    ),
    (
        Removal.postcode,
        re.compile(
            r"(?i)\b(?:GIR ?0AA|[A-PR-UWYZ](?:\d[\dA-HJKPSTUW]?|[A-HK-Y]\d[\dABEHMNPRV-Y]?) ?\d[ABD-HJLNP-UW-Z]{2})\b"
        ),
    ),
    (
        Removal.phone_number,
        re.compile(r"(?<![\w+/.])(?:(?:\+44|0044|0)(?:[ ()\-]{0,2}\d){9,11}|\+[1-9](?:[ ()\-]{0,2}\d){8,13})(?!\d)"),
    ),
    # Numbers of the Police National Computer, of criminal records, of custody, of prisons and of cases.
    (Removal.justice_reference, re.compile(r"(?i)\b(?:19|20)?\d{2}/\d{3,7}[A-HJ-NP-RT-Z]\b")),
    (Removal.justice_reference, re.compile(r"(?i)\b\d{3,6}/\d{2}[A-HJ-NP-RT-Z]\b")),
    (Removal.justice_reference, re.compile(r"(?i)\b(?:\d{2})?[A-Z]{1,3}\d?/\d{2,6}/\d{2,4}\b")),
    (Removal.justice_reference, re.compile(r"(?i)\b[A-Z]\d{4}[A-Z]{2}\b")),
    (Removal.justice_reference, re.compile(r"(?i)\b\d{2}[A-Z]{2}\d{7}\b|\b[TSUA]20\d{6}\b")),
    (Removal.justice_reference, re.compile(r"\b(?:PC|PS|DC|DS|WPC|Sgt) ?\d{2,5}\b")),
    (
        Removal.justice_reference,
        re.compile(
            r"(?i)\b(?:crime|custody|prison|prisoner|police|PNC|CRO|URN|NOMIS|case|court)"
            r"(?: (?:record|reference|ref|number|no|id)\b\.?){1,2}:? {0,2}(?:is |was )?"
            r"(?P<found>(?=[A-Z/\-]{0,10}\d)[A-Z0-9/\-]{4,20})\b"
        ),
    ),
    (
        Removal.justice_reference,
        re.compile(
            r"(?i)\b(?:rhif|cyfeirnod) (?:y )?(?:carchar|trosedd|drosedd|dalfa|ddalfa|heddlu|achos):? {0,2}(?:yw |oedd )?"
            r"(?P<found>(?=[A-Z/\-]{0,10}\d)[A-Z0-9/\-]{4,20})\b"
        ),
    ),
    (
        Removal.date_of_birth,
        re.compile(
            r"(?i)\b(?:born|date of birth|d\.?o\.?b\b\.?|birthday|dyddiad geni|penblwydd|(?:g|ng)?eni|ganwyd(?: fi| i)?|anwyd)"
            rf"(?: on| ar)?[:,]? {{0,2}}(?:is |was |yw |oedd |the |y )?(?P<found>{_DATE})"
        ),
    ),
    (
        Removal.case,
        re.compile(
            rf"\b(?:R|Rex|Regina|DPP|The (?:King|Queen|Crown)|Y Brenin) (?:v\.?|vs\.?|-v-|yn erbyn) {_NAME}"
            rf"|\bR \({_NAME}\) v\.? {_NAME}"
        ),
    ),
    (
        Removal.name,
        re.compile(
            r"(?i:\b(?:my name is|my name['’]s|my name was|(?:i am|i['’]m|is|was|are) (?:called|named)"
            r"|(?:fy|ei|eu) (?:h?enw)(?: (?:i|ef|hi|nhw))? (?:yw|ydy|ydi|oedd)|enw i yw|o['’]r enw|signed|yours sincerely|kind regards)"
            rf"[:,]?\s{{1,2}})(?P<found>{_NAME})"
        ),
    ),
    (
        Removal.name,
        re.compile(
            rf"(?i:\b(?:my (?:{_KIN})|fy (?:{_KIN_CY})),? )(?P<found>(?!I\b|Mr|Mrs|Miss|Ms\b){_NAME})",
        ),
    ),
    (Removal.name, re.compile(rf"\b(?:{_TITLES})\.? (?!(?:{_OFFICES})\b){_NAME}")),
    (
        Removal.address,
        re.compile(
            rf"\b(?i:flat |apartment )?\d{{1,4}}[a-z]?,? (?:[{_CAPITAL}][\w'’\-]{{1,20}} ){{1,3}}(?:{_STREETS})\b"
            rf"|\b\d{{1,4}}[a-z]?,? (?:{_STREETS_CY})(?: (?:[yY]r? )?[{_CAPITAL}][\w'’\-]{{1,20}}){{1,2}}"
        ),
    ),
)


@dataclass(frozen=True, order=True)
class Found:
    """A stretch of an answer, from `start` up to `end`, that is likely personal."""

    start: int
    end: int
    kind: Removal


def found(words: str) -> list[Found]:
    """All that was found, in order. Of two that overlap the one that begins first stays, and of these the longer."""
    every = sorted(_every(words), key=lambda one: (one.start, -one.end))
    kept: list[Found] = []
    for one in every:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _every(words: str) -> Iterator[Found]:
    for kind, pattern in _PATTERNS:
        group = "found" if "found" in pattern.groupindex else 0
        for match in pattern.finditer(words):
            yield Found(match.start(group), match.end(group), kind)


def pieces(words: str) -> list[tuple[str, Removal | None]]:
    """The answer cut into what was found, with its kind, and what stands between."""
    cut: list[tuple[str, Removal | None]] = []
    place = 0
    for one in found(words):
        cut += [(words[place : one.start], None), (words[one.start : one.end], one.kind)]
        place = one.end
    cut.append((words[place:], None))
    return [(part, kind) for part, kind in cut if part]
