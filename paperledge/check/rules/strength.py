"""Hedges, boosters, causes and comparisons: a claim may be weaker than the paper, never stronger."""

import re
from collections.abc import Iterator, Sequence

from paperledge.check.case import Case, Fault
from paperledge.check.words import Word, keys_of, synonyms_of, word_class

_WEAK_MODAL = keys_of(
    "can could help should would aim attempt try intend seek toward towards estimate expect believe hope approach"
)
_MODAL = keys_of(
    "may might can could would should perhaps possible possibly potential potentially appear seem probably"
)
_TOGETHER = keys_of("likely unlikely than compare risk predict predictor marker differ")
_OUTRIGHT = keys_of("cause lead trigger prevent induce thank due")
# "A reduced risk" tells of no cause.
_AS_ADJECTIVES = frozenset(
    "reduced increased improved decreased higher lower worse better increasing decreasing".split()
)
_CAUSAL = keys_of(
    "cause lead result drive trigger prevent reduce increase improve boost help stop protect "
    "cut raise make affect save decrease enhance relieve activate "
    "worsen harm cure treat kill damag slow spark produce induce effect impact influence thank "
    "due benefit promot inhibit allow enable effective shape control "
    "block curb regulate support contribute determine mitigate role response mechanism confirm attenuate"
)
_STATE = re.compile(
    r"\b(?:(?P<near>near(?:ly|s|ing)?|almost|approach(?:es|ed|ing)?|close to|rival(?:s|ing)?|match(?:es|ing)?|"
    r"competitive with|comparable to|on par with)|achiev\w+|reach\w*|set(?:s|ting)?|obtain\w*|attain\w*|"
    r"establish\w*) (?:(?:an?|the|new) )*state[- ]of[- ]the[- ]art",
    re.I,
)
# "Every year" is "annually": it says how often, not how many.
EACH_TIME = re.compile(r"(?:each|every) (?:year|month|week|day|hour|minute|second|night|morning)\b", re.I)
_PARTED = re.compile(r"[,;:]\s")
_BESIDE_NUMBERS = keys_of("about around roughly approximately nearly almost near")


def check_hedges(case: Case) -> Iterator[Fault]:
    """A hedge of the paper must stay, or another take its place."""
    if not case.near or case.names_topic:
        return
    hedges = word_class("hedge")
    gone = [w for w in case.aligned.gone_words() if w.key in hedges and _still_said(w, case)]
    gone = [w for w in gone if not w.text.lower().endswith(("ation", "ations"))]  # "demand estimation" is a thing
    kept = [w for w in case.words if w.key in hedges and w.key not in _BESIDE_NUMBERS]
    new = [w for w in case.aligned.new_words() if w.key in hedges]
    if not gone or new:
        return
    for word in gone:
        weight = 0.6 if word.key in _WEAK_MODAL else 1.0
        yield Fault("hedge", weight * 0.75 if kept else weight, f"the hedge {word.text!r} was dropped")
        return


def _still_said(word: Word, case: Case) -> bool:
    """Whether what the hedge stood by is still in the claim."""
    passage = case.aligned.passage
    at = next(i for i, w in enumerate(passage) if w is word)
    kept = set(case.aligned.pairs.values()) | set(case.aligned.moved.values())
    end = next((i for i in range(at + 1, len(passage)) if _PARTED.search(_gap(case, i))), len(passage))
    after = [i for i in range(at + 1, min(at + 6, len(passage))) if not passage[i].function]
    after = [i for i in after if i < end] or after
    return any(i in kept for i in after[: 1 if word.key in _BESIDE_NUMBERS else 2])


def _gap(case: Case, i: int) -> str:
    return case.window.text[case.aligned.passage[i - 1].end : case.aligned.passage[i].start]


def check_purpose(case: Case) -> Iterator[Fault]:
    """ "For updates to win" and "helps users to build" do not say that updates win and users build."""
    if not case.near:
        return
    aligned = case.aligned
    for j, i in aligned.pairs.items():
        subject = aligned.pairs.get(j - 1)
        if subject is None or i != subject + 2 or aligned.passage[i - 1].text.lower() != "to":
            continue
        if not aligned.claim[j - 1].function and aligned.claim[j - 1].text.lower().endswith("s"):
            said = f"{aligned.passage[subject].text} to {aligned.passage[i].text}"
            yield Fault("hedge", 0.8, f"{said!r} of the paper became a fact")
            return


def check_boosters(case: Case) -> Iterator[Fault]:
    """No always, proves, significantly that the paper does not have."""
    boosters, known = word_class("booster"), case.passage_keys
    for word in case.aligned.new_words():
        if EACH_TIME.match(case.claim, word.start):
            continue
        if word.key in boosters and not synonyms_of(word.key) & known:
            yield Fault("booster", 0.8 if case.near else 0.4, f"{word.text!r} is stronger than the passage")
            return


def check_causes(case: Case) -> Iterator[Fault]:
    """What goes together in the paper must not cause in the claim."""
    linked, causal = word_class("linked"), word_class("causal")
    if not case.passage_keys & linked or case.keys & linked:
        return
    new = [w for w in case.aligned.new_words() if w.key in causal]
    if new and not case.passage_keys & {w.key for w in new}:
        yield Fault("cause", 1.0 if case.near else 0.7, f"the paper tells a link; {new[0].text!r} tells a cause")


def check_overstatement(case: Case) -> Iterator[Fault]:
    """In free wording: not more certain, and not more causal, than the passage."""
    if case.near:
        return
    excess = strength_of(case.words) - strength_of(case.window.words)
    if excess > 0:
        yield Fault(
            "overstated", 0.35 * excess, "the claim is told more surely, or more causally, than the passage"
        )


def strength_of(words: Sequence[Word]) -> int:
    """0: no relation told; 1: two things go together; 2: one may cause the other; 3: it does."""
    keys = {w.key for w in words}
    plain_causes = {w.key for w in words if w.text.lower() not in _AS_ADJECTIVES}
    if keys & (word_class("linked") | _TOGETHER) and not keys & _OUTRIGHT:
        return 1
    if plain_causes & _CAUSAL:
        return 2 if keys & _MODAL else 3
    return 2 if keys & _MODAL else 0


def _nearly(text: str) -> bool | None:
    """Whether the state of the art is said to be nearly reached (True), reached (False), or neither (None)."""
    found = _STATE.search(text)
    return bool(found["near"]) if found else None


def check_comparison(case: Case) -> Iterator[Fault]:
    """Being as good is not being better, nor the other way round."""
    even, beat = word_class("even"), word_class("beat")
    for before, after in case.aligned.changed if case.near else ():
        lost = next((case.aligned.passage[i] for i in before if case.aligned.passage[i].key in beat), None)
        told = next((case.aligned.claim[j] for j in after if case.aligned.claim[j].key in even), None)
        if lost and told and not {case.aligned.claim[j].key for j in after} & beat:
            yield Fault("comparison", 1.0, f"the paper says {lost.text!r}; {told.text!r} says as good as")
            return
    mine_near, theirs_near = _nearly(case.claim), _nearly(case.window.text)
    if case.near and None not in (mine_near, theirs_near) and mine_near != theirs_near:
        yield Fault(
            "comparison", 0.8, "one of claim and passage says that the state of the art is only nearly reached"
        )
        return
    mine = [w for w in case.aligned.new_words() if w.key in beat]
    if not mine or case.passage_keys & {k for w in mine for k in synonyms_of(w.key)}:
        return
    if any(w.key in beat for w in case.aligned.gone_words()):
        return  # "better" for "superior": which of the two it is, direction and roles see to
    was_even = [w for w in case.aligned.gone_words() if w.key in even] or any(
        w.key in even for w in case.window.words
    )
    if was_even and not case.keys & even:
        yield Fault("comparison", 1.0, f"the paper says as good as; {mine[0].text!r} says better")
    elif case.near:
        yield Fault("comparison", 0.7, f"{mine[0].text!r} is a comparison that the passage does not make")
