"""Long sentences in pieces that an engine can take in one breath. Nothing is ever dropped."""

import re

# Best place first: after a strong stop, after a comma, before a joining word, between any two words.
_CUTS = (
    re.compile(r"(?<=[.;:!?]) +"),
    re.compile(r"(?<=,) +"),
    re.compile(r" +(?=(?:and|or|but|which|that|because|while|where|when|with|from|than|of|to|in|for) )"),
    re.compile(r" +"),
)


def split_clauses(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` characters, cut where a speaker would breathe.

    Joined by single spaces they give the words of the text back in order. A single word longer than the limit
    is cut inside.
    """
    text = " ".join(text.split())
    pieces: list[str] = []
    # A loop, not recursion: a sentence may run to thousands of words.
    while len(text) > limit:
        head = _cut_at(text, limit)
        pieces.append(text[:head].rstrip())
        text = text[head:].lstrip()
    return [*pieces, text] if text else pieces


def _cut_at(text: str, limit: int) -> int:
    """Where the first piece ends: the last good place in the second half of what fits."""
    for pattern in _CUTS:
        places = [m.start() for m in pattern.finditer(text, limit // 2, limit + 1) if m.start() <= limit]
        if places:
            return places[-1]
    space = text.rfind(" ", 1, limit + 1)
    return space if space > 0 else limit
