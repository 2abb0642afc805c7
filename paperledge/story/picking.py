"""What the headline's picker sees of each sentence: place, role, length, what it shares with the title, cues."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from paperledge.prose import WORD
from paperledge.search import open_encoder
from paperledge.story.english import count
from paperledge.story.roles import ROLES

_PHRASES = (
    "we propose", "we present", "we introduce", "we show", "we demonstrate", "we develop", "we find", "we study",
    "we investigate", "we prove", "we describe", "we provide", "in this paper", "in this work", "this paper",
    "this work", "our method", "our approach", "our model", "our results", "results show",
)  # fmt: skip
_STARTS = tuple(
    "experiments outperform state-of-the-art novel new called method approach framework model algorithm dataset "
    "by that which can however but recent existing challeng problem code available further also addition finally "
    "specifically particular such these address empirical theoretical evaluat achiev improv efficient learn "
    "first analysis based using without more important often demonstrate significant task benchmark simple "
    "propose".split()
)
_LENGTHS = (8, 11, 14, 17, 20, 24, 28, 32, 36)  # words
_COMMON = frozenset(
    "the a an of and in to for on with is are that by we this it as be from can at or which our has have".split()
)
_OWN = re.compile(r"\b(?:we|our|this (?:paper|work))\b")


def picker_features(
    texts: Sequence[str], title: str, told: Sequence[str], roles: Sequence[str]
) -> list[list[float]]:
    """One row of numbers a sentence. texts: sentences in plain form; told: as `compress` tells them."""
    own = [bool(_OWN.search(text.lower())) for text in texts]
    parts = (
        [_place(i, roles, own) for i in range(len(texts))],
        _shared(texts, title, roles),
        _likeness(texts, title),
        [_form(text.lower(), count(short)) for text, short in zip(texts, told, strict=True)],
    )
    return [[1.0, *itertools.chain(*row)] for row in zip(*parts, strict=True)]


def _place(i: int, roles: Sequence[str], own: Sequence[bool]) -> list[float]:
    """Where a sentence stands, also seen from the first that speaks of the authors' own work."""
    n = len(roles)
    first = own.index(True) if any(own) else n
    aim = roles.index("objective") if "objective" in roles else n
    row = [i / n, float(i == 0), float(i == 1), float(i == n - 1), float(own[i]), float(i == first)]
    row += [float(i > first), float(first == n), min(i - first, 4) / 4 if first < n else 0.0, float(i == aim)]
    return row + [float(roles[i] == role) for role in ROLES]


def _shared(texts: Sequence[str], title: str, roles: Sequence[str]) -> list[list[float]]:
    """Words and word pairs a sentence shares with the title, in order or not, and with the other sentences."""
    runs, named = [_stems(text) for text in texts], _stems(title)
    sets, wanted = [set(run) - _COMMON for run in runs], set(named) - _COMMON
    pairs = set(itertools.pairwise(named))
    spread = Counter(stem for stems in sets for stem in stems)
    rows = []
    for run, mine, role in zip(runs, sets, roles, strict=True):
        common, size = len(wanted & mine), max(1, len(mine))
        cover = common / max(1, len(wanted))
        in_order = _longest_common(named, run)
        row = [cover, common / max(4, size), len(pairs & set(itertools.pairwise(run))) / max(1, len(pairs))]
        row += [in_order / max(1, len(named)), in_order / max(6, len(run))]
        row += [sum(spread[stem] - 1 for stem in mine) / size / max(1, len(texts) - 1)]
        rows.append(row + [cover * (role == one) for one in ROLES])
    return rows


def _longest_common(a: Sequence[str], b: Sequence[str]) -> int:
    """Length of the longest run of words, gaps allowed, that stands in both in the same order."""
    last = [0] * (len(b) + 1)
    for x in a:
        now = [0]
        for j, y in enumerate(b):
            now.append(last[j] + 1 if x == y else max(last[j + 1], now[j]))
        last = now
    return last[-1]


def _likeness(texts: Sequence[str], title: str) -> list[list[float]]:
    """Cosine to title and whole text, how far behind the nearest sentence, whether it is the nearest."""
    vectors = open_encoder().encode([*texts, title])
    whole = vectors[:-1].mean(axis=0)
    to = [vectors[:-1] @ vectors[-1], vectors[:-1] @ (whole / (np.linalg.norm(whole) + 1e-9))]
    table = np.stack([*to, *(t - t.max() for t in to), *(t == t.max() for t in to)], axis=1)
    return [[float(value) for value in row] for row in table]


def _form(lowered: str, size: int) -> list[float]:
    row = [min(size, 50) / 25, *(float(size <= most) for most in _LENGTHS)]
    row += [float(bool(re.search(r"\d", lowered))), float("(" in lowered), float(":" in lowered)]
    row += [float(bool(re.search(r"\bwe (?:also|further|then)\b", lowered)))]
    return row + [float(cue in lowered) for cue in (*_PHRASES, *_STARTS)]


def _stems(text: str) -> list[str]:
    return [word.lower()[:6] for word in WORD.findall(text)]
