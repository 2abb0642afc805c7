"""What sentences speak of: the stems of their words, and those that a paper names early or often."""

import functools
from collections import Counter

from paperledge.prose import WORD, plain
from paperledge.records import Document
from paperledge.story.english import JOINING, count
from paperledge.story.reading import Told, summary_range

# Words of every paper: two sentences that share them don't keep to one subject.
_COMMON = frozenset(
    w[:6]
    for w in "using used uses show shows shown showed showing found find finds finding findings result results "
    "study studies paper papers work present presented suggest suggests indicate different differences number "
    "numbers significant significantly observed observe report reported compared comparison based given general "
    "example cases case approach however therefore although analysis analyses well possible particular similar "
    "first second several various important following respect likely large small high higher lower increase "
    "increased decrease decreased provide provides consider considered obtained method methods order able make "
    "made thus hence since like same those where order form forms value values type types make makes need "
    "needed require required many most much further general three four five following".split()
)
_OFTEN, _SHARE = 6, 0.06  # passages, of how many, from which on a paper speaks of something often


def words_of(told: Told) -> int:
    """How many words it takes to tell."""
    return sum(count(p) for p in told.pieces)


@functools.lru_cache(maxsize=4096)
def subjects_of(told: Told) -> frozenset[str]:
    """The stems of what it speaks of: neither small words nor those of every paper."""
    return frozenset(stems(" ".join(told.pieces)))


def stems(text: str) -> set[str]:
    """Words that carry a subject, cut to their first six letters."""
    words = (w.lower() for w in WORD.findall(text) if len(w) > 3)
    return {w[:6] for w in words if w not in JOINING and w[:6] not in _COMMON}


def often_named(document: Document, span: tuple[int, int]) -> frozenset[str]:
    """The stems of title and abstract, span[0]..span[1], and of what many passages speak of."""
    times = Counter(stem for p in document.passages for stem in stems(plain(p.text)))
    least = max(_OFTEN, _SHARE * len(document.passages))
    return named_first(document, span) | {stem for stem, n in times.items() if n >= least}


def named_first(document: Document, span: tuple[int, int]) -> frozenset[str]:
    """The stems of title, abstract, span[0]..span[1], and a summary in plain words."""
    first = [*document.passages[slice(*span)], *document.passages[slice(*summary_range(document))]]
    texts = [document.paper.title, *(plain(p.text) for p in first)]
    return frozenset(stems(" ".join(texts)))
