"""Reading a questionnaire from a file: all that is wrong with it, each with its place, or what is to be made of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from collab.consultations.models import QuestionType
from collab.consultations.rules import equality
from collab.consultations.rules import questions as rules
from collab.consultations.rules.paths import Condition
from collab.consultations.rules.questionnaire import FORMAT
from collab.consultations.rules.questions import Choice, Written
from collab.errors import Problem, Refused
from collab.text import is_storable, normalise

MOST_BYTES = 300_000
MOST_QUESTIONS, MOST_SECTIONS = 200, 50
LONGEST = {"wording": 1_000, "hint": 1_000, "help": 4_000, "introduction": 4_000, "heading": 200, "unit": 60}
_KEY = re.compile(r"[a-z0-9_]{1,40}")
_OF_FILE = {"format", "sections", "questions"}
_OF_SECTION = {"number", "heading", "introduction", "is_equality"}
_OF_QUESTION = {
    "number", "section", "is_with_previous", "asked_if", "type", "wording", "hint", "help", "is_required", "most_characters",
    "least", "most", "unit", "options", "rows",
}  # fmt: skip
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Part:
    """A section, its texts by language."""

    heading: Texts
    introduction: Texts
    is_equality: bool = False


@dataclass(frozen=True)
class Item:
    """A question. `section` and the condition's question are places in the file, counted from 1."""

    written: Written
    choices: tuple[Choice, ...]
    rows: tuple[Choice, ...]
    section: int | None
    is_with_previous: bool
    condition: Condition | None


@dataclass(frozen=True)
class Questionnaire:
    parts: tuple[Part, ...]
    items: tuple[Item, ...]


def read(content: bytes | str) -> Questionnaire:
    """Raises Refused with a message for each place at which something is wrong."""
    reader = _Reader()
    found = reader.file(_loaded(content))
    if reader.problems:
        raise Refused(reader.problems)
    return found


def _loaded(content: bytes | str) -> Any:
    if len(content) > MOST_BYTES:
        raise Refused(Problem(f"The file must be smaller than {MOST_BYTES // 1000} kB", field="file"))
    try:
        return json.loads(content)
    except json.JSONDecodeError as error:
        raise Refused(Problem(f"The file is not JSON: see line {error.lineno}", field="file")) from None
    except (ValueError, RecursionError):
        raise Refused(Problem("The file is not JSON that can be read", field="file")) from None


@dataclass
class _Reader:
    problems: list[Problem] = field(default_factory=list)

    def say(self, place: str, words: str) -> None:
        self.problems.append(Problem(f"{place}: {words}", field="file"))

    def file(self, held: Any) -> Questionnaire:
        values = self.object("The file", held, _OF_FILE)
        if values.get("format") != FORMAT:
            self.say("The file", f"its format must be “{FORMAT}”")
        sections = self.listed("The file", values, "sections", MOST_SECTIONS)
        questions = self.listed("The file", values, "questions", MOST_QUESTIONS)
        if not questions:
            self.say("The file", "there are no questions in it")
        parts = [self.part(f"Section {place}", one) for place, one in enumerate(sections, 1)]
        items = [self.item(f"Question {place}", one, len(parts)) for place, one in enumerate(questions, 1)]
        self.kept_apart(parts, items)
        for place, one in enumerate(items, 1):
            if one and one.condition and not 1 <= one.condition.question <= len(items):
                self.say(f"Question {place}", "it depends on a question that is not in the file")
        return Questionnaire(tuple(filter(None, parts)), tuple(filter(None, items)))

    def kept_apart(self, parts: Sequence[Part | None], items: Sequence[Item | None]) -> None:
        """Questions on equality can be counted without being kept, and nothing depends on them."""
        apart = {place for place, one in enumerate(parts, 1) if one and one.is_equality}
        for place, one in enumerate(items, 1):
            for problem in equality.problems(one.written) if one and one.section in apart else ():
                self.say(f"Question {place}", problem.message[:1].lower() + problem.message[1:])

    def part(self, place: str, held: Any) -> Part | None:
        values = self.object(place, held, _OF_SECTION)
        heading = self.texts(place, values, "heading")
        if not heading["en"]:
            self.say(place, "it has no heading in English")
        apart = bool(self.value(place, values, "is_equality", _is_bool, "true or false"))
        return Part(heading, self.texts(place, values, "introduction"), apart)

    def item(self, place: str, held: Any, sections: int) -> Item | None:
        values = self.object(place, held, _OF_QUESTION)
        kind = next((one for one in QuestionType if one.value == values.get("type")), None)
        if kind is None:
            self.say(place, "there is no such type of question")
            return None
        texts = {name: self.texts(place, values, name) for name in ("wording", "hint", "help", "unit")}
        choices, rows = (self.choices(place, values, name) for name in ("options", "rows"))
        before = len(self.problems)
        section = self.value(
            place, values, "section", lambda one: _is_int(one) and 1 <= one <= sections, "no such section"
        )
        written = Written(
            type=kind,
            **{name: words["en"] for name, words in texts.items()},
            **{f"{name}_cy": words["cy"] for name, words in texts.items()},
            options="\n".join(one.label for one in choices),
            rows="\n".join(one.label for one in rows),
            is_required=bool(self.value(place, values, "is_required", _is_bool, "true or false")),
            most_characters=self.value(place, values, "most_characters", _is_int, "a whole number"),
            least=self.number(place, values, "least"),
            most=self.number(place, values, "most"),
        )
        paired = bool(self.value(place, values, "is_with_previous", _is_bool, "true or false"))
        condition = self.condition(place, values.get("asked_if"))
        if len(self.problems) == before:
            for one in rules.problems(written):
                self.say(place, one.message[:1].lower() + one.message[1:])
        fixed = rules.choices(written, known={}) if kind in rules.FIXED else choices
        return Item(written, tuple(fixed), tuple(rows), section, paired, condition)

    def object(self, place: str, held: Any, known: set[str]) -> dict[str, Any]:
        if not isinstance(held, dict):
            self.say(place, "it is not an object with named values")
            return {}
        for name in sorted(set(held) - known):
            self.say(place, f"there is no “{str(name)[:40]}”")
        return {name: value for name, value in held.items() if name in known and value is not None}

    def listed(self, place: str, values: Mapping[str, Any], name: str, most: int) -> list[Any]:
        held = values.get(name, [])
        if not isinstance(held, list) or len(held) > most:
            self.say(place, f"“{name}” must be a list of up to {most}")
            return []
        return held

    def texts(self, place: str, values: Mapping[str, Any], name: str) -> dict[str, str]:
        """English and Welsh; each empty when it is not there."""
        held = values.get(name, {})
        if not isinstance(held, dict) or set(held) - {"en", "cy"}:
            self.say(place, f"“{name}” must have the texts “en” and “cy”")
            held = {}
        return {
            language: self.words(f"{place}, {name} in {words}", held.get(language, ""), LONGEST[name])
            for language, words in (("en", "English"), ("cy", "Welsh"))
        }

    def words(self, place: str, held: Any, longest: int) -> str:
        if not isinstance(held, str) or not is_storable(held):
            self.say(place, "it is not a text that can be stored")
            return ""
        if len(held) > longest:
            self.say(place, f"it must be {longest:,} characters or fewer")
        return normalise(held).strip()

    def choices(self, place: str, values: Mapping[str, Any], name: str) -> list[Choice]:
        """Options or rows, with the keys that the file gives them."""
        made: list[Choice] = []
        for number, held in enumerate(self.listed(place, values, name, rules.MOST_OPTIONS + 1), 1):
            here = f"{place}, {name[:-1]} {number}"
            one = self.object(here, held, {"key", "en", "cy", "is_exclusive"})
            key, alone = one.get("key", ""), one.get("is_exclusive", False)
            if not isinstance(key, str) or not _KEY.fullmatch(key) or key in {other.key for other in made}:
                self.say(here, "its key must be new, and of small letters, digits and underscores")
            if not _is_bool(alone):
                self.say(here, "“is_exclusive” must be true or false")
            english, welsh = (self.words(here, one.get(language, ""), rules.LONGEST_LABEL) for language in ("en", "cy"))
            if not english or rules.lines(english) != [english] or (welsh and rules.lines(welsh) != [welsh]):
                self.say(here, "it needs one line of English, and no more than one line of Welsh")
            made.append(Choice(str(key), english, welsh, bool(alone)))
        return made

    def value(
        self, place: str, values: Mapping[str, Any], name: str, is_right: Callable[[Any], bool], words: str
    ) -> Any:
        held = values.get(name)
        if held is not None and not is_right(held):
            self.say(place, f"“{name}” must be {words}" if words != "no such section" else "there is no such section")
            return None
        return held

    def number(self, place: str, values: Mapping[str, Any], name: str) -> Decimal | None:
        held = values.get(name)
        try:
            found = Decimal(held) if isinstance(held, str) else None
        except InvalidOperation:
            found = None
        if held is not None and (found is None or not found.is_finite()):
            self.say(place, f"“{name}” must be a number, written as a text")
            return None
        return found

    def condition(self, place: str, held: Any) -> Condition | None:
        if held is None:
            return None
        values = self.object(f"{place}, asked_if", held, {"question", "is", "options"})
        question, is_one_of, options = values.get("question"), values.get("is"), values.get("options")
        listed = isinstance(options, list) and all(isinstance(one, str) for one in options)
        if not _is_int(question) or not _is_bool(is_one_of) or not listed:
            self.say(place, "“asked_if” needs a question’s number, “is” as true or false, and a list of option keys")
            return None
        return Condition(int(str(question)), bool(is_one_of), tuple(options or ()))


def _is_int(held: Any) -> bool:
    return isinstance(held, int) and not isinstance(held, bool) and abs(held) < 10**9


def _is_bool(held: Any) -> bool:
    return isinstance(held, bool)


def kinds(questionnaire: Questionnaire) -> dict[QuestionType, int]:
    """How many questions of each kind there are."""
    every = [item.written.type for item in questionnaire.items]
    return {kind: every.count(kind) for kind in QuestionType if kind in every}
