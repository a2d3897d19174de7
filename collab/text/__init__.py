"""Text: blocks with stable ids, two languages, comparison by words. Stored as blocks, sanitised on its way out by `html` alone."""

from collab.text.blocks import Block, BlockKind, Run, as_json, carry_ids, from_json, plain, rows, set_out
from collab.text.characters import is_storable, normalise, storable
from collab.text.comparison import MOST_EDITS, Change, Step, compare, steps
from collab.text.drawn import ATTRIBUTES, TAGS, html, sanitise, with_classes
from collab.text.languages import Bilingual, Language, TextStatus, Wording
from collab.text.links import SCHEMES, safe_href
from collab.text.spoken import MONTHS, say, say_day, speak, speaking, spoken, spoken_in, spoken_words
from collab.text.typed import MOST_LEVELS, parse, source, tidy

__all__ = [
    "ATTRIBUTES",
    "MONTHS",
    "MOST_EDITS",
    "MOST_LEVELS",
    "SCHEMES",
    "TAGS",
    "Bilingual",
    "Block",
    "BlockKind",
    "Change",
    "Language",
    "Run",
    "Step",
    "TextStatus",
    "Wording",
    "as_json",
    "carry_ids",
    "compare",
    "from_json",
    "html",
    "is_storable",
    "normalise",
    "parse",
    "plain",
    "rows",
    "safe_href",
    "sanitise",
    "say",
    "say_day",
    "set_out",
    "source",
    "speak",
    "speaking",
    "spoken",
    "spoken_in",
    "spoken_words",
    "steps",
    "storable",
    "tidy",
    "with_classes",
]
