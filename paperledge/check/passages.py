"""Which sentences of a paper a claim could rest on."""

import functools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from paperledge.check.words import Word, read_words, synonyms_of
from paperledge.prose import plain, split_sentences
from paperledge.records import Passage

_CONTEXT = 85  # words of a premise: with the claim they fit the encoder
_SHORT = 5  # a passage of so few sentences is also read as a whole


@dataclass(frozen=True)
class Window:
    """One sentence, or neighbours read together. `text` is plain; start and end point into the paper's text."""

    id: str
    raw: str
    start: int
    end: int
    first: int  # place among the paper's sentences
    last: int

    @cached_property
    def text(self) -> str:
        """As a person would write it."""
        return plain(self.raw)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Its words in order."""
        return read_words(self.text)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of its words that carry meaning."""
        return frozenset(w.key for w in self.words if not w.function)


def read_windows(passages: Sequence[str] | Sequence[Passage]) -> tuple[Window, ...]:
    """Every sentence of the passages. A passage given as a text is named p0, p1, ... with its own offsets."""
    out: list[Window] = []
    for place, given in enumerate(passages):
        passage = given if isinstance(given, Passage) else Passage(f"p{place}", str(given), 0, len(str(given)))
        for start, end in split_sentences(passage.text):
            at = len(out)
            out.append(
                Window(passage.id, passage.text[start:end], passage.start + start, passage.start + end, at, at)
            )
    return tuple(out)


def join(left: Window, right: Window) -> Window:
    """Two windows read as one; offsets run from the first to the last where they follow each other."""
    start, end = (left.start, right.end) if right.start >= left.end else (left.start, left.end)
    return Window(left.id, f"{left.raw} {right.raw}", start, end, left.first, right.last)


def best_windows(claim: Sequence[Word], windows: Sequence[Window], most: int = 8) -> list[tuple[float, Window]]:
    """The windows that share most of the claim's words, best first, with the share (0..1, rare words count more).

    Neighbours are tried as pairs, too; a pair is kept only where it covers clearly more than either alone.
    """
    weigh = _weights(windows)
    wanted = {w.key: synonyms_of(w.key) for w in claim if not w.function}
    total = sum(weigh(key) for key in wanted) or 1.0
    covers = [_cover(wanted, window, weigh) / total for window in windows]
    ranked = sorted(range(len(windows)), key=lambda i: -covers[i])[:most]
    found = [(covers[i], windows[i]) for i in ranked]
    for i in ranked[: max(2, most // 2)]:
        for a, b in ((i - 1, i), (i, i + 1)):
            if a >= 0 and b < len(windows):
                pair = join(windows[a], windows[b])
                cover = _cover(wanted, pair, weigh) / total
                if cover >= max(covers[a], covers[b]) + 0.12:
                    found.append((cover, pair))
    if 2 < len(windows) <= _SHORT:
        whole = functools.reduce(join, windows)
        found.append((_cover(wanted, whole, weigh) / total, whole))
    found.sort(key=lambda item: (-item[0], item[1].start))
    return found[:most]


def read_context(claim: str, windows: Sequence[Window]) -> Window:
    """The claim's best windows of a longer text joined in the text's order: what the encoder reads as one premise.

    As many as fit into about `_CONTEXT` words; the best one always. windows: at least one.
    """
    ranked = best_windows(read_words(plain(claim)), windows, 2 * _SHORT)
    room, taken = _CONTEXT, list[Window]()
    for _, window in ranked:
        if any(window.first <= other.last and other.first <= window.last for other in taken):
            continue
        if taken and len(window.words) > room:
            continue
        taken.append(window)
        room -= len(window.words)
    return functools.reduce(join, sorted(taken, key=lambda window: window.first))


def _cover(wanted: dict[str, frozenset[str]], window: Window, weigh: "_Weigh") -> float:
    return sum(
        weigh(key) * (1.0 if key in window.keys else 0.8) for key, alike in wanted.items() if alike & window.keys
    )


class _Weigh:
    def __init__(self, counts: Counter[str], total: int) -> None:
        self._counts, self._total = counts, total

    def __call__(self, key: str) -> float:
        return math.log(1.5 + self._total / (1 + self._counts[key]))


def _weights(windows: Sequence[Window]) -> _Weigh:
    return _Weigh(Counter(key for window in windows for key in window.keys), len(windows))
