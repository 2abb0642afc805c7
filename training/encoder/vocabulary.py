"""Choose the pieces: WordPiece's own where the corpus uses them, and the corpus' frequent whole words."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from paperledge.search.pieces import Pieces, split_words

SIZE = 33_000  # rows of 256 bytes: what fits in nine megabytes


def choose(texts: Iterable[str], wordpiece: Path) -> tuple[list[str], Counter[str]]:
    """The vocabulary, most frequent first, and how often each word stands in the texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(split_words(text))
    start = [p for p in Pieces.open(wordpiece).vocabulary if _usable(p)]
    tails = [p for p in start if p.startswith("##") or len(p) == 1]
    known = {p for p in start if not p.startswith("##")}
    ranked = sorted((w for w in counts if 1 < len(w) <= 24), key=lambda w: (-_worth(w, counts, known), w))
    words = ranked[: SIZE - len(tails)]
    return words + tails, counts


def _usable(piece: str) -> bool:
    body = piece.removeprefix("##")
    return body.isalnum() and (body.isascii() or "α" <= body <= "ω")


def _worth(word: str, counts: Counter[str], known: set[str]) -> float:
    # A word WordPiece knows comes with a good start vector: it is worth keeping at a third of the count.
    return counts[word] * (3.0 if word in known else 1.0) / (4.0 if word.isdigit() else 1.0)
