"""Frozen rows as JSON values and back: what a rule looked at once, it can look at again from a file."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Row = TypeVar("Row")


def as_json(value: Any) -> Any:
    """A row, or what stands in one: enums by their values, instants in UTC, rows as objects by the names of their parts."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: as_json(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return [as_json(one) for one in value] if isinstance(value, list | tuple) else value


def from_json(kind: type[Row], held: object) -> Row:
    """The row again; a part that is not there has its default. Raises ValueError for what is no such row."""
    hints = get_type_hints(kind)
    if not isinstance(held, Mapping) or not held.keys() <= hints.keys():
        raise ValueError(f"{kind.__name__.lower()} has other parts than it should")
    try:
        return kind(**{name: _read(hints[name], value) for name, value in held.items()})
    except TypeError as error:
        raise ValueError(f"{kind.__name__.lower()} lacks a part") from error


def _read(kind: Any, value: object) -> Any:
    if get_origin(kind) in (Union, UnionType):
        others = [one for one in get_args(kind) if one is not NoneType]
        return None if value is None else _read(others[0], value)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise ValueError("something is no list, and should be one")
        return tuple(_read(get_args(kind)[0], one) for one in value)
    if is_dataclass(kind):
        return from_json(kind, value)  # type: ignore[arg-type]
    if issubclass(kind, enum.Enum):
        return kind(value)
    if kind is datetime and isinstance(value, str):
        return datetime.fromisoformat(value)
    if type(value) is not kind:
        raise ValueError(f"{value!r:.40} stands where a {kind.__name__} should")
    return value
