"""Reads a page as a browser does, and names what is wrong with it. Works on the text of a page from anywhere."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property, lru_cache
from xml.etree.ElementTree import Element

import html5lib

SERVICE = "collab"
TITLE_END = f" – {SERVICE}"
UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}


class Page:
    """A parsed page, with what its readers and forms need to be looked up."""

    def __init__(self, html: str) -> None:
        self.root, self.parse_errors = _parsed(html)

    @cached_property
    def parents(self) -> dict[Element, Element]:
        return {child: parent for parent in self.root.iter() for child in parent}

    @cached_property
    def ids(self) -> Counter[str]:
        return Counter(element.get("id", "") for element in self.elements() if "id" in element.attrib)

    def elements(self, *tags: str) -> Iterator[Element]:
        """All elements, or those with one of the tags, in document order."""
        return (
            element
            for element in self.root.iter()
            if isinstance(element.tag, str) and (not tags or element.tag in tags)
        )

    def ancestors(self, element: Element) -> Iterator[Element]:
        while element in self.parents:
            element = self.parents[element]
            yield element

    def ancestor(self, element: Element, tag: str) -> Element | None:
        return next((above for above in self.ancestors(element) if above.tag == tag), None)

    def by_id(self, name: str) -> Element | None:
        return self.named.get(name)

    @cached_property
    def named(self) -> dict[str, Element]:
        """The first element with each id."""
        found: dict[str, Element] = {}
        for element in self.elements():
            if "id" in element.attrib:
                found.setdefault(element.attrib["id"], element)
        return found

    @cached_property
    def labels(self) -> dict[str, list[Element]]:
        """Labels by what they are for."""
        found: dict[str, list[Element]] = {}
        for label in self.elements("label"):
            if label.get("for"):
                found.setdefault(label.attrib["for"], []).append(label)
        return found

    @cached_property
    def title(self) -> str:
        return next((words_of(element) for element in self.elements("title")), "")

    @cached_property
    def headings(self) -> list[str]:
        return [words_of(element) for element in self.elements("h1")]

    @cached_property
    def words(self) -> str:
        """What the main part says, with single spaces."""
        main = next(self.elements("main", "body"), self.root)
        main = next(self.elements("main"), main)
        return words_of(main)

    def labels_of(self, field: Element) -> list[str]:
        """The names that a screen reader can give a field."""
        names = [words_of(label) for label in self.labels.get(field.get("id", ""), [])]
        around = self.ancestor(field, "label")
        if around is not None:
            names.append(words_of(around))
        names.append(field.get("aria-label", ""))
        for name in field.get("aria-labelledby", "").split():
            target = self.by_id(name)
            names.append(words_of(target) if target is not None else "")
        return [name for name in names if name.strip()]


@lru_cache(16)
def _parsed(html: str) -> tuple[Element, list[str]]:
    """A page is checked as it comes and read afterwards: parsed once. Nobody changes what comes of it."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(html)
    return root, [f"line {line}: {code} {details or ''}".rstrip() for (line, _), code, details in parser.errors]


def words_of(element: Element) -> str:
    """The text below an element without scripts, with single spaces."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in ("script", "style", "template"):
        return
    yield element.text or ""
    for child in element:
        if child.tag in ("br", "p", "li", "div", "td", "th", "dt", "dd", "option", "h1", "h2", "h3", "h4"):
            yield " "
        yield from _texts(child)
        yield child.tail or ""


def words(html: str) -> str:
    """What the main part of a page says, with single spaces."""
    return Page(html).words


_in_order: set[int] = set()
_RANDOM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\w.-]{20,}")


def check(html: str, where: str = "the page") -> None:
    """Raises AssertionError with all faults of a page."""
    found = faults_of_new(html)
    assert not found, f"{where}:\n  " + "\n  ".join(found)


def faults_of_new(html: str) -> list[str]:
    """The faults of a page; none, without reading it again, for one like another that was in order.

    Like another is a page that differs from it only by ids, tokens and nonces, each in the same places.
    """
    numbers: dict[str, str] = {}
    shape = hash(_RANDOM.sub(lambda found: numbers.setdefault(found[0], f"~{len(numbers)}~"), html))
    if shape in _in_order:
        return []
    found = faults(html)
    if not found:
        _in_order.add(shape)
    return found


def faults(html: str) -> list[str]:
    """Each fault of a page in words; empty for a page that is in order."""
    page = Page(html)
    found = [f"not valid HTML: {error}" for error in page.parse_errors]
    for rule in RULES:
        found += rule(page)
    return found


def _language(page: Page) -> Iterator[str]:
    if not page.root.get("lang"):
        yield "html has no lang"


def _heading(page: Page) -> Iterator[str]:
    if len(page.headings) != 1:
        yield f"{len(page.headings)} h1 instead of one: {page.headings}"
    elif not page.headings[0]:
        yield "the h1 is empty"


def _title(page: Page) -> Iterator[str]:
    if not page.title.endswith(TITLE_END):
        yield f"the title {page.title!r} does not end with {TITLE_END!r}"
        return
    own = page.title.removesuffix(TITLE_END)
    if len(page.headings) == 1 and not _plain(own) & _plain(page.headings[0]):
        yield f"the title {page.title!r} has no word of the h1 {page.headings[0]!r}"


def _plain(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _ids(page: Page) -> Iterator[str]:
    for name, count in page.ids.items():
        if not name or re.search(r"\s", name):
            yield f"the id {name!r} is empty or has a space"
        elif count > 1:
            yield f"the id {name!r} is given {count} times"


def _references(page: Page) -> Iterator[str]:
    for element in page.elements():
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for name in element.get(attribute, "").split():
                if name not in page.ids:
                    yield f"{attribute}={name!r} of <{element.tag}> leads to no id"


def _labels(page: Page) -> Iterator[str]:
    for field in page.elements("input", "select", "textarea"):
        if field.tag == "input" and field.get("type", "text").lower() in UNLABELLED_TYPES:
            continue
        if not page.labels_of(field):
            yield f"<{field.tag}> {field.get('name')!r} has no label"


def _groups(page: Page) -> Iterator[str]:
    kinds = ("radio", "checkbox")
    fields = [field for field in page.elements("input") if field.get("type") in kinds]
    of_one_name = Counter((page.ancestor(field, "form"), field.get("type"), field.get("name")) for field in fields)
    for (form, kind, name), count in of_one_name.items():
        if count < 2:
            continue
        group = [f for f in fields if (page.ancestor(f, "form"), f.get("type"), f.get("name")) == (form, kind, name)]
        if not all(_is_named_group(page, field) for field in group):
            yield f"the {kind} group {name!r} is not in a fieldset with a legend"


def _is_named_group(page: Page, field: Element) -> bool:
    for above in page.ancestors(field):
        if above.tag == "fieldset":
            return any(child.tag == "legend" and words_of(child) for child in above)
        if above.get("role") in ("group", "radiogroup") and (above.get("aria-label") or above.get("aria-labelledby")):
            return True
    return False


def _inline(page: Page) -> Iterator[str]:
    for element in page.elements():
        for attribute, value in element.attrib.items():
            if attribute == "style":
                yield f"<{element.tag}> has a style attribute"
            elif attribute.startswith("on"):
                yield f"<{element.tag}> has {attribute}"
            elif attribute in ("href", "action", "src") and value.strip().lower().startswith("javascript:"):
                yield f"<{element.tag}> has a javascript: address"
    if any(True for _ in page.elements("style")):
        yield "a style element: the content security policy forbids it"
    for script in page.elements("script"):
        if "nonce" not in script.attrib and not _is_data(script):
            yield "a script without a nonce"


def _is_data(script: Element) -> bool:
    return script.get("type", "") in ("application/json", "application/ld+json")


def _links(page: Page) -> Iterator[str]:
    for link in page.elements("a"):
        href = link.get("href")
        if href is None:
            continue
        if href.startswith("#") and href[1:] not in page.ids:
            yield f"the link {words_of(link)!r} to {href!r} leads to no id"
        if not href:
            yield f"the link {words_of(link)!r} has an empty address"


def _names(page: Page) -> Iterator[str]:
    for element in page.elements("a", "button"):
        if element.tag == "a" and "href" not in element.attrib:
            continue
        pictured = any(image.get("alt") or image.get("aria-label") for image in element.iter())
        if not (words_of(element) or element.get("aria-label") or element.get("aria-labelledby") or pictured):
            yield f"<{element.tag}> {element.get('href', '')!r} has no words"
    for image in page.elements("img"):
        if "alt" not in image.attrib:
            yield f"the image {image.get('src')!r} has no alt"


def _tokens(page: Page) -> Iterator[str]:
    for form in page.elements("form"):
        names = {field.get("name") for field in form.iter("input")}
        if form.get("method", "get").lower() == "post" and "csrf_token" not in names:
            yield f"the form to {form.get('action', 'this page')!r} has no csrf_token"


RULES = (
    _language,
    _heading,
    _title,
    _ids,
    _references,
    _labels,
    _groups,
    _inline,
    _links,
    _names,
    _tokens,
)
