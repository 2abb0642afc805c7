"""Nouns told of more things than the paper tells: "patients" for "elderly patients", "the cause" for "a cause"."""

from collections.abc import Iterator

from paperledge.check.case import Case, Fault
from paperledge.check.words import Word, keys_of, word_class

_FOREMOST = keys_of("leading main major primary chief key top central principal common best largest important")
# Say little without the word they hang on.
_HANGING = frozenset(
    "specific related dependent induced driven free aware resistant positive negative associated like".split()
)


def check_narrowing(case: Case) -> Iterator[Fault]:
    """ "A leading cause" is not "the leading cause", nor is "older patients" "patients"."""
    if not case.near:
        return
    aligned, kept = case.aligned, {*case.aligned.pairs.values(), *case.aligned.moved.values()}
    for j, i in aligned.pairs.items():
        if (
            aligned.claim[j].key in _FOREMOST
            and _article(aligned.claim, j) == "the"
            and _one_of(aligned.passage, i)
        ):
            yield Fault("quantity", 0.8, f"the passage says one {aligned.passage[i].text!r} of several")
            return
    if bare := next((i for i in sorted(kept) if _is_bared(case, i, kept)), None):
        said = f"{aligned.passage[bare - 1].text} {aligned.passage[bare].text}"
        yield Fault("scope", 0.8, f"{said!r} became {aligned.passage[bare].text!r}")
        return
    for i, word in enumerate(aligned.passage[:-1]):
        if i in kept or word.key not in word_class("narrowing") or word.key in case.beside | case.keys:
            continue
        if _narrows(case, i, kept):
            yield Fault("scope", 0.6, f"{word.text!r}, which narrows the claim, was dropped")
            return


def _is_bared(case: Case, i: int, kept: set[int]) -> bool:
    """ "Specific classes" for "climate change specific classes": what the word hangs on is gone."""
    passage = case.aligned.passage
    if not i or i - 1 in kept or passage[i].text.lower() not in _HANGING or passage[i - 1].key in case.keys:
        return False
    gap = case.window.text[passage[i - 1].end : passage[i].start]
    return not passage[i - 1].function and gap in (" ", "-", "‑")


def _article(words: tuple[Word, ...], j: int) -> str:
    return words[j - 1].text.lower() if j else ""


def _one_of(words: tuple[Word, ...], i: int) -> bool:
    before = [w.text.lower() for w in words[max(0, i - 3) : i]]
    return before[-1:] in (["a"], ["an"]) or before[-3:-1] == ["one", "of"]


def _narrows(case: Case, i: int, kept: set[int]) -> bool:
    """Whether the thing that a dropped word narrows was kept, behind it or behind what else narrows it."""
    passage = case.aligned.passage
    for n in range(i + 1, min(i + 4, len(passage))):
        if set(case.window.text[passage[n - 1].end : passage[n].start]) & set(",;:()."):
            return False
        if n in kept:
            return not passage[n].function and not passage[n].number
        if passage[n].function:
            return False
    return False
