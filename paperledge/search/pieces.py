"""Text to piece numbers: lower-case words without accents, unknown words cut into the longest known pieces."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path

_WORD = re.compile(r"[^\W_]+")
# For plain ASCII, translate and split find the same words as the pattern in a third of the time.
_ASCII = {code: (chr(code).lower() if chr(code).isalnum() else " ") for code in range(128)}
_ACCENT = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_LONGEST = 40  # characters; longer runs are URLs, hashes and glued text
_REMEMBERED = 300_000  # words kept, so that memory stays bounded over millions of papers


def split_words(text: str) -> list[str]:
    """The words of a text: lower case, accents gone, letters and digits only."""
    if text.isascii():
        return text.translate(_ASCII).split()
    return _WORD.findall(_ACCENT.sub("", unicodedata.normalize("NFKD", text)).lower())


class Pieces:
    """A vocabulary of whole words and, marked by ##, of their continuations."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.vocabulary = tuple(vocabulary)
        self._cut = _Cut({piece: number for number, piece in enumerate(self.vocabulary)})

    @classmethod
    def open(cls, path: Path) -> "Pieces":
        """Read the vocabulary out of a tokenizer.json of the WordPiece kind."""
        vocab = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
        return cls(sorted(vocab, key=vocab.__getitem__))

    def numbers(self, text: str) -> list[int]:
        """The pieces of a text in order, as places in the vocabulary; what has no pieces is left out."""
        return list(chain.from_iterable(map(self._cut.__getitem__, split_words(text))))


class _Cut(dict[str, tuple[int, ...]]):
    """word -> its pieces; a word that is asked for the first time is cut then."""

    def __init__(self, number: Mapping[str, int]) -> None:
        super().__init__({word: (place,) for word, place in number.items()})
        self._number = number

    def __missing__(self, word: str) -> tuple[int, ...]:
        pieces = self._longest(word) if len(word) <= _LONGEST else ()
        if len(self) < _REMEMBERED:
            self[word] = pieces
        return pieces

    def _longest(self, word: str) -> tuple[int, ...]:
        numbers, start = [], 0
        while start < len(word):
            mark = "##" if start else ""
            for end in range(len(word), start, -1):
                number = self._number.get(mark + word[start:end])
                if number is not None:
                    numbers.append(number)
                    break
            else:
                return ()
            start = end
        return tuple(numbers)
