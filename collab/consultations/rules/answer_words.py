"""What is said beside a question, in the language in which it is asked."""

from __future__ import annotations

from collab.consultations.models import QuestionType
from collab.text import Language

MISSING = {
    QuestionType.free_text: "Write your answer",
    QuestionType.multi: "Choose at least one answer",
    QuestionType.rank: "Give at least one of them a place",
    QuestionType.matrix: "Choose an answer in every row",
    QuestionType.number: "Enter a number",
    QuestionType.date: "Enter a date",
    QuestionType.file: "Choose a file",
}
DATE_PARTS = {
    Language.english: {"day": "Day", "month": "Month", "year": "Year"},
    Language.welsh: {"day": "Diwrnod", "month": "Mis", "year": "Blwyddyn"},
}
HINTS = {
    QuestionType.multi: {Language.english: "Choose all that apply.", Language.welsh: "Dewiswch bob un sy’n gymwys."},
    QuestionType.rank: {
        Language.english: "Give 1 to what matters most to you, then 2, and so on. You can leave some out.",
        Language.welsh: "Rhowch 1 i’r hyn sydd bwysicaf i chi, yna 2, ac ymlaen. Gallwch adael rhai allan.",
    },
    QuestionType.matrix: {
        Language.english: "Choose one answer in each row.",
        Language.welsh: "Dewiswch un ateb ym mhob rhes.",
    },
    QuestionType.file: {
        Language.english: "Up to 10 files in the response, each up to 20 MB: PDF, Word, Excel, OpenDocument, CSV, text, PNG, JPEG.",
        Language.welsh: "Hyd at 10 ffeil yn yr ymateb, pob un hyd at 20 MB: PDF, Word, Excel, OpenDocument, CSV, testun, PNG, JPEG.",
    },
    QuestionType.date: {Language.english: "For example, 27 3 2026.", Language.welsh: "Er enghraifft, 27 3 2026."},
}
UP_TO = {
    Language.english: "You can write up to {most:,} characters.",
    Language.welsh: "Gallwch ysgrifennu hyd at {most:,} nod.",
}
OR = {Language.english: "or", Language.welsh: "neu"}
NO_PLACE = {Language.english: "No place", Language.welsh: "Dim lle"}
FILES = {
    Language.english: ("Files that you added", "Remove", "Download"),
    Language.welsh: ("Ffeiliau a ychwanegwyd gennych", "Tynnu", "Lawrlwytho"),
}
WITH_IT = {
    Language.english: "Put what you want to add in the envelope, or attach it to your email.",
    Language.welsh: "Rhowch yr hyn yr hoffech ei ychwanegu yn yr amlen, neu ei atodi i’ch e-bost.",
}
BOUNDS = {
    Language.english: ("From {least} to {most}.", "{least} or more.", "{most} or less."),
    Language.welsh: ("O {least} i {most}.", "{least} neu fwy.", "{most} neu lai."),
}


def bounds(least: str, most: str, language: Language) -> str:
    """The bounds of a number in a sentence; empty when there are none."""
    both, only_least, only_most = BOUNDS[language]
    pattern = both if least and most else only_least if least else only_most if most else ""
    return pattern.format(least=least, most=most)
