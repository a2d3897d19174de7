"""All responses as a table for a request under the Freedom of Information Act: everything that is held, and its marking."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from collab.consultations.models import Consultation, Disclosure
from collab.consultations.rules.keeping import FETCHED_WITHIN

MARKING = "OFFICIAL-SENSITIVE"
LONGEST_CELL = 32_000
"""Characters: a spreadsheet takes 32,767 in a cell. What is longer goes on in the next row."""

OF_RESPONSE = (
    "Receipt number", "Received", "How it came", "Late", "Why accepted although late", "Language",
    "Answers for", "Describes themselves as", "Organisation or group", "Whom it represents", "Name", "Email address",
    "Area", "Publishing", "Confidential because", "Handling", "Why left out", "Withdrawn", "Campaign",
    "Checked for publication",
)  # fmt: skip
OF_ANSWER = (
    "Revision", "Sent", "Newest revision", "Agreed to then", "Privacy notices shown (SHA-256)",
    "Question number", "Question", "Answer as sent", "Answer as redacted", "Redaction", "Taken out", "Part",
)  # fmt: skip
HEADING = (*OF_RESPONSE, *OF_ANSWER)
SENT, REDACTED, PART = (HEADING.index(name) for name in ("Answer as sent", "Answer as redacted", "Part"))


def file_name(consultation: Consultation, form: str) -> str:
    """The marking comes first, so that it is read before the file is opened."""
    return f"{MARKING}-{consultation.address}-all-responses.{form}"


def first_line(consultation: Consultation, disclosure: Disclosure) -> str:
    """What stands above the table."""
    when = f"{disclosure.made_at:%Y-%m-%d %H:%M} UTC"
    request = " ".join(re.sub(r"[^\w ./\-]", " ", disclosure.request_reference).split())
    return (
        f"{MARKING}: all responses to {consultation.address}, exported {when} for request {request}. "
        "It holds personal data, and what people asked to keep confidential. Redact it before any of it is released"
    )


def can_be_fetched(disclosure: Disclosure, now: datetime) -> bool:
    """Within the hour; after that it is exported anew, and recorded anew."""
    return now < disclosure.made_at + FETCHED_WITHIN


def in_parts(row: list[str]) -> Iterator[list[str]]:
    """The row, and further ones for an answer that no cell of a spreadsheet holds: nothing of it is lost."""
    parts = max(1, *(-(-len(row[place]) // LONGEST_CELL) for place in (SENT, REDACTED)))
    for part in range(parts):
        cut = slice(part * LONGEST_CELL, (part + 1) * LONGEST_CELL)
        cells = list(row)
        cells[SENT], cells[REDACTED] = row[SENT][cut], row[REDACTED][cut]
        cells[PART] = f"{part + 1} of {parts}" if parts > 1 else ""
        yield cells
