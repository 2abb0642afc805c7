"""Direction and negation: up is not down, and not is not nothing."""

import re
from collections.abc import Iterator, Sequence

from paperledge.check.case import Case, Fault
from paperledge.check.words import Word, key_of, keys_of, kin, opposites_of, synonyms_of, word_class

# These take part in too many pairs to mean a pole on their own.
_LOOSE = keys_of(
    "up down with without cost human machin input output present first last same differ short long train"
)
_SPAN = 6  # words of a stretch that others took the place of; in a longer one any two may meet by chance
_NEAR = 6  # words off which a denial still belongs to the same thing
_BESIDE = 2  # words off which something must have been kept
_NEEDLESS = re.compile(
    r"\b(?:eliminat\w+|remov\w+|avoid\w*|obviat\w+|bypass\w*|without|no|circumvent\w*) "
    r"(?:the |any )?(?:need|requirement)",
    re.I,
)
_PREFIX = re.compile(r"(?:un|in|im|ir|il|non|dis)-?(\w{3,})$")
_NEEDED = re.compile(r"\b(?:need(?:s|ed)?|requir\w+|must|has to|have to)\b", re.I)
_STRONG_NO = keys_of("not no never neither nor none nothing without unable fail")


def check_direction(case: Case) -> Iterator[Fault]:
    """A word of the paper must not be replaced by its opposite."""
    aligned = case.aligned
    for before, after in aligned.changed:
        for i in before if len(before) <= _SPAN else ():
            for j in after:
                if aligned.claim[j].key in opposites_of(aligned.passage[i].key):
                    yield _turned(aligned.passage[i], aligned.claim[j], 1.0)
                    return
    kept = set(aligned.pairs.values()) | set(aligned.moved.values())
    gone = {
        w.key: w
        for i, w in enumerate(aligned.passage)
        if i not in kept and not kept.isdisjoint(range(i - _BESIDE, i + _BESIDE + 1))
    }
    for word in aligned.new_words():
        found = opposites_of(word.key) & gone.keys()
        if found and word.key not in _LOOSE and not synonyms_of(word.key) & gone.keys():
            yield _turned(gone[min(found)], word, 0.8)
            return
    if not case.near:
        yield from _loose_direction(case)


def _loose_direction(case: Case) -> Iterator[Fault]:
    for word in case.aligned.new_words():
        if word.key in _LOOSE or synonyms_of(word.key) & case.passage_keys:
            continue
        against = opposites_of(word.key) & case.passage_keys - _LOOSE - case.keys
        if against:
            yield Fault("direction", 0.5, f"{word.text!r} here, the passage has {min(against)!r}")
            return


def _turned(theirs: Word, mine: Word, weight: float) -> Fault:
    return Fault("direction", weight, f"{theirs.text!r} of the paper became {mine.text!r}")


def check_negation(case: Case) -> Iterator[Fault]:
    """A negation must be neither dropped nor put in."""
    negation = word_class("negation") | {"non"}  # "convex" for "non-convex"
    gone = [w for w in case.aligned.gone_words() if w.key in negation and _counts(w, case)]
    new = [w for w in case.aligned.new_words() if w.key in negation] + list(_elsewhere(case))
    if case.near:
        if said := _freed(case):
            yield Fault("negation", 1.0, said)
            return
        if len(gone) == len(new) and gone:
            return
        # "No data are needed" for "eliminating the need for data".
        for word in new:
            weight = 0.4 if _denied(word, case) else 1.0 if word.key in _STRONG_NO else 0.6
            yield Fault("negation", weight, f"{word.text!r} was put in")
        for word in gone:
            yield Fault("negation", 1.0 if word.key in _STRONG_NO else 0.6, f"{word.text!r} was dropped")
        return
    mine = sum(w.key in _STRONG_NO for w in case.words)
    theirs = sum(w.key in _STRONG_NO for w in case.window.words)
    if (mine == 0) != (theirs == 0):
        yield Fault("negation", 0.3, "one of claim and passage is negated, the other is not")


def _denied(word: Word, case: Case) -> bool:
    """Whether a word of denial was dropped near what the negation that was put in stands by."""
    aligned = case.aligned
    here = next(j for j, w in enumerate(aligned.claim) if w is word)
    at = {**aligned.pairs, **aligned.moved}
    places = [at[j] for j in range(here + 1, min(here + 5, len(aligned.claim))) if j in at]
    if not places:
        return any(w.key in word_class("denial") or _is_negated(w, case) for w in aligned.gone_words())
    gone = {id(w) for w in aligned.gone_words() if w.key in word_class("denial") or _is_negated(w, case)}
    return any(id(w) in gone for w in aligned.passage[max(0, places[0] - _NEAR) : places[0] + _NEAR])


def _is_negated(word: Word, case: Case) -> bool:
    """ "Unusable" where the claim has "use", "insufficient" where it has "sufficient"."""
    found = _PREFIX.match(word.text.lower())
    plain = key_of(re.sub("able$", "e", found[1])) if found else ""
    return found is not None and any(kin(plain, key) or plain == key for key in case.keys)


def _freed(case: Case) -> str:
    """ "Training-free" that became "trained", "eliminating the need" that became "needs"; "" where nothing did."""
    aligned, kept = case.aligned, set(case.aligned.pairs.values()) | set(case.aligned.moved.values())
    if case.keys & (word_class("denial") | word_class("negation")):
        return ""
    for i, word in enumerate(aligned.passage):
        if i and i not in kept and i - 1 in kept and word.text.lower() in ("free", "less"):
            said = case.window.text[aligned.passage[i - 1].start : word.end]
            if "-" in said:
                return f"{said!r} became {aligned.passage[i - 1].text!r}"
    if (found := _NEEDLESS.search(case.window.text)) and _NEEDED.search(case.claim):
        return f"{found.group()!r} of the paper became a need"
    return ""


def _is_only(words: Sequence[Word], i: int) -> bool:
    return i + 1 < len(words) and words[i + 1].text.lower() in ("only", "just", "merely")


def _elsewhere(case: Case) -> Iterator[Word]:
    """Negations that the passage has, but of other words."""
    aligned = case.aligned
    for j, i in aligned.pairs.items():
        if _is_only(aligned.passage, i) and not _is_only(aligned.claim, j) and aligned.claim[j].key == "not":
            yield aligned.claim[j]
    for j, i in aligned.moved.items():
        if aligned.claim[j].key in _STRONG_NO:
            mine = [aligned.claim[n].key for n in range(j + 1, min(j + 5, len(aligned.claim)))]
            theirs = {aligned.passage[n].key for n in range(i + 1, min(i + 7, len(aligned.passage)))}
            if mine and not theirs & {k for k in mine if k not in ("a", "the", "to")}:
                yield aligned.claim[j]


def _counts(word: Word, case: Case) -> bool:
    """A negation counts as dropped only where the words around it were kept."""
    passage = case.aligned.passage
    at = next(i for i, w in enumerate(passage) if w is word)
    if at + 1 < len(passage) and passage[at + 1].text.lower() == "only":
        return False  # "not only this but that" says both
    kept = set(case.aligned.pairs.values()) | set(case.aligned.moved.values())
    after = [i for i in range(at + 1, min(at + 4, len(passage))) if not passage[i].function]
    before = [i for i in range(max(0, at - 3), at) if not passage[i].function]
    return (bool(after) and after[0] in kept) or (
        len(after) > 1 and after[1] in kept and any(b in kept for b in before)
    )
