"""Which words most people meet every day, and which are rare."""

import functools
from importlib import resources


@functools.cache
def _common_words() -> frozenset[str]:
    """Words of everyday and school sentences, counted by training/common_words."""
    text = (resources.files("paperledge.story") / "common_words.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


_ENDINGS = (
    ("", ""),
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
    ("er", ""),
    ("er", "e"),
)


@functools.lru_cache(maxsize=8192)
def is_rare(word: str) -> bool:
    """Whether a lower-case word, in any of its regular forms, is not among the common ones."""
    stems = (word.removesuffix(end) + new for end, new in _ENDINGS if word.endswith(end))
    return not any(stem in _common_words() for stem in stems)
