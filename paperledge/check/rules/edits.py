"""Every content word that a light edit put in must be explained."""

import re
from collections.abc import Iterator

from paperledge.check.case import Case, Fault
from paperledge.check.rules.names import short_forms, spells
from paperledge.check.words import Word, kin, opposites_of, read_words, word_class


def check_edits(case: Case) -> Iterator[Fault]:
    """Words put in or put in another's place, that neither the passage nor the host's frame explains."""
    if not case.near:
        return
    odd = [w for w in case.aligned.new_words() if not _explained(w, case)]
    repeated = [w for w in case.aligned.new_words() if w not in odd and _repeats(w, case)]
    swapped = [w for w in odd if _in_place(w, case)] + repeated
    if swapped:
        weight = 1.0 if any(w in odd for w in swapped) else 0.8
        yield Fault("swap", weight, f"{_list(swapped)} stands where the paper has other words")
    rest = [w for w in odd if w not in swapped]
    if rest:
        yield Fault("added", min(1.0, 0.4 + 0.2 * (len(rest) - 1)), f"{_list(rest)} is not in the passage")


def unexplained(case: Case) -> float:
    """Share of the claim's own words that the passage does not have, 0..1."""
    own = [w for w in case.words if not w.function]
    odd = [w for w in case.aligned.new_words() if not _explained(w, case)]
    return len(odd) / max(1, len(own))


def _explained(word: Word, case: Case) -> bool:
    if word.function or word.number or len(word.key) < 2:
        return True
    if word.key in word_class("frame") | word_class("hedge") | word_class("negation"):
        return True
    if any(kin(word.key, key) for key in case.passage_keys if key not in opposites_of(word.key)):
        return True
    return _joined(word, case) or spells(word.text, case.window.words) or _spelled_out(word, case)


def _joined(word: Word, case: Case) -> bool:
    """"dataset" for "data set", "finetune" for "fine-tune"."""
    run = re.sub(r"[\W_]", "", case.window.text).lower()
    return len(word.key) > 5 and word.key in run


def _spelled_out(word: Word, case: Case) -> bool:
    """A word of a phrase whose initials stand in the passage ("language" where the passage has LLM)."""
    near = [w for w in read_words(case.claim) if abs(w.start - word.start) < 60]
    return any(spells(s, near) and word.text[0].upper() in s for s in short_forms(case.window.text))


def _repeats(word: Word, case: Case) -> bool:
    """Whether a word of the passage was said again in the place of another one."""
    if word.function or word.number or word.key in word_class("frame") | word_class("hedge"):
        return False
    return word.key in case.passage_keys and _in_place(word, case)


def _in_place(word: Word, case: Case) -> bool:
    for before, after in case.aligned.changed:
        if any(case.aligned.claim[j] is word for j in after):
            lost = [case.aligned.passage[i] for i in before]
            return any(not w.function and w.key not in word_class("frame") for w in lost)
    return False


def _list(words: list[Word]) -> str:
    return ", ".join(repr(w.text) for w in words[:4])
