"""Numbers: the value, what it is measured in, what it counts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from paperledge.check.case import Case, Fault
from paperledge.check.words import Word, kin, plain_class, read_words, table

# Words that multiply the number before them.
SCALES = {
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "b": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
}
_ROUGH = frozenset("about around roughly approximately nearly almost some circa ~ close".split())
_OVER = frozenset("over above exceeding exceed beyond".split())
_UNDER = frozenset("under below within".split())
_AT_MOST = tuple(frozenset(pair.split()) for pair in ("less than", "fewer than", "at most", "up to"))
# Stand before a number and say on which side of it the truth lies; and the signs for it.
BOUNDS = _OVER | _UNDER | frozenset("exceeds".split())
SIGNS = frozenset("<>=≥≤~±")


_NEAR = 6  # words behind a number in which the thing it counts stands


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text. value: with its scale ("3 million" is 3e6); unit: its family, "" for counted things."""

    text: str
    value: float
    unit: str
    counts: str  # key of the thing counted, "" when none follows
    rough: bool
    over: bool
    under: bool


def read_quantities(text: str, words: Sequence[Word] | None = None) -> list[Quantity]:
    """Every number of a plain text but those that are part of a name ("GPT-4") or of a year in brackets."""
    words = read_words(text) if words is None else words
    out = []
    for place, word in enumerate(words):
        if word.text.lower() in table("multiples"):
            out.append(_quantity(words, place, table("multiples")[word.text.lower()], fixed="times"))
        elif word.number:
            out.append(_quantity(words, place, float(word.key) if _is_plain(word.key) else -1.0))
    return out


def _is_plain(key: str) -> bool:
    return re.fullmatch(r"\d+(?:\.\d+)?", key) is not None


def _quantity(words: Sequence[Word], place: int, value: float, fixed: str = "") -> Quantity:
    unit, counts, after = fixed, "", place + 1
    while after < len(words) and after <= place + 4:
        low = words[after].text.lower()
        if low in SCALES and (after == place + 1) and not (low == "m" and words[after].text == "m"):
            value *= SCALES[low]
        elif low in table("families") and not unit:
            unit = table("families")[low]
        elif low in ("point", "points") and unit == "percent":
            unit = "points"
        elif words[after].number or (unit and unit != "times"):
            break
        elif not words[after].function and not counts:
            counts = words[after].key
            if unit:
                break
        elif counts and not words[after].function:
            counts += " " + words[after].key
        elif words[after].function:
            break
        after += 1
    before = {w.text.lower() for w in words[max(0, place - 2) : place]}
    sign = words[place - 1].text if place else ""
    over = bool(before & _OVER) or {"more", "than"} <= before or {"at", "least"} <= before or sign in (">", "≥")
    under = bool(before & _UNDER) or sign in ("<", "≤") or any(pair <= before for pair in _AT_MOST)
    return Quantity(words[place].text, value, unit, counts, bool(before & _ROUGH), over, under)


def check_numbers(case: Case) -> Iterator[Fault]:
    """Each number of the claim must stand in the passage, with the same unit, counting the same."""
    paper = read_quantities(case.window.text, case.window.words)
    # "4" may stand in "GPT-4", which is no quantity.
    spoken = set(re.findall(r"[\w.]+", case.window.text)) - {theirs.text for theirs in paper}
    for mine in read_quantities(case.claim, case.words):
        same = [theirs for theirs in paper if _same_value(mine, theirs)]
        if not same:
            if mine.text not in spoken and not _listed(mine, case):
                yield Fault("number", 1.0, f"the number {mine.text} is not in the passage")
        elif not any(_same_unit(mine, theirs) for theirs in same):
            unit = same[0].unit or "no unit"
            yield Fault("unit", 1.0, f"{mine.text} is {mine.unit or 'without unit'} here, {unit} in the passage")
        elif (bound := _bound(mine)) and all(_bound(theirs) == -bound for theirs in same):
            yield Fault("number", 1.0, f"{mine.text} is a bound from the other side in the passage")
        elif case.near and (other := _counted_otherwise(mine, same, paper)):
            yield Fault("unit", 1.0, f"{mine.text} counts {mine.counts!r} here, {other.text} in the passage")
        elif case.near and not any(_same_counted(mine, theirs, case) for theirs in same):
            weight = 1.0 if all(_counts_elsewhere(mine, theirs, case) for theirs in same) else 0.5
            yield Fault(
                "unit", weight, f"{mine.text} counts {mine.counts!r} here, {same[0].counts!r} in the passage"
            )


def _bound(quantity: Quantity) -> int:
    return quantity.over - quantity.under


def _same_value(mine: Quantity, theirs: Quantity) -> bool:
    if mine.value == theirs.value and mine.value >= 0:
        return True
    values = {theirs.value}
    if mine.unit != theirs.unit and _measure(mine) == _measure(theirs) != ("", -1.0):
        return True
    if {mine.unit, theirs.unit} <= {"times", "percent", ""}:
        # "halved" is 50 %, "doubled" is 100 % more.
        values |= {theirs.value / 100 if theirs.unit == "percent" else theirs.value * 100}
        if theirs.unit == "percent" and theirs.value >= 100:
            values.add(1 + theirs.value / 100)
        if mine.value in values and mine.unit == "times":
            return True
    if mine.rough and theirs.value > 0:
        return abs(mine.value - theirs.value) <= 0.05 * theirs.value
    if mine.over and theirs.value > 0:
        return 0.9 * theirs.value <= mine.value <= theirs.value
    if mine.under and theirs.value > 0:
        return theirs.value <= mine.value <= 1.1 * theirs.value
    return False


def _measure(quantity: Quantity) -> tuple[str, float]:
    """The quantity in the base unit of its family: ("m", 0.114) for 114 mm and 11.4 cm."""
    if quantity.unit not in table("scales"):
        return "", -1.0
    base, factor = table("scales")[quantity.unit]
    return base, float(f"{quantity.value * factor:.6g}")


def _same_unit(mine: Quantity, theirs: Quantity) -> bool:
    if mine.unit != theirs.unit and _measure(mine) == _measure(theirs) != ("", -1.0):
        return True
    if mine.unit == theirs.unit or ("times" in (mine.unit, theirs.unit) and mine.value != theirs.value):
        return True
    # A bare "10.5" of a claim may leave out what the passage says; not the other way round.
    return not mine.unit and theirs.unit in ("percent", "points") and not mine.counts


def _counted_otherwise(mine: Quantity, same: Sequence[Quantity], paper: Sequence[Quantity]) -> Quantity | None:
    """The number the passage gives to what the claim counts with one that counts another thing there."""
    if not mine.counts or any(not q.counts or _share_counts(mine, q) for q in same):
        return None
    return next((q for q in paper if q.counts and q.value != mine.value and _share_counts(mine, q)), None)


def _share_counts(mine: Quantity, theirs: Quantity) -> bool:
    return any(kin(a, b) for a in mine.counts.split() for b in theirs.counts.split())


def _same_counted(mine: Quantity, theirs: Quantity, case: Case) -> bool:
    if not mine.counts or not theirs.counts or mine.unit:
        return True
    if _share_counts(mine, theirs):
        return True
    mine_words = mine.counts.split()
    if _counts_elsewhere(mine, theirs, case):
        return False
    # Only a thing that is not in the passage at all, or that is itself counted otherwise there, is another thing.
    return mine_words[0] in case.passage_keys and mine_words[0] not in plain_class("units")


def _counts_elsewhere(mine: Quantity, theirs: Quantity, case: Case) -> bool:
    """Whether the things the claim counts stand far from the number in the passage, which counts others there."""
    words = case.window.words
    place = next((i for i, w in enumerate(words) if w.text == theirs.text), None)
    things = [w for w in case.words if w.key in mine.counts.split() and _is_plural(w)]
    if place is None or not things:
        return False
    text, end = case.window.text, place + 1
    while end < min(len(words), place + 1 + _NEAR) and not set(text[words[end - 1].end : words[end].start]) & set(
        ",;:."
    ):
        end += 1
    near = words[place + 1 : end]
    counted = [w for w in near if w.key in theirs.counts.split() and _is_plural(w)]
    if not counted or any(kin(w.key, c.key) for w in case.words for c in counted):
        return False
    return not any(kin(thing.key, w.key) for thing in things for w in near)


def _is_plural(word: Word) -> bool:
    return len(word.text) > 3 and word.text.endswith("s") and not word.text.endswith(("ss", "us", "is"))


def _listed(mine: Quantity, case: Case) -> bool:
    """Whether a small count could be the length of a list in the passage ("three benchmarks: A, B and C")."""
    if not 2 <= mine.value <= 6 or mine.unit or any(w.number for w in case.aligned.gone_words()):
        return False
    return any(
        text.count(",") + 2 >= mine.value and "," in text
        for text in re.findall(r"[^.;:()]+ and [^.;:()]+", case.window.text)
    )
