"""One object of an imported JSON file, read field by field with refusals that name the field and its line."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn
from uuid import UUID

from collab.consultations.rules.imports import LAST_YEAR, ImportRefused, decode
from collab.consultations.rules.window import london_date

FIRST_YEAR = 1900

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class JsonObject:
    """The named values of one object, with the source they come from. Its methods may raise ImportRefused."""

    file: str
    source: str
    values: Mapping[str, object]

    def has(self, key: str) -> bool:
        """Whether the field says anything: missing, null, "", [] and {} do not."""
        return bool(self.values.get(key))

    def text(self, key: str) -> str:
        """A string that is not empty."""
        if not (found := self.optional_text(key)):
            self.refuse(key, "is missing")
        return found

    def optional_text(self, key: str) -> str:
        """A string, empty when the field is missing or null."""
        value = self.values.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.refuse(key, "is not text")
        if _UNSTORABLE.search(value):
            self.refuse(key, "holds a character that is not text")
        return value.strip()

    def uuid(self, key: str) -> UUID:
        value = self.text(key)
        try:
            return UUID(value)
        except ValueError:
            self.refuse(key, f'"{value[:40]}" is not a UUID')

    def instant(self, key: str) -> datetime:
        """A date and time with its offset, as UTC, within the years that an import takes."""
        value = self.text(key)
        if not _INSTANT.fullmatch(value):
            self.refuse(key, f'"{value[:40]}" is not a date and time with an offset')
        self._check_year(key, int(value[:4]))
        try:
            instant = datetime.fromisoformat(value).astimezone(UTC)
        except ValueError:
            self.refuse(key, f'"{value}" is not a date and time that exists')
        self._check_year(key, london_date(instant).year)
        return instant

    def _check_year(self, key: str, year: int) -> None:
        if year > LAST_YEAR:
            self.refuse(key, f"is in the year {year}: years from {LAST_YEAR + 1} on are refused as invented")
        if year < FIRST_YEAR:
            self.refuse(key, f"is in the year {year}: years before {FIRST_YEAR} are refused as mistakes")

    def child(self, key: str) -> "JsonObject":
        """An object, empty when the field is missing or null."""
        return self._object(key, self.values.get(key) or {})

    def children(self, key: str) -> tuple["JsonObject", ...]:
        """The objects in a list, none when the field is missing or null."""
        value = self.values.get(key) or []
        if not isinstance(value, list):
            self.refuse(key, "is not a list")
        return tuple(self._object(key, item) for item in value)

    def _object(self, key: str, value: object) -> "JsonObject":
        if not isinstance(value, dict):
            self.refuse(key, "is not an object")
        return JsonObject(self.file, self.source, value)

    def refuse(self, key: str, reason: str) -> NoReturn:
        raise ImportRefused(self.file, self._line(key), f"{key} {reason}")

    def _line(self, key: str) -> int | None:
        """Where the field stands with this value; None for a field that is not there."""
        if key not in self.values:
            return None
        name, value = re.escape(json.dumps(key)), self.values[key]
        scalar = not isinstance(value, dict | list)
        for ascii_only in (True, False):
            shown = re.escape(json.dumps(value, ensure_ascii=ascii_only)) if scalar else ""
            if found := re.search(rf"{name}\s*:\s*{shown}", self.source):
                return self.source.count("\n", 0, found.start()) + 1
        return None


def read_object(file: str, content: bytes) -> JsonObject:
    """The one object that a JSON file holds. Raises ImportRefused, with the line, for anything else."""
    source = decode(file, content)
    try:
        value = json.loads(source)
    except json.JSONDecodeError as error:
        raise ImportRefused(file, error.lineno, f"is not well-formed JSON: {error.msg}") from None
    except (RecursionError, ValueError):
        raise ImportRefused(
            file, None, "is not JSON that can be read: nested too deeply, or a number too long"
        ) from None
    if not isinstance(value, dict):
        raise ImportRefused(file, 1, "does not hold one JSON object")
    return JsonObject(file, source, value)
