"""Forms for papers: a file, or a link to what lies elsewhere."""

from __future__ import annotations

from typing import Any

from collab.attachments.forms import AttachForm
from collab.attachments.models import Accessibility
from collab.consultations.models import PaperFormat, PaperKind
from collab.consultations.rules.papers import FORMAT_WORDS, KIND_WORDS, LANGUAGE_WORDS
from collab.text import Language
from collab.web.fields import Area, Line, Many, One, choices, required
from collab.web.forms import BaseForm


class KindOfPaper(BaseForm):
    kind = One("What is it?", [required("Choose what it is")], choices=choices(PaperKind, KIND_WORDS))
    format = One("In what form?", [required("Choose the form")], choices=choices(PaperFormat, FORMAT_WORDS))
    language = One("In which language?", [required("Choose the language")], choices=choices(Language, LANGUAGE_WORDS))
    material = Many(
        "Could it change what people answer?",
        choices=[("yes", "Yes, it is material")],
        hint="If it is, the page says so, and people may need more time.",
    )

    def kind_values(self) -> dict[str, Any]:
        return {
            "kind": PaperKind(self.kind.data),
            "format": PaperFormat(self.format.data),
            "language": Language(self.language.data),
            "is_material": "yes" in (self.material.data or ()),
        }


class FilePaperForm(KindOfPaper, AttachForm):
    """What kind of paper, then the words and the file."""

    def words(self) -> dict[str, Any]:
        """The words that go with the file."""
        named = ("title", "title_cy", "description", "accessible_note")
        return {name: self[name].data or "" for name in named} | {
            "accessibility": Accessibility(self.accessibility.data)
        }


class LinkPaperForm(KindOfPaper):
    title = Line("Title", [required("Enter a title")], most=200)
    title_cy = Line("Title in Welsh", most=200)
    description = Area("What it is", hint="In a sentence or two.", rows=3, most=1_000)
    url = Line(
        "Web address",
        [required("Enter the web address")],
        hint="For what is kept elsewhere, for example a film in British Sign Language.",
        most=500,
        input_type="url",
    )

    def words(self) -> dict[str, Any]:
        return {name: self[name].data or "" for name in ("title", "title_cy", "description", "url")}
