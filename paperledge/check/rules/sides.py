"""Comparisons: which side is said to be better; and objects that were joined to another's verb."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from paperledge.check.case import SURE, Case, Fault
from paperledge.check.words import Word, keys_of, opposites_of, synonyms_of, word_class

_VERBS = keys_of("outperform surpass exceed beat dominate outclass outdo eclipse win")
_BE = frozenset("is are was were be been being".split())
_RIGHT = 9  # words that a comparison's right side may have
_POLE = 12  # words before "than" in which its comparative stands
_COMPARATIVE = keys_of(
    "more less fewer higher lower better worse greater smaller larger faster slower stronger weaker longer "
    "shorter clearer richer cheaper safer easier harder earlier later older younger"
)
_JOINING = frozenset("and or but while whereas".split())


@dataclass(frozen=True)
class _Sides:
    """What is said to be ahead (or more), and what behind, as keys; pole: the comparative."""

    left: frozenset[str]
    right: frozenset[str]
    pole: frozenset[str]


def check_sides(case: Case) -> Iterator[Fault]:
    """Who is ahead in the passage must not be behind in the claim."""
    if case.aligned.copied < 0.5:
        return
    theirs = list(_sides(case.window.words, case.window.text))
    for mine in _sides(case.words, case.claim):
        like = [other for other in theirs if _same_way(mine, other)]
        if like and all(_turned(mine, other) for other in like):
            said = " ".join(w.text for w in case.words if w.key in mine.left & like[0].right)
            yield Fault("roles", SURE, f"{said!r} stands on the other side of the comparison in the passage")
            return


def _turned(mine: _Sides, theirs: _Sides) -> bool:
    ahead, behind = theirs.left - theirs.right, theirs.right - theirs.left
    straight = len(mine.left & ahead) + len(mine.right & behind)
    crossed = len(mine.left & behind) + len(mine.right & ahead)
    return crossed > straight and bool(mine.left & behind) and crossed >= 2 * straight


def _same_way(mine: _Sides, theirs: _Sides) -> bool:
    """ "Fewer than" is no "more than"; of verbs all say that the left is ahead."""
    if not mine.pole or not theirs.pole:
        return not mine.pole and not theirs.pole
    against = frozenset().union(*map(opposites_of, mine.pole))
    alike = frozenset().union(*map(synonyms_of, mine.pole))
    return bool(alike & theirs.pole) and not against & theirs.pole


def _sides(words: Sequence[Word], text: str) -> Iterator[_Sides]:
    for i, word in enumerate(words):
        if word.key in _VERBS:
            passive = any(w.text.lower() in _BE for w in words[max(0, i - 2) : i]) and _next(words, i) == "by"
            left, right = _left(words, i), _right(words, i + passive, text)
            yield _Sides(right, left, frozenset()) if passive else _Sides(left, right, frozenset())
        elif word.text.lower() == "than" and i and words[i - 1].text.lower() not in ("rather", "other"):
            start = max((n for n in range(max(0, i - _POLE), i) if words[n].key in _COMPARATIVE), default=-1)
            if start >= 0:
                pole = frozenset({words[start].key})
                yield _Sides(_left(words, start), _right(words, i, text), pole)


def _next(words: Sequence[Word], i: int) -> str:
    return words[i + 1].text.lower() if i + 1 < len(words) else ""


def _left(words: Sequence[Word], i: int) -> frozenset[str]:
    return _keys(words[:i])


def _right(words: Sequence[Word], i: int, text: str) -> frozenset[str]:
    end = i + 1
    while (
        end < len(words)
        and end <= i + _RIGHT
        and not set(text[words[end - 1].end : words[end].start]) & set(".;:()")
    ):
        end += 1
    return _keys(words[i + 1 : end])


def _keys(words: Sequence[Word]) -> frozenset[str]:
    return frozenset(w.key for w in words if not (w.function or w.number) and w.key not in word_class("hedge"))


def check_splice(case: Case) -> Iterator[Fault]:
    """ "Improves A on X and B on Y" must not become "improves A on Y"."""
    if not case.near:
        return
    passage = case.aligned.passage
    kept = set(case.aligned.pairs.values()) | set(case.aligned.moved.values())
    for run in case.aligned.gone + [left for left, _ in case.aligned.changed]:
        first, last = run[0], run[-1]
        if first - 1 not in kept or last + 1 not in kept or not _coordinates([passage[i] for i in run]):
            continue
        if not _links(passage[first - 1]) and not _links(passage[last + 1]):
            continue
        opener = passage[first - 1] if _links(passage[first - 1]) else passage[last + 1]
        closing = passage[last] if opener is passage[first - 1] else passage[first]
        if closing.key == opener.key:
            after = passage[last + 1 if opener is passage[first - 1] else min(last + 2, len(passage) - 1)]
            yield Fault("roles", SURE, f"{opener.text} {after.text!r} is said of something else in the passage")
            return


def _links(word: Word) -> bool:
    return word.text.lower() in ("in", "on", "for", "with", "by", "at", "from", "to", "under", "of", "as", "than")


def _coordinates(words: Sequence[Word]) -> bool:
    """Whether a dropped run ends one thing and begins another: content, "and", content."""
    joins = [n for n, w in enumerate(words) if w.text.lower() in _JOINING]
    return any(
        any(not w.function for w in words[:n]) and any(not w.function for w in words[n + 1 :]) for n in joins
    )
