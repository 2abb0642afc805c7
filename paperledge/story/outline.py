"""Which of a paper's sentences are told, in which section, and which is quoted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from paperledge.prose import WORD, plain
from paperledge.records import Document, Passage
from paperledge.story.reading import DEICTIC, Told, abstract_range, is_speakable, read_passages, reads_well
from paperledge.story.split import count

SECTIONS = ("problem", "method", "finding")
_HOME = {"background": 0, "objective": 1, "method": 1, "result": 2, "other": 2}
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the paper to be said as they stand; `text` is a stretch of prose.plain(passage.text)."""

    passage: Passage
    place: int
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """What is told, by section and in order, and what is quoted."""

    told: dict[str, list[Told]]
    quote: Quote | None
    limits: int  # how many of the told sentences state a limit of the study

    @property
    def words(self) -> int:
        """Words of the paper that will be spoken."""
        every = sum(count(p) for items in self.told.values() for t in items for p in t.pieces)
        return every + (count(self.quote.text) if self.quote else 0)


def outline_document(document: Document, budget: int) -> Outline:
    """Choose sentences of at most about `budget` words. May be empty of claims when nothing can be told."""
    start, stop = abstract_range(document)
    told = read_passages(document, start, stop)
    if document.read == "full text":
        told = told + _choose_from_body(document, told, start, stop, budget)
    told = _without_loose(told)
    quote = pick_quote(document, told, (start, stop))
    if quote:
        told = _without_loose([t for t in told if t.place != quote.place])
    told = _without_loose(_fit(told, budget - (count(quote.text) if quote else 0)))
    sections = _sections(told)
    by_section = {s: [t for t, mine in zip(told, sections, strict=True) if mine == s] for s in SECTIONS}
    return Outline(by_section, quote, sum(t.limit for t in told))


def _without_loose(told: Sequence[Told]) -> list[Told]:
    """Leave out sentences that lean on one that isn't told just before them; and repeats."""
    kept: list[Told] = []
    seen: set[str] = set()
    for t in told:
        follows = bool(kept) and kept[-1].place == t.place - 1 and kept[-1].abstract == t.abstract
        key = " ".join(t.pieces).lower()
        if (not t.leans or follows) and key not in seen and not any(_alike(t, k) for k in kept):
            kept.append(t)
            seen.add(key)
    return kept


def _alike(one: Told, other: Told) -> bool:
    """Whether two sentences say nearly the same in the same words."""
    a, b = _content(one), _content(other)
    return len(a & b) >= 0.7 * min(len(a), len(b))


def _content(told: Told) -> set[str]:
    return {w.lower()[:6] for p in told.pieces for w in WORD.findall(p) if len(w) > 3}


def _sections(told: Sequence[Told]) -> list[str]:
    """problem, method, finding in this order, so that the paper's own order is kept: the split that fits the roles best."""
    homes = [_home(t) for t in told]
    best, cut = -1e9, (0, 0)
    for i in range(len(told) + 1):
        for j in range(i, len(told) + 1):
            fit = -sum(abs(h - (k >= i) - (k >= j)) for k, h in enumerate(homes)) - 0.3 * ((i == 0) + (i == j) + (j == len(told)))
            if fit > best:
                best, cut = fit, (i, j)
    return [SECTIONS[0] if k < cut[0] else SECTIONS[1] if k < cut[1] else SECTIONS[2] for k in range(len(told))]


_FOUND = re.compile(r"\b(?:(?:results?|findings?|experiments?|evaluations?|analys[ie]s|tests?) (?:\w+ ){0,4}?(?:show|shows|showed|reveal|reveals|revealed|suggest|suggests|demonstrate|indicate|indicated|confirm|highlight)|outperform\w*|we (?:find|found|observe|observed|show that))\b", re.IGNORECASE)
_DONE = re.compile(r"\b(?:we|this (?:paper|work|study|survey)) (?:\w+ly |also |further |first |then )?(?:propose|introduce|present|develop|design|describe|study|investigate|explore|address|conduct|construct|build|use|create|evaluate)s?\b", re.IGNORECASE)


def _home(told: Told) -> int:
    """The section a sentence belongs in by what it says, else by its role."""
    text = " ".join(told.pieces)
    if told.limit or _FOUND.search(text):
        return 2
    return 1 if _DONE.search(text) and told.role in {"background", "other"} else _HOME[told.role]


def _fit(told: Sequence[Told], budget: int) -> list[Told]:
    """Leave out the sentences that can best be spared until the words fit; those others lean on stay."""
    kept = list(told)
    while kept and sum(_words(t) for t in kept) > budget:
        leaned_on = {t.place - 1 for t in kept if t.leans}
        spare = [t for t in kept if t.place not in leaned_on]
        if len(kept) <= 3 or not spare:
            break
        kept.remove(min(spare, key=_worth))
    return kept


def _words(told: Told) -> int:
    return sum(count(p) for p in told.pieces)


def _worth(told: Told) -> tuple[float, int]:
    worth = {"background": 0.5, "objective": 2.0, "method": 1.0, "result": 1.6, "other": 0.8}[told.role]
    worth += 0.8 * bool(_NUMBER.search(" ".join(told.pieces))) + 0.7 * told.limit - 0.02 * max(0, _words(told) - 25)
    return worth, -told.place


def pick_quote(document: Document, told: Sequence[Told], span: tuple[int, int]) -> Quote | None:
    """A sentence of the abstract, 9 to 22 words, that stands alone; None when there is none to spare."""
    leaned_on = {t.place - 1 for t in told if t.leans}
    if len(told) < 3:
        return None
    options = []
    for place in range(*span):
        passage = document.passages[place]
        text = plain(passage.text)
        size = count(text)
        if not 9 <= size <= 22 or not is_speakable(passage.text) or not reads_well(text) or DEICTIC.match(text) or re.search(r"[(\[“\"`‘]|'(?!\w)", text):
            continue
        role = next((t.role for t in told if t.place == place), "other")
        worth = {"result": 3.0, "other": 2.0, "objective": 1.5, "background": 1.2, "method": 0.5}[role]
        worth -= 1.5 * (place in leaned_on) + 1.0 * bool(_NUMBER.search(text)) + 0.4 * len(re.findall(r"\b\w*[A-Z]\w*[A-Z]\w*", text))
        options.append((worth + 0.02 * size - 1.0 * text.startswith("However"), -place, passage, text))
    if not options:
        return None
    _, place, passage, text = max(options, key=lambda o: o[:2])
    return Quote(passage, -place, text)


_INTRO = re.compile(r"intro|background|motivation", re.IGNORECASE)
_METHOD = re.compile(r"method|approach|model|material|design|architecture|procedure|algorithm|system|framework|data", re.IGNORECASE)
_RESULT = re.compile(r"result|experiment|evaluation|finding|analysis|performance", re.IGNORECASE)
_CLOSE = re.compile(r"discussion|conclusion|limitation|summary|implication|future", re.IGNORECASE)
_SKIP = re.compile(r"reference|acknowledg|appendix|supplement|funding|author|competing|bibliograph|availability|ethic|related work|abstract|statistic|table|figure|caption|abbreviation", re.IGNORECASE)


def _choose_from_body(document: Document, abstract: Sequence[Told], start: int, stop: int, budget: int) -> list[Told]:
    """Self-standing sentences of the body that say most about what the abstract says, in the paper's order."""
    weights: dict[str, float] = {}
    title = {w.lower()[:6] for w in WORD.findall(document.paper.title) if len(w) > 3}
    for t in abstract:
        for stem in _content(t):
            weights[stem] = weights.get(stem, 0.0) + 1.0 + (stem in title)
    wanted = max(0, budget - sum(_words(t) for t in abstract))
    ranked = sorted(((_body_worth(t, weights), t) for t in _body(document, start, stop)), key=lambda pair: (-pair[0], pair[1].place))
    chosen: list[Told] = []
    share = {"problem": 0.3, "method": 0.3, "finding": 0.3, "close": 0.3}
    used = dict.fromkeys(share, 0)
    for worth, t in ranked:
        part = _part(t)
        if worth <= 0 or used[part] > share[part] * wanted or any(_alike(t, k) for k in [*abstract, *chosen]):
            continue
        chosen.append(t)
        used[part] += _words(t)
        if sum(used.values()) >= wanted * 1.15:
            break
    return sorted(chosen, key=lambda t: t.place)


def _body(document: Document, start: int, stop: int) -> list[Told]:
    """Tellable sentences outside of the abstract, from parts that aren't page matter; at most 1,500 passages are read."""
    found, block = [], 0
    places = [i for i, p in enumerate(document.passages[:4000]) if not start <= i < stop and not _SKIP.search(p.part)]
    likely = [i for i in places if 45 < len(document.passages[i].text) < 260 and not DEICTIC.match(document.passages[i].text)][:900]
    while block < len(likely):
        i = likely[block]
        found += read_passages(document, i, i + 1, abstract=False)
        block += 1
    return [t for t in found if not t.leans and not re.search(r"\b(?:this|these|those|above|below|former|latter|following|previous section|here)\b", " ".join(t.pieces), re.IGNORECASE)]


def _part(told: Told) -> str:
    part = told.passage.part
    if _INTRO.search(part):
        return "problem"
    if _CLOSE.search(part):
        return "close"
    return "finding" if _RESULT.search(part) else "method" if _METHOD.search(part) else "finding"


def _body_worth(told: Told, weights: dict[str, float]) -> float:
    stems = _content(told)
    score = sum(weights.get(s, 0.0) for s in stems) / (len(stems) + 6.0)
    size = _words(told)
    score += 0.5 * told.limit + 0.25 * (_part(told) == "close") + 0.15 * bool(re.search(r"\bwe (?:find|found|show|observed|showed|propose)\b", " ".join(told.pieces)))
    return score - 0.03 * max(0, size - 22) - 0.1 * max(0, 9 - size) - 0.2 * len(re.findall(r"\d", " ".join(told.pieces))) / 6
