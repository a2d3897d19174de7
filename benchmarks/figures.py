"""What a measure hands back: medians with their spread, a printed table, and JSON under var/bench/."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "var" / "bench"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))


@dataclass(frozen=True)
class Figure:
    """One measured ratio or number: its median, the least and the most of the rounds, and the goal in words."""

    what: str
    median: float
    least: float
    most: float
    goal: str = ""
    is_met: bool | None = None


def figure(what: str, rounds: Sequence[float], *, most: float | None = None, least: float | None = None) -> Figure:
    """`most` and `least` are goals for the median."""
    middle = statistics.median(rounds)
    goal, is_met = "", None
    if most is not None:
        goal, is_met = f"at most {most:g}", middle <= most
    if least is not None:
        goal, is_met = f"at least {least:g}", middle >= least
    return Figure(what, middle, min(rounds), max(rounds), goal, is_met)


def quantile(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def report(name: str, figures: Sequence[Figure]) -> None:
    """Prints the table and writes the JSON."""
    wide = max(len(one.what) for one in figures)
    print(f"\n{name}\n{'':{wide}}   median    least     most   goal")
    for one in figures:
        verdict = {True: "met", False: "SHORT", None: ""}[one.is_met]
        print(f"{one.what:{wide}} {one.median:8.2f} {one.least:8.2f} {one.most:8.2f}   {one.goal} {verdict}".rstrip())
    FOLDER.mkdir(parents=True, exist_ok=True)
    told = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0],
        "rounds": ROUNDS,
        "figures": [asdict(one) for one in figures],
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
