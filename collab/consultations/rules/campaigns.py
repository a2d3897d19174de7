"""Near-identical texts, found among many (N9): which responses were made from the same letter.

A text is looked at as its runs of three words. Runs that several texts share are handed labels: each text takes the label
that most of its runs bear, each run the label that most of its texts bear, until this settles. Labels that turn out to
stand for one letter are joined. Last, every text is measured against what each group has in common, which finds those
that were changed too much to be seen at first, and lets go of those that only quote a sentence. No threshold stands
between two texts, so a letter is found although any two of its copies may have little in common.

The same texts in the same order give the same groups. See docs/decisions/0018-campaigns.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

FEWEST_TEXTS = 3
"""A group of fewer is no campaign; a pair may be one person who sent twice."""
FEWEST_WORDS = 12
"""Shorter texts are alike by chance."""

RUN = 3
RUNS_OF_A_TEXT = 96
"""Of a longer text about so many of its runs are looked at, the same ones in every text."""
_ROUNDS = 3
_LEAST_MATCHES = 3
_LEAST_SHARE = 0.06
_LEAST_SPREAD = 4
_MOST_SHARE = 0.5
_JOINED_SHARE = 0.35

_PLACE_BITS, _TEXT_BITS, _RUN_BITS = 3, 21, 40
MOST_TEXTS = 1 << _TEXT_BITS
_TEXT_SHIFT, _RUN_SHIFT = np.uint64(_PLACE_BITS), np.uint64(_PLACE_BITS + _TEXT_BITS)
_CHUNK_BYTES = 1 << 18
_KEYS_AT_A_TIME = 1 << 21

Keys = NDArray[np.uint64]
Numbers = NDArray[np.int64]


def groups(texts: Iterable[str]) -> list[list[int]]:
    """The places of the texts that belong together, the largest group first. Texts that belong nowhere are left out.

    Reads the texts once and keeps none: a million take less than 2 GB. Raises ValueError for more than `MOST_TEXTS`.
    """
    seen = _looked_at(texts)
    labels = _labelled(seen)
    for _ in range(2):
        labels = _measured(seen, _joined(seen, labels))
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-2))
    found = [
        part.tolist() for part in np.split(order, starts[1:]) if len(part) >= FEWEST_TEXTS and labels[part[0]] >= 0
    ]
    return sorted(found, key=lambda one: (-len(one), one[0]))


# --- Runs of three words ---------------------------------------------------------------------------------------------

_WORD_BYTES = bytes(code if chr(code).isalnum() or code >= 128 else 32 for code in range(256)).lower()
_MARKS = "“”‘’–—…«»\u00a0"
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_OTHER = np.uint64(0x2545F4914F6CDD1D)
_BASE, _BASE_INVERSE = 0x100000001B3, pow(0x100000001B3, -1, 1 << 64)


@dataclass(frozen=True)
class _Seen:
    """The runs that at least `FEWEST_TEXTS` texts have, one entry for each text that has it, in the order of the runs."""

    run: Numbers
    text: Numbers
    place: NDArray[np.uint8]
    frequency: Numbers
    lengths: Numbers

    @property
    def texts(self) -> int:
        return len(self.lengths)


def _looked_at(texts: Iterable[str]) -> _Seen:
    parts, lengths = [], []
    for chunk, first in _chunks(texts):
        keys, sizes = _keys(chunk, first)
        parts.append(keys)
        lengths.append(sizes)
    return _shared(_together(parts), np.concatenate(lengths) if lengths else np.empty(0, np.int64))


def _together(parts: list[Keys]) -> Keys:
    """One array of all, which lets go of each part as it is copied: there is no room for all of it twice."""
    keys = np.empty(sum(map(len, parts)), np.uint64)
    end = len(keys)
    while parts:
        part = parts.pop()
        keys[end - len(part) : end] = part
        end -= len(part)
    return keys


def _chunks(texts: Iterable[str]) -> Iterator[tuple[list[bytes], int]]:
    """Some texts at a time as bytes in which what is between words is a space, with the place of the first."""
    held: list[bytes] = []
    size = number = 0
    for number, text in enumerate(texts, 1):
        if number > MOST_TEXTS:
            raise ValueError(f"There are more than {MOST_TEXTS:,} texts")
        held.append(_plain(text))
        size += len(held[-1])
        if size >= _CHUNK_BYTES:
            yield held, number - len(held)
            held, size = [], 0
    if held:
        yield held, number - len(held)


def _plain(text: str) -> bytes:
    if not text.isascii():
        text = text.casefold()
        for mark in _MARKS:
            text = text.replace(mark, " ")
    return text.encode("utf-8", "replace").translate(_WORD_BYTES)


def _keys(chunk: list[bytes], first: int) -> tuple[Keys, Numbers]:
    """A number for each run looked at: its hash, its text, and in which eighth of the text it is; and how many each text has."""
    words, counts = _words(chunk)
    if len(words) < RUN:
        return np.empty(0, np.uint64), np.zeros(len(chunk), np.int64)
    owner = np.repeat(np.arange(len(chunk)), counts)
    text, last = owner[: 1 - RUN], owner[RUN - 1 :]
    hashed = _hashed(words)
    runs = np.maximum(counts - RUN + 1, 1)
    share = np.minimum(RUNS_OF_A_TEXT / runs, 1.0) * (counts >= FEWEST_WORDS)
    drawn = hashed >> np.uint64(32) < (share * 2**32).astype(np.uint64)[text]
    kept = np.flatnonzero((text == last) & drawn)
    where = text[kept]
    place = (kept - (np.cumsum(counts) - counts)[where]) * 8 // runs[where]
    keys = (hashed[kept] >> np.uint64(64 - _RUN_BITS)) << _RUN_SHIFT
    keys |= (where + first).astype(np.uint64) << _TEXT_SHIFT | place.astype(np.uint64)
    return keys, np.bincount(where, minlength=len(chunk))


def _words(chunk: list[bytes]) -> tuple[Keys, Numbers]:
    """A number for each word of these texts, and how many words each text has.

    The number is a polynomial of the word's bytes, as the difference of two sums, moved to the start of the line.
    """
    line = np.frombuffer(b" " + b" ".join(chunk) + b" ", np.uint8)
    edges = np.flatnonzero(np.diff(line != ord(" ")))
    begins, ends = edges[::2], edges[1::2]
    powers, inverses = _powers(len(line))
    sums = np.cumsum(line * powers[: len(line)], dtype=np.uint64)
    words = _mixed((sums[ends] - sums[begins]) * inverses[begins], 29)
    starts = np.cumsum([0, *(len(part) + 1 for part in chunk)])
    return words, np.diff(np.searchsorted(begins, starts))


def _hashed(words: Keys) -> Keys:
    """A number for each run of three words."""
    joined = words[:-2] * np.uint64(3) + words[1:-1] * _OTHER ^ words[2:]
    return _mixed(_mixed(joined, 31), 32)


def _mixed(values: Keys, bits: int) -> Keys:
    return (values ^ values >> np.uint64(bits)) * _SPREAD


@lru_cache(4)
def _powers(length: int) -> tuple[Keys, Keys]:
    size = max(length, 2 * _CHUNK_BYTES)
    if size > length:
        return _powers(size)
    forth, back = (np.cumprod(np.full(size, base, np.uint64)) for base in (_BASE, _BASE_INVERSE))
    return forth.astype(np.uint64), back.astype(np.uint64)


def _shared(keys: Keys, lengths: Numbers) -> _Seen:
    """Sorts the keys, and looks at some of them at a time."""
    keys.sort()
    parts, frequencies = [], []
    begin = 0
    while begin < len(keys):
        end = min(begin + _KEYS_AT_A_TIME, len(keys))
        if end < len(keys):  # a run is never parted
            end = max(end, int(np.searchsorted(keys, (keys[end - 1] >> _RUN_SHIFT) + np.uint64(1) << _RUN_SHIFT)))
        part, frequency = _in_several(keys[begin:end])
        parts.append(part)
        frequencies.append(frequency)
        begin = end
    del keys
    kept, frequency = _together(parts), np.concatenate([np.empty(0, np.int64), *frequencies])
    text = (kept >> _TEXT_SHIFT & np.uint64(MOST_TEXTS - 1)).astype(np.int64)
    run = np.repeat(np.arange(len(frequency)), frequency)
    return _Seen(run, text, (kept & np.uint64(7)).astype(np.uint8), frequency, lengths)


def _in_several(keys: Keys) -> tuple[Keys, Numbers]:
    """Leaves out what a text says twice, and runs that too few texts have; with the texts of each run that is left."""
    keys = keys[np.diff(keys >> _TEXT_SHIFT, prepend=~np.uint64(0)) != 0]
    begins = np.flatnonzero(np.diff(keys >> _RUN_SHIFT, prepend=~np.uint64(0)) != 0)
    frequency = np.diff(begins, append=len(keys))
    kept = frequency >= FEWEST_TEXTS
    return keys[np.repeat(kept, frequency)], frequency[kept]


# --- Labels ----------------------------------------------------------------------------------------------------------


def _labelled(seen: _Seen) -> Numbers:
    """The label of each text; -1 for those that share nothing.

    A run begins with the text in the middle of those that have it: the first ones would gather all that is often said.
    """
    middles = np.cumsum(seen.frequency) - seen.frequency + seen.frequency // 2
    of_run = seen.text[middles] if len(middles) else np.empty(0, np.int64)
    for _ in range(_ROUNDS):
        of_text = _most(seen.text, of_run[seen.run], seen.texts)
        of_run = _most(seen.run, of_text[seen.text], len(seen.frequency))
    return _most(seen.text, of_run[seen.run], seen.texts)


def _most(owner: Numbers, label: Numbers, owners: int) -> Numbers:
    """For each owner the label that it has most often, the smallest of several; -1 where it has none."""
    found = np.full(owners, -1)
    if len(owner):
        pairs, number = _counted(owner << _TEXT_BITS | label)
        whose = pairs >> _TEXT_BITS
        begins = np.flatnonzero(np.diff(whose, prepend=-1))
        best = np.maximum.reduceat(number << _TEXT_BITS | (MOST_TEXTS - 1 - (pairs & MOST_TEXTS - 1)), begins)
        found[whose[begins]] = MOST_TEXTS - 1 - (best & MOST_TEXTS - 1)
    return found


def _counted(values: Numbers) -> tuple[Numbers, Numbers]:
    """The different values in their order, and how often each is there."""
    values = np.sort(values)
    begins = np.flatnonzero(np.diff(values, prepend=-1))
    return values[begins], np.diff(begins, append=len(values))


# --- What a group has in common --------------------------------------------------------------------------------------


def _common(seen: _Seen, labels: Numbers) -> tuple[Numbers, Numbers]:
    """(label, run) of the runs that a group has in common: far more often in it than outside it. The most frequent last."""
    of_pair = labels[seen.text]
    grouped = of_pair >= 0
    pairs, number = _counted(of_pair[grouped] * len(seen.frequency) + seen.run[grouped])
    label, run = np.divmod(pairs, max(1, len(seen.frequency)))
    size = np.bincount(labels[labels >= 0], minlength=MOST_TEXTS)[label]
    outside = (seen.frequency[run] - number) / np.maximum(seen.texts - size, 1)
    kept = (size >= FEWEST_TEXTS) & (number >= 2) & (number >= 0.05 * size) & (number / size >= 4 * outside)
    order = np.argsort(number[kept], kind="stable")
    return label[kept][order], run[kept][order]


def _joined(seen: _Seen, labels: Numbers) -> Numbers:
    """The labels, with one for two groups of which the smaller has most of what it has in common, in common with the larger.

    Each group goes to one other at most: a small one that is mixed of two does not tie these together.
    """
    label, run = _common(seen, labels)
    order = np.lexsort((label, run))
    label, run = label[order], run[order]
    beside = np.flatnonzero(run[1:] == run[:-1]) + 1
    begins = np.flatnonzero(np.diff(run, prepend=-1))
    to_first = np.repeat(label[begins], np.diff(begins, append=len(run)))[beside]
    edges, shared = _counted(
        np.concatenate([to_first << _TEXT_BITS | label[beside], label[beside - 1] << _TEXT_BITS | label[beside]])
    )
    known, size = np.bincount(label, minlength=MOST_TEXTS), np.bincount(labels[labels >= 0], minlength=MOST_TEXTS)
    best: dict[int, tuple[float, int]] = {}
    for edge, number in zip(edges.tolist(), shared.tolist(), strict=True):
        less, more = sorted((edge >> _TEXT_BITS, edge & MOST_TEXTS - 1), key=lambda one: (size[one], -one))
        part = number / min(known[less], known[more])
        if less != more and number >= _LEAST_MATCHES and part >= _JOINED_SHARE:
            best[less] = max(best.get(less, (0.0, 0)), (part, more))
    root = np.arange(MOST_TEXTS)
    for less in sorted(best, key=lambda one: (-size[one], one)):
        root[less] = root[best[less][1]]
    return np.where(labels >= 0, root[labels], -1)


def _measured(seen: _Seen, labels: Numbers) -> Numbers:
    """The label of the group to whose common runs each text comes nearest; -1 for a text that only quotes, or shares nothing."""
    label, run = _common(seen, labels)
    of_run = np.full(len(seen.frequency), -1)
    of_run[run] = label
    mine = of_run[seen.run]
    hit = mine >= 0
    text, mine, place = seen.text[hit], mine[hit], seen.place[hit]
    best = _most(text, mine, seen.texts)
    right = mine == best[text]
    text, place = text[right], place[right]
    matched = np.bincount(text, minlength=seen.texts)
    eighths = np.zeros((seen.texts, 8), bool)
    eighths[text, place] = True
    spread = eighths.sum(axis=1)
    share = matched / np.maximum(seen.lengths, 1)
    enough = (
        (matched >= _LEAST_MATCHES) & (share >= _LEAST_SHARE) & ((spread >= _LEAST_SPREAD) | (share >= _MOST_SHARE))
    )
    return np.where(enough, best, -1)
