"""Roles and lists: who did what to whom, and who belongs to a list."""

import itertools
import re
from collections.abc import Iterator

from paperledge.check.case import SURE, Case, Fault
from paperledge.check.rules.edits import is_explained
from paperledge.check.words import Word, keys_of, plain_class, word_class

# Between two of these the order says nothing about who acts on whom.
_EVEN_HANDED = frozenset(
    "and or with versus vs v plus between both comma as well , a an the of while whereas".split()
)
_TURNING = keys_of("by was were been being is are which that")
_PERMUTED = 0.85  # share of kept words from which a change of places is no rewording
_COMPOUND = 6  # words of nouns in a row
_REACH = 12  # words between the two
_LAST_OF_LIST = re.compile(r"\w,(?: [\w-]+){1,3},? (?:and|or)$|\w,(?: [\w-]+){0,2},?$")
_OPENS = re.compile(r"\b(?:the|to|of|on|in|as|for|with|from|including|are|both|between)$")
_FIRST_OF_LIST = re.compile(r",(?: [\w-]+){1,3},? (?:and|or) ")
_SIDES = keys_of("most least more less")  # say which of two, though they carry no meaning alone


def check_roles(case: Case) -> Iterator[Fault]:
    """The one who acts and the one acted on must not change places around what stayed between them."""
    if not (case.near or case.aligned.copied > 0.5):
        return
    aligned = case.aligned
    at = {**aligned.pairs, **aligned.moved}
    content = [
        j
        for j in sorted(at)
        if (not aligned.claim[j].function or aligned.claim[j].number) and not aligned.claim[j].text.endswith("ly")
    ]
    for n, a in enumerate(content):
        for b in content[n + 1 :]:
            if b - a > _REACH:
                break
            if at[b] < at[a] and at[a] - at[b] <= _REACH and (pivot := _pivot(case, at, a, b)):
                claim = aligned.claim
                yield Fault(
                    "roles",
                    _gravity(case, pivot),
                    f"{claim[a].text!r} and {claim[b].text!r} changed places around {pivot!r}",
                )
                return
    for a, b in itertools.combinations(sorted(aligned.moved), 2):
        mine, theirs = aligned.claim[a], aligned.claim[b]
        if mine.key != theirs.key and _stands(case, a, at[b]) and _stands(case, b, at[a]):
            yield Fault("roles", 1.0, f"{mine.text!r} and {theirs.text!r} changed places")
            return


def _gravity(case: Case, pivot: str) -> float:
    """In a sentence told anew words move about; where all of them were kept, who does what was turned round."""
    if case.kept < _PERMUTED:
        return 0.3
    return SURE if pivot in ("rather", "instead", "than", "into") else 1.0


def _stands(case: Case, j: int, i: int) -> bool:
    """Whether a word of the claim stands where that word of the passage stood: beside the same kept word."""
    word, pairs = case.aligned.claim[j], case.aligned.pairs
    if word.text.endswith("ly") or (word.function and not word.number and word.key not in _SIDES):
        return False
    return any(pairs.get(j + step) == i + step for step in (-1, 1))


def _pivot(case: Case, at: dict[int, int], a: int, b: int) -> str:
    """A word between the two in claim and passage alike, that says who does what; "" when there is none."""
    claim, passage = case.aligned.claim, case.aligned.passage
    inside = range(a + 1, b)
    if _unrolled(case, at, a, b) or _hyphened(case, at[b]) or _fronted(case, a, at[a]):
        return ""
    if {claim[j].key for j in inside if j not in at} & _TURNING:
        return ""
    active = "by" not in {claim[j].key for j in inside}
    if active and "by" in {passage[i].key for i in range(at[b] + 1, at[a])}:
        return ""
    stayed = [claim[j] for j in inside if j in at and at[b] < at[j] < at[a]]
    return next((w.text for w in stayed if w.key not in _EVEN_HANDED), "")


def _unrolled(case: Case, at: dict[int, int], a: int, b: int) -> bool:
    """ "Levels of difficulty, from easy to hard" for "easy-to-hard difficulty levels": nouns in a row, opened."""
    claim, run = case.aligned.claim, case.aligned.passage[at[b] : at[a] + 1]
    opened = any(w.text.lower() in ("of", "for", "in", "on", "with", "at", "to") for w in claim[a + 1 : b])
    text = case.window.text[run[0].start : run[-1].end]
    return (
        opened
        and len(run) <= _COMPOUND
        and re.fullmatch(r"(?:[^\s,;:().]+ ){0,3}[^\s,;:().]+", text) is not None
        and not any(w.function and text[w.start - run[0].start - 1 : w.start - run[0].start] == " " for w in run)
    )


def _hyphened(case: Case, i: int) -> bool:
    """ "AI trained on biopsies" for "biopsy-trained AI"."""
    return case.window.text[case.aligned.passage[i].end :][:1] in ("-", "‑")


def _fronted(case: Case, a: int, i: int) -> bool:
    """ "In dense deployments, it gains" for "it gains in dense deployments"."""
    claim, passage = case.aligned.claim, case.aligned.passage
    comma = case.claim.find(",")
    if claim[0].text.lower() not in plain_class("scope_opener") or not claim[a].start < comma:
        return False
    return any(w.text.lower() == claim[0].text.lower() for w in passage[max(0, i - a - 2) : i])


def check_members(case: Case) -> Iterator[Fault]:
    """Each member of a list must be named by the passage when its neighbours are."""
    harmless = word_class("frame") | word_class("hedge")
    for run in case.aligned.new + [after for _, after in case.aligned.changed]:
        words = [case.aligned.claim[j] for j in run if not case.aligned.claim[j].function]
        if not words or len(words) > 4:
            continue
        before = case.claim[: words[0].start].rstrip()
        after = case.claim[words[-1].end :].lstrip()
        weight = _joins_list(before, after, case.near)
        if weight == 1.0 and any(w.key in harmless for w in words):
            continue
        inner = [j for j in run if words[0].start <= case.aligned.claim[j].start <= words[-1].start]
        if 0 < weight < 1 and (len(words) < len(inner) or words[0].key in harmless or not _is_thing(words, case)):
            continue
        if weight:
            said = case.claim[words[0].start : words[-1].end]
            yield Fault("member", weight, f"{said!r} is not in the paper's list")
            return


def _is_thing(words: list[Word], case: Case) -> bool:
    """Whether a run names something of its own, and is no verb that goes on with the sentence."""
    first = words[0]
    plain = first.key in word_class("everyday") or first.text.endswith(("ing", "ed"))
    return not is_explained(first, case) and not (plain and len(words) == 1)


def _joins_list(before: str, after: str, near: bool) -> float:
    """How surely what stands between the two is a member of a list; 0 where it is not."""
    listed = before.endswith((",", " and", " or")) and after.startswith((",", "and ", "or ", ".", ";"))
    if listed and ("," in before[-60:] or "," in after[:40]):
        return 1.0
    if near and (_LAST_OF_LIST.search(before) or (_OPENS.search(before) and _FIRST_OF_LIST.match(after))):
        return 0.8
    return 0.6 if near and before.endswith((" and", " or")) and not after.startswith(("to ", "that ")) else 0.0
