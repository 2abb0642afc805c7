"""Text to piece numbers: lower-case words without accents, unknown words cut into the longest known pieces."""

import json
import re
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"[^\W_]+")
# For plain ASCII, translate and split find the same words as the pattern in a third of the time.
_ASCII = {code: (chr(code).lower() if chr(code).isalnum() else " ") for code in range(128)}
_BYTES = bytes(ord(_ASCII[code]) if code < 128 else code for code in range(256))
_T = TypeVar("_T", np.intp, np.int32)
_ACCENT = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_LONGEST = 40  # characters; longer runs are URLs, hashes and glued text
_REMEMBERED = 300_000  # words kept, so that memory stays bounded over millions of papers


def split_words(text: str) -> list[str]:
    """The words of a text: lower case, accents gone, letters and digits only."""
    if text.isascii():
        return text.translate(_ASCII).split()
    return _WORD.findall(_ACCENT.sub("", unicodedata.normalize("NFKD", text)).lower())


class Pieces:
    """A vocabulary of whole words and, marked by ##, of their continuations. Threads may share it."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.vocabulary = tuple(vocabulary)
        self._number = {piece: place for place, piece in enumerate(self.vocabulary)}
        self._known = _Known(self._number)

    @classmethod
    def open(cls, path: Path) -> "Pieces":
        """Read the vocabulary out of a tokenizer.json of the WordPiece kind."""
        vocab = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
        return cls(sorted(vocab, key=vocab.__getitem__))

    def numbers(self, text: str) -> list[int]:
        """The pieces of a text in order, as places in the vocabulary; what has no pieces is left out."""
        return [int(number) for number in self.batch([text])[0]]

    def batch(self, texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """The pieces of several texts in a row, and where each text's begin; one place more at the end."""
        if len(self._known) > _REMEMBERED:
            self._known = _Known(self._number)
        # Another thread may put a new one in its place meanwhile; this one stays whole for those who hold it.
        known = self._known
        chunks = [text.encode("utf-8", "replace").translate(_BYTES).split() for text in texts]
        ends = np.cumsum([0, *map(len, chunks)])
        codes = np.fromiter(map(known.__getitem__, chain.from_iterable(chunks)), np.intp, int(ends[-1]))
        return known.pieces(codes, ends)


class _Known(dict[bytes, int]):
    """Chunk of text -> its row in a table of pieces; one that is met for the first time is cut then.

    A chunk is a run of letters, digits and whatever is not ASCII, in UTF-8, ASCII letters lower: bytes are
    translated and split many times faster than text, and what is not ASCII is looked at once a chunk.
    """

    def __init__(self, number: Mapping[str, int]) -> None:
        words = [(piece, place) for piece, place in number.items() if piece.isascii() and piece.isalnum()]
        super().__init__((piece.encode(), row) for row, (piece, _) in enumerate(words))
        self._number, self._lock = number, threading.Lock()
        self._longest_piece = max(map(len, number), default=0)
        self._starts, self._sizes = np.arange(len(words) + 1), np.ones(len(words) + 1, np.intp)
        self._flat = np.array([*(place for _, place in words), 0], np.int32)
        self._used = len(words)

    def pieces(self, rows: NDArray[np.intp], ends: NDArray[np.intp]) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """The pieces of rows one after the other, and where those of rows[: end] end, for each end."""
        sizes = self._sizes[rows]
        stops = np.concatenate(([0], np.cumsum(sizes)))
        places = np.arange(stops[-1]) + np.repeat(self._starts[rows] - stops[:-1], sizes)
        return self._flat[places], stops[ends]

    def __missing__(self, chunk: bytes) -> int:
        words = [chunk.decode()] if chunk.isascii() else split_words(chunk.decode())
        found = [number for word in words if len(word) <= _LONGEST for number in self._longest(word)]
        with self._lock:
            if chunk in self:
                return self[chunk]
            row, start = len(self), self._used
            # Tables are replaced, not changed in size: a reader's rows are in whichever it sees.
            if row == len(self._starts):
                self._starts, self._sizes = _doubled(self._starts), _doubled(self._sizes)
            while start + len(found) > len(self._flat):
                self._flat = _doubled(self._flat)
            self._starts[row], self._sizes[row] = start, len(found)
            self._flat[start : start + len(found)] = found
            self._used += len(found)
            self[chunk] = row
            return row

    def _longest(self, word: str) -> list[int]:
        numbers: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            for end in range(min(len(word), start + self._longest_piece), start, -1):
                number = self._number.get(mark + word[start:end])
                if number is not None:
                    numbers.append(number)
                    break
            else:
                return []
            start = end
        return numbers


def _doubled(table: NDArray[_T]) -> NDArray[_T]:
    return np.concatenate((table, np.zeros_like(table)))
