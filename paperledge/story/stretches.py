"""Stretches of a full text that can be told in one go: neighbour sentences that keep to one subject."""

import functools
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from paperledge.prose import WORD, plain
from paperledge.records import Document
from paperledge.story.acronyms import ACRONYM
from paperledge.story.english import JOINING, count, hardness
from paperledge.story.likeness import Likeness
from paperledge.story.reading import CLOSING, Told, read_passages

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
    r"herein|thereof|respectively|arrows?|bars?|dots|curves?|shaded|colou?rs?|colou?red|step \d|panel|"
    r"see|the reader|on the (?:left|"
    r"right)|as follows|"
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
    r"[α-ωΑ-Ω][A-Za-z]|[*®ℛ]|\b[A-Z][b-df-hj-np-tv-xz]{2,}\b(?!\.)|\b[Oo]ne (?:patient|participant|"
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
    r"^We (?:now )?(?:present|give|discuss) (?:some|several|the)\b"
)
_SAYS = re.compile(
    r"\bwe (?:find|found|show|showed|observe|observed|demonstrate|conclude|propose|present|"
    r"believe|argue|suggest|report|introduce|hypothesize|investigate|examine|explore|focus on|aim)\b|"
    r"\b(?:the|our) (?:main |present )?(?:aim|goal|objective|purpose) (?:of|is|was)\b|\b(?:these|"
    r"our) (?:results|findings|"
    r"data) (?:show|suggest|indicate|demonstrate)\b",
    re.IGNORECASE,
)
OF_THE_WORK = re.compile(
    r"\b(?:we|our|(?:this|the present|the current) (?:study|work|paper|analysis|approach|method|model)|"
    r"these (?:results|findings|data))\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:previous|earlier|prior|past|other|recent|several|many|some) (?:\w+ )?(?:stud(?:y|ies)|"
    r"works?|reports?|"
    r"research\w*|papers?|authors|literature)\b|\b(?:has|have) (?:\w+ly |also |long )?been (?:shown|reported|"
    r"suggested|proposed|observed|found|described|argued)\b|\bin the literature\b",
    re.IGNORECASE,
)
# Words of every paper: two sentences that share them don't keep to one subject.
_COMMON = frozenset(
    w[:6]
    for w in "using used uses show shows shown showed showing found find finds finding findings result results "
    "study studies paper papers work present presented suggest suggests indicate different differences number "
    "numbers significant significantly observed observe report reported compared comparison based given general "
    "example cases case approach however therefore although analysis analyses well possible particular similar "
    "first second several various important following respect likely large small high higher lower increase "
    "increased decrease decreased provide provides consider considered obtained method methods order able make "
    "made thus hence since like same those where order form forms value values type types make makes need "
    "needed require required many most much further general three four five following".split()
)
_OFTEN, _SHARE = 6, 0.06  # passages, of how many, from which on a paper speaks of something often
_MOST = 7  # sentences of a stretch
_WORDS = 130  # of a stretch
_PLAIN = 1.6  # syllables a word
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


def words_of(told: Told) -> int:
    """How many words it takes to tell."""
    return sum(count(p) for p in told.pieces)


@functools.lru_cache(maxsize=4096)
def subjects_of(told: Told) -> frozenset[str]:
    """The stems of what it speaks of: neither small words nor those of every paper."""
    return frozenset(stems(" ".join(told.pieces)))


def stems(text: str) -> set[str]:
    """Words that carry a subject, cut to their first six letters."""
    words = (w.lower() for w in WORD.findall(text) if len(w) > 3)
    return {w[:6] for w in words if w not in JOINING and w[:6] not in _COMMON}


def often_named(document: Document, span: tuple[int, int]) -> frozenset[str]:
    """The stems of title and abstract, span[0]..span[1], and of what many passages speak of."""
    times = Counter(stem for p in document.passages for stem in stems(plain(p.text)))
    named = stems(" ".join([document.paper.title, *(plain(p.text) for p in document.passages[slice(*span)])]))
    least = max(_OFTEN, _SHARE * len(document.passages))
    return frozenset(named | {stem for stem, n in times.items() if n >= least})


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
    heard = often_named(document, span)
    found = []
    for told, part in candidates:
        if told.leans or not _opens_well(told, part, heard):
            continue
        run = _chain(told, by_place, likeness)
        opens = begins[told.place] < (4 if part == "intro" else 2) and not _TURNS.match(told.pieces[0])
        for size in range(1, len(run) + 1):
            stretch = Stretch(tuple(run[:size]), part, _worth(run[:size], likeness, heard, opens), opens)
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
    step = max(1, len(places) // 700)
    if step > 1:
        # Of a book only the start of each stretch is weighed: neighbours stay together.
        places = [i for k, i in enumerate(places) if (k // 6) % step == 0]
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
                and all(known(m.group()) for m in ACRONYM.finditer(text))
            ):
                found.append((told, _part(told, i, len(document.passages))))
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
        or _has_symbol(raw)
        or len(re.findall(r"\d", raw)) > 9
        or any(pattern.search(raw) for pattern in (_NAMED, _DETAIL))
    )


def _part(told: Told, place: int, total: int) -> str:
    part = told.passage.part
    if told.limit and (place > 0.5 * total or CLOSING.search(part)):
        return "close"
    for name, pattern in (("close", CLOSING), ("intro", _INTRO), ("result", _RESULT), ("method", _METHOD)):
        if pattern.search(part):
            return name
    if place < 0.15 * total and part in {"", "Text"}:
        return "intro"
    return "close" if place > 0.9 * total else "method" if place < 0.55 * total else "result"


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
        return told.limit or bool(OF_THE_WORK.search(told.passage.text) and not _OF_OTHERS.search(first))
    return part == "intro" or not _OF_OTHERS.search(first)


def _worth(run: Sequence[Told], likeness: Likeness, known: AbstractSet[str], opens: bool) -> float:
    heard = set(known)
    total = 0.0
    for told in run:
        total += _worth_of(told, likeness) - 0.06 * max(0, len(subjects_of(told) - heard) - 4)
        heard |= subjects_of(told)
    # A listener follows a stretch of the paper more easily than single sentences from all over it.
    pairs = list(pairwise(run))
    bound = sum(likeness.between(a.place, b.place) for a, b in pairs) / max(1, len(pairs))
    skipped = sum(b.place > a.place + 1 for a, b in pairs)
    longer = 0.22 * min(4, len(pairs))
    return total / len(run) + 0.5 * bound + longer - 0.05 * skipped + 0.35 * opens - 0.7 * (len(run) == 1)


def _worth_of(told: Told, likeness: Likeness) -> float:
    text = " ".join(told.pieces)
    size = words_of(told)
    return (
        0.5 * likeness.to_subject(told.place)
        + 0.5 * told.limit
        + 0.35 * bool(_SAYS.search(text))
        - 0.2 * bool(_OF_OTHERS.search(text))
        - 0.12 * max(0, size / len(told.pieces) - 13)
        - 0.06 * max(0, 10 - size)
        - 0.13 * len(re.findall(r"\b\w*(?:[A-Z]\w*[A-Z]|\d)\w*\b", text))
        - 0.1 * len(re.findall(r"[\"“]", text))
        - min(4.0, 5.6 * max(0.0, hardness(text) - _PLAIN))
    )
