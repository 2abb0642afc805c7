"""What speaks for a claim in free wording: how much of it the paper has, in words and in meaning."""

import functools
import itertools
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from paperledge.check.case import Case
from paperledge.check.passages import Window
from paperledge.check.rules.names import find_names, fold_name, folded
from paperledge.check.rules.strength import strength_of
from paperledge.check.words import Word, opposites_of, synonyms_of, word_class
from paperledge.search import open_encoder

_ALIKE = 0.8  # a synonym counts so much of the word itself


class Text:
    """A paper's windows as a bag: its keys, how rare each is, its neighbours and its names. Read once."""

    def __init__(self, windows: Sequence[Window]) -> None:
        self.keys = frozenset(w.key for window in windows for w in window.words)
        self._counts: dict[str, int] = {}
        for window in windows:
            for key in window.keys:
                self._counts[key] = self._counts.get(key, 0) + 1
        self._total = len(windows)
        self.neighbours = frozenset(pair for window in windows for pair in _pairs(window.words))
        self.names = folded(" ".join(window.text for window in windows))

    def weigh(self, key: str) -> float:
        """How much a word tells: rare ones more."""
        return math.log(1.5 + self._total / (1 + self._counts.get(key, 0)))


def read_meaning(case: Case, text: Text) -> dict[str, float]:
    """Shares 0..1 and counts 0..3 of a claim. case: the claim beside its context (the windows it may rest on)."""
    own = [w for w in case.words if not w.function and not w.number]
    here, numbers = case.passage_keys, [w.key for w in case.words if w.number]
    names = [fold_name(match.group()) for match in find_names(case.claim)]
    pairs = _pairs(case.words)
    mine, told = strength_of(case.words), strength_of(case.window.words)
    # Only where both tell of a relation can one tell of a stronger one.
    excess = mine - told if mine and told else 0
    soft, cosine = _likeness(case, own, text)
    return {
        "whole": _share(own, text.keys, text), "here": _share(own, here, text),
        "pairs": len(pairs & text.neighbours) / max(1, len(pairs)), "soft": soft, "cosine": cosine,
        "lost names": float(min(3, sum(f" {name} " not in text.names for name in names))),
        "lost numbers": float(min(3, sum(key not in here for key in numbers))),
        "negated": float(_negated(case.words) != _negated(case.window.words)),
        "opposite": float(any(opposites_of(w.key) & here and w.key not in here for w in own)),
        "stronger": float(max(0, excess)), "weaker": float(max(0, -excess)),
    }  # fmt: skip


def _share(own: Sequence[Word], keys: frozenset[str], text: Text) -> float:
    total = sum(text.weigh(w.key) for w in own)
    found = sum(
        text.weigh(w.key) * (1.0 if w.key in keys else _ALIKE if synonyms_of(w.key) & keys else 0.0) for w in own
    )
    return found / total if total else 0.0


def _pairs(words: Sequence[Word]) -> frozenset[tuple[str, str]]:
    keys = [w.key for w in words if not w.function]
    return frozenset(itertools.pairwise(keys))


def _negated(words: Sequence[Word]) -> bool:
    return any(w.key in word_class("negation") for w in words)


def _likeness(case: Case, own: Sequence[Word], text: Text) -> tuple[float, float]:
    """Each word's nearest word of the context, on average; and claim against context as wholes. Cosines, -1..1."""
    theirs = {w.text for w in case.window.words if not w.function}
    whole = open_encoder().encode([case.claim, case.window.text])
    cosine = float(whole[0] @ whole[1])
    if not own or not theirs:
        return 0.0, cosine
    near = np.array([_vector(w.text) for w in own]) @ np.array([_vector(word) for word in sorted(theirs)]).T
    return float(np.average(near.max(axis=1), weights=[text.weigh(w.key) for w in own])), cosine


@functools.lru_cache(maxsize=32768)
def _vector(word: str) -> NDArray[np.float32]:
    found: NDArray[np.float32] = open_encoder().encode([word.lower()])[0]
    return found
