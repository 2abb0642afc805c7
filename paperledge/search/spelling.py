"""Words no paper holds, put right: the nearest word that papers do hold."""

from collections.abc import Sequence
from string import ascii_lowercase

from paperledge.search.pieces import split_words
from paperledge.search.reading import Reading

_SHORTEST = 4  # letters; shorter words have too many neighbours
_LONG = 8  # letters from which on two slips are thought of
_LOOKED_AT = 40_000  # words of the index compared with one misspelt word, for each beginning
_RARE = 1e-5  # share of papers up to which a word may be the slip of their authors
_MUCH_MORE = 300  # times a neighbour has to be more frequent then
_MOST = 4  # words of one query that are looked after


def corrections(reading: Reading, words: Sequence[str]) -> dict[str, str]:
    """word -> the word it was probably meant to be, for words that papers hold never, or next to never."""
    out: dict[str, str] = {}
    for word in words:
        plain = len(word) >= _SHORTEST and word.isalpha()
        if not plain or word in out or len(out) == _MOST:
            continue
        seen = reading.papers_with(word)
        if seen <= 3 + _RARE * reading.count() and (better := _nearest(reading, word, _MUCH_MORE * seen)):
            out[word] = better
    return out


def _nearest(reading: Reading, word: str, at_least: int) -> str:
    low = "".join(split_words(word))
    # Every word one slip away is looked up: a scan of the words that begin alike takes longer with every paper.
    seen = ((t, reading.named(t)) for t in _slips(low))
    if found := [(-count, t) for t, count in seen if count >= max(1, at_least)]:
        return min(found)[1]
    if len(low) < _LONG:
        return ""
    for prefix in dict.fromkeys((low[:3], low[1] + low[0] + low[2], low[1:4])):
        known = ((t, c) for t, c in reading.terms(prefix, _LOOKED_AT) if c >= at_least and t != low)
        near = [(distance, -c, t) for t, c in known if (distance := edits(low, t, 2)) <= 2]
        if near:
            return min(near)[2]
    return ""


def _slips(word: str) -> set[str]:
    """Words that one letter more, one less, another, or two neighbours swapped make of a word."""
    out = set()
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        out |= {head + letter + tail for letter in ascii_lowercase}
        out |= {head + letter + tail[1:] for letter in ascii_lowercase if tail}
        out |= {head + tail[1:], head + tail[1:2] + tail[:1] + tail[2:]}
    return out - {word}


def edits(left: str, right: str, most: int) -> int:
    """Letters to insert, delete, replace or swap with a neighbour; most + 1 where it would take more."""
    # A slip changes at most two of the letters that occur.
    if abs(len(left) - len(right)) > most or len(set(left) ^ set(right)) > 2 * most:
        return most + 1
    before: list[int] = []
    last = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        row = [i]
        for j, b in enumerate(right, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)
