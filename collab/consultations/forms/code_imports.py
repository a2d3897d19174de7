"""Forms of importing codes."""

from __future__ import annotations

from collab.web.fields import Area, Upload
from collab.web.forms import BaseForm


class CodesUploadForm(BaseForm):
    file = Upload("File", hint="A CSV file or a workbook (.xlsx) of 2,000 rows at most.")


class CodesForm(BaseForm):
    table = Area("The rows", most=1_000_000)
