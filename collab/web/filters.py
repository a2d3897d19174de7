"""How values are written for people: dates, times, money, numbers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import Flask

from collab import clock
from collab.text import Language, say, say_day, spoken, spoken_in, spoken_words


def day(value: date | datetime | None) -> str:
    """8 October 2026, in London."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = clock.london(value).date()
    return say_day(value)


def moment(value: datetime | None) -> str:
    """8 October 2026 at 11:59pm, in London; midnight and midday by name."""
    if value is None:
        return ""
    return say("%(day)s at %(time)s", day=day(value), time=time_of_day(value))


def time_of_day(value: datetime) -> str:
    local = clock.london(value)
    if (local.hour, local.minute) == (0, 0):
        return say("midnight")
    if (local.hour, local.minute) == (12, 0):
        return say("midday")
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}"


def last_minute(value: datetime) -> str:
    """An exclusive end as people say it: the next midnight is "11:59pm on 8 October 2026"."""
    before = value - timedelta(minutes=1)
    return say("%(time)s on %(day)s", time=time_of_day(before), day=day(before))


def number(value: Any) -> str:
    """12,345 and 0.5, without idle zeros."""
    if value is None or value == "":
        return ""
    exact = Decimal(str(value))
    whole = exact == exact.to_integral_value()
    return f"{int(exact):,}" if whole else f"{exact.normalize():,f}"


def money(value: Any) -> str:
    """£3.4 million, £250,000."""
    exact = Decimal(str(value))
    sign, size = ("−" if exact < 0 else ""), abs(exact)
    for step, word in ((Decimal(10**9), "billion"), (Decimal(10**6), "million")):
        if size >= step:
            return f"{sign}£{number(size / step)} {word}"
    return f"{sign}£{number(size)}"


def words(value: Any) -> str:
    """An enum's value or a key as words: partly_agreed becomes "partly agreed"."""
    return str(getattr(value, "value", value)).replace("_", " ")


def sentence(value: Any) -> str:
    """The same with a capital first letter."""
    text = words(value)
    return text[:1].upper() + text[1:]


def count(number_of: int, one: str, many: str = "") -> str:
    """1 response, 2 responses."""
    return f"{number(number_of)} {one if number_of == 1 else many or one + 's'}"


def listing(items: Any) -> str:
    """A, B and C."""
    texts = [str(item) for item in items]
    return _and(texts[-1]).join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)


def _and(following: str) -> str:
    """ "and"; in Welsh "ac" before a vowel, else "a"."""
    if spoken() is Language.english:
        return " and "
    return " ac " if following[:1].lower() in "aeiouwyâêîôûŵŷ" else " a "


def init_app(app: Flask) -> None:
    for function in (day, moment, time_of_day, last_minute, number, money, words, sentence, count, listing):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.filters |= {"translated": say, "spoken_words": spoken_words, "spoken_in": spoken_in}
