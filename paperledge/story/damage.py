"""Words torn or glued together by page reading ("num ber", "amountsof"), found by the paper's own vocabulary."""

import re
from collections import Counter
from collections.abc import Callable

from paperledge.prose import plain
from paperledge.records import Document

_WORDS = re.compile(r"[^\W\d_]+")
_GLUED_ENDS = ("of", "the", "and", "is", "are", "in", "to", "for", "that", "by", "with", "on", "as", "from")
_NOTED = re.compile(r"\b([A-Za-z][a-z]{3,})\d{1,2}(?=[.,;) ]|$)")
_REAL = frozenset("into onto within without".split())  # two of them in one that are a word
_NEVER_ON_A_PAGE = frozenset({"jats", "html", "tex"})
_RARE = 2  # a torn half is hardly ever a word of its own in the same paper
_KNOWN = 2  # times the rest of a glued word must stand alone to be taken for a word


def damage_finder(document: Document) -> Callable[[str], bool]:
    """A test whether a text of this document holds a torn or glued word; none of one that was never on a page."""
    if document.format in _NEVER_ON_A_PAGE:
        return lambda _: False
    texts = [plain(p.text) for p in document.passages]
    seen = Counter(w.lower() for text in texts for w in _WORDS.findall(text))

    def torn(left: str, right: str) -> bool:
        whole = left + right
        return (
            right.islower()
            and len(whole) > 4
            and seen[whole.lower()] >= 1
            and min(seen[left.lower()], seen[right]) <= _RARE
            and seen[whole.lower()] >= min(seen[left.lower()], seen[right])
        )

    def glued(word: str) -> bool:
        return (
            len(word) > 6
            and seen[word] == 1
            and any(word.endswith(end) and seen[word.removesuffix(end)] >= _KNOWN for end in _GLUED_ENDS)
        )

    def odd(word: str) -> bool:
        low = word.lower()
        joined = any(low.startswith(a) and low.removeprefix(a) in _GLUED_ENDS for a in _GLUED_ENDS)
        return (joined and low not in _REAL) or (
            bool(re.search(r"[a-z]ii[a-z]", low)) and not low.startswith(("skii", "taxii"))
        )

    def noted(text: str) -> bool:
        """The number of a footnote at a word's end ("under discussion9")."""
        return any(seen[m.group(1).lower()] for m in _NOTED.finditer(text))

    def damaged(text: str) -> bool:
        shown = plain(text)
        if noted(shown):
            return True
        pairs = re.finditer(r"(?=\b([^\W\d_]+) ([^\W\d_]+)\b)", shown)
        return any(torn(m.group(1), m.group(2)) for m in pairs) or any(
            glued(w) or odd(w) for w in _WORDS.findall(shown)
        )

    return damaged
