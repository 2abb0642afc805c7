"""Every content word that a light edit put in must be explained."""

import re
from collections.abc import Iterator

from paperledge.check.align import Alignment
from paperledge.check.case import Case, Fault
from paperledge.check.rules.names import is_mixed, short_forms, spells
from paperledge.check.rules.numbers import BOUNDS, SCALES, SIGNS
from paperledge.check.words import Word, keys_of, kin, opposites_of, same_pole, synonyms_of, table, word_class
from paperledge.prose import split_sentences

# "ECE improves" for "improves ECE": these verbs take what they change on either side.
_EITHER_WAY = keys_of("improve increase decrease rise drop grow change vary double differ")
# The paper speaks of its makers as "we", the host as "the authors".
_AGENTS = re.compile(r"\b(?:we|our|us|this (?:paper|study|work|article|thesis))\b", re.I)
_BE = frozenset("is are was were be been being".split())
_NOUN_ENDS = ("tion", "sion", "ment", "ance", "ence", "ity", "ness", "tions", "ments")
# "Many kinds of" for "a wide variety of": says how many, and that has its own rule.
_FILLERS = keys_of("kind sort variety range number type")


def check_edits(case: Case) -> Iterator[Fault]:
    """Words put in or put in another's place, that neither the passage nor the host's frame explains."""
    if not case.near:
        return
    swapped = [w for before, after in case.aligned.changed for w in _swapped(before, after, case)]
    swapped += [w for w in _borrowed(case) if w not in swapped]
    if swapped:
        yield Fault("swap", _gravity(swapped), f"{_list(swapped)} stands where the paper has other words")
    rest = [w for w in case.aligned.new_words() if w not in swapped and not is_explained(w, case)]
    if rest:
        weight = 0.3 if _gravity(rest) < 1 else min(1.0, 0.5 + 0.2 * (len(rest) - 1))
        yield Fault("added", weight, f"{_list(rest)} is not in the passage")


def _gravity(swapped: list[Word]) -> float:
    """A word that stands for many others is a doubt, unless it has an opposite; any other is a fault."""
    everyday = word_class("everyday")
    return 0.2 if all(w.key in everyday and not opposites_of(w.key) for w in swapped) else 1.0


def _swapped(before: tuple[int, ...], after: tuple[int, ...], case: Case) -> Iterator[Word]:
    """Words of the claim that took the place of other words of content."""
    aligned, harmless = case.aligned, word_class("frame") | word_class("hedge")
    lost = [w for i in before if not _light(w := aligned.passage[i])]
    # The host's own words open a claim; within it they would be the paper's.
    inside = any(j in aligned.pairs and not aligned.claim[j].function for j in range(after[0]))
    if not lost:
        return
    gone = [w.key for w in aligned.gone_words()]
    for word in (aligned.claim[j] for j in after):
        if any(key in synonyms_of(word.key) for key in gone) or any(same_pole(word.key, w.key) for w in lost):
            continue
        if word.key in word_class("agent") and _AGENTS.search(case.window.text):
            continue
        if word.function or word.number or len(word.key) < 2 or word.key in word_class("negation") | _FILLERS:
            continue
        if (
            word.text.lower() in table("families") or word.text.lower() in SCALES
        ):  # the rule of numbers sees to these
            continue
        if word.key in harmless and (not inside or all(w.key in harmless for w in lost)):
            continue
        if not (_joined(word, case) or spells(word.text, case.window.words) or _spelled_out(word, case)):
            yield word


def _borrowed(case: Case) -> Iterator[Word]:
    """Words of the passage that were taken from elsewhere in it to stand in another word's place."""
    aligned = case.aligned
    kept = set(aligned.pairs.values()) | set(aligned.moved.values())
    for j, source in {**aligned.moved, **_names(case)}.items():
        word = aligned.claim[j]
        before, after = aligned.pairs.get(j - 1), aligned.pairs.get(j + 1)
        if word.text.endswith("ly") or (before is None and _turns(after, source, aligned)):
            continue
        if _passive(j, aligned) or _verb_of(word, aligned.passage[source]):
            continue
        if word.function or word.number or word.key in word_class("frame") | word_class("hedge"):
            continue
        if before is None and after is None:
            continue
        if source - 1 == before or source + 1 == after or _with_its_phrase(j, source, case):
            continue
        slot = (
            range(before + 1, min(after, before + 4))
            if before is not None and after is not None
            else _one(before, after, aligned)
        )
        lost = [w for i in slot if i not in kept and not _light(w := aligned.passage[i])]
        if j not in aligned.moved:
            lost = [w for w in lost if is_mixed(w.text) and not _in_one_list(source, w, aligned)]
        if lost and not any(kin(word.key, w.key) for w in lost):
            yield word


def _with_its_phrase(j: int, source: int, case: Case) -> bool:
    """Whether a word moved together with its neighbour, behind a comma or a small word ("with")."""
    aligned, at, first = case.aligned, case.aligned.moved, j
    while at.get(first - 1) == source - (j - first) - 1 and not aligned.claim[first - 1].function:
        first -= 1
    parted = first > 0 and "," in case.claim[aligned.claim[first - 1].end : aligned.claim[first].start]
    opened = first > 0 and (parted or aligned.claim[first - 1].function or first - 1 not in aligned.pairs)
    return opened and (first < j or (at.get(j + 1) == source + 1 and not aligned.claim[j + 1].function))


def _names(case: Case) -> dict[int, int]:
    """Names that were kept: one may still stand in another name's place."""
    return {j: i for j, i in case.aligned.pairs.items() if is_mixed(case.aligned.claim[j].text)}


def _in_one_list(source: int, lost: Word, aligned: Alignment) -> bool:
    first, last = sorted((source, next(i for i, w in enumerate(aligned.passage) if w is lost)))
    return all(w.function or is_mixed(w.text) for w in aligned.passage[first:last])


def _light(word: Word) -> bool:
    """Whether a word that was dropped takes nothing with it ("achieves" where "scores" says it all)."""
    return word.function or word.key in word_class("light") or word.text in SIGNS


def _turns(after: int | None, source: int, aligned: Alignment) -> bool:
    return after is not None and after < source and aligned.passage[after].key in _EITHER_WAY


def _passive(j: int, aligned: Alignment) -> bool:
    """ "Eight models were tested" for "we test eight models"."""
    return any(0 <= n < len(aligned.claim) and aligned.claim[n].text.lower() in _BE for n in (j - 1, j + 1))


def _verb_of(mine: Word, theirs: Word) -> bool:
    """ "Integrate" for "integration": another part of speech stands elsewhere in its sentence."""
    low = theirs.text.lower()
    return low.endswith(_NOUN_ENDS) and not mine.text.lower().endswith(_NOUN_ENDS)


def _one(before: int | None, after: int | None, aligned: Alignment) -> range:
    """The one place of the passage that a word fills beside a single kept neighbour."""
    if before is not None:
        return range(before + 1, min(before + 2, len(aligned.passage)))
    return range(max(0, (after or 0) - 1), after or 0)


def unexplained(case: Case) -> float:
    """Share of the claim's own words that the passage does not have, 0..1."""
    own = [w for w in case.words if not w.function]
    odd = [w for w in case.aligned.new_words() if not is_explained(w, case)]
    return len(odd) / max(1, len(own))


def is_explained(word: Word, case: Case) -> bool:
    """Whether a word of the claim is the passage's own in another form, the host's, or carries nothing."""
    if word.function or word.number or len(word.key) < 2:
        return True
    if word.key in word_class("frame") | word_class("hedge") | word_class("negation"):
        return True
    if word.text.lower() in BOUNDS and any(w.text in SIGNS for w in case.window.words):
        return True
    if word.text.lower() in SCALES:
        return True  # the rule of numbers sees to these
    if any(kin(word.key, key) for key in case.passage_keys if key not in opposites_of(word.key)):
        return True
    return _joined(word, case) or spells(word.text, case.window.words) or _spelled_out(word, case)


def _joined(word: Word, case: Case) -> bool:
    """ "dataset" for "data set", "finetune" for "fine-tune"."""
    run = re.sub(r"[\W_]", "", case.window.text).lower()
    return len(word.key) > 5 and word.key in run


def _spelled_out(word: Word, case: Case) -> bool:
    """A word of a phrase whose initials stand in the passage ("language" where the passage has LLM)."""
    every = [w for w in case.words if abs(w.start - word.start) < 60]
    for near in (every, [w for w in every if not w.function or w is word]):
        for short in short_forms(case.window.text):
            for start in range(len(near) - len(short) + 1):
                run = near[start : start + len(short)]
                if word in run and [w.text[0].upper() for w in run] == list(short.upper()):
                    return True
    return False


def _list(words: list[Word]) -> str:
    return ", ".join(repr(w.text) for w in words[:4])


def check_scattered(case: Case) -> Iterator[Fault]:
    """Where sentences are read together: no word of one may fill a place in the midst of another's words."""
    spans = split_sentences(case.window.text)
    if not case.near or len(spans) < 2 or case.names_topic:
        return
    aligned = case.aligned
    home = {j: next((n for n, (_, b) in enumerate(spans) if aligned.passage[i].end <= b), 0) for j, i in
            {**aligned.pairs, **aligned.moved}.items() if not aligned.claim[j].function}  # fmt: skip
    own = sorted(home)
    for before, here, after in zip(own, own[1:], own[2:], strict=False):
        word = aligned.claim[here]
        there = {w.key for w in aligned.passage if spans[home[before]][0] <= w.start < spans[home[before]][1]}
        strange = home[before] == home[after] != home[here] and word.key not in there
        if strange and not any(kin(word.key, key) for key in there) and word.key not in word_class("frame"):
            yield Fault("swap", 0.8, f"{word.text!r} is said of something else in the passage")
            return
