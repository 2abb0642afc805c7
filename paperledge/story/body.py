"""What is told from the body of a full text: short runs of sentences that say most about the paper's subject."""

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from paperledge.prose import WORD
from paperledge.records import Document
from paperledge.story.english import count, hardness
from paperledge.story.reading import CLOSING, Told, read_passages

_INTRO = re.compile(r"intro|background|motivation|main text|significance", re.IGNORECASE)
_METHOD = re.compile(
    r"method|approach|model|design|architecture|procedure|algorithm|system|framework|construction|setup|task",
    re.IGNORECASE,
)
_RESULT = re.compile(r"result|experiment|evaluation|finding|analysis|performance|comparison", re.IGNORECASE)
_SKIP = re.compile(
    r"reference|acknowledg|appendix|supplement|funding|author|competing|bibliograph|availab|ethic|"
    r"related work|previous work|abstract|digest|author summary|plain[ -](?:language )?summary|lay summary|"
    r"statistic|table|figure|caption|abbreviation|accession|"
    r"^materials?|reagent|antibod|strain|plasmid|husbandry|subjects$|participants$|scanner|"
    r"protocol|notation|preliminar",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"\b(?:above|below|former|latter|following|previous section|aforementioned|he|she|his|her|him|"
    r"herein|thereof|respectively|arrows?|bars|dots|curves?|shaded|step \d|panel|see|the reader|on the (?:left|"
    r"right)|as follows|"
    r"(?:first|second|third|left|right|last) (?:column|row)|columns|rows)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"[A-Z][a-z]+ (?:and (?:[A-Z][a-z]+|colleagues) )?[(\[](?:19|20)?\d\d|\b[A-Z][a-z]+ and (?:[A-Z][a-z]+|"
    r"co-?workers|colleagues)\b|"
    r"\b(?:in|of|by|from|to|see) [A-Z][a-z]+ and [A-Z]|\b[A-Z][a-z]+['’]s? "
    r"(?:work|method|approach|model|theory|system)\b|\b[A-Z]\. [A-Z][a-z]+\b"
)
_DETAIL = re.compile(
    r"\b(?:was|were) (?:added|washed|purchased|obtained from|incubated|stored|kept|collected|"
    r"removed|centrifuged|normalized|used as|set to|recorded|measured|performed|carried out|"
    r"conducted|calculated|purified|cloned|stained|described)\b|\b(?:ml|mg|μl|µl|nm|mM|rpm|°C|kDa|"
    r"bp)\b|\bwe (?:next|then|first) \w+|\b(?:next|then|first) (?:we|asked|tested|examined|analy[sz]ed|"
    r"determined)\b|"
    r"\bin pixels\b|\b(?:cultured|transfected|stained|injected|flow cytometry|Western|PCR|plasmid|constructs?)\b|"
    r"\d+ ?(?:h|s|min|g|ml|mm|cm|Hz)\b"
)
_SAYS = re.compile(
    r"\bwe (?:find|found|show|showed|observe|observed|demonstrate|conclude|propose|present|"
    r"believe|argue|suggest|report|introduce|hypothesize)\b|\b(?:these|our) (?:results|findings|"
    r"data) (?:show|suggest|indicate|demonstrate)\b",
    re.IGNORECASE,
)
SECTION_BY_PART = {"intro": "problem", "method": "method", "result": "finding", "close": "finding"}
PARTS = ("intro", "method", "result", "close")
_SHARES = {"intro": 0.3, "method": 0.25, "result": 0.4, "close": 0.35}


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbour sentences told together, at most one left out between two; the first stands alone."""

    told: tuple[Told, ...]
    part: str  # a key of SECTION_BY_PART
    worth: float


def words_of(told: Told) -> int:
    """How many words it takes to tell."""
    return sum(count(p) for p in told.pieces)


@functools.lru_cache(maxsize=4096)
def stems_of(told: Told) -> frozenset[str]:
    """Its content words, cut to their first six letters."""
    return frozenset(w.lower()[:6] for p in told.pieces for w in WORD.findall(p) if len(w) > 3)


def alike(one: Told, other: Told, share: float = 0.7) -> bool:
    """Whether two sentences say nearly the same in the same words."""
    a, b = stems_of(one), stems_of(other)
    return len(a & b) >= share * min(len(a), len(b))


def repeats(one: Told, other: Told) -> bool:
    """Whether a spoken sentence of one says again what the other has said, in the same words."""
    return any(
        len(a & b) >= 0.5 * min(len(a), len(b)) for a in _stems_by_piece(one) for b in _stems_by_piece(other)
    )


@functools.lru_cache(maxsize=4096)
def _stems_by_piece(told: Told) -> list[set[str]]:
    every = ({w.lower()[:6] for w in WORD.findall(p) if len(w) > 3} for p in told.pieces)
    return [stems for stems in every if len(stems) >= 4]


def says_again(told: Told, text: str) -> bool:
    """Whether a text says nearly what a sentence has said."""
    stems = {w.lower()[:6] for w in WORD.findall(text) if len(w) > 3}
    return any(len(a & stems) >= 0.6 * min(len(a), len(stems)) for a in _stems_by_piece(told))


def without_loose(told: Sequence[Told], said: int = -1) -> list[Told]:
    """Leave out sentences that lean on one that isn't told just before them; and repeats.

    said: the place of a passage that is said though it isn't among them (a quotation).
    """
    kept: list[Told] = []
    for t in told:
        follows = t.place - 1 == said or (bool(kept) and kept[-1].place == t.place - 1)
        if (not t.leans or follows) and not any(alike(t, k) for k in kept):
            kept.append(t)
    return kept


def choose_body(
    document: Document,
    abstract: Sequence[Told],
    span: tuple[int, int],
    budget: int,
    damaged: Callable[[str], bool],
    parts: Sequence[str] = PARTS,
) -> dict[str, list[Told]]:
    """Runs of the body worth at most about `budget` words, by section and in the paper's order.

    damaged: tells of a passage's text whether reading the page tore its words (damage.py). parts: of the paper, to
    choose from.
    """
    weights: dict[str, float] = {}
    title = {w.lower()[:6] for w in WORD.findall(document.paper.title) if len(w) > 3}
    for stem in (s for t in abstract for s in stems_of(t)):
        weights[stem] = weights.get(stem, 1.0 + 2.0 * (stem in title)) + 0.5
    for stem in title:
        weights.setdefault(stem, 3.0)
    runs = sorted(
        (r for r in _runs(_candidates(document, span, damaged), weights) if r.part in parts),
        key=lambda r: (-r.worth, r.told[0].place),
    )
    chosen: list[Run] = []
    used = dict.fromkeys(_SHARES, 0)
    for share, least in (
        (1.0, 0.0),
        (3.0, 0.0),
        (5.0, -0.3),
        (9.0, -0.8),
    ):  # what one part leaves over, the others may use
        for run in runs:
            size = sum(map(words_of, run.told))
            told = [*abstract, *(t for r in chosen for t in r.told)]
            if run.worth <= least or sum(used.values()) + size > budget:
                continue
            if used[run.part] + size > share * _SHARES[run.part] * budget + 15:
                continue
            if not any(alike(t, k, 0.55) or repeats(t, k) for t in run.told for k in told):
                chosen.append(run)
                used[run.part] += size
    chosen.sort(key=lambda r: (r.part == "close", r.told[0].place))
    sections: dict[str, list[Told]] = {"problem": [], "method": [], "finding": []}
    for run in chosen:
        sections[_section(run)] += run.told
    return sections


def is_closing(told: Told) -> bool:
    """Whether a sentence stands under a heading of the paper's end (discussion, conclusion, limitations)."""
    return bool(CLOSING.search(told.passage.part))


_DOES = re.compile(
    r"\bwe (?:\w+ly |also |first |then )?(?:propose|introduce|present|develop|describe|"
    r"design|call|use|train|build|test|compare|study|investigate)d?\b",
    re.IGNORECASE,
)
_FINDS = re.compile(
    r"\b(?:we|results?|experiments?|findings?) (?:\w+ly |also |further )?(?:find|found|"
    r"show|showed|observe|observed|demonstrate|suggest|indicate|reveal|conclude)\w*\b|"
    r"outperform",
    re.IGNORECASE,
)


def _section(run: Run) -> str:
    text = " ".join(run.told[0].pieces)
    if run.part == "intro":
        return "finding" if _FINDS.search(text) else "method" if _DOES.search(text) else "problem"
    return SECTION_BY_PART[run.part]


def _candidates(
    document: Document, span: tuple[int, int], damaged: Callable[[str], bool]
) -> list[tuple[Told, str]]:
    """Tellable sentences outside of the abstract and their part; at most 1,000, spread over the text."""
    places = [
        i
        for i, p in enumerate(document.passages)
        if not span[0] <= i < span[1] and not _SKIP.search(p.part) and 30 < len(p.text) < 270
    ]
    step = max(1, len(places) // 700)
    if step > 1:
        # Of a book only the start of each stretch is weighed: neighbours stay together.
        places = [i for k, i in enumerate(places) if (k // 6) % step == 0]
    found = []
    for i in places:
        raw = document.passages[i].text
        if (
            raw.rstrip().endswith("?")
            or _NAMED.search(raw)
            or _LOOSE.search(raw)
            or _DETAIL.search(raw)
            or len(re.findall(r"\d", raw)) > 9
            or damaged(raw)
        ):
            continue
        found += [
            (t, _part(t, i, len(document.passages))) for t in read_passages(document, (i, i + 1), abstract=False)
        ]
    return found


def _part(told: Told, place: int, total: int) -> str:
    part = told.passage.part
    if told.limit and (place > 0.5 * total or CLOSING.search(part)):
        return "close"
    for name, pattern in (("close", CLOSING), ("intro", _INTRO), ("result", _RESULT), ("method", _METHOD)):
        if pattern.search(part):
            return name
    return (
        "intro"
        if place < 0.2 * total
        else "close"
        if place > 0.9 * total
        else "method"
        if place < 0.55 * total
        else "result"
    )


def _runs(candidates: Sequence[tuple[Told, str]], weights: dict[str, float]) -> list[Run]:
    by_place = {t.place: (t, part) for t, part in candidates}
    seen_in_part: dict[str, int] = {}
    worths = {t.place: _worth(t, weights) for t, _ in candidates}
    runs = []
    for told, part in candidates:
        order = seen_in_part[part] = seen_in_part.get(part, 0) + 1
        if told.leans:
            continue
        run = _neighbours(told, by_place)
        for size in range(1, len(run) + 1):
            # A listener follows a stretch of the paper more easily than single sentences from all over it.
            shared = [len(stems_of(a) & stems_of(b)) for a, b in pairwise(run[:size])]
            bound = sum(0.06 + 0.05 * min(2, k) for k in shared)
            worth = sum(worths[t.place] for t in run[:size]) / size + bound
            loose = 0.5 * _opens_loosely(told, weights)
            early = -loose + (0.25 if part == "intro" and order <= 4 else 0.0)
            runs.append(Run(tuple(run[:size]), part, worth + early - 0.3 * (size == 1)))
    return runs


_CARRIES_ON = re.compile(r"(?:\w+ ){0,6}?(?:then|again|also|too|next|now|instead|still|finally)\b", re.IGNORECASE)


def _opens_loosely(told: Told, weights: dict[str, float]) -> bool:
    """Whether a run would start in the middle: "also", or "the error ..." of which nothing was said before."""
    first = told.pieces[0]
    if _CARRIES_ON.match(first):
        return True
    opening = re.match(r"(?:The|These|Each|Only the|All) ((?:[\w-]+ ){1,3})", first)
    return opening is not None and not any(
        w.lower()[:6] in weights for w in WORD.findall(opening.group(1)) if len(w) > 3
    )


def _neighbours(first: Told, by_place: dict[int, tuple[Told, str]]) -> list[Told]:
    """The sentences of the same part of the paper that can be told after a first one, at most five in all."""
    run = [first]
    while len(run) < 5:
        last = run[-1].place
        found = next((by_place[k][0] for k in (last + 1, last + 2) if k in by_place), None)
        if found is None or found.passage.part != first.passage.part or (found.leans and found.place > last + 1):
            break
        run.append(found)
    return run


def _worth(told: Told, weights: dict[str, float]) -> float:
    stems = stems_of(told)
    text = " ".join(told.pieces)
    score = sum(weights.get(s, 0.0) for s in stems) / (len(stems) + 5.0)
    score += (
        0.5 * told.limit
        + 0.35 * bool(_SAYS.search(text))
        - 0.03 * max(0, words_of(told) - 24)
        - 0.06 * max(0, 10 - words_of(told))
    )
    return (
        score
        - 0.09 * len(re.findall(r"\b\w*(?:[A-Z]\w*[A-Z]|\d)\w*\b", text))
        - 2.2 * max(0.0, hardness(text) - 1.6)
        - 0.2
    )
