"""Which page of a list is shown, and the addresses of the others."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

PAGE_SIZE = 50


@dataclass(frozen=True)
class Pagination:
    """One page of a list of `total` rows at `path`, filtered by `kept`; drawn by the macro `pages` of `web/_page.html`."""

    number: int
    total: int
    path: str
    kept: tuple[tuple[str, str], ...] = ()
    size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    def href(self, number: int) -> str:
        """The same list, filtered as it is, at another page."""
        return f"{self.path}?{urlencode([*self.kept, ('page', str(number))])}"


def page_number() -> int:
    """The page that `?page=` asks for; the first where it is nonsense."""
    asked = request.args.get("page", 1, type=int)
    return asked if 1 <= asked <= 1_000_000 else 1


def paginated(total: int, size: int = PAGE_SIZE) -> Pagination:
    """The page that this request asks for."""
    kept = tuple((name, value) for name, value in request.args.items(multi=True) if name != "page" and value)
    return Pagination(page_number(), total, request.path, kept, size)
