"""Stretches of a full text that can be told in one go: neighbour sentences that keep to one subject."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from paperledge.prose import plain
from paperledge.records import Document
from paperledge.story.acronyms import ACRONYM
from paperledge.story.english import may_have_verb
from paperledge.story.likeness import Likeness
from paperledge.story.reading import CLOSING, FOUND, Told, read_passages
from paperledge.story.subjects import named_first, often_named, stems, subjects_of, words_of
from paperledge.story.worth import OF_OTHERS, OF_THE_WORK, worth_of

PARTS = ("intro", "method", "result", "close")
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
    r"protocol|\bnotation|preliminar",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"\b(?:above|below|former|latter|the following|previous sections?|aforementioned|he|she|his|her|him|"
    r"herein|thereof|respectively|arrows?|bars?|dots|curves?|(?:dashed|dotted|solid) lines?|"
    r"shaded|colou?rs?|colou?red|step \d|panel|see|the reader|on the (?:left|right)|as follows|"
    r"(?:first|second|third|left|right|last) (?:column|row)|columns|rows|(?:in|from|"
    r"by) the (?:tables?|figures?)|"
    r"(?:option|configuration|condition|scheme|case|variant|hypothesis|experiment|task|group|type|"
    r"setting) \d)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"[A-Z][a-z]+ (?:and (?:[A-Z][a-z]+|colleagues) )?[(\[](?:19|20)?\d\d|\b[A-Z][a-z]+ and (?:[A-Z][a-z]+|"
    r"co-?workers|colleagues)\b|"
    r"\b(?:in|of|by|from|to|see) [A-Z][a-z]+ and [A-Z]|\b[A-Z][a-z]+['’]s? "
    r"(?:work|method|approach|model|theory|system)\b|\b[A-Z]\. [A-Z][a-z]+\b"
)
# How it was done in the laboratory or at the keyboard: nobody can follow that by ear.
_DETAIL = re.compile(
    r"\b(?:was|were) (?:added|washed|purchased|obtained from|incubated|stored|kept|collected|"
    r"removed|centrifuged|normalized|used as|set to|recorded|measured|performed|carried out|"
    r"conducted|calculated|purified|cloned|stained|described)\b|\b(?:ml|mg|μl|µl|nm|mM|rpm|°C|kDa|"
    r"bp)\b|\bwe (?:next|then|first) \w+|\bexcluded\b|\b(?:in|ex)clusion criteria\b|\b(?:next|then|"
    r"first) (?:we|asked|tested|examined|analy[sz]ed|"
    r"determined)\b|"
    r"\bin pixels\b|\b(?:cultured|transfected|stained|injected|flow cytometry|Western|PCR|plasmid|"
    r"(?:fusion|reporter|expression) constructs?)\b|"
    r"\d+ ?(?:h|s|min|g|ml|mm|cm|Hz)\b|\b(?:version|v\.?) ?\d|\b(?:toolbox|plugin|ANOVA|t-test|Bonferroni|"
    r"[A-Z]\d{3,}|Fisher|Wilcoxon|Mann-Whitney|confidence intervals?|CI|SD|SEM|IQR|null hypothesis|"
    r"significance level)\b|"
    r"[α-ωΑ-Ω][A-Za-z]|(?<![\w-])[α-ωΑ-Ω](?![\w-])|\b[a-z]\d\b|[*®ℛ]|"
    r"\b[A-Z][b-df-hj-np-tv-xz]{2,}\b(?!\.)|\b[Oo]ne (?:patient|participant|"
    r"subject|child|woman|man)\b"
)
# Announces or arranges something, and says nothing of it; or points at what the eye sees.
_EMPTY = re.compile(
    r"\b(?:was|were|is|are) (?:then |also |again |further )?(?:\w+ly )?(?:analy[sz]ed|plotted|examined|"
    r"compared|evaluated|assessed|investigated|studied|tested|illustrated|summari[sz]ed|discussed|"
    r"presented|calculated|computed|estimated|determined)(?: (?:for|in|by|at|with|across|over|"
    r"every) [^,;]{1,40})?\.$|\bexpressed as\b|\bnotations?\b|\bno comparison\b|\b(?:presented|listed|"
    r"discussed|reported|given) here\b|\bsteps? \d|\b(?:same|next) (?:table|figure)\b|\b(?:refer|"
    r"referred) to (?:\w+ ){1,3}?as\b|\bdenoted?s?\b|\bwe (?:shall|will) (?:use|refer|call|write|"
    r"assume)\b|\b[Ww]e (?:begin|start|close|end|conclude|continue) (?:by|with)\b|\bwe (?:now )?list\b|"
    r"\b[Aa]t this point\b|\bpaper (?:continues|proceeds|concludes|ends|begins) \w+|"
    r"^We (?:now )?(?:present|give|discuss) (?:some|several|the)\b|"
    r"\b(?:for|in) (?:two|three|four|several|the following|many) (?:\w+ )?(?:reasons|ways|respects)\.$|"
    r"^[Ww]e (?:\w+ly |also |then )?(?:monitored|recorded|scored|quantified|assessed|measured) [^,;]{1,90}\.$"
)
_MOST = 7  # sentences of a stretch
_WORDS = 130  # of a stretch
_MOST_OF_IT = 0.6  # share of a text that one heading never has, unless it has no others
_KIN = 0.15  # cosine of neighbours that keep to one subject


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbour sentences told together, at most one left out between two; the first stands alone."""

    told: tuple[Told, ...]
    part: str  # one of PARTS
    worth: float
    opens: bool  # it stands where its heading begins

    @property
    def words(self) -> int:
        """How many words it takes to tell."""
        return sum(map(words_of, self.told))


def find_stretches(
    document: Document,
    span: tuple[int, int],
    likeness: Likeness,
    damaged: Callable[[str], bool],
    known: Callable[[str], bool],
) -> list[Stretch]:
    """Every stretch of the text outside of the abstract, span[0]..span[1].

    damaged: tells of a passage's text whether reading the page tore its words. known: tells of an acronym whether
    a listener can be told what it stands for.
    """
    candidates = _candidates(document, span, damaged, known)
    by_place = {t.place: (t, part) for t, part in candidates}
    begins = _places_in_part(document)
    heard, named = often_named(document, span), named_first(document, span)
    found = []
    for told, part in candidates:
        if told.leans or not _opens_well(told, part, heard):
            continue
        run = _chain(told, by_place, likeness)
        opens = begins[told.place] < (4 if part == "intro" else 2) and not _TURNS.match(told.pieces[0])
        for size in range(1, len(run) + 1):
            stretch = Stretch(
                tuple(run[:size]), part, worth_of(run[:size], likeness, (heard, named), opens), opens
            )
            if size == 1 or stretch.words <= _WORDS:
                found.append(stretch)
    return found


def _places_in_part(document: Document) -> list[int]:
    """For each passage how many of the same heading stand before it."""
    seen: dict[str, int] = {}
    places = []
    for passage in document.passages:
        places.append(seen.get(passage.part, 0))
        seen[passage.part] = places[-1] + 1
    return places


def _candidates(
    document: Document, span: tuple[int, int], damaged: Callable[[str], bool], known: Callable[[str], bool]
) -> list[tuple[Told, str]]:
    """Tellable sentences outside of the abstract and their part; at most 1,000, spread over the text."""
    places = [
        i
        for i, p in enumerate(document.passages)
        if not span[0] <= i < span[1] and not _SKIP.search(p.part) and 30 < len(p.text) < 420
    ]
    times = Counter(document.passages[i].part for i in places)
    wholes = {part for part, n in times.items() if n > _MOST_OF_IT * len(places)}
    step = max(1, len(places) // 700)
    if step > 1:
        # Of a book only the start of each stretch is weighed: neighbours stay together.
        places = [i for k, i in enumerate(places) if (k // 6) % step == 0]
    rank = {i: k / len(places) for k, i in enumerate(places)}
    found = []
    for i in places:
        raw = document.passages[i].text
        if _cannot_follow(raw) or damaged(raw):
            continue
        for told in read_passages(document, (i, i + 1), abstract=False):
            text = " ".join(told.pieces)
            if (
                not _LOOSE.search(text)
                and not _EMPTY.search(text)
                and all(map(may_have_verb, told.pieces))
                and all(known(m.group()) for m in ACRONYM.finditer(text))
            ):
                found.append((told, _part(told, rank[i], told.passage.part in wholes)))
    return found


_TWO_LETTERS = frozenset(
    "ad ah am an as at be by do eg et go ha he hi if ii in is it iv la me mr ms my no of oh ok on or ox pi re so "
    "to up us vi vs we xi de el le lo du di da en un al th st nd rd".split()
)


def _has_symbol(raw: str) -> bool:
    """Whether a word of two letters is none ("the features hk define ...")."""
    return any(w not in _TWO_LETTERS for w in re.findall(r"(?<![\w'’.-])[a-zþ]{2}(?![\w'’.-])", raw))


def _cannot_follow(raw: str) -> bool:
    """Whether a sentence of the body asks, points elsewhere, names others, or gives details nobody can follow."""
    return (
        raw.rstrip().endswith("?")
        or raw.startswith("Note ")  # without it another sentence, with it no speech
        or _has_symbol(raw)
        or len(re.findall(r"\d", raw)) > 9
        or any(pattern.search(raw) for pattern in (_NAMED, _DETAIL))
    )


def _part(told: Told, rank: float, whole: bool) -> str:
    """One of PARTS.

    rank: the share of the text before it, 0..1. whole: its heading is that of most of the text, and says nothing.
    """
    part = "" if whole else told.passage.part
    if told.limit and (rank > 0.5 or CLOSING.search(part)):
        return "close"
    for name, pattern in (("close", CLOSING), ("intro", _INTRO), ("result", _RESULT), ("method", _METHOD)):
        if pattern.search(part):
            return name
    if rank < 0.15 and part in {"", "Text"}:
        return "intro"
    found = rank > 0.55 or any(map(FOUND.search, told.pieces))
    return "close" if rank > 0.9 else "result" if found else "method"


def _chain(first: Told, by_place: Mapping[int, tuple[Told, str]], likeness: Likeness) -> list[Told]:
    """The sentences after a first one that keep to what it speaks of, at most seven in all."""
    run = [first]
    while len(run) < _MOST:
        last = run[-1].place
        after = next((by_place[k][0] for k in (last + 1, last + 2, last + 3) if k in by_place), None)
        if after is None or after.passage.part != first.passage.part or not _goes_on(run, after, likeness):
            break
        run.append(after)
    return run


def _goes_on(run: Sequence[Told], after: Told, likeness: Likeness) -> bool:
    """Whether a sentence takes up what the one before it spoke of, in its words or in its sense."""
    if after.leans:
        return after.place == run[-1].place + 1
    shared = any(subjects_of(after) & subjects_of(t) for t in run[-2:])
    return shared and likeness.between(run[-1].place, after.place) > _KIN


# Words that tie a sentence to one before it; at the end of a paper "thus" may sum it all up.
_CARRIES_ON = re.compile(
    r"(?:Moreover|Furthermore|Further|In addition|Additionally|Also|Finally|Similarly|Likewise|Conversely|"
    r"(?:In|By) contrast|On the contrary|However|Nevertheless|Nonetheless|Accordingly|Consequently|As a result|"
    r"Specifically|In particular|In fact|Indeed|For (?:example|instance)|Alternatively|Instead|"
    r"Besides|Again|Yet|"
    r"In (?:this|such|each) case|To this end|Here|Next|Then|Second\w*|Third\w*|Fourth\w*|Fifth\w*|Last\w*)\b|"
    r"(?:One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten) (?:was|were|had|did|of|others?)\b|"
    r"(?:[\w’']+ ){1,6}?(?:then|again|also|too|now|instead|still|another|further|similarly|therefore|"
    r"thus|however)\b"
)
_SUMS_UP = re.compile(r"(?:Thus|Therefore|Hence|So)\b")
_TURNS = re.compile(r"(?:Since|Although|Though|While|Because|But|Still|However|Despite|As|Recently|If)\b")
_DEFINITE = re.compile(r"(?:The|Each|Only the|All|All the|Every) ((?:[\w-]+ ){1,3})")


def _opens_well(told: Told, part: str, heard: AbstractSet[str]) -> bool:
    """Whether a stretch may start here: on the paper's subject, and not in the middle of something."""
    first, raw = told.pieces[0], plain(told.passage.text)
    if _CARRIES_ON.match(raw) or (part != "close" and _SUMS_UP.match(raw)) or not subjects_of(told) & heard:
        return False
    opening = _DEFINITE.match(first)
    if opening and not stems(opening.group(1)) & heard and not OF_THE_WORK.search(first):
        return False
    if part == "close":
        return told.limit or bool(OF_THE_WORK.search(told.passage.text) and not OF_OTHERS.search(first))
    return part == "intro" or not OF_OTHERS.search(first)
