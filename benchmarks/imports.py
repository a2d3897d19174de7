"""Importing 100,000 responses of ten answers from a CSV file, beside COPY and executemany of the same rows; and the pages of
that consultation with 1,000 responses and with 100,000.
"""

from __future__ import annotations

import csv
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from benchmarks import data
from benchmarks.figures import Figure, figure, quantile, report
from benchmarks.stage import BACKENDS, Stage, analyse, stage
from collab import clock
from collab.accounts.policy import SYSTEM
from collab.app import create_app
from collab.config import from_environment
from collab.consultations.actions import response_imports
from collab.consultations.models import (
    Answer,
    Channel,
    Consultation,
    ImportStage,
    ResponseImport,
    Submission,
    SubmissionRevision,
)
from collab.consultations.queries import response_imports as queries
from collab.consultations.rules.response_tables import Plan
from collab.db import db, transaction

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
FEW = max(1, ROWS // 100)
TABLES = (Submission, SubmissionRevision, Answer)
ANSWERS = 10
SAID = "We have read the proposal with care, and we ask that what it says about time is looked at again, please: row {}."


def csv_file(path: Path, number: int) -> None:
    """Rows with an id, a date, eight answers in words and two choices."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "received on", *(f"q{place}" for place in range(1, ANSWERS + 1))])
        for row in range(number):
            writer.writerow([row, "2026-10-20", *(_cell(place, row) for place in range(1, ANSWERS + 1))])


def _cell(place: int, row: int) -> str:
    kind = data.KINDS[(place - 1) % len(data.KINDS)]
    return data.CELLS[kind] or SAID.format(row)
