"""Plain words for the paper's hard ones: a claim is read with the words that its passage has in their place."""

import re

from paperledge.story import plain_pairs


def in_its_words(claim: str, passage: str) -> str:
    """The claim, with the passage's own word wherever it has the plain word that stands for that one.

    By the table the story room says hard words by ("outperforms" -> "beats"). Nothing else changes, so what is
    held against the claim is held against it as before.
    """
    for long, short in plain_pairs(passage):
        # A word the passage has as well is its own, and stays.
        for _ in range(len(_spots(short, claim)) - len(_spots(short, passage))):
            spot = max(_spots(short, claim), key=lambda m: _alike_beside(m, claim, long, passage))
            own = long[0].upper() + long[1:] if spot.group()[0].isupper() else long
            claim = claim[: spot.start()] + own + claim[spot.end() :]
    return claim


def _spots(phrase: str, text: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])", text, re.IGNORECASE))


def _alike_beside(spot: re.Match[str], claim: str, long: str, passage: str) -> int:
    """How many of the words beside the plain word stand beside the long one in the passage."""
    near = {w for m in _spots(long, passage) for w in _beside(passage, m.start(), m.end())}
    return len(near & set(_beside(claim, spot.start(), spot.end())))


def _beside(text: str, start: int, end: int) -> list[str]:
    return re.findall(r"\w+", text[:start].lower())[-2:] + re.findall(r"\w+", text[end : end + 60].lower())[:2]
