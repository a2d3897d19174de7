"""Candidate themes: what many answers to a question seem to speak of, found by a machine for people to judge.

Answers become weighted words (TF-IDF); non-negative matrix factorisation finds words that go together. How many topics
there are is read from the words themselves: as many as stand out above the same words dealt out at random (Horn's
parallel analysis). What is left of them keeps the rules of the field: at most 70, each in at least five answers and one
in a thousand, no two much alike in their words or in their answers. English and Welsh answers are looked at apart. The
same answers in the same order give the same candidates. See docs/decisions/0032-finding-in-responses.md.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collab.consultations.rules.stop_words import ENGLISH, WELSH, is_welsh

MOST_CANDIDATES = 70
FEWEST_ANSWERS = 20
"""Of fewer different answers a person sees more by reading them."""
SMALLEST, SMALLEST_SHARE = 5, 0.001
MOST_ALIKE = 0.9
"""The likeness, as a cosine, of two candidates' words from which on they are one."""
MOST_SHARED = 0.7
"""The share of the smaller one's answers from which on two candidates are one."""
SEED = 20_261_126

_MOST_FITTED = 20_000
_MOST_WORDS = 20_000
_MOST_COMMON = 0.4
_LEAST_SHARE = 0.2
_LEAST_LIKE = 0.12
_SHOWN_WORDS = 10
_WORDS = r"(?u)\b[^\W\d_](?:[\w'’]*[^\W_])\b"

Matrix = Any
"""A sparse matrix: answers down, words across."""
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Said:
    """An answer. Answers with the same `letter` say the same, whatever their words are."""

    words: str
    letter: str = ""
    in_welsh: bool = False


@dataclass(frozen=True)
class Topic:
    """A candidate. `members` are places of answers, each with how much of it speaks of this, in per cent, the surest first;
    `sureness` says, in per cent, how far it comes out again when only half of the answers are looked at.
    """

    words: tuple[str, ...]
    in_welsh: bool
    sureness: int
    members: tuple[tuple[int, int], ...]


def found(answers: Sequence[Said], *, seed: int = SEED) -> list[Topic]:
    """Candidates, the largest first; none where there is too little to go by."""
    welsh = [is_welsh(one.words, sent_in_welsh=one.in_welsh) for one in answers]
    parts = [[place for place, flag in enumerate(welsh) if flag is which] for which in (False, True)]
    fewest = max(SMALLEST, int(SMALLEST_SHARE * len(answers)))
    topics = [
        topic
        for which, places in zip((False, True), parts, strict=True)
        for topic in _of_one_language([answers[place] for place in places], places, which, fewest, seed)
    ]
    return sorted(topics, key=lambda one: (-len(one.members), one.words))[:MOST_CANDIDATES]


def different(answers: Sequence[Said]) -> int:
    """How many different texts there are among them."""
    return len(_different(answers)[0])


def name_of(words: Sequence[str]) -> str:
    """What a candidate is called until a person names it."""
    name = ", ".join(words[:3])
    return name[:1].upper() + name[1:]


def _of_one_language(
    answers: Sequence[Said], places: Sequence[int], in_welsh: bool, fewest: int, seed: int
) -> list[Topic]:
    texts, which = _different(answers)
    if len(texts) < FEWEST_ANSWERS:
        return []
    chance = np.random.default_rng(seed)
    fitted = sorted(chance.permutation(len(texts))[:_MOST_FITTED].tolist())
    weighed = _Weighed.of([texts[place] for place in fitted], WELSH | ENGLISH if in_welsh else ENGLISH)
    if weighed is None:
        return []
    topics = _topics(weighed.matrix, seed)
    if not len(topics):
        return []
    sureness = _again(weighed.matrix, topics, chance, seed)
    shares = _shares(weighed.matrix_of(texts) if len(fitted) < len(texts) else weighed.matrix, topics)
    copies = np.bincount(which, minlength=len(texts))
    kept = _sane(topics, shares, copies, fewest)
    by_text = _by_text(which, places)
    return [
        Topic(
            words=tuple(weighed.best(topics[one], [texts[text] for text, _ in members[:300]])),
            in_welsh=in_welsh,
            sureness=int(sureness[one]),
            members=tuple((place, share) for text, share in members for place in by_text[text]),
        )
        for one, members in kept
    ]


def _different(answers: Sequence[Said]) -> tuple[list[str], list[int]]:
    """The different texts, and which of them each answer is: what a hundred people copied is looked at once."""
    known: dict[str, int] = {}
    texts: list[str] = []
    which = []
    for one in answers:
        key = one.letter or " ".join(one.words.casefold().split())
        if key not in known:
            known[key] = len(texts)
            texts.append(one.words)
        which.append(known[key])
    return texts, which


def _by_text(which: Sequence[int], places: Sequence[int]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(max(which) + 1)]
    for text, place in zip(which, places, strict=True):
        found[text].append(place)
    return found


# --- Words ---------------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'")


@dataclass(frozen=True)
class _Weighed:
    """Answers as weighted words, and what it takes to weigh more of them alike. `names` has a word for each column."""

    matrix: Matrix
    names: tuple[str, ...]
    count: Any
    folds: Matrix
    weigh: Any

    @classmethod
    def of(cls, texts: Sequence[str], stop: Iterable[str]) -> _Weighed | None:
        """None where no word is said by several, or only words that nearly everybody says."""
        from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

        count = CountVectorizer(
            preprocessor=_plain,
            token_pattern=_WORDS,
            stop_words=sorted(stop),
            min_df=3,
            max_df=_MOST_COMMON,
            max_features=_MOST_WORDS,
            dtype=np.float32,
        )
        try:
            with _quietly():
                counted = count.fit_transform(texts)
        except ValueError:
            return None
        words = count.get_feature_names_out().tolist()
        folds, names = _folded(words, np.asarray(counted.sum(axis=0)).ravel())
        if len(names) < SMALLEST:
            return None
        weigh = TfidfTransformer(sublinear_tf=True)
        return cls(weigh.fit_transform(counted @ folds), names, count, folds, weigh)

    def matrix_of(self, texts: Sequence[str]) -> Matrix:
        return self.weigh.transform(self.count.transform(texts) @ self.folds)

    def best(self, topic: Numbers, texts: Iterable[str]) -> list[str]:
        """The words that make the topic, two of them as one where its answers say them one after the other."""
        words = [
            self.names[place] for place in np.argsort(-topic, kind="stable")[: 2 * _SHOWN_WORDS] if topic[place] > 0
        ]
        return _with_pairs(words, texts)[:_SHOWN_WORDS]


def _folded(words: Sequence[str], numbers: Numbers) -> tuple[Matrix, tuple[str, ...]]:
    """What brings singular and plural together, and for each column the form that is said most often."""
    from scipy.sparse import csr_matrix

    known = set(words)
    roots = [next((one for one in _singular(word) if one in known), word) for word in words]
    columns: dict[str, int] = {}
    for root in roots:
        columns.setdefault(root, len(columns))
    places = [columns[root] for root in roots]
    best: dict[int, tuple[float, str]] = {}
    for word, place, number in zip(words, places, numbers.tolist(), strict=True):
        best[place] = max(best.get(place, (0.0, "")), (number, word))
    shape = (len(words), len(columns))
    folds = csr_matrix((np.ones(len(words), np.float32), (range(len(words)), places)), shape=shape)
    return folds, tuple(best[place][1] for place in range(len(columns)))


def _singular(word: str) -> Iterator[str]:
    if word.endswith("'s"):
        yield word[:-2]
    if word.endswith("ies"):
        yield f"{word[:-3]}y"
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
    if word.endswith("es"):
        yield word[:-2]


def _with_pairs(words: Sequence[str], texts: Iterable[str]) -> list[str]:
    wanted = set(words)
    alone: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        said = [word if word in wanted else "" for word in re.findall(r"[\w'’]+", _plain(text))]
        alone.update(set(said))
        pairs.update({(one, two) for one, two in pairwise(said) if one and two and one != two})
    joined = {}
    for (one, two), number in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        often = number >= 3 and number >= 0.5 * max(alone[one], alone[two])
        if often and one not in joined and two not in joined:
            joined[one] = joined[two] = f"{one} {two}"
    return list(dict.fromkeys(joined.get(word, word) for word in words))


# --- Topics --------------------------------------------------------------------------------------------------------


def _topics(matrix: Matrix, seed: int) -> Numbers:
    """Topics down, words across, each of length 1."""
    number = _how_many(matrix, seed)
    return _factors(matrix, number, seed) if number else np.zeros((0, matrix.shape[1]))


def _how_many(matrix: Matrix, seed: int) -> int:
    """So many directions stand out above what the same words give when they are dealt out to the answers at random."""
    from scipy.sparse import csr_matrix
    from sklearn.utils.extmath import randomized_svd

    most = min(MOST_CANDIDATES + 1, min(matrix.shape) - 1)
    if most < 1:
        return 0
    chance = np.random.default_rng(seed)
    entries = matrix.tocoo()
    dealt = csr_matrix((entries.data, (chance.integers(0, matrix.shape[0], entries.nnz), entries.col)), matrix.shape)
    real, random = (randomized_svd(one, most, n_iter=4, random_state=seed)[1] for one in (matrix, dealt))
    above = real[1:] > random[1:]  # the first direction is only how often each word is said
    further = len(above) if above.all() else int(np.argmin(above))
    return further + 1 if further else 0


def _factors(matrix: Matrix, number: int, seed: int) -> Numbers:
    from sklearn.decomposition import NMF

    made = NMF(number, init="nndsvd", max_iter=120, tol=1e-3, random_state=seed)
    with _quietly():
        made.fit(matrix)
    return _of_length_one(made.components_)


@contextmanager
def _quietly() -> Iterator[None]:
    """That the rounds are over before nothing moves any more is no news to whoever reads the log."""
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.filterwarnings("ignore", "Your stop_words may be inconsistent")
        yield


def _of_length_one(rows: Any) -> Numbers:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows[(lengths > 0).ravel()] / lengths[(lengths > 0).ravel()])


def _again(matrix: Matrix, topics: Numbers, chance: Any, seed: int) -> Numbers:
    """How like each topic is, in per cent, to the likest of those that half of the answers give."""
    half = np.sort(chance.permutation(matrix.shape[0])[: max(2, matrix.shape[0] // 2)])
    others = _factors(matrix[half], len(topics), seed)
    return np.asarray(np.rint(100 * (topics @ others.T).max(axis=1, initial=0)).clip(0, 100))


def _shares(matrix: Matrix, topics: Numbers) -> Numbers:
    """How much of each answer, from 0 to 1, speaks of each topic; 0 for what is not clearly of it."""
    from sklearn.decomposition import non_negative_factorization

    like = np.asarray(matrix @ topics.T)
    with _quietly():
        weights = non_negative_factorization(
            matrix, H=topics, n_components=len(topics), init=None, update_H=False, max_iter=50, tol=1e-3
        )[0]
    sums = weights.sum(axis=1, keepdims=True)
    shares = np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)
    shares[(shares < _LEAST_SHARE) | (like < _LEAST_LIKE)] = 0
    return np.asarray(shares)


def _sane(
    topics: Numbers, shares: Numbers, copies: NDArray[np.int64], fewest: int
) -> list[tuple[int, list[tuple[int, int]]]]:
    """The topics that are left, each with its texts and their shares in per cent: of two that are much alike, or have much
    the same answers, the smaller one goes into the larger; what is too small goes.
    """
    sizes = [int(copies[shares[:, one] > 0].sum()) for one in range(len(topics))]
    kept: list[tuple[int, Numbers]] = []
    for one in sorted(range(len(topics)), key=lambda one: (-sizes[one], one)):
        mine = shares[:, one]
        for other, theirs in kept:
            shared = int(copies[(mine > 0) & (theirs > 0)].sum())
            if topics[one] @ topics[other] >= MOST_ALIKE or shared >= MOST_SHARED * max(1, sizes[one]):
                np.maximum(theirs, mine, out=theirs)
                break
        else:
            kept.append((one, mine.copy()))
    return [(one, _surest_first(theirs)) for one, theirs in kept if int(copies[theirs > 0].sum()) >= fewest]


def _surest_first(shares: Numbers) -> list[tuple[int, int]]:
    texts = np.flatnonzero(shares)
    order = np.argsort(-shares[texts], kind="stable")
    return [(int(text), round(100 * float(shares[text]))) for text in texts[order]]
