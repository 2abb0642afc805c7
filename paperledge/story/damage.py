"""Words torn or glued together by page reading ("num ber", "amountsof"), found by the paper's own vocabulary."""

import re
from collections import Counter
from collections.abc import Callable

from paperledge.prose import plain
from paperledge.records import Document
from paperledge.story.familiar import is_rare

_WORDS = re.compile(r"[^\W\d_]+")
_GLUED_ENDS = ("of", "the", "and", "is", "are", "in", "to", "for", "that", "by", "with", "on", "as", "from")
_GLUED_STARTS = (
    "we",
    "they",
    "the",
    "this",
    "that",
    "also",
    "as",
    "is",
    "are",
    "be",
    "to",
    "of",
    "and",
    "for",
    "with",
)
_WHOLE = ("assign", "belong", "intake", "asset", "before", "behave", "become", "inform", "intens", "ofte")
_FRAGMENT = re.compile(r"(?:[st]ion|ment|ing|tie|itie|ation|tive|ture|trie|straint)s?|ically|ness|ally")
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
    alike = Counter(w[:6] for w in seen)

    def torn(left: str, right: str) -> bool:
        whole, least = (left + right).lower(), min(seen[left.lower()], seen[right])
        if not right.islower() or len(whole) < 5 or least > _RARE:
            return False
        # "con struction" by the paper's own "construction"; "in volve" by what everybody knows.
        everyday = len(right) > 3 and is_rare(right) and not is_rare(whole)
        return bool(_FRAGMENT.fullmatch(right)) or everyday or seen[whole] >= max(1, least)

    def known(word: str) -> bool:
        return seen[word] >= _KNOWN or (len(word) > 3 and not is_rare(word))

    def glued(word: str) -> bool:
        low = word.lower()
        if len(low) < 6 or seen[low] > 1 or not is_rare(low):
            return False
        if any(low.endswith(end) and known(low.removesuffix(end)) for end in _GLUED_ENDS):
            return True
        # "assigns" is a form of "assigned", and no "as signs".
        whole = alike[low[:6]] > 1 or low.startswith(_WHOLE)
        return not whole and any(low.startswith(s) and known(low.removeprefix(s)) for s in _GLUED_STARTS)

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
