"""What was done to a paper's sentence to make the claim: words kept, moved, changed, dropped, put in."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

from paperledge.check.words import Word, kin, word_class


@dataclass(frozen=True)
class Alignment:
    """Claim words against passage words, by index.

    pairs: kept, in order; moved: kept, elsewhere; changed: (passage run, claim run) one in place of the other;
    gone: passage runs that were dropped; new: claim runs that were put in. copied: share of the claim's own words
    that are the passage's, in order (0..1).
    """

    claim: tuple[Word, ...]
    passage: tuple[Word, ...]
    pairs: dict[int, int]
    moved: dict[int, int]
    changed: list[tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=list)
    gone: list[tuple[int, ...]] = field(default_factory=list)
    new: list[tuple[int, ...]] = field(default_factory=list)
    copied: float = 0.0

    def new_words(self) -> list[Word]:
        """Claim words with no counterpart in the passage."""
        runs = [run for _, run in self.changed] + self.new
        return [self.claim[i] for i in sorted(i for run in runs for i in run)]

    def gone_words(self) -> list[Word]:
        """Passage words with no counterpart in the claim."""
        runs = [run for run, _ in self.changed] + self.gone
        return [self.passage[i] for i in sorted(i for run in runs for i in run)]


def align(claim: Sequence[Word], passage: Sequence[Word]) -> Alignment:
    """Lines the claim up with the passage word by word."""
    claim, passage = tuple(claim), tuple(passage)
    matcher = difflib.SequenceMatcher(None, [w.key for w in passage], [w.key for w in claim], autojunk=False)
    pairs: dict[int, int] = {}
    blocks: list[tuple[list[int], list[int]]] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pairs.update({j: i for i, j in zip(range(a, b), range(c, d), strict=True)})
        else:
            blocks.append((list(range(a, b)), list(range(c, d))))
    for left, right in blocks:
        _pair_kin(passage, claim, left, right, pairs)
    moved = _find_moved(passage, claim, blocks, pairs)
    made = Alignment(claim, passage, pairs, moved, copied=_copied(claim, pairs, moved))
    for left, right in blocks:
        _sort_block(made, left, right)
    return made


def _pair_kin(
    passage: tuple[Word, ...], claim: tuple[Word, ...], left: list[int], right: list[int], pairs: dict[int, int]
) -> None:
    """Synonyms and inflections inside one changed stretch, in order; what is paired leaves the stretch."""
    at = 0
    for j in list(right):
        for place in range(at, len(left)):
            if not claim[j].function and kin(claim[j].key, passage[left[place]].key):
                pairs[j] = left.pop(place)
                right.remove(j)
                at = place
                break


def _find_moved(
    passage: tuple[Word, ...],
    claim: tuple[Word, ...],
    blocks: list[tuple[list[int], list[int]]],
    pairs: dict[int, int],
) -> dict[int, int]:
    free = {i for left, _ in blocks for i in left}
    moved: dict[int, int] = {}
    for _, right in blocks:
        for j in list(right):
            beside = {**pairs, **moved}
            found = _nearest(j, [i for i in free if passage[i].key == claim[j].key], beside)
            if found is None and not claim[j].function:
                found = _nearest(j, [i for i in free if kin(passage[i].key, claim[j].key)], beside)
            if found is not None:
                moved[j] = found
                free.discard(found)
                right.remove(j)
    kept = set(moved.values())
    for left, _ in blocks:
        left[:] = [i for i in left if i not in kept]
    return moved


def _nearest(j: int, places: list[int], held: dict[int, int]) -> int | None:
    """Of several places a word may come from, the one beside what its neighbours came from; else the first."""
    beside = {held[j - 1] + 1} if j - 1 in held else set()
    beside |= {held[j + 1] - 1} if j + 1 in held else set()
    return min(places, key=lambda i: (i not in beside, i), default=None)


def _sort_block(made: Alignment, left: list[int], right: list[int]) -> None:
    if left and right:
        made.changed.append((tuple(left), tuple(right)))
    elif left:
        made.gone.append(tuple(left))
    elif right:
        made.new.append(tuple(right))


def _copied(claim: tuple[Word, ...], pairs: dict[int, int], moved: dict[int, int]) -> float:
    frame = word_class("frame")
    own = [j for j, w in enumerate(claim) if not w.function and (w.key not in frame or j in pairs)]
    if not own:
        return 0.0
    return sum(1.0 if j in pairs else 0.6 if j in moved else 0.0 for j in own) / len(own)
