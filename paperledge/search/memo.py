"""What each word of running text turns into, remembered, so that millions of texts are looked up and not analysed.

The words of many texts are found, numbered and replaced in a few passes over arrays: no step is taken a word, but
for words that are met for the first time.
"""

import functools
import threading
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

# A word is a run of letters, digits and whatever is not ASCII, in UTF-8, ASCII letters lower.
_LOWER = bytes(
    code if code > 127 else ord(chr(code).lower() if chr(code).isalnum() else " ") for code in range(256)
)
_BLOCK = 1 << 17  # bytes of text taken at once: their arrays stay in the processor's second-level cache
_LONGEST = 1 << 19  # bytes of one text that are read; an abstract has two thousand
_PLACES = 1 << 20  # of the table of words
_BITS = 20  # for the length of a run: no text that is read has more letters than that
_SIZE = (1 << _BITS) - 1
_MOST = _PLACES // 2  # words remembered; past that all are forgotten, so that memory stays bounded
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse mod 2^64
_MIX, _SHIFT = np.uint64(0xD6E8FEB86659FD93), np.uint64(64 - 20)


class Memo:
    """Words -> runs of numbers, by a rule that is asked once a word. Threads may share it."""

    def __init__(self, turn: Callable[[bytes], Sequence[int]], kind: type[np.generic]) -> None:
        """turn: from a word to its numbers. kind: what they are kept as."""
        self._turn, self._kind, self._lock = turn, kind, threading.Lock()
        self._forget()

    def _forget(self) -> None:
        # Of each word its hash and its run, which is where that starts and, in the lower bits, how long it is.
        self._marks, self._runs = np.zeros(_PLACES, np.uint64), np.zeros(_PLACES, np.int64)
        self._flat: NDArray[Any] = np.zeros(4096, self._kind)
        # No run starts at 0: 0 is what an empty place of the table holds.
        self._used, self._count = 1, 0

    def batch(self, texts: Sequence[str]) -> tuple[NDArray[Any], NDArray[np.intp]]:
        """The runs of the words of several texts in a row, and where each text's begin; one place more."""
        encoded = [text.encode("utf-8", "replace")[:_LONGEST].translate(_LOWER) for text in texts]
        with self._lock:
            parts = [self._block(block) for block in _blocks(encoded)]
        ends = np.cumsum([0, *(size for _, sizes in parts for size in sizes)], dtype=np.intp)
        return np.concatenate([flat for flat, _ in parts] or [self._flat[:0]]), ends

    def _block(self, texts: list[bytes]) -> tuple[NDArray[Any], NDArray[np.intp]]:
        """The same for texts that are short together, with how many numbers each text has."""
        if self._count > _MOST:
            self._forget()
        data = b" ".join((b"", *texts, b""))
        marks, starts, ends = _hashed(data)
        runs = self._look_up(marks, data, starts, ends)
        sizes = runs & _SIZE
        stops = np.concatenate(([0], np.cumsum(sizes, dtype=np.intp)))
        places = np.arange(stops[-1]) + np.repeat((runs >> _BITS) - stops[:-1], sizes)
        # A text's words are those that start before the blank behind it.
        borders = np.searchsorted(starts, list(accumulate(len(text) + 1 for text in texts)))
        return self._flat.take(places), np.diff(stops[borders], prepend=0)

    def _look_up(self, marks: Any, data: bytes, starts: Any, ends: Any) -> NDArray[np.int64]:
        places = ((marks * _MIX) >> _SHIFT).astype(np.intp)
        left = np.flatnonzero(self._marks.take(places) != marks)
        while left.size:
            # Where another word stands the next place is looked at; an empty one ends the search.
            left = left[self._marks[places[left]] != 0]
            places[left] = (places[left] + 1) % _PLACES
            left = left[self._marks[places[left]] != marks[left]]
        runs: NDArray[np.int64] = self._runs.take(places)
        new = np.flatnonzero(runs == 0)
        if new.size:
            _, first, again = np.unique(marks[new], return_index=True, return_inverse=True)
            met = zip(*(of[new[first]].tolist() for of in (marks, places, starts, ends)), strict=True)
            learnt = [self._learn(mark, place, data[start:end]) for mark, place, start, end in met]
            runs[new] = np.array(learnt, np.int64)[again]
        return runs

    def _learn(self, mark: int, place: int, word: bytes) -> int:
        numbers = self._turn(word)
        while self._marks.item(place):  # another may have been put there since it was seen to be empty
            place = (place + 1) % _PLACES
        start, size = self._used, len(numbers)
        while start + size > len(self._flat):
            self._flat = np.concatenate((self._flat, np.zeros_like(self._flat)))
        self._flat[start : start + size] = numbers
        self._marks[place], self._runs[place] = mark, start << _BITS | size
        self._used, self._count = start + size, self._count + 1
        return start << _BITS | size


def _blocks(texts: list[bytes]) -> list[list[bytes]]:
    """Texts in groups of about _BLOCK bytes."""
    blocks: list[list[bytes]] = []
    room = 0
    for text in texts:
        if not blocks or len(text) > room:
            blocks.append([])
            room = _BLOCK
        blocks[-1].append(text)
        room -= len(text)
    return blocks


def _hashed(data: bytes) -> tuple[NDArray[np.uint64], NDArray[np.intp], NDArray[np.intp]]:
    """A 64-bit hash of each word (never 0), and where it starts and ends. Data begins and ends with a blank."""
    letters = np.frombuffer(data, np.uint8)
    inside = letters != ord(" ")
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts, ends = edges[0::2], edges[1::2]
    up, down = _powers(1 << (len(data) - 1).bit_length())
    # The sum of letter x base^place over a word, moved to where it would stand at place 0; all mod 2^64.
    sums = np.cumsum(letters * up[: len(letters)])
    return (
        np.maximum((sums.take(ends - 1) - sums.take(starts - 1)) * down.take(starts), np.uint64(1)),
        starts,
        ends,
    )


@functools.lru_cache(maxsize=20)
def _powers(n: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """base^place and base^-place for n places."""
    up, down = (np.full(n, base, np.uint64) for base in (_BASE, pow(_BASE, -1, 1 << 64)))
    up[:1] = down[:1] = 1
    return np.cumprod(up, dtype=np.uint64), np.cumprod(down, dtype=np.uint64)
