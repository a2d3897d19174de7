"""Input about a file."""

from __future__ import annotations

from collab.attachments.models import Accessibility
from collab.attachments.rules.limits import MEGABYTE, MOST_BYTES
from collab.attachments.rules.words import ACCESSIBILITY_HINTS, ACCESSIBILITY_WORDS
from collab.web.fields import Area, Line, One, Upload, choices, required
from collab.web.forms import BaseForm


class DetailsForm(BaseForm):
    """The words that go with a file: everybody must learn what it is before they open it."""

    title = Line("Title", [required("Enter a title")], hint="What the file is called on the page", most=200)
    title_cy = Line("Title in Welsh", most=200)
    description = Area(
        "What the file is",
        [required("Enter what the file is")],
        hint="In a sentence or two, for people who cannot open it: what it shows and what follows from it",
        rows=3,
        most=1_000,
    )
    accessibility = One(
        "Can everybody read it?",
        [required("Choose whether everybody can read it")],
        choices=choices(Accessibility, ACCESSIBILITY_WORDS),
        hints=ACCESSIBILITY_HINTS,
    )
    accessible_note = Area(
        "Where the accessible version is, or what it lacks",
        hint="Needed where there is an accessible version elsewhere. It is published with the file",
        rows=2,
        most=1_000,
    )


class AttachForm(DetailsForm):
    """The file comes last, so that a page that refuses it still has all that was typed."""

    file = Upload(
        "File",
        [required("Choose a file")],
        hint=f"PDF, Word, Excel, OpenDocument, CSV, plain text, PNG or JPEG, up to {MOST_BYTES // MEGABYTE} MB. No macros",
    )
