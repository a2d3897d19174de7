"""The plain text of a piece of imported HTML."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    {"address", "article", "blockquote", "div", "dd", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"hr", "ol", "p", "pre", "section", "table", "tr", "ul"}
)
_BULLET = "- "
_UNSEEN = frozenset({"script", "style", "template"})


def plain_text(html: str) -> str:
    """Paragraphs parted by a blank line, list items starting with a hyphen, scripts and styles left out."""
    reader = _PlainText()
    reader.feed(html)
    reader.close()
    return reader.text()


class _PlainText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        if self._pieces[-1:] != [_BULLET]:
            self._pieces.append(self._break(tag))
        if tag == "li":
            self._pieces.append(_BULLET)

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        if tag not in {"br", "li"}:
            self._pieces.append(self._break(tag))

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._pieces.append(re.sub(r"\s+", " ", data))

    def _break(self, tag: str) -> str:
        if tag in _BLOCKS:
            return "\n\n"
        return "\n" if tag in {"br", "li"} else ""

    def text(self) -> str:
        paragraphs = "".join(self._pieces).split("\n\n")
        lines = ["\n".join(line.strip() for line in part.split("\n") if line.strip()) for part in paragraphs]
        return "\n\n".join(line for line in lines if line)
