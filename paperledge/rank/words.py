"""The words of a paper as a sparse vector: single words and pairs, weighted by how rare they are.

A word's column is a hash, so any text fits without a vocabulary, and papers weighed at different times compare.
How common words are is counted once over open arXiv records (training/attention) and shipped.
"""

import functools
import itertools
import re
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from paperledge.records import Paper

COLUMNS = 1 << 20
TABLE = Path(__file__).parent / "words.npz"
# Pairs say more than words but are noisier; 0.5 to 1 measured alike (benchmarks/rank).
PAIR_WEIGHT = 0.6
# Length of a row before it is scaled to 1: the median over the records counted.
TYPICAL_LENGTH = 75.0

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_OPENED = re.compile(r"\\[a-zA-Z]+\*?\s*\{|[{}$]")  # \textbf{S}peculative is one word
_COMMAND = re.compile(r"\\[a-zA-Z]+")
_STOP = frozenset(
    "a about above after again against all almost also although always among an and another any are as at be "
    "because been before being below between both but by can cannot could did do does done down due during each "
    "either else even ever every few for from further get give go had has have having he hence her here hers him "
    "his how however i if in into is it its itself just least less made many may me might more most much must my "
    "neither never no nor not now of off often on once one only onto or other others otherwise our ours out over "
    "own per perhaps please quite rather same several she should since so some still such than that the their "
    "theirs them then there thereby therefore these they this those though through thus to together too toward "
    "towards under until up upon us very via was we well were what when where whereas whether which while who "
    "whom whose why will with within without would yet you your".split()
)

Row = tuple[NDArray[np.int64], NDArray[np.float32]]


def terms(text: str) -> list[str]:
    """Lower-case words without the most common ones, and each two that then stand side by side ("draft model")."""
    words = _words(text)
    return words + [f"{a} {b}" for a, b in itertools.pairwise(words)]


def _words(text: str) -> list[str]:
    if "\\" in text or "$" in text:
        text = _COMMAND.sub(" ", _OPENED.sub("", text))
    return [w for w in _WORD.findall(text.lower()) if len(w) > 1 and w not in _STOP]


def column(term: str) -> int:
    """The column of a term, 0 .. COLUMNS - 1."""
    return zlib.crc32(term.encode()) & (COLUMNS - 1)


def telling(worth: Mapping[str, float], limit: int) -> list[str]:
    """Terms of most worth, best first, no word twice; a pair names two words, so it has their worth too."""
    whole = {
        t: w + sum(worth.get(part, 0.0) for part in t.split()) * (" " in t) for t, w in worth.items() if w > 0
    }
    chosen: list[str] = []
    for term in sorted(whole, key=lambda t: (-whole[t], t)):
        if not any(set(term.split()) & set(known.split()) for known in chosen):
            chosen.append(term)
        if len(chosen) == limit:
            break
    return chosen


def running_text(paper: Paper) -> str:
    """Title and abstract as one text; the stop between them belongs to no pair."""
    return f"{paper.title} . {paper.abstract}"


@functools.lru_cache(maxsize=32768)
def _row(text: str) -> Row:
    spelled = [word.encode() for word in _words(text)]
    single = [zlib.crc32(word) for word in spelled]
    # crc32 goes on from a value: this is column("a b") without joining the words.
    pairs = [zlib.crc32(b" " + after, before) for before, after in zip(single, spelled[1:], strict=False)]
    counted = [_counted(single, 1.0), _counted(pairs, PAIR_WEIGHT)]
    columns = np.concatenate([found for found, _ in counted])
    values = np.concatenate([weight for _, weight in counted]) * rarity(columns)
    length = float(np.sqrt((values * values).sum()))
    return columns, (values / length if length else values).astype(np.float32)


def _counted(hashes: list[int], weight: float) -> Row:
    columns, counts = np.unique(np.array(hashes, np.int64) & (COLUMNS - 1), return_counts=True)
    return columns, (weight * (1.0 + np.log(counts))).astype(np.float32)


def row(paper: Paper) -> Row:
    """Columns and weights of a paper; the weights have length 1. Both are empty for a paper without words."""
    return _row(running_text(paper))


def rarity(columns: NDArray[np.int64]) -> NDArray[np.float32]:
    """log(records / records with the term) for each column, > 0; one that was never counted is rare."""
    return _rarities()[columns]


@functools.cache
def _rarities() -> NDArray[np.float32]:
    with np.load(TABLE, allow_pickle=False) as stored:
        records, steps = float(stored["records"]), stored["steps"]
    # Stored as sixteenths of log2: 0 for a term in one record or none.
    with_term = np.exp2(steps.astype(np.float32) / 16.0)
    out: NDArray[np.float32] = np.log((records + 1.0) / with_term).astype(np.float32)
    return out


@functools.cache
def centre() -> NDArray[np.float32]:
    """The middle of all papers: the mean row, float32 [COLUMNS], as the counts foretell it."""
    rare = _rarities()
    share = np.exp(-rare)
    # Terms that were not counted stand in next to no paper.
    share[share <= 2.0 * share.min()] = 0.0
    return (share * rare / TYPICAL_LENGTH).astype(np.float32)
