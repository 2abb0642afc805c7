"""Which words of the paper are said as they stand."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from paperledge.prose import plain
from paperledge.records import Document, Passage
from paperledge.story.acronyms import ACRONYM, can_be_said
from paperledge.story.english import count, hardness, is_clause
from paperledge.story.person import speaks_for_people
from paperledge.story.reading import (
    CLOSING,
    DEED,
    DEICTIC,
    FOUND,
    SELF_STANDING,
    Told,
    is_speakable,
    points_back,
    reads_well,
    summary_range,
)
from paperledge.story.shorten import GUARD, hangs_on

_SHORTEST, _LONGEST = 9, 22  # words of a quotation
# Words that tie a sentence to the one before are left out of a quotation, which stays one stretch.
_TIE = re.compile(
    r"^(?:However|Thus|Therefore|Moreover|Furthermore|Additionally|In addition|Hence|Overall|"
    r"Finally|Nevertheless|Consequently|Importantly|Notably|In conclusion|In summary|As a result|"
    r"Together|Specifically|In particular|To conclude|Interestingly), "
)
# What leads into a finding: the finding alone may be quoted. Not "suggest": a hedge stays.
_LEAD = re.compile(
    r"^(?:(?:Extensive |Our |The |These |Experimental )*(?:experiments?|results?|findings|evaluations?|"
    r"analys[ie]s)|We)"
    r"(?: [\w-]+){0,6}? (?:demonstrate|show|reveal|find|found|showed|conclude|argue) that (?=\w)",
    re.IGNORECASE,
)
_LEAST = -1.6  # worth below which nothing is quoted
_WORTH = {"result": 3.0, "other": 2.0, "objective": 1.2, "method": 0.6, "background": 0.3}
_STRIKING = re.compile(
    r"\b(?:we (?:conclude|argue|believe|hope|find|show)|suggests?|may|might|could|surprising\w*|even|only|not|"
    r"first|more than|"
    r"rather than|despite|need|important|why|how)\b",
    re.IGNORECASE,
)


# What the end of a paper says of the work as a whole.
_ROUTINE = re.compile(
    r"\b(?:performed|described|purified|isolated|carried out|standard procedure)\b", re.IGNORECASE
)
# Words for colleagues: thanks, tests, plans, lists to come, what was done before. Nobody remembers these.
_DULL = re.compile(
    r"\b(?:supported by|thanks?|gift|grants?|statistical significance|Wilcoxon|t-test|using a paired|cytometr\w+|"
    r"following (?:questions|sections?|reasons)|several reasons|avenues|would like to|not attempted|we list|"
    r"will (?:explore|investigate|extend)|time constraints|additional ideas|different methods|experiment \d\w?|"
    r"previously (?:demonstrated|shown|reported|described))\b|^(?:To|In order to) \w+|^Note that\b|"
    r"^There (?:is|are|was|were)\b|, however,",
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"intro", re.IGNORECASE)  # of a text whose abstract can't be told
_OF_THE_WORK = re.compile(
    r"\b(?:we|our|this (?:study|work|paper)|these (?:results|findings|data))\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the paper to be said as they stand; `text` is a stretch of prose.plain(passage.text)."""

    passage: Passage
    place: int
    text: str
    leads: str = "finding"  # what the host announces: "problem", "deed" or "finding"


def pick_quote(
    document: Document, told: Sequence[Told], span: tuple[int, int], damaged: Callable[[str], bool]
) -> Quote | None:
    """Words of the abstract, or of the end of a full text, 9 to 22, that stand alone; None when none are to "
    "spare."""
    if len(told) < 3 and document.read == "abstract":
        return None
    leaned_on = {t.place - 1 for t in told if t.leans}
    first, simple = told[0].place if told else -1, range(*summary_range(document))
    options = []
    for place, passage, text, role in _candidates(document, told, span):
        inside = span[0] <= place < span[1] or place in simple
        if damaged(passage.text) or _ROUTINE.search(text) or (not inside and not _OF_THE_WORK.search(text)):
            continue
        if place in simple and (role == "background" or not _STRIKING.search(text)):
            continue  # the story needs it where it stands
        worth = (
            _WORTH[role]
            + _worth(text)
            - 1.5 * (place in leaned_on and role != "background")
            - 0.5 * (place == first)
        )
        # A listener who hears an acronym first thing is lost.
        worth -= 2.0 * (
            _leads(text, role) == "problem" and any(not can_be_said(a, {}) for a in ACRONYM.findall(text))
        )
        worth -= 4.0 * bool(_DULL.search(text))
        worth -= 0.5 * (text != plain(passage.text)) + 1.0 * (not text.endswith((".", "!"))) + 1.0 * (not inside)
        options.append((worth, -place, Quote(passage, place, text, _leads(text, role))))
    best = max(options, key=lambda o: o[:2], default=None)
    return best[2] if best and best[0] > _LEAST else None


def _leads(text: str, role: str) -> str:
    if FOUND.search(text):
        return "finding"
    return "deed" if DEED.search(text) else "problem" if role == "background" else "finding"


def _candidates(
    document: Document, told: Sequence[Told], span: tuple[int, int]
) -> Iterator[tuple[int, Passage, str, str]]:
    """(place, passage, words, role) of what may be quoted."""
    roles = {t.place: t.role for t in told}
    places = list(range(*span))
    if document.read == "full text":
        places += range(*summary_range(document))
        ends = (CLOSING, _BEGINNING) if len(told) < 3 else (CLOSING,)
        rest = (i for i in range(len(document.passages)) if i not in range(*span))
        places += [i for i in rest if any(end.search(document.passages[i].part) for end in ends)]
    for place in places:
        passage = document.passages[place]
        whole = plain(passage.text)
        untied = _TIE.sub("", whole)
        for text in dict.fromkeys(
            (untied, _LEAD.sub("", untied), _without_tail(untied), _without_tail(_LEAD.sub("", untied)))
        ):
            if _SHORTEST <= count(text) <= _LONGEST and is_speakable(passage.text) and _stands_alone(text):
                role = roles.get(place, "result" if place >= span[1] else "other")
                yield place, passage, text, role
                break


_TAIL = re.compile(r", (?:which|thereby|thus|and thus|with|(?!during\b)[a-z-]+ing)\b[^.;]*\.$")


def _without_tail(text: str) -> str:
    """The main clause alone, unless its tail limits what it says."""
    found = _TAIL.search(text)
    return text[: found.start()] if found and not GUARD.search(found.group()) else text


_OWN = re.compile(
    r"\b(?:these|this|those) (?:new |current )?(?:results?|findings?|data|observations?|analys[ie]s)\b",
    re.IGNORECASE,
)


def _stands_alone(text: str) -> bool:
    return (
        reads_well(text)
        and not text.endswith("?")
        and not re.match(r"As (?:we|shown|described)\b", text)
        and not speaks_for_people(text)
        and is_clause(text)
        and not (DEICTIC.match(text) and not SELF_STANDING.match(text))
        and not hangs_on(text)
        and not re.match(r"(?!.*\bthat\b.*, and that\b).*, and that\b", text)
        and not re.match(r"(?:Is|Are|Do|Does|Can|Will|Could|Would) (?:it|they|this|these|such)\b", text)
        and not re.search(r"[(\[“\"`‘:;—]|'(?!\w)| - ", text)
    )


def _worth(text: str) -> float:
    return (
        0.4 * min(2, len(_STRIKING.findall(text)))
        + 0.02 * count(text)
        - 1.0 * bool(DEED.search(text))
        - 0.8 * ("also" in text or text.startswith(("First", "Then", "Next", "Finally", "Second")))
        - 2.2 * max(0.0, hardness(text) - 1.7)
        - 0.6 * bool(re.search(r"\d", text))
        - 0.8 * points_back(_OWN.sub("", text))
        - 0.4 * len(re.findall(r"\b\w*[A-Z]\w*[A-Z]\w*", text))
    )
