"""Grouping campaign letters among 100,000 texts, beside datasketch's MinHashLSH; then a million texts, with their memory.

The seeds are drawn anew at each run, and said; `BENCH_SEEDS=1,2,3` measures those.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import letters
from benchmarks.figures import Figure, figure, report
from benchmarks.letters import Crowd
from collab.consultations.rules import campaigns

TEXTS = int(os.environ.get("BENCH_TEXTS", "100000"))
MANY = 10 * TEXTS
PERMUTATIONS = 128
SETTINGS = ((3, 0.3), (1, 0.5))
"""Of datasketch: runs of so many words, and the threshold of likeness. The better recall of the two counts."""

Groups = list[list[int]]


def by_minhash(texts: Sequence[str], run: int, threshold: float) -> Groups:
    """What datasketch makes of it: everything that is like anything in a group, in the group."""
    from datasketch import MinHash, MinHashLSH

    hashes = MinHash.generator((_runs(text, run) for text in texts), num_perm=PERMUTATIONS)
    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    root = list(range(len(texts)))

    def top(place: int) -> int:
        while root[place] != place:
            root[place] = place = root[root[place]]
        return place

    for place, each in enumerate(hashes):
        for other in index.query(each):
            root[top(place)] = top(other)
        index.insert(place, each)
    found = defaultdict(list)
    for place in range(len(texts)):
        found[top(place)].append(place)
    return [group for group in found.values() if len(group) >= campaigns.FEWEST_TEXTS]


def _runs(text: str, length: int) -> set[bytes]:
    words = text.casefold().split()
    return {" ".join(words[at : at + length]).encode() for at in range(len(words) - length + 1)}


def quality(crowd: Crowd, groups: Groups) -> tuple[float, float]:
    """Recall and precision, by members of the right group: a letter's right group is the one with most of its texts.

    What is in another group than its letter's counts against both; a text of no letter in any group against precision.
    """
    right: Counter[int] = Counter()
    for group in groups:
        held = Counter(letter for place in group if (letter := crowd.letters[place]) is not None)
        for letter, number in held.most_common(1):
            right[letter] = max(right[letter], number)
    planted = sum(letter is not None for letter in crowd.letters)
    return right.total() / planted, right.total() / max(1, sum(map(len, groups)))


def timed(find: Callable[[], Groups]) -> tuple[Groups, float]:
    """With the processor seconds that it took: other work on the machine does not count."""
    begun = time.process_time()
    return find(), time.process_time() - begun


def many(texts: list[str]) -> dict[str, float]:
    """Ten times these texts from a file, each time in a language of its own, in a process of its own: its processor
    seconds, and the most memory that it held, in GB.
    """
    with tempfile.TemporaryDirectory(prefix="collab-bench-") as folder:
        file = Path(folder) / "texts"
        with file.open("w", encoding="utf-8") as written:
            written.writelines(f"{text}\n" for text in letters.in_many_tongues(texts, MANY // TEXTS))
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.campaigns", str(file)], check=True, capture_output=True, text=True
        )
        found: dict[str, float] = json.loads(told.stdout)
        return found


def read(file: Path) -> None:
    """The child of `many`."""
    import resource

    begun = time.process_time()
    with file.open(encoding="utf-8") as lines:
        found = campaigns.groups(lines)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    print(json.dumps({"seconds": time.process_time() - begun, "memory": most, "groups": len(found)}))


def measure(seeds: Sequence[int]) -> list[Figure]:
    kept: dict[str, list[float]] = defaultdict(list)
    for seed in seeds:
        for name, changed in (
            ("edited", letters.edited),
            ("rewritten", letters.rewritten),
            ("throughout", letters.rewritten_throughout),
        ):
            crowd = letters.crowd(TEXTS, seed, changed)
            found, seconds = timed(lambda crowd=crowd: campaigns.groups(crowd.texts))  # type: ignore[misc]
            recall, precision = quality(crowd, found)
            kept[f"{name} recall"].append(recall)
            kept[f"{name} precision"].append(precision)
            kept["seconds"].append(seconds)
            for run, threshold in SETTINGS if seed == seeds[0] else ():
                theirs, took = timed(
                    lambda crowd=crowd, run=run, threshold=threshold: by_minhash(crowd.texts, run, threshold)  # type: ignore[misc]
                )
                said = quality(crowd, theirs)
                kept[f"{name} datasketch"].append(said[0])
                kept["datasketch seconds"].append(took)
                print(
                    f"{name}, datasketch, runs of {run}, from {threshold}: recall {said[0]:.3f}, precision {said[1]:.3f}, {took:.1f} s"
                )
    lot = many(letters.crowd(TEXTS, seeds[0]).texts)
    ours = kept["seconds"]
    return [
        figure("recall, up to a quarter of the words changed", kept["edited recall"], least=0.95),
        figure("precision of it", kept["edited precision"], least=0.97),
        *(
            figure(f"recall, {words}", kept[f"{name} recall"], least=max(kept[f"{name} datasketch"]))
            for name, words in (
                ("rewritten", "every other sentence rewritten"),
                ("throughout", "every sentence rewritten"),
            )
        ),
        figure("precision, every other sentence rewritten", kept["rewritten precision"], least=0.97),
        figure("precision, every sentence rewritten", kept["throughout precision"], least=0.97),
        figure(f"processor seconds for {TEXTS:,}", ours),
        figure("datasketch, processor seconds", kept["datasketch seconds"]),
        figure("ours / datasketch at its fastest", [one / min(kept["datasketch seconds"]) for one in ours], most=0.2),
        figure(f"{MANY:,} / {TEXTS:,}, processor seconds", [lot["seconds"] / min(ours)], most=15),
        figure(f"{MANY:,}: memory, GB", [lot["memory"]], most=2),
        figure(f"{MANY:,}: groups", [lot["groups"]]),
    ]


def main() -> None:
    if len(sys.argv) > 1:
        read(Path(sys.argv[1]))
        return
    chosen = os.environ.get("BENCH_SEEDS", "")
    seeds = [int(one) for one in chosen.split(",")] if chosen else [secrets.randbelow(10**6) for _ in range(3)]
    print(f"seeds {seeds}")
    report("campaigns", measure(seeds))


if __name__ == "__main__":
    main()
