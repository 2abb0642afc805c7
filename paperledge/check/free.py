"""What speaks against a claim in other words: it denies, turns round or overstates what the paper says."""

import re

from paperledge.check.case import Case
from paperledge.check.rules.strength import strength_of
from paperledge.check.words import Word, opposites_of, read_words, word_class
from paperledge.prose import split_sentences


def read_meaning(case: Case) -> dict[str, float]:
    """Each 0 or 1, "weaker" 0..3. case: the claim beside its context, which is the windows it may rest on."""
    here = case.passage_keys
    turned = (w for w in case.words if not w.function and w.key not in here)
    excess = _excess(case)
    return {
        "negated": float(_negated(case.words) != _negated(case.window.words)),
        "opposite": float(any(opposites_of(w.key) & here for w in turned)),
        "stronger": float(excess > 0),
        "weaker": float(max(0, -excess)),
    }


def _negated(words: tuple[Word, ...]) -> bool:
    return any(w.key in word_class("negation") for w in words)


def _excess(case: Case) -> int:
    """How much more strongly a relation is told than in the strongest sentence of the context; below 0: less."""
    text = case.window.text
    mine = strength_of(case.words)
    told = max((strength_of(read_words(text[a:b])) for a, b in split_sentences(text)), default=0)
    # Only where both tell of a relation can one tell of a stronger one.
    return mine - told if mine and told else 0


_WORDS = re.compile(r"[^\W\d_]+")
_PERSONS = frozenset("he she him her his".split())
_THINGS = frozenset("it its they them their".split())
_OPENING = 10  # words in which a name would have to come first


def find_dangling(claim: str) -> tuple[float, str]:
    """Whether a claim that stands alone opens with a pronoun for nobody it has named: 0..1, and the pronoun."""
    for place, word in enumerate(_WORDS.findall(claim)[:_OPENING]):
        low = word.lower()
        if low in _PERSONS or low in _THINGS:
            return (1.0 if low in _PERSONS else 0.5), word
        if place and word[0].isupper():
            break
    return 0.0, ""
