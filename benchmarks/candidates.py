"""Candidate themes in answers with planted themes: how many of them are found, and what 10,000 and 100,000 answers cost.

The seeds are drawn anew at each run, and said; `BENCH_SEEDS=1,2,3` measures those.
"""

from __future__ import annotations

import json
import os
import resource
import secrets
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence

from benchmarks.figures import Figure, figure, report
from benchmarks.planted import THEMES, Planted, planted
from collab.consultations.rules import candidates
from collab.consultations.rules.candidates import Said, Topic

SIZES = (1_000, 10_000, 100_000)
FOUND = 0.5
"""A planted theme counts as found where a candidate has it with an F1 of at least this."""


def agreement(crowd: Planted, topics: Sequence[Topic], *, in_welsh: bool) -> list[float]:
    """For each theme the F1 of the candidate that is likest to it, by the answers of one language."""
    here = {place for place, flag in enumerate(crowd.in_welsh) if flag is in_welsh}
    found = [{place for place, _ in one.members} & here for one in topics if one.in_welsh is in_welsh]
    best = []
    for theme in range(THEMES):
        wanted = {place for place in here if theme in crowd.themes[place]}
        scores = (2 * len(held & wanted) / max(1, len(held) + len(wanted)) for held in found)
        best.append(max(scores, default=0.0))
    return best


def once(number: int, seed: int) -> dict[str, float]:
    """One run, in a process of its own: its processor seconds, the most memory that it held in MB, and what it found."""
    command = [sys.executable, "-m", "benchmarks.candidates", str(number), str(seed)]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(told.stdout)
    return found


def here(number: int, seed: int) -> None:
    """The child of `once`."""
    crowd = planted(number, seed)
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.process_time()
    topics = candidates.found([Said(text) for text in crowd.texts])
    seconds = time.process_time() - begun
    english, welsh = (agreement(crowd, topics, in_welsh=flag) for flag in (False, True))
    told = {
        "seconds": seconds,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "answers alone": idle,
        "candidates": len(topics),
        "recovered": sum(one >= FOUND for one in english) / THEMES,
        "agreement": sum(english) / THEMES,
        "recovered in Welsh": sum(one >= FOUND for one in welsh) / THEMES,
    }
    print(json.dumps(told))


def measure(seeds: Sequence[int]) -> list[Figure]:
    figures = []
    for number in SIZES:
        kept: dict[str, list[float]] = defaultdict(list)
        for seed in seeds:
            for name, value in once(number, seed).items():
                kept[name].append(value)
        few = number == SIZES[0]
        figures += [
            figure(f"{number:,}: planted themes found", kept["recovered"], least=0.7 if few else 0.9),
            figure(f"{number:,}: mean F1 of a theme", kept["agreement"]),
            figure(f"{number:,}: found in Welsh, a tenth", kept["recovered in Welsh"]),
            figure(f"{number:,}: candidates", kept["candidates"], most=candidates.MOST_CANDIDATES),
            figure(f"{number:,}: processor seconds", kept["seconds"], most=300 if number == SIZES[-1] else 60),
            figure(f"{number:,}: memory, MB", kept["memory"], most=2_000),
            figure(f"{number:,}: of it before, MB", kept["answers alone"]),
        ]
    return figures


def main() -> None:
    if len(sys.argv) > 1:
        here(int(sys.argv[1]), int(sys.argv[2]))
        return
    drawn = [secrets.randbelow(10**6) for _ in range(3)]
    seeds = [int(one) for one in os.environ.get("BENCH_SEEDS", "").split(",") if one] or drawn
    print("seeds", ",".join(map(str, seeds)))
    report("candidates", measure(seeds))


if __name__ == "__main__":
    main()
