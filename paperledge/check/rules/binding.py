"""Numbers given to another thing: the value stands in the passage, but of something else there."""

import itertools
import re
from collections.abc import Iterator, Sequence

from paperledge.check.case import SURE, Case, Fault
from paperledge.check.rules.names import is_mixed
from paperledge.check.rules.numbers import read_quantities
from paperledge.check.words import Word, key_of, kin, plain_class, word_class

_REACH = 8  # words between a number and what it is said of
_BREAK = 3  # what a comma or an "and" between the two adds to their distance
_SURER = 1.5  # how much nearer to another number the words must stand
_FROM_TO = re.compile(r"\bfrom (\d[\d.,]*\d|\d)\D{0,24}? to (\d[\d.,]*\d|\d)", re.I)
_SHARE = re.compile(
    r"(\d[\d.,]*)\s?(?:%|percent|per cent) of (?:(?:the|all|these|those|their|its|our) )*([^\W\d_]+)", re.I
)
_PARTING = frozenset(",;:()")
_JOINING = frozenset("and but while or with".split())
_EVEN = frozenset("and or versus vs to %".split())


def check_bindings(case: Case) -> Iterator[Fault]:
    """A number, or its place in a row, keeps what the passage gives it to."""
    for rule in (
        _find_relabelled,
        _find_reversed,
        _find_exchanged,
        _find_shares,
        _find_crossed,
        _find_moved_number,
    ):
        if fault := rule(case):
            yield fault
            return


def _find_relabelled(case: Case) -> Fault | None:
    """ "Task 2" for "task 3", "second-order" for "third-order", "week 3" for "month 3"."""
    theirs = list(_labels(case.window.words, case.window.text))
    for label, number, said in _labels(case.words, case.claim):
        if (label, number) in {(x, n) for x, n, _ in theirs}:
            continue
        if other := next((s for x, n, s in theirs if x == label), ""):
            return Fault("number", SURE, f"{said!r} here, {other!r} in the passage")
        timed = plain_class("units")
        if label in timed and (other := next((s for x, n, s in theirs if n == number and x in timed), "")):
            return Fault("unit", SURE, f"{said!r} here, {other!r} in the passage")
    return None


def _labels(words: Sequence[Word], text: str) -> Iterator[tuple[str, str, str]]:
    """(what is numbered, its number, both as they stand): "task 3", "third-order"."""
    for left, right in itertools.pairwise(words):
        if text[left.end : right.start] not in (" ", "-", "-‑", "‑"):
            continue
        said = text[left.start : right.end]
        if right.number and right.text[:1].isdigit() and left.text.lower() in plain_class("numbered"):
            yield left.text.lower(), right.key, said
        elif ("-" in said and left.text.lower() in plain_class("numbered")) or (
            left.text.lower() in plain_class("ordinal")
            and not right.number
            and (not right.function or "-" in said)
        ):
            yield right.key, left.text.lower(), said


def _find_reversed(case: Case) -> Fault | None:
    """ "From 55 to 34" for "from 34 to 55"."""
    theirs = set(_FROM_TO.findall(case.window.text))
    for start, end in _FROM_TO.findall(case.claim):
        if (start, end) not in theirs and (end, start) in theirs:
            return Fault("direction", SURE, f"from {start} to {end} here, from {end} to {start} in the passage")
    return None


def _find_exchanged(case: Case) -> Fault | None:
    """Two numbers of one row that changed places, where nothing else did."""
    if not case.near:
        return None
    claim, passage = case.aligned.claim, case.aligned.passage
    at = {**case.aligned.pairs, **case.aligned.moved}
    own = [j for j in sorted(at) if claim[j].number or not claim[j].function]
    for a, b in itertools.pairwise(own):
        if not (claim[a].number and claim[b].number and at[b] < at[a]):
            continue
        between = {w.text.lower() for w in passage[at[b] + 1 : at[a]]} | {w.text.lower() for w in claim[a + 1 : b]}
        others = [j for j in own if not claim[j].number]
        turned = any(at[y] < at[x] for x, y in itertools.pairwise(others))
        if between <= _EVEN and not turned:
            return Fault("number", SURE, f"{claim[a].text} and {claim[b].text} changed places")
    return None


def _find_shares(case: Case) -> Fault | None:
    """ "36 % of participants" for "36 % of the earnings"."""
    theirs = list(_SHARE.findall(case.window.text))
    for number, thing in _SHARE.findall(case.claim):
        of = [key_of(other) for n, other in theirs if n == number and thing not in plain_class("function")]
        if of and not any(kin(key_of(thing), key) for key in of):
            return Fault("unit", SURE, f"{number}% of {thing} here, of other things in the passage")
    return None


def _find_crossed(case: Case) -> Fault | None:
    """ "A and B, to do X and Y, respectively": A must not be given Y."""
    if not case.near or "respectively" not in case.window.text.lower():
        return None
    claim, at = case.aligned.claim, {**case.aligned.pairs, **case.aligned.moved}
    names = [j for j in sorted(at) if is_mixed(claim[j].text)]
    others = [j for j in sorted(at) if j not in names and not claim[j].function]
    if any(at[y] < at[x] for x, y in itertools.pairwise(others)):
        return None
    for a, b in itertools.pairwise(names):
        if 0 < at[a] - at[b] <= 3 and claim[a].key != claim[b].key:
            return Fault("roles", SURE, f"{claim[a].text} and {claim[b].text} changed places")
    return None


def _find_moved_number(case: Case) -> Fault | None:
    """A value said of what the passage says another value of the same unit of."""
    theirs = _attached(case.window.words, case.window.text)
    if len(theirs) < 2:
        return None
    units = {q.text: q.unit for q in read_quantities(case.window.text, case.window.words)}
    for number, mine in _attached(case.words, case.claim):
        own = [near for other, near in theirs if other.key == number.key]
        rest = [
            (other, near)
            for other, near in theirs
            if other.key != number.key and units.get(other.text) == units.get(number.text)
        ]
        if not own or not rest:
            continue
        here = max(_tie(mine, near, rest) for near in own)
        for other, near in rest:
            there = _tie(mine, near, [(number, n) for n in own])
            if there > 0.4 and there > _SURER * here + 0.1:
                words = ", ".join(dict.fromkeys(w.text for w in case.words if w.key in mine and w.key in near))
                return Fault("number", SURE, f"the passage gives {other.text}, not {number.text}, for {words}")
    return None


def _attached(words: Sequence[Word], text: str) -> list[tuple[Word, dict[str, int]]]:
    """Each number with the words that stand nearest to it, and how far off (1 is beside it)."""
    places = [i for i, w in enumerate(words) if w.number]
    found: list[tuple[Word, dict[str, int]]] = [(words[i], {}) for i in places]
    if not places:
        return found
    at, units, frame = _steps(words, text), plain_class("units"), word_class("frame")
    for n, word in enumerate(words):
        if word.function or word.number or word.key in frame or word.text.lower() in units:
            continue
        far = [abs(at[n] - at[i]) for i in places]
        if min(far) <= _REACH and far.count(min(far)) == 1:
            near = found[far.index(min(far))][1]
            near[word.key] = min(*far, near.get(word.key, _REACH))
    return found


def _steps(words: Sequence[Word], text: str) -> list[int]:
    """How far into the text each word stands, in words; a comma, a bracket or an "and" counts as several."""
    out, place, end = list[int](), 0, 0
    for word in words:
        parted = not _PARTING.isdisjoint(text[end : word.start]) or word.text.lower() in _JOINING
        place, end = place + 1 + _BREAK * parted, word.end
        out.append(place)
    return out


def _tie(mine: dict[str, int], theirs: dict[str, int], others: Sequence[tuple[Word, dict[str, int]]]) -> float:
    """How closely the words of one number stand by the other; words that stand by both kinds say nothing."""
    shared = [k for k in mine if k in theirs and not any(k in near for _, near in others)]
    return sum(1 / max(1, max(mine[k], theirs[k]) - 1) for k in shared)
