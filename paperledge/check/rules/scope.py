"""Scope: for whom, where, on what, how many. What is dropped widens the claim."""

import itertools
import re
from collections.abc import Iterator

from paperledge.check.case import Case, Fault
from paperledge.check.rules.edits import is_explained
from paperledge.check.rules.strength import EACH_TIME
from paperledge.check.words import Word, keys_of, plain_class, word_class

_ALL = keys_of("all every any always entire whole universal universally everywhere everyone")
_POINTS_BACK = frozenset("this these those such our their its that it them so".split())
_LINK = re.compile(
    r"in (?:particular|addition|contrast|fact|short|summary|general|turn|conclusion|practice|"
    r"other words)|at the same|on the other|on top|of note|by contrast|as a result|for (?:this|"
    r"example|instance)|over the (?:past|last)",
    re.I,
)
_EVIDENCE = re.compile(
    r"^(?:in|through|by|from|with|via|across|after) (?:(?:our|the|an?|both|all) )?(?:\w+ ){0,2}?"
    r"(?:experiment|evaluation|analys|study|studies|validation|result|ablation|test)",
    re.I,
)
_DETAIL = frozenset("of from".split())  # what it is made of, or comes from: seldom where it holds
_PLACES = frozenset("in on for across among under within during".split())
_TAILS = frozenset("with while where using for and as by through thereby via across among at".split())
_AT_MOST = re.compile(r"\bas (?:much|many|high|low|large|few|little|long|fast)\b|\bat most\b|\bmaxim|\bpeak", re.I)
_BEFORE_HEAD = 4  # words
_PART = keys_of(
    "some several few most many majority minority half certain part partial limited various subset often"
)


def check_quantities(case: Case) -> Iterator[Fault]:
    """Some must not become all, nor only disappear."""
    aligned, kept = case.aligned, set(case.aligned.pairs.values()) | set(case.aligned.moved.values())
    new = [w for w in aligned.new_words() if w.key in _ALL and not EACH_TIME.match(case.claim, w.start)]
    gone = [w for w in aligned.gone_words() if w.key in _PART]
    if new and (gone or not case.passage_keys & _ALL):
        yield Fault("quantity", 1.0 if gone and case.near else 0.5, f"{new[0].text!r} says more than the passage")
    if not case.near:
        return
    for i, word in enumerate(aligned.passage):
        nearby = any(n in kept for n in range(i + 1, min(i + 4, len(aligned.passage))))
        if (
            i not in kept
            and nearby
            and word.text.lower() in ("only", "up", "least", "some", "most", "few", "half", "partially")
        ):
            if word.text.lower() == "up" and (
                not _followed(aligned.passage, i, "to") or _AT_MOST.search(case.claim)
            ):
                continue
            if word.text.lower() == "only" and i and aligned.passage[i - 1].text.lower() == "not":
                continue
            if word.text.lower() == "least" and not (i and aligned.passage[i - 1].text.lower() == "at"):
                continue
            if word.text.lower() == "most" and not _many(aligned.passage, i):
                continue
            yield Fault("quantity", 0.8, f"{word.text!r} was dropped")
            return


def _followed(words: tuple[Word, ...], i: int, text: str) -> bool:
    return i + 1 < len(words) and words[i + 1].text.lower() == text


def _many(words: tuple[Word, ...], i: int) -> bool:
    """Whether this "most" says how many ("most models"), not how much ("most accurate")."""
    return i + 1 < len(words) and (words[i + 1].text.lower() == "of" or words[i + 1].text.lower().endswith("s"))


def check_scope(case: Case) -> Iterator[Fault]:
    """A result keeps the population, data and conditions that the paper gives it."""
    if not case.near:
        return
    excerpt = _is_excerpt(case)
    for run in _dropped_phrases(case):
        # "This one's about X" says nothing of what the paper says of X.
        if excerpt and (case.names_topic or not (_goes_on(case, run) or _lies_within(case, run))):
            continue
        words = [case.aligned.passage[i] for i in run]
        content = [w for w in words if not w.function and w.text.lower() not in plain_class("scope_opener")]
        told = case.beside | case.keys | word_class("everyday")
        if not content or all(w.key in told for w in content):
            continue
        said = _said(words, case)
        if "://" in said or all(w.text.endswith("ing") for w in content):
            continue  # where to find it; a verb that was put in other words
        weight = 0.8 if len(content) <= 9 else 0.5
        if words[0].text.lower() in _DETAIL:
            weight = 0.4
        if _EVIDENCE.search(said):
            weight = 0.2
        yield Fault("scope", weight, f"the condition {said!r} was dropped")
        return
    if word := _put_in(case):
        yield Fault("scope", 0.8, f"the passage gives no such condition: {word.text!r}")


def _put_in(case: Case) -> Word | None:
    """A place, group or condition of the claim, behind a preposition of scope, that the passage does not have."""
    claim, new = case.aligned.claim, {w.start for w in case.aligned.new_words()}
    for i, opener in enumerate(claim):
        if opener.text.lower() not in _PLACES:
            continue
        behind = list(itertools.takewhile(lambda w: w.function or w.start in new, claim[i + 1 : i + 5]))
        odd = [w for w in behind if not w.function and not is_explained(w, case)]
        if len(odd) > 1 and all(w.key not in case.known_keys for w in odd):
            return odd[0]
    return None


def _is_excerpt(case: Case) -> bool:
    """Whether the claim takes so little of the passage that the rest was never part of it ("It's about X")."""
    kept = set(case.aligned.pairs.values()) | set(case.aligned.moved.values())
    own = [i for i, w in enumerate(case.aligned.passage) if not w.function]
    return sum(i in kept for i in own) < 0.35 * len(own)


def _goes_on(case: Case, run: tuple[int, ...]) -> bool:
    """Whether the passage goes straight on with this run where the claim, several words of it, breaks off."""
    kept = sorted({*case.aligned.pairs.values(), *case.aligned.moved.values()})
    own = [i for i in kept if not case.aligned.passage[i].function]
    if len(own) < 4 or run[0] - 1 != kept[-1]:
        return False
    gap = case.window.text[case.aligned.passage[kept[-1]].end : case.aligned.passage[run[0]].start]
    return not gap.strip()


def _lies_within(case: Case, run: tuple[int, ...]) -> bool:
    """Whether the claim goes on behind this run where it broke off before it."""
    behind = {i: j for j, i in case.aligned.pairs.items()}
    before, after = behind.get(run[0] - 1), behind.get(run[-1] + 1)
    return before is not None and after is not None and after - before <= 2


def _dropped_phrases(case: Case) -> Iterator[tuple[int, ...]]:
    """Dropped runs that begin with a preposition of scope, next to words that were kept."""
    kept = set(case.aligned.pairs.values()) | set(case.aligned.moved.values())
    openers, passage = plain_class("scope_opener"), case.aligned.passage
    for whole in case.aligned.gone + [left for left, right in case.aligned.changed if _idle(case, right)]:
        run = _unbroken(whole)
        if run[0] - 1 not in kept and run[-1] + 1 not in kept:
            continue
        head = passage[run[0]].text.lower()
        if head not in openers or _is_aside(case, run) or _leaves_head(case, run, kept):
            continue
        yield run


def _unbroken(run: tuple[int, ...]) -> tuple[int, ...]:
    """A run as far as its first word that was kept: "by converting old X" where "converted X" is still said."""
    return tuple(i for n, i in enumerate(run) if i == run[0] + n)


def _leaves_head(case: Case, run: tuple[int, ...], kept: set[int]) -> bool:
    """Whether only what stands before a noun was dropped ("on metrics" for "using quantitative metrics")."""
    passage, end = case.aligned.passage, run[-1]
    if end + 1 not in kept or passage[end].function or passage[end + 1].function or len(run) > _BEFORE_HEAD:
        return False
    return case.window.text[passage[end].end : passage[end + 1].start] == " " and not any(
        set(case.window.text[passage[i].end : passage[i + 1].start]) & set(",;:()") for i in run
    )


def _kept(case: Case) -> set[int]:
    return set(case.aligned.pairs.values()) | set(case.aligned.moved.values())


def _idle(case: Case, claim_run: tuple[int, ...]) -> bool:
    words = [case.aligned.claim[j] for j in claim_run]
    return all(w.function or w.key in word_class("agent") for w in words)


def _is_aside(case: Case, run: tuple[int, ...]) -> bool:
    """An opening that only points back, a longer bracket, a tail after a comma: these narrow nothing."""
    text, words = case.window.text, [case.aligned.passage[i] for i in run]
    after = text[words[-1].end :]
    if run[0] == 0 and (words[0].text.lower() == "using" and after[:1] == " " and run[-1] + 1 in _kept(case)):
        return True  # only the adjectives of a thing that is named
    if words[0].text.lower() == "while" and len(words) > 1 and words[1].text.endswith("ing"):
        return True  # another result
    if run[0] == 0 and (_POINTS_BACK & {w.text.lower() for w in words} or _LINK.match(text)):
        return True
    if words[-1].text.lower() == "which" or (
        len(words) > 1 and words[0].text.lower() == "by" and words[1].text.endswith("ing")
    ):
        return True  # the rest of a split sentence; how it was done
    before = text[: words[0].start].rstrip()
    if before.endswith("(") and (
        len(words) > 4 or words[0].text.lower() in ("using", "by", "via", "through", "like")
    ):
        return True
    ends = run[-1] == len(case.aligned.passage) - 1 or text[words[-1].end :].lstrip()[:1] == ","
    return before.endswith(",") and ends and words[0].text.lower() in _TAILS


def _said(words: list[Word], case: Case) -> str:
    return case.window.text[words[0].start : words[-1].end]
