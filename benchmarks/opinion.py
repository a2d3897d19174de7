"""Opinion maps of five real conversations beside red-dwarf's, and of made ones of 10,000 and of 100,000 people.

Each measure of memory is made in a process of its own, as a process never gives back what it once held. The made conversations are
drawn anew at each run, and their seeds said; `BENCH_SEEDS=1,2,3` measures those.
"""

from __future__ import annotations

import itertools
import json
import math
import os
import secrets
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.figures import ROUNDS, Figure, figure, report
from collab.consultations.rules.opinion.exports import mapped
from collab.consultations.rules.opinion.maps import OpinionMap, opinion_map
from collab.consultations.rules.opinion.matrix import Votes, votes
from collab.consultations.rules.polis import PolisExport, read_export

REAL = Path(os.environ.get("COLLAB_REAL_INPUT") or Path(__file__).parents[2] / "shared" / "data") / "polis"
PEOPLE, STATEMENTS, FILLED = int(os.environ.get("BENCH_PEOPLE", "100000")), 500, 0.03
DROPS, DROPPED = 20, 0.05
PART = 10_000

Triples = list[tuple[int, int, int]]


def cast(export: PolisExport, left_out: Sequence[int] = ()) -> Triples:
    return [(one.voter_id, one.statement_id, one.value) for one in export.votes if one.statement_id not in left_out]


def red_dwarf(triples: Triples) -> dict[int, int]:
    """The group of each person, as red-dwarf finds them with its own settings."""
    from reddwarf.implementations.base import run_pipeline

    told = [{"participant_id": p, "statement_id": s, "vote": v, "modified": 0} for p, s, v in triples]
    found = run_pipeline(votes=told, random_state=0)
    groups = found.participants_df["cluster_id"].dropna()
    return {int(person): int(group) for person, group in groups.items()}


def ours(triples: Triples) -> OpinionMap:
    return opinion_map(votes(triples))


def members(found: OpinionMap) -> dict[int, str]:
    return {person: group.id for group in found.groups for person in group.members}


def agreement(export: PolisExport, groups: dict[int, Any]) -> float:
    """With the groups that Polis itself had, over those who are in both (adjusted Rand index)."""
    from sklearn.metrics import adjusted_rand_score

    theirs = {one.id: one.group for one in export.participants if one.group is not None}
    both = sorted(groups.keys() & theirs.keys())
    return float(adjusted_rand_score([theirs[one] for one in both], [groups[one] for one in both]))


def moved(triples: Triples, seed: int) -> list[float]:
    """The part of people who are in another group when one vote in twenty is dropped, names apart."""
    random, whole = np.random.default_rng(seed), members(ours(triples))
    found = []
    for _ in range(DROPS):
        kept = [one for one, stays in zip(triples, random.random(len(triples)) >= DROPPED, strict=True) if stays]
        found.append(1 - _alike(whole, members(ours(kept))))
    return found


def _alike(before: dict[int, str], after: dict[int, str]) -> float:
    stayed = [(before[one], after[one]) for one in before.keys() & after.keys()]
    letters = sorted(set(after.values()))
    return max(
        sum(dict(zip(order, letters, strict=False)).get(was) == now for was, now in stayed) / len(stayed)
        for order in itertools.permutations("ABCDE", len(letters))
    )


def made(people: int, seed: int) -> Votes:
    """A conversation with four camps of different sizes, of whom each person votes on some statements, three in a hundred."""
    random = np.random.default_rng(seed)
    camp = random.choice(4, people, p=(0.4, 0.3, 0.2, 0.1))
    leaning = random.uniform(0.1, 0.9, (4, STATEMENTS))
    parts = range(0, people * STATEMENTS, PART * STATEMENTS)  # so that making it holds less than mapping it
    cells = np.concatenate(
        [start + np.flatnonzero(random.random(PART * STATEMENTS, np.float32) < FILLED) for start in parts]
    )
    rows, columns = np.divmod(cells[cells < people * STATEMENTS], STATEMENTS)
    drawn = random.random(len(rows))
    values = np.where(drawn < leaning[camp[rows], columns] * 0.9, 1, np.where(drawn < 0.9, -1, 0))
    used, places = np.unique(rows, return_inverse=True)
    return Votes(tuple(used.tolist()), tuple(range(STATEMENTS)), places, columns, values)


def alone(*arguments: str) -> dict[str, float]:
    """What `child` says in a process of its own."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.opinion", *arguments], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(told.stdout)
    return found


def child(kind: str, what: str, seed: int) -> None:
    """Prints the processor seconds of one map, and the most memory that the process held, in MB."""
    if kind == "made":
        of = made(int(what), seed)
        work: Callable[[], object] = lambda: opinion_map(of)  # noqa: E731
    else:
        triples = cast(read_export(REAL / what))
        work = (lambda: ours(triples)) if kind == "ours" else (lambda: red_dwarf(triples))
    begun = time.process_time()
    work()
    seconds = time.process_time() - begun
    print(json.dumps({"seconds": seconds, "memory": _most_memory()}))


def _most_memory() -> float:
    """In MB. getrusage would also count what the parent held when it started this process."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def timed(work: Callable[[], object]) -> float:
    """Processor seconds: other work on the machine does not count."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def real(name: str, seed: int) -> tuple[list[Figure], dict[str, float]]:
    """Of one conversation: how much faster, in turn and in one run, how much less memory, how it agrees, and how it stays."""
    export = read_export(REAL / name)
    triples = cast(export)
    ours(triples), red_dwarf(triples)  # both are imported and warm
    pairs = [(timed(lambda: ours(triples)), timed(lambda: red_dwarf(triples))) for _ in range(ROUNDS)]
    memory = [alone("ours", name, "0")["memory"], alone("theirs", name, "0")["memory"]]
    map_of_it = mapped(export)
    shown = [group.size for group in map_of_it.found.shown]
    least = min((size / max(10, 0.01 * map_of_it.found.grouped) for size in shown), default=1.0)
    told = {
        "agreement": agreement(export, members(map_of_it.found)),
        "with all statements": agreement(export, members(ours(triples))),
        "theirs": agreement(export, red_dwarf(triples)),
        "theirs, without": agreement(export, red_dwarf(cast(export, map_of_it.left_out))),
    }
    figures = [
        figure(f"{name}: processor ms", [1000 * mine for mine, _ in pairs]),
        figure(f"{name}: red-dwarf, processor ms", [1000 * their for _, their in pairs]),
        figure(f"{name}: times faster", [their / mine for mine, their in pairs], least=8),
        figure(f"{name}: memory, ours / theirs", [memory[0] / memory[1]], most=1),
        figure(
            f"{name}: moved by 5 % of votes, mean",
            [statistics.mean(moved(cast(export, map_of_it.left_out), seed))],
            most=0.1,
        ),
        figure(f"{name}: smallest shown group / what it must be", [least], least=1),
    ]
    return figures, told


def measure(seeds: Sequence[int]) -> list[Figure]:
    figures: list[Figure] = []
    told: dict[str, dict[str, float]] = {}
    for name in sorted(one.name for one in REAL.iterdir()):
        found, told[name] = real(name, seeds[0])
        figures += found
        print(name, {key: round(value, 3) for key, value in told[name].items()})
    means = {key: statistics.mean(one[key] for one in told.values()) for key in next(iter(told.values()))}
    figures += [
        figure("agreement with Polis, mean", [means["agreement"]], least=means["theirs"]),
        figure("the same with all statements", [means["with all statements"]], least=means["theirs"]),
        figure("red-dwarf's", [means["theirs"]]),
        figure("red-dwarf's, without who people are", [means["theirs, without"]]),
    ]
    tenth = [alone("made", str(PEOPLE // 10), str(seed)) for seed in seeds]
    whole = [alone("made", str(PEOPLE), str(seed)) for seed in seeds]
    growth = [math.log10(many["seconds"] / few["seconds"]) for many, few in zip(whole, tenth, strict=True)]
    return [
        *figures,
        figure(f"{PEOPLE // 10:,} people by {STATEMENTS}: processor seconds", [one["seconds"] for one in tenth]),
        figure(f"{PEOPLE:,} people by {STATEMENTS}: processor seconds", [one["seconds"] for one in whole]),
        figure(f"{PEOPLE:,} people by {STATEMENTS}: memory, MB", [one["memory"] for one in whole]),
        figure("growth of the seconds with people, exponent", growth, most=1.3),
    ]


def main() -> None:
    if len(sys.argv) > 1:
        child(sys.argv[1], sys.argv[2], int(sys.argv[3]))
        return
    chosen = os.environ.get("BENCH_SEEDS", "")
    seeds = [int(one) for one in chosen.split(",")] if chosen else [secrets.randbelow(10**6) for _ in range(3)]
    print(f"seeds {seeds}")
    report("opinion", measure(seeds))


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # red-dwarf's own dependencies warn
    main()
