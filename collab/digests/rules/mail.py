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

LINK = "\0"  # stands where a link belongs; no stored text holds this character

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
class Words:
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Frame:
    """A whole mail but for its links: the pieces between them."""

    subject: str
    text: Sequence[str]
    html: Sequence[str]

    def filled(self, stop_hrefs: Sequence[str], manage_href: str) -> Words:
        """With the address that ends each section's subscription, in the order of the sections."""
        hrefs = [*stop_hrefs, manage_href]
        return Words(self.subject, _between(self.text, hrefs), _between(self.html, hrefs))


def _between(pieces: Sequence[str], hrefs: Sequence[str]) -> str:
    ends = zip(pieces[1:], hrefs, strict=True)
    return pieces[0] + "".join([f"{href}{piece}" for piece, href in ends])


def framed(frequency: Frequency, ends_at: datetime, sections: Sequence[Section]) -> Frame:
    """Drawn once for all who are told the same."""
    count = len({key for section in sections for key in section.keys})
    things = "1 thing was" if count == 1 else f"{count} things were"
    often = asking.WORDS[frequency][0]
    span = "day" if frequency is Frequency.daily else "week"
    first = f"You get this {often} because you asked for it. {things} published in the {span} to {moment(ends_at)}."
    drawn = _parts()
    text, html = [first], [str(drawn.opening(first))]
    for section in sections:
        text += [section.text, f"Stop updates about {section.name}: {LINK}"]
        html += [section.html, str(drawn.stop(section.name, LINK))]
    text += [f"-- \nChange or stop your updates:\n{LINK}"]
    html += [str(drawn.closing(LINK))]
    whole_text, whole_html = "\n\n".join(text) + "\n", "\n".join(html)
    return Frame(_subject(frequency, ends_at, count), whole_text.split(LINK), whole_html.split(LINK))


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
