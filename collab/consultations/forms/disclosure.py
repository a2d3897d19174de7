"""The form of an export of all responses."""

from __future__ import annotations

from collab.consultations import models
from collab.web.fields import Line, One, choices, required
from collab.web.forms import BaseForm


class DisclosureForm(BaseForm):
    request_reference = Line(
        "Reference of the request for information",
        [required("Enter the reference of the request")],
        most=80,
        width="20",
    )
    form = One(
        "As what kind of file?",
        [required("Choose the kind of file")],
        choices=choices(
            models.DisclosureForm,
            {models.DisclosureForm.csv: "Table of plain text (CSV)", models.DisclosureForm.xlsx: "Spreadsheet (XLSX)"},
        ),
        default=models.DisclosureForm.xlsx.value,
    )
