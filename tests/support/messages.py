"""The messages of the respondent's pages as the source has them, and words there that are no messages."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

from collab.consultations.rules import analysis_words
from collab.home import views

COLLAB = Path(__file__).parents[2] / "collab"
PAGES = COLLAB / "consultations" / "templates" / "consultations"
FURNITURE = [COLLAB / "web" / "templates" / "web" / name for name in ("base.html", "_fields.html")]
TEMPLATES = [
    *sorted((PAGES / "respond").glob("*.html")),
    *(PAGES / name for name in ("receipt.html", "withdraw_response.html", "_your_outcome.html", "you_said.html")),
    *FURNITURE,
]
RULES = COLLAB / "consultations" / "rules"
PYTHON = {
    RULES / "answers.py": set(),
    RULES / "answer_words.py": {"DATE_PARTS", "HINTS", "FILES", "WITH_IT", "UP_TO", "OR", "NO_PLACE", "BOUNDS"},
    RULES / "respondents.py": set(),
    RULES / "respondent_words.py": {"CHANNEL"},
    RULES / "keeping.py": {"REASON_ERASED", "months_problem"},
    RULES / "state.py": set(),
    RULES / "submissions.py": {"entry_problems", "unasked_problems"},
    COLLAB / "consultations" / "actions" / "drafts.py": set(),
    COLLAB / "consultations" / "actions" / "receipts.py": set(),
    COLLAB / "consultations" / "queries" / "receipts.py": set(),
    COLLAB / "consultations" / "forms" / "respond.py": {
        "ScanForm",
        "EntryForm",
        "entry_form",
        "LANGUAGES",
        "every_field",
    },
    COLLAB / "consultations" / "forms" / "answers.py": set(),
    COLLAB / "consultations" / "forms" / "statements.py": {"ModerationForm", "PlaceForm"},
    RULES / "statements.py": set(),
    COLLAB / "consultations" / "views" / "respond.py": set(),
}
"""Each file with what of it is for staff, or has both languages already."""

SAYS = [
    COLLAB / "consultations" / "actions" / "outcome_mails.py",
    RULES / "shares.py",
    COLLAB / "web" / "fields.py",
    COLLAB / "web" / "filters.py",
    COLLAB / "consultations" / "actions" / "submissions.py",
    COLLAB / "consultations" / "actions" / "statements.py",
    COLLAB / "consultations" / "views" / "statements.py",
]
"""Files of which only what is handed to `say` is a message."""

NAMES = {"– collab", "collab", "Cymraeg", "English"}
_CALL = re.compile(r'_\("((?:[^"\\]|\\.)*)"')
_TAG = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_QUOTED = re.compile(r'"([^"]*)"')
_MESSAGE = re.compile(r"[A-Z][a-z]*[ a-z]|[a-z]+ [a-z]+ ")


class _Words(HTMLParser):
    """The text and the spoken attributes of a template without its expressions, but for what stands in Welsh or English."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        if re.search(r"[A-Za-zŵŷ]{2,}", data) and data.strip() not in NAMES and not data.strip().startswith("aria-"):
            self.found.append(data.strip())

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("aria-label", "title", "alt") and value.strip()]


def in_template(path: Path) -> set[str]:
    return set(_CALL.findall(path.read_text()))


def bare_in_template(path: Path) -> list[str]:
    """Words that a reader would see in English whatever the language of the page."""
    source = path.read_text()
    source = re.sub(r'<(p|script)\b[^>]*lang="cy"[^>]*>.*?</\1>|<script\b.*?</script>', "", source, flags=re.DOTALL)
    parser = _Words()
    parser.feed(_TAG.sub("", source))
    quoted = [
        words
        for tag in _TAG.findall(source)
        if not tag.startswith("{#")
        for words in _QUOTED.findall(_CALL.sub("", tag))
        if re.match(r"[A-Z][a-z]+", words) and not words.endswith("Field") and words not in ("Pam", "Why")
    ]
    return parser.found + quoted


def in_python(path: Path) -> set[str]:
    """Every text that reads like a message, said or to be said, but for what is exempt and for comments on code."""
    tree = ast.parse(path.read_text())
    found: set[str] = set()
    for node in tree.body:
        if not (_names(node) & PYTHON[path]):
            found |= _texts(node)
    return found


def said_in(path: Path) -> set[str]:
    calls = [one for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.Call)]
    return {words for one in calls if getattr(one.func, "id", "") == "say" and one.args for words in _said(one.args[0])}


def by_name() -> set[str]:
    """What is said by a name that is looked up."""
    looked_up = (analysis_words.OUTCOME, analysis_words.DECISION, analysis_words.EXCLUSION)
    places = [name for name, _ in [*views.SECTIONS, *views.footer_links()]]
    return {words for each in looked_up for words in each.values()} | {
        *places,
        "Home",
        "Back",
        "Get updates",
        "a day",
        "a month",
        "a year",
        "Not given",
    }


def every_message() -> set[str]:
    of_templates = [in_template(path) for path in TEMPLATES]
    return set().union(*of_templates, *map(in_python, PYTHON), *map(said_in, SAYS), by_name())


def broken_in_python(path: Path) -> list[str]:
    """Sentences with their values put in before they could be translated."""
    return [
        ast.unparse(node)
        for top in ast.parse(path.read_text()).body
        if not (_names(top) & PYTHON[path])
        for node in ast.walk(top)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
        if isinstance(part, ast.Constant)
        and re.search(r"[A-Za-z]{2,} |[A-Za-z]{2,}$", part.value)
        and "/" not in part.value
        and not re.fullmatch(r"[a-z_:-]+", part.value)
    ]


def _names(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.Assign):
        return {target.id for target in node.targets if isinstance(target, ast.Name)}
    return {getattr(node, "name", "")}


def _said(argument: ast.AST) -> set[str]:
    """The messages in what is handed to `say`."""
    constants = [one.value for one in ast.walk(argument) if isinstance(one, ast.Constant)]
    is_made = any(isinstance(one, ast.JoinedStr) for one in ast.walk(argument))
    return set() if is_made else {one for one in constants if isinstance(one, str) and one.strip()}


def _texts(node: ast.AST) -> set[str]:
    found: set[str] = set()
    comments = {id(one.value) for one in ast.walk(node) if isinstance(one, ast.Expr)}
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and getattr(inner.func, "id", "") == "say" and inner.args:
            found |= _said(inner.args[0])
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and id(inner) not in comments:
            found |= {inner.value} if _MESSAGE.match(inner.value) else set()
    return found
