"""What is told from the body of a full text: the stretches that say most about the paper's subject."""

import functools
import itertools
import re
from collections.abc import Callable, Mapping, Sequence

from paperledge.prose import WORD, plain
from paperledge.records import Document
from paperledge.story.acronyms import ACRONYM, can_be_said, find_acronyms
from paperledge.story.concepts import open_book
from paperledge.story.likeness import Likeness
from paperledge.story.reading import CLOSING, Told, is_plain_part
from paperledge.story.stretches import PARTS, Stretch, find_stretches
from paperledge.story.subjects import words_of
from paperledge.story.worth import counts_outcomes, has_point

NOWHERE = -2  # the place of no passage, nor of the one before the first
# Of the words for the body, what the best of each part gets at most; and each part in all, while others are left.
_SHARES = {"intro": 0.3, "method": 0.25, "result": 0.4, "close": 0.4}
_CAPS = {"intro": 0.45, "method": 0.3, "result": 0.55, "close": 0.7}
# After the best of each part: least worth, whether the caps hold, whether one sentence alone will do.
_PASSES = (
    (-0.5, True, False),
    (-1.2, True, False),
    (-0.5, True, True),
    (-2.2, True, False),
    (-1.8, True, True),
    (-2.0, False, False),
    (-9.0, False, False),
    (-3.2, False, True),
)
_GROWS = {2: -1.8, 7: -9.0}  # before this pass the stretches chosen are told at greater length, of this worth
_FIRST = ("result", "close", "intro", "method")
_OUTCOMES = 2  # sentences that count patients or find no difference: a trial is not told as a list of them
_VAGUE = 9  # words of a sentence up to which it says that there is a limit, and not which
_LEAST_LIMIT = -2.2  # worth above which a limit of the study is told
_SAME = 0.9  # cosine from which on two sentences say the same
_FILLED = 0.7  # of the words for the body, below which every part of the paper is looked at
_LEAST = -0.4  # worth below which a stretch is told only to fill what would be too short an episode


@functools.lru_cache(maxsize=4096)
def stems_of(told: Told) -> frozenset[str]:
    """Its words of more than three letters, cut to their first six."""
    return frozenset(w.lower()[:6] for p in told.pieces for w in WORD.findall(p) if len(w) > 3)


def alike(one: Told, other: Told, share: float = 0.7) -> bool:
    """Whether two sentences say nearly the same in the same words."""
    a, b = stems_of(one), stems_of(other)
    # A sentence of four words shares three with many a longer one that says more.
    return len(a & b) >= share * max(5, min(len(a), len(b)))


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


def without_loose(told: Sequence[Told], said: int = NOWHERE) -> list[Told]:
    """Leave out sentences that lean on one that isn't told just before them; and repeats.

    said: the place of a passage that is said though it isn't among them (a quotation).
    """
    kept: list[Told] = []
    for t in told:
        follows = t.place - 1 == said or (bool(kept) and kept[-1].place == t.place - 1)
        if (not t.leans or follows) and not any(alike(t, k) for k in kept):
            kept.append(t)
    return kept


def with_body(
    document: Document,
    abstract: Mapping[str, list[Told]],
    span: tuple[int, int],
    room: int,
    damaged: Callable[[str], bool],
    parts: Sequence[str] = PARTS,
    quoted: int = -1,
) -> dict[str, list[Told]]:
    """What is told of the abstract, by section, and with it stretches of the body, up to `room` words in all.

    The paper's opening comes first, then each section of the abstract with its details; what the abstract
    concludes comes after the results, and what the paper ends on comes last.
    """
    spoken = [t for items in abstract.values() for t in items]
    known = _acronym_judge(document, spoken)
    more = choose_body(document, spoken, span, room - sum(map(words_of, spoken)), damaged, known, parts, quoted)
    problem, method = with_leaning(abstract["problem"], abstract["method"])
    method, results = with_leaning(method, abstract["finding"])
    found, concluded = _conclusion_apart(results)
    begun = parts == PARTS  # else a summary in plain words begins better than the introduction does
    return dict(abstract) | {
        "problem": more["opening"] * begun + problem + more["opening"] * (not begun) + more["problem"],
        "method": method + more["method"],
        "finding": found + more["finding"] + concluded + more["close"],
    }


def with_leaning(before: list[Told], after: list[Told]) -> tuple[list[Told], list[Told]]:
    """Two sections between which something can be told: what leans on the first goes with it.

    Where the whole second section leans on the first, what it leans on comes to it.
    """
    run = list(itertools.takewhile(lambda t: t.leans, after))
    if len(run) < len(after) or not before:
        return before + run, after[len(run) :]
    first = next((i for i in reversed(range(len(before))) if not before[i].leans), 0)
    return before[:first], before[first:] + after


_CONCLUDES = re.compile(
    r"(?:We conclude|In conclusion|To conclude|Overall|Taken together|Together|In sum\w*|Thus|Therefore|Hence|"
    r"(?:These|Our|The|This) (?:\w+ )?(?:results?|findings?|data|study|work|analys[ie]s|observations|insights?|"
    r"conclusions?))\b"
)


_CONCLUSION = re.compile(r"conclu|interpret|signific", re.IGNORECASE)


def _conclusion_apart(found: list[Told]) -> tuple[list[Told], list[Told]]:
    """The findings of an abstract, and the last of them that say what it all means."""
    first, least = len(found), int(bool(found) and found[0].leans)
    while first > least and not found[first - 1].limit and _CONCLUSION.search(found[first - 1].passage.part):
        first -= 1
    last = found[-1] if found else None
    if last and first == len(found) > least and not last.limit:
        first -= bool(_CONCLUDES.match(plain(last.passage.text)) or _CONCLUDES.match(last.pieces[0]))
    return found[:first], found[first:]


def _acronym_judge(document: Document, abstract: Sequence[Told]) -> Callable[[str], bool]:
    """Tells of an acronym whether it is known from title or abstract, or explained somewhere."""
    forms = find_acronyms(" ".join(plain(p.text) for p in document.passages[:400]), open_book())
    heard = set(ACRONYM.findall(" ".join([document.paper.title, *(p for t in abstract for p in t.pieces)])))
    heard |= {a.removesuffix("s") for a in heard}
    return lambda acronym: acronym.removesuffix("s") in heard or can_be_said(acronym, forms)


def choose_body(
    document: Document,
    abstract: Sequence[Told],
    span: tuple[int, int],
    budget: int,
    damaged: Callable[[str], bool],
    known: Callable[[str], bool],
    parts: Sequence[str] = PARTS,
    quoted: int = -1,
) -> dict[str, list[Told]]:
    """Stretches of the body worth at most about `budget` words, by section and in the paper's order.

    "opening" holds what comes before the abstract's own words: how the paper's introduction begins.
    damaged, known: see find_stretches. parts: of the paper, to choose from; all of it where these give too little.
    quoted: the place of the passage that is quoted, -1 where none is.
    """
    likeness = Likeness(document, span)
    found = find_stretches(document, span, likeness, damaged, known)
    if quoted >= 0:  # what is quoted is not told as well
        found = [s for s in found if all(likeness.between(t.place, quoted) <= _SAME for t in s.told)]
    found.sort(key=lambda s: (-s.worth, s.told[0].place))
    chosen = _choose([s for s in found if s.part in parts], abstract, budget, likeness)
    if sum(s.words for s in chosen) < _FILLED * budget:  # a summary that was told may be all that is plain
        chosen = _choose(found, abstract, budget, likeness)
    chosen.sort(key=lambda s: (s.part == "close", s.told[0].place))
    sections: dict[str, list[Told]] = {"opening": [], "problem": [], "method": [], "finding": [], "close": []}
    for stretch in chosen:
        sections[_section(stretch)] += stretch.told
    return sections


def _choose(found: Sequence[Stretch], abstract: Sequence[Told], budget: int, likeness: Likeness) -> list[Stretch]:
    """The best stretch of each part first, then the next best of any, until the words are spent."""
    chosen: list[Stretch] = []

    def fits(stretch: Stretch, least: float, most: float, single: bool) -> bool:
        spent = sum(s.words for s in chosen)
        told = [*abstract, *(t for s in chosen for t in s.told)]
        limits = any(t.limit for t in stretch.told)
        outcomes = sum(map(counts_outcomes, stretch.told))
        return (
            stretch.worth > least
            and spent + stretch.words <= budget
            and sum(s.words for s in chosen if s.part == stretch.part) + stretch.words <= most
            and (len(stretch.told) > 1 or limits or (single and (least < -3 or has_point(stretch.told[0]))))
            and (not outcomes or outcomes + sum(counts_outcomes(t) for s in chosen for t in s.told) <= _OUTCOMES)
            and not any(
                alike(t, k, 0.55) or repeats(t, k) or likeness.between(t.place, k.place) > _SAME
                for t in stretch.told
                for k in told
            )
        )

    if not any(t.limit for t in abstract):
        limits = (s for s in found if _is_limit(s) and fits(s, _LEAST_LIMIT, _SHARES["close"] * budget, True))
        chosen += itertools.islice(limits, 1)
    for part in _FIRST:
        for stretch in found:
            if stretch.part == part and fits(stretch, _LEAST, _SHARES[part] * budget + 10, single=False):
                chosen.append(stretch)
                break

    def grow(least: float) -> None:
        """Tell what completes a stretch: that is easier to follow than one stretch more."""
        for short in list(chosen):
            chosen.remove(short)
            longer = (s for s in found if set(s.told) > set(short.told) and fits(s, least, budget, True))
            chosen.append(max(longer, key=lambda s: (len(s.told), s.worth), default=short))

    for number, (least, capped, single) in enumerate(_PASSES):
        if number in _GROWS:
            grow(_GROWS[number])
        for stretch in found:
            if fits(stretch, least, budget * (_CAPS[stretch.part] if capped else 1), single):
                chosen.append(stretch)
    return chosen


def _is_limit(stretch: Stretch) -> bool:
    """Whether a stretch begins with a limit of the study, and says which: "every model has limits" doesn't."""
    return stretch.told[0].limit and words_of(stretch.told[0]) > _VAGUE


def is_closing(told: Told) -> bool:
    """Whether a sentence stands under a heading of the paper's end (discussion, conclusion, limitations)."""
    return bool(CLOSING.search(told.passage.part)) and not is_plain_part(told.passage.part)


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
# A result, by how it is told; and what is no result, whatever heading it stands under.
_SEES = re.compile(
    r"\b(?:found|find|show\w*|observed?|reveal\w*|outperform\w*|beats?|higher|lower|better|worse|more|less|fewer|"
    r"increase\w*|decrease\w*|improve\w*|reduc\w+|achiev\w+|obtain\w*|confirm\w*|suggest\w*|indicat\w+|"
    r"results?|best|no significant|similar)\b|\d"
)
_OUR_WORK = re.compile(r"\b[Oo]ur (?:[\w-]+ )?(?:method|model|system|approach|algorithm|framework)s?\b")
_WORKS = re.compile(r"\b(?:[Ww]e|[Oo]ur (?:method|model|system|approach|algorithm)) (?!find|found|see|saw)\w+")
_SECTION_BY_PART = {"method": "method", "result": "finding", "close": "close"}


def _section(stretch: Stretch) -> str:
    text = " ".join(stretch.told[0].pieces)
    if stretch.part == "result" and _WORKS.search(text):
        every = " ".join(p for t in stretch.told for p in t.pieces)
        return "finding" if _SEES.search(every) else "method"
    if stretch.part != "intro":
        return _SECTION_BY_PART[stretch.part]
    if _FINDS.search(text):
        return "finding"
    ours = _DOES.search(text) or _OUR_WORK.search(text)
    return "method" if ours else "opening" if stretch.opens else "problem"
