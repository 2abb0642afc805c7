"""Slots: what stands beside a kept word must be what stood beside it in the paper, or something new."""

import re
from collections.abc import Iterator

from paperledge.check.case import Case, Fault
from paperledge.check.words import Word, kin

_ARTICLES = frozenset("a an the its their our his her this that these those".split())
# Between two things joined by these alone the order says nothing.
_EVEN_HANDED = frozenset("and or with versus vs plus both as well the a an of for to in on its their".split())
_ROW = 4  # words of nouns in a row
_PARTED = re.compile(r"[,;:()]")


def check_slots(case: Case) -> Iterator[Fault]:
    """Of two things neither may stand where the other stood, beside words that were kept."""
    if not case.light:
        return
    claim, passage = case.aligned.claim, case.aligned.passage
    taken = {
        (claim[mine].key, passage[theirs].key): (mine, back)
        for mine, theirs, back in _foreign(case)
        if claim[mine].key != passage[theirs].key
    }
    for (here, there), (mine, back) in taken.items():
        if (there, here) in taken and not kin(here, there) and _parts(case, mine, back):
            yield Fault("roles", 1.0, f"{claim[mine].text!r} and {claim[back].text!r} stand in each other's place")
            return


def _foreign(case: Case) -> Iterator[tuple[int, int, int]]:
    """Words of the claim beside a kept word where the passage has another: (word, the other there, and here)."""
    at = {**case.aligned.pairs, **case.aligned.moved}
    back = {i: j for j, i in at.items()}
    for j in sorted(at):
        for step in (-1, 1) if not case.aligned.claim[j].function else ():
            found = _beside(case, j, at[j], step)
            if found and found[0] in at and found[1] in back and not _in_one_row(case, at[found[0]], found[1]):
                yield found[0], found[1], back[found[1]]


def _beside(case: Case, j: int, i: int, step: int) -> tuple[int, int] | None:
    """The next words of content beside a kept one, here and there, where the same small words lead to them."""
    claim, passage = case.aligned.claim, case.aligned.passage
    mine, led = _walk(claim, case.claim, j, step)
    theirs, their_led = _walk(passage, case.window.text, i, step)
    return (mine, theirs) if mine is not None and theirs is not None and led == their_led else None


def _walk(words: tuple[Word, ...], text: str, n: int, step: int) -> tuple[int | None, list[str]]:
    led: list[str] = []
    while 0 <= n + step < len(words):
        left, right = sorted((n, n + step))
        if _PARTED.search(text[words[left].end : words[right].start]):
            return None, led
        n += step
        if not words[n].function:
            return n, led
        if words[n].text.lower() not in _ARTICLES:
            led.append(words[n].text.lower())
    return None, led


def _in_one_row(case: Case, i: int, other: int) -> bool:
    """ "Expression-relevant features" may become "features relevant to expression": a row of nouns, opened."""
    first, last = sorted((i, other))
    passage = case.aligned.passage
    gap = case.window.text[passage[first].end : passage[last].start]
    return last - first <= _ROW and not any(w.function for w in passage[first:last]) and not _PARTED.search(gap)


def _parts(case: Case, mine: int, other: int) -> bool:
    """Whether something stands between the two in the claim that tells them apart."""
    first, last = sorted((mine, other))
    claim = case.aligned.claim
    held = {**case.aligned.pairs, **case.aligned.moved}
    between = [n for n in range(first + 1, last) if n in held and claim[n].text.lower() not in _EVEN_HANDED]
    return any(not claim[n].function or claim[n].key == "not" for n in between)
