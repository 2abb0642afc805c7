"""Which of a paper's sentences are told, in which section, and which is quoted."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from paperledge.prose import plain
from paperledge.records import Document, Passage
from paperledge.story.body import choose_body, without_loose, words_of
from paperledge.story.damage import damage_finder
from paperledge.story.english import count, hardness
from paperledge.story.reading import DEICTIC, Told, abstract_range, is_speakable, read_passages, reads_well
from paperledge.story.shorten import hangs_on

_ENOUGH = 90  # words of an abstract below which longer sentences are let in
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
    told = _read_abstract(document, (start, stop))
    damaged: Callable[[str], bool] = damage_finder(document) if document.read == "full text" else (lambda _: False)
    told = without_loose([t for t in told if not damaged(t.passage.text)])
    quote = pick_quote(document, told, (start, stop), damaged)
    if quote:
        told = without_loose([t for t in told if t.place != quote.place])
    room = budget - (count(quote.text) if quote else 0)
    told = without_loose(_fit(told, room))
    sections = _sections(told)
    by_section = {s: [t for t, mine in zip(told, sections, strict=True) if mine == s] for s in SECTIONS}
    if document.read == "full text":
        more = choose_body(document, told, (start, stop), room - sum(words_of(t) for t in told), damaged)
        by_section = {s: by_section[s] + more[s] for s in SECTIONS}
    return Outline(by_section, quote, sum(t.limit for items in by_section.values() for t in items))


def _read_abstract(document: Document, span: tuple[int, int]) -> list[Told]:
    told = read_passages(document, span)
    if sum(map(words_of, told)) >= _ENOUGH:
        return told
    # Where little is left, longer sentences are better than none.
    return read_passages(document, span, most=40)


def _sections(told: Sequence[Told]) -> list[str]:
    """problem, method, finding in this order, so that the paper's order is kept: the split that fits best."""
    homes = [_home(t) for t in told]
    best, cut = -1e9, (0, 0)
    for i in range(len(told) + 1):
        for j in range(i, len(told) + 1):
            fit = -sum(abs(h - (k >= i) - (k >= j)) for k, h in enumerate(homes)) - 0.3 * (
                (i == 0) + (i == j) + (j == len(told))
            )
            if fit > best:
                best, cut = fit, (i, j)
    return [SECTIONS[0] if k < cut[0] else SECTIONS[1] if k < cut[1] else SECTIONS[2] for k in range(len(told))]


_FOUND = re.compile(
    r"\b(?:(?:results?|findings?|experiments?|evaluations?|analys[ie]s|tests?) (?:\w+ "
    r"){0,4}?(?:show|shows|showed|reveal|reveals|revealed|suggest|suggests|demonstrate|indicate|"
    r"indicated|confirm|highlight)|outperform\w*|we (?:find|found|observe|observed|show that))\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:we|this (?:paper|work|study|survey)) (?:\w+ly |also |further |first |then )?(?:propose|"
    r"introduce|present|develop|design|describe|study|investigate|explore|address|conduct|"
    r"construct|build|use|create|evaluate)s?\b",
    re.IGNORECASE,
)


def _home(told: Told) -> int:
    """The section a sentence belongs in by what it says, else by its role."""
    text = " ".join(told.pieces)
    part = told.passage.part.lower()
    if (
        told.limit
        or _FOUND.search(text)
        or re.search(r"result|finding|conclusion|discussion|interpretation", part)
    ):
        return 2
    if re.search(r"method|design|setting|participants|measure", part):
        return 1
    return 1 if _DONE.search(text) and told.role in {"background", "other"} else _HOME[told.role]


def _fit(told: Sequence[Told], budget: int) -> list[Told]:
    """Leave out the sentences that can best be spared until the words fit; those others lean on stay."""
    kept = list(told)
    while kept and sum(words_of(t) for t in kept) > budget:
        leaned_on = {t.place - 1 for t in kept if t.leans}
        spare = [t for t in kept if t.place not in leaned_on]
        if len(kept) <= 3 or not spare:
            break
        kept.remove(min(spare, key=_worth))
    return kept


def _worth(told: Told) -> tuple[float, int]:
    worth = {"background": 0.5, "objective": 2.0, "method": 1.0, "result": 1.6, "other": 0.8}[told.role]
    worth += (
        0.8 * bool(_NUMBER.search(" ".join(told.pieces))) + 0.7 * told.limit - 0.02 * max(0, words_of(told) - 25)
    )
    return worth, -told.place


# Words that tie a sentence to the one before are left out of a quotation, which stays one stretch.
_TIE = re.compile(
    r"^(?:However|Thus|Therefore|Moreover|Furthermore|Additionally|In addition|Hence|Overall|"
    r"Finally|Nevertheless|Consequently|Importantly|Notably|In conclusion|In summary|As a result|"
    r"Together), "
)


def pick_quote(
    document: Document, told: Sequence[Told], span: tuple[int, int], damaged: Callable[[str], bool]
) -> Quote | None:
    """A sentence of the abstract, 9 to 22 words, that stands alone; None when there is none to spare."""
    leaned_on = {t.place - 1 for t in told if t.leans}
    if len(told) < 3:
        return None
    options = []
    for place in range(*span):
        passage = document.passages[place]
        text = plain(passage.text)
        size = count(_TIE.sub("", text))
        if (
            not 9 <= size <= 22
            or not is_speakable(passage.text)
            or not reads_well(text)
            or DEICTIC.match(_TIE.sub("", text))
            or hangs_on(_TIE.sub("", text))
            or damaged(passage.text)
            or re.match(r"(?:Is|Are|Do|Does|Can|Will|Could|Would) (?:it|they|this|these|such)\b", text)
            or re.search(r"[(\[“\"`‘]|'(?!\w)", text)
        ):
            continue
        role = next((t.role for t in told if t.place == place), "other")
        worth = {"result": 3.0, "other": 2.0, "objective": 1.5, "background": 1.2, "method": 0.5}[role]
        worth -= (
            1.2 * bool(_DONE.search(text))
            + 0.8 * ("also" in text or text.startswith(("First", "Then", "Next", "Finally")))
            + 0.8 * max(0.0, hardness(text) - 1.8)
        )
        worth -= (
            1.5 * (place in leaned_on)
            + 1.0 * bool(_NUMBER.search(text))
            + 0.4 * len(re.findall(r"\b\w*[A-Z]\w*[A-Z]\w*", text))
        )
        options.append((worth + 0.02 * size, -place, passage, text))
    if not options:
        return None
    _, place, passage, text = max(options, key=lambda o: o[:2])
    return Quote(passage, -place, _TIE.sub("", text))
