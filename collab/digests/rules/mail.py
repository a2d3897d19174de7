"""The words of mails: plain text that is complete by itself, and the same as simple HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from collab.accounts.rules import opening
from collab.clock import london
from collab.digests.models import Frequency
from collab.digests.rules import asking
from collab.digests.rules.items import Item
from collab.notifications.actions import SITE
from collab.web.filters import day, moment

_drawing = Environment(
    loader=PackageLoader("collab.digests"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_drawing.filters["day"] = day


@dataclass(frozen=True)
class Section:
    """What one subscription brings: its name, and its items."""

    name: str
    items: tuple[Item, ...]

    @cached_property
    def keys(self) -> list[str]:
        return [item.key for item in self.items]

    @property
    def heading(self) -> str:
        return opening(self.name)

    @cached_property
    def text(self) -> str:
        underlined = f"{self.heading}\n{'=' * min(len(self.heading), 72)}"
        return "\n\n".join([underlined, *(_item_text(item) for item in self.items)])

    @cached_property
    def html(self) -> str:
        return str(_parts().section(self, SITE))


@dataclass(frozen=True)
class Part:
    """A section, and the address that ends the subscription that it is for."""

    section: Section
    stop_href: str


@dataclass(frozen=True)
class Words:
    subject: str
    text: str
    html: str


def digest(frequency: Frequency, ends_at: datetime, parts: Sequence[Part], manage_href: str) -> Words:
    """A whole mail. A section is drawn once, however many people get it."""
    count = len({key for part in parts for key in part.section.keys})
    things = "1 thing was" if count == 1 else f"{count} things were"
    often = asking.WORDS[frequency][0]
    span = "day" if frequency is Frequency.daily else "week"
    first = f"You get this {often} because you asked for it. {things} published in the {span} to {moment(ends_at)}."
    drawn = _parts()
    text, html = [first], [_opening(first)]
    for part in parts:
        text += [part.section.text, f"Stop updates about {part.section.name}: {part.stop_href}"]
        html += [part.section.html, str(drawn.stop(part.section.name, part.stop_href))]
    text += [f"-- \nChange or stop your updates:\n{manage_href}"]
    html += [str(drawn.closing(manage_href))]
    return Words(_subject(frequency, ends_at, count), "\n\n".join(text) + "\n", "\n".join(html))


@lru_cache(maxsize=100)
def _opening(words: str) -> str:
    return str(_parts().opening(words))


def _subject(frequency: Frequency, ends_at: datetime, count: int) -> str:
    """Without titles: a subject line is shown on locked screens."""
    kind = "Daily" if frequency is Frequency.daily else "Weekly"
    return f"{kind} update, {day(ends_at)}: {count} {'item' if count == 1 else 'items'}"


def confirmation(name: str, frequency: Frequency, href: str, ends_at: datetime) -> Words:
    """The mail that asks whether the holder of the address wants updates."""
    often, when = asking.WORDS[frequency]
    text = (
        f"Somebody asked us to email you {often} about {name}.\n\n"
        f"If it was you, open this page and press “Confirm”:\n\n{href}\n\n"
        f"You will then get one email {often}, {when}. You get none when nothing was published.\n\n"
        f"The link works for 7 days, until {moment(ends_at)}. If it was not you, do nothing: you get no updates.\n"
    )
    return Words("Confirm your email updates", text, "")


def _item_text(item: Item) -> str:
    lines = [f"{item.words} on {day(item.at)}", item.title, item.detail, f"{SITE}{item.path}"]
    return "\n".join(line for line in lines if line)


@lru_cache(maxsize=1)
def _parts() -> Any:
    """The macros of the HTML mail."""
    return _drawing.get_template("digests/_mail.html").module


def window_words(starts_at: datetime, ends_at: datetime) -> str:
    """ "8am on Saturday 14 November to 8am on Saturday 21 November 2026"."""
    first, last = london(starts_at), london(ends_at)
    return f"8am on {first:%A} {first.day} {first:%B} to 8am on {last:%A} {last.day} {last:%B %Y}"
