"""Which of a paper's sentences are told, in which section, and which is quoted."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from paperledge.records import Document
from paperledge.story.body import NOWHERE, alike, says_again, with_body, without_loose
from paperledge.story.damage import damage_finder
from paperledge.story.english import count, hardness
from paperledge.story.quoting import Quote, pick_quote
from paperledge.story.reading import DEED, FOUND, Told, abstract_range, read_passages, summary_range
from paperledge.story.stretches import PARTS
from paperledge.story.subjects import words_of

_STORY = 5  # sentences of a summary in plain words from which on it's the story
_PLAIN = 2.0  # syllables a word
_WELL_TOLD = 155  # words of an abstract with which a story is told
_WELL_BEGUN = 120  # where the body of the paper tells more
_DENSE, _TOO_DENSE = 1.9, 1.95  # syllables a word, of all that is told and of one sentence
_ENOUGH = 90  # words of an abstract below which longer sentences are let in
SECTIONS = ("problem", "method", "finding")
_HOME = {"background": 0, "objective": 1, "method": 1, "result": 2, "other": 2}
_NUMBER = re.compile(r"\d")
_FIGURE = re.compile(r"(?<![\w.-])\d[\d.,]*")
_ROW, _FIGURES = (
    6,
    2,
)  # figures of a sentence that is no more than a row of them; those that must be told elsewhere


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


def outline_document(document: Document, budget: int, quotable: Callable[[str], bool] = lambda _: True) -> Outline:
    """Choose sentences of at most about `budget` words. May be empty of claims when nothing can be told.

    quotable: whether a quotation will do; what will not is told like the rest.
    """
    span = abstract_range(document)
    damaged: Callable[[str], bool] = damage_finder(document) if document.read == "full text" else (lambda _: False)
    told = [t for t in _read_abstract(document, span) if not damaged(t.passage.text)]
    simple = read_passages(document, summary_range(document))
    quote = pick_quote(document, without_loose(told), span, damaged)
    quote = quote if quote and quotable(quote.text) else None
    said = quote.place if quote and quote.leads == "problem" else NOWHERE
    room = budget - (count(quote.text) if quote else 0)
    if len(simple) >= _STORY:
        # The paper's own summary in plain words is the better story; of the abstract the figures join it.
        figures = [t for t in without_loose(told) if _gives_figures(t, quote)][:2]
        simple = [t for t in simple if not quote or not says_again(t, quote.text)]
        told = _fit(without_loose(simple), room - sum(map(words_of, figures)), _story_worth(simple))
    else:
        figures = []
        told = without_loose([t for t in without_loose(told) if not quote or t.place != quote.place], said)
        if document.read == "abstract":
            told = _without_rows(told, quote)
        told = _without_dense(_fit(told, room), _WELL_TOLD if document.read == "abstract" else _WELL_BEGUN)
    told = without_loose(told, said)
    sections = _story_sections(told) if len(simple) >= _STORY else _sections(told)
    by_section = {s: [t for t, mine in zip(told, sections, strict=True) if mine == s] for s in SECTIONS}
    by_section["finding"] += [t for t in figures if not any(alike(t, k, 0.5) for k in told)]
    by_section = _with_reasons(by_section)
    if document.read == "full text":
        parts = ("result", "close") if len(simple) >= _STORY else PARTS
        by_section = with_body(document, by_section, span, room, damaged, parts, quote.place if quote else -1)
    return Outline(by_section, quote, sum(t.limit for items in by_section.values() for t in items))


def _gives_figures(told: Told, quote: Quote | None) -> bool:
    """Whether a sentence of the abstract gives numbers that its summary in plain words will not have."""
    text = " ".join(told.pieces)
    return (
        len(_NUMBER.findall(text)) >= 2
        and not told.leans
        and told.role in {"result", "other"}
        and hardness(text) < _PLAIN
        and (quote is None or told.place != quote.place)
    )


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
            torn = sum(0 < k < len(told) and told[k].leans for k in {i, j})
            fit = (
                -0.6 * torn
                - sum(abs(h - (k >= i) - (k >= j)) for k, h in enumerate(homes))
                - 0.3 * ((i == 0) + (i == j) + (j == len(told)))
            )
            if fit > best:
                best, cut = fit, (i, j)
    return [SECTIONS[0] if k < cut[0] else SECTIONS[1] if k < cut[1] else SECTIONS[2] for k in range(len(told))]


def _home(told: Told) -> int:
    """The section a sentence belongs in by what it says, else by its role."""
    text = " ".join(told.pieces)
    part = told.passage.part.lower()
    found = re.search(r"result|finding|conclusion|discussion|interpretation", part)
    done = re.search(r"method|design|setting|participants|measure", part)
    if told.limit or FOUND.search(text) or (found and not done):
        return 2
    if done and not found:
        return 1
    return 1 if DEED.search(text) and told.role in {"background", "other"} else _HOME[told.role]


def _story_sections(told: Sequence[Told]) -> list[str]:
    """Of a summary in plain words: what is known, what the authors did from where they come in, what they "
    "found."""
    done = next((i for i, t in enumerate(told) if i and _OURS.search(" ".join(t.pieces))), len(told) // 3)
    found = next(
        (i for i, t in enumerate(told) if i >= done and not t.leans and _SHOWN.search(" ".join(t.pieces))),
        min(len(told) - 1, done + 3),
    )
    return [SECTIONS[0] if i < done else SECTIONS[1] if i < found else SECTIONS[2] for i in range(len(told))]


_OURS = re.compile(r"\b(?:we|our)\b", re.IGNORECASE)
_SHOWN = re.compile(
    r"\b(?:found|find|show|shows|showed|reveal\w*|suggest\w*|discover\w*|demonstrate\w*|conclude\w*)\b",
    re.IGNORECASE,
)


def _story_worth(told: Sequence[Told]) -> Callable[[Told], tuple[float, int]]:
    """Of a summary in plain words its opening and its end stay, and short sentences rather than long ones."""
    places = [t.place for t in told]
    ends = {*places[:2], *places[-2:]}
    example = re.compile(r"For (?:example|instance)|Except|Like ")
    return lambda t: (
        1.0
        + 2.0 * (t.place in ends)
        + 0.5 * t.limit
        - 0.03 * words_of(t)
        - 0.5 * bool(example.match(t.pieces[0])),
        -t.place,
    )


def _fit(
    told: Sequence[Told], budget: int, worth: Callable[[Told], tuple[float, int]] | None = None
) -> list[Told]:
    """Leave out the sentences that can best be spared until the words fit; those others lean on stay."""
    kept = list(told)
    while kept and sum(words_of(t) for t in kept) > budget:
        leaned_on = {t.place - 1 for t in kept if t.leans}
        spare = [t for t in kept if t.place not in leaned_on]
        if len(kept) <= 3 or not spare:
            break
        kept.remove(min(spare, key=worth or _worth))
    return kept


# What the paper is there to present; without it nobody knows what the rest is about.
_PRESENTS = re.compile(
    r"\b(?:[Ww]e|[Tt]his (?:paper|work|study)) (?:\w+ly |also |then |first |here )?"
    r"(?:propose|introduce|present|develop)s?\b"
)


def _without_dense(told: Sequence[Told], enough: int) -> list[Told]:
    """Without the sentences of the longest words, while enough words are left: a listener can't look them up."""
    kept = list(told)
    while sum(map(words_of, kept)) > enough and _hardness(kept) > _DENSE:
        leaned_on = {t.place - 1 for t in kept if t.leans}
        spare = [
            t for t in kept
            if t.place not in leaned_on and _hardness([t]) > _TOO_DENSE and not t.limit
            and t.role != "objective" and not _PRESENTS.search(" ".join(t.pieces))
            and sum(k.role == t.role for k in kept) > 1
            and sum(map(words_of, kept)) - words_of(t) >= enough - 15
        ]  # fmt: skip
        if not spare:
            break
        kept.remove(max(spare, key=lambda t: _hardness([t])))
    return kept


def _without_rows(told: Sequence[Told], quote: Quote | None) -> list[Told]:
    """Without the sentences that say one figure after another, which nobody can follow by ear, while others tell
    figures too."""
    kept = list(told)
    for row in sorted((t for t in told if _figures(t) >= _ROW), key=_figures, reverse=True):
        rest = [t for t in kept if t is not row]
        leaned_on = {t.place - 1 for t in kept if t.leans}
        told_too = sum(map(_figures, rest)) + (len(_FIGURE.findall(quote.text)) if quote else 0)
        words = sum(map(words_of, rest)) + (count(quote.text) if quote else 0)
        if row.place not in leaned_on and told_too >= _FIGURES and words >= _WELL_BEGUN:
            kept = rest
    return kept


def _figures(told: Told) -> int:
    return len(_FIGURE.findall(" ".join(told.pieces)))


def _hardness(told: Sequence[Told]) -> float:
    return hardness(" ".join(p for t in told for p in t.pieces))


def _worth(told: Told) -> tuple[float, int]:
    worth = {"background": 0.5, "objective": 2.0, "method": 1.0, "result": 1.6, "other": 0.8}[told.role]
    worth += (
        0.8 * bool(_NUMBER.search(" ".join(told.pieces))) + 0.7 * told.limit - 0.02 * max(0, words_of(told) - 25)
    )
    worth += 0.6 * bool(_PRESENTS.search(" ".join(told.pieces)))
    worth -= 1.2 * max(0.0, hardness(" ".join(told.pieces)) - _PLAIN)  # of two the plainer one
    return worth, -told.place


# Says what the work may be good for; told where the host comes to that.
_GOOD_FOR = re.compile(
    r"\b(?:could|may|might|can|will|would|aims? to|hopes? to|promises? to) (?:\w+ly |also |then |one day )?"
    r"(?:help|enable|inform|support|guide|serve|pave|lead to|open|benefit|offer|provide|give|"
    r"contribute|facilitate|"
    r"stimulate|be used|be useful|be a)\w*|"
    r"\b(?:paves?|paving) the way|\bopen(?:s|ing)? (?:up )?(?:new|the door|avenues|possibilities)|"
    r"\bimplications? for\b|"
    r"\bwe (?:hope|believe)\b|\bpotential (?:to|for|of)\b|\bpromising\b|"
    r"\b(?:enables?|allows?) (?:\w+ ){0,2}(?:researchers|developers|practitioners|clinicians|users|"
    r"policymakers|scientists)|"
    r"\b(?:resource|foundation|blueprint|starting point|basis|path|step|testbed|test bed|benchmark) (?:for|"
    r"towards?)\b|\bfuture (?:research|work|studies|directions)|"
    r"\b(?:underscores?|highlights?|stress(?:es)?|emphasi[sz]es?|demonstrates?|shows?) the "
    r"(?:importance|need|value|"
    r"potential|significance|feasibility|promise|necessity)",
    re.IGNORECASE,
)
# Or who speaks of the work as a whole.
_THE_WORK = re.compile(
    r"(?:This|These|Our|The) (?:\w+ )?(?:work|study|paper|findings?|results?|research|approach|survey|review|"
    r"position|method|"
    r"contributions?|concepts|data|framework|dataset|insights?)\b|We (?:hope|believe|aim)\b"
)


def _with_reasons(by_section: dict[str, list[Told]]) -> dict[str, list[Told]]:
    """The last sentence of the abstract under "why", if it says what the work may be good for and others "
    "remain."""
    last = by_section["finding"][-1] if by_section["finding"] else None
    if last is None or sum(map(len, by_section.values())) < 4 or last.limit:
        return by_section
    text = " ".join(last.pieces)
    if not _GOOD_FOR.search(text) or (last.leans and not _THE_WORK.match(text)) or not _THE_WORK.search(text):
        return by_section
    return by_section | {"finding": by_section["finding"][:-1], "why": [last]}
