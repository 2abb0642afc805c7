"""The host's few words between two stretches of a full text: what the second is about, and how it follows.

They come from phrases.toml and claim nothing: at most they name a thing the next sentences speak of, in the words
of the paper, without number or name.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from paperledge.records import Document, Kind, Section
from paperledge.story.body import is_closing
from paperledge.story.english import JOINING, NOUNS_TOO, count, is_surely_finite, verb_forms
from paperledge.story.phrases import Chooser, read_data
from paperledge.story.reading import Told, abstract_range
from paperledge.story.subjects import named_first, often_named, stems
from paperledge.story.terms import can_be_topic
from paperledge.story.worth import OF_THE_WORK

_LEAST = 1.2  # worth of a topic from which on it is named
_NEAR = 3  # passages: what stands nearer is still the same stretch
_TOKEN = re.compile(r"[^\W\d_][\w'’-]*|\d[\w.,%-]*|[^\w\s]")
_BEFORE = frozenset("of in on for with from by between within across during into about through under than".split())
_AFTER = _BEFORE - {"of"} | frozenset("and or but to at as while when where if because since so via using".split())
# Without "the" a noun says that it means many, or no single one.
_UNCOUNTED = re.compile(r"(?:[^suio]s|ata|ia|ion|ment|ness|ity|ance|ence|ism|ics|ogy|graphy|apy|ysis|eria|ing)$")
_VAGUE = frozenset(
    w[:6]
    for w in (
        "number numbers amount value values data result results finding findings kind kinds type types part "
        "parts way ways level levels difference differences change changes example examples time times order "
        "addition contrast fact practice general particular experiment experiments study studies comparison "
        "comparisons literature future author authors group groups condition conditions reason reasons "
        "question questions sample samples information presence absence majority set sets work works paper "
        "papers article section step steps point points previous better worse best worst effective safe fail "
        "failure thing things use users increase decrease rest total end beginning possibility possible "
        "evidence turn interest term terms purpose view performance respect line lines first second third "
        "fourth last next main shown given known seen such relationship relationships researcher"
    ).split()
)
_CAUSE = re.compile(
    r"\b(?:because|due to|explain\w*|explanation|reason|caused by|mechanism|accounts? for)\b", re.IGNORECASE
)
_TRIES = re.compile(
    r"\b[Ww]e (?:\w+ly |also |then |next )?(?:test|examin|compar|measur|ask|look|check|analy[sz]|"
    r"investigat|assess)(?:ed)\b"
)
_DOES = re.compile(r"\b(?:[Ww]e|[Oo]ur|using|by \w+ing|(?:is|are|was|were) (?:\w+ly )?\w+ed)\b")
_SEES = re.compile(
    r"\b(?:found|find|show\w*|observed?|reveal\w*|outperform\w*|had|was|were|did|\w+ed (?:in|with|by)|higher|"
    r"lower|more|less|fewer|increase\w*|decrease\w*|improve\w*|achieve\w*)\b|\d"
)


class Bridges:
    """Words between two stretches, as long as there are some to spare; no wording or topic comes twice."""

    def __init__(self, document: Document, chooser: Chooser, words: int) -> None:
        """words: how many the bridges of one script may take."""
        self._document, self._chooser, self._room = document, chooser, words
        self._said: set[str] = set()
        self._told: list[Told] = []
        self._known = often_named(document, abstract_range(document))
        self._first = named_first(document, abstract_range(document))

    def between(self, items: Sequence[Told], i: int, section: Section) -> tuple[str, Kind] | None:
        """What the host says before the i-th sentence of a section, where a new stretch begins; else None."""
        last = self._told[-1] if self._told else None
        stretch = [items[i], *_run_from(items, i + 1)]
        self._told.append(items[i])
        if not i or last is None or 0 < items[i].place - last.place <= _NEAR:
            return None
        slot, topic = self._relation(last, stretch, section)
        options = read_data("phrases.toml")["bridge"].get(slot, ())
        if not options:
            return None
        text = self._chooser.among(f"bridge.{slot}.{len(self._said)}", options).replace("{topic}", topic)
        if count(text) > self._room:
            return None
        self._room -= count(text)
        self._said |= {slot, *stems(topic)}
        return text, "question" if text.endswith("?") else "patter"

    def _relation(self, last: Told, stretch: Sequence[Told], section: Section) -> tuple[str, str]:
        """How a stretch belongs to what was told before it, as a slot of phrases.toml, and the topic it needs."""
        start, stop = abstract_range(self._document)
        first, text = stretch[0], stretch[0].pieces[0]
        if first.limit and "limit" not in self._said:
            return "limit", ""
        if is_closing(first) and not is_closing(last):
            return self._once("end"), ""
        if start <= first.place < stop:
            return (self._once("sum") if section == "finding" else ""), ""
        from_abstract = start <= last.place < stop
        if from_abstract and section == "method" and _DOES.search(text):
            return self._once("method"), ""
        if slot := self._answered(text, "first"):
            return slot, ""
        topic = self._topic(stretch)
        if topic:
            return self._manner(topic), topic
        if slot := self._answered(text, "then"):
            return slot, ""
        behind = section == "problem" and not OF_THE_WORK.search(text)
        if from_abstract and (behind or (section == "finding" and _SEES.search(text))):
            return self._once(section), ""
        if stems(text) & stems(" ".join(last.pieces)):
            if _CAUSE.search(text):
                return self._once("why"), ""
            return (self._once("test") if _TRIES.search(text) else ""), ""
        return (self._once("test") if _TRIES.search(text) else self._once("on")), ""

    def _answered(self, text: str, order: str) -> str:
        """Of some of phrases.toml's questions the first, not yet asked, that a sentence answers; ""."""
        cues = read_data("phrases.toml")["answers"][order]
        asked = (slot for slot, says in cues.items() if re.search(rf"\b(?:{says})", text))
        return next((slot for slot in asked if slot not in self._said), "")

    def _once(self, slot: str) -> str:
        return "" if slot in self._said else slot

    def _manner(self, topic: str) -> str:
        """Whether a topic is new, was just spoken of, or comes up again."""
        named = stems(topic)
        if named & stems(" ".join(self._told[-2].pieces)):
            return "more"
        if any(named <= stems(" ".join(t.pieces)) for t in self._told[:-2]):
            return "back"
        return "new"

    def _topic(self, stretch: Sequence[Told]) -> str:
        """The phrase of a stretch's first sentence that its other sentences, title or abstract take up; ""."""
        sentences = [stems(" ".join(t.pieces)) for t in stretch]
        told = [stems(" ".join(t.pieces)) for t in self._told]
        text = stretch[0].pieces[0]
        best, chosen = _LEAST, ""
        for phrase in noun_phrases(text, self._document.text):
            named = stems(phrase)
            if (
                not named
                or named & self._said
                or (" " not in phrase.removeprefix("the ") and not named <= self._first)
            ):
                continue  # a single word must be one the listener has met
            taken_up = sum(named <= s for s in sentences[1:])
            common = sum(named <= s for s in told) / len(told)
            early = phrase.lower() in text.lower()[: len(text) // 2]
            worth = taken_up + 0.8 * (named <= self._known) + 0.5 * early + 0.4 * len(named) - 2 * common
            if worth > best:
                best, chosen = worth, phrase
        return chosen


def _run_from(items: Sequence[Told], i: int) -> list[Told]:
    """The sentences from the i-th on that belong to the same stretch as the one before it."""
    follows = takewhile(lambda k: 0 < items[k].place - items[k - 1].place <= _NEAR, range(i, len(items)))
    return [items[k] for k in follows]


def noun_phrases(text: str, whole: str) -> Iterator[str]:
    """Phrases of one or two words that stand apart in a sentence and can follow "what about": "the linker",
    "tail slaps". whole: the paper's text, which tells whether the first word of a sentence is a name."""
    tokens = _TOKEN.findall(text)
    if tokens and tokens[0][1:].islower() and re.search(rf"(?<![\w-]){re.escape(tokens[0].lower())}\b", whole):
        tokens[0] = tokens[0].lower()
    for i in range(len(tokens)):
        for size in (2, 1):
            run, after = tokens[i : i + size], tokens[i + size : i + size + 1]
            if len(run) < size or not all(map(_can_name, run)) or not _ends_phrase(run, after):
                continue
            if size == 2 and (run[0].endswith("ing") or run[1].endswith("ing")):
                continue  # "discriminating brains", "transcripts corresponding": a deed, not a thing
            if after[:1] in (["and"], ["or"]) and tokens[i + size + 2 : i + size + 3] not in ([], ["."], [","]):
                continue  # "the modern and ancestral genes": half of a phrase
            before = tokens[i - 1].lower() if i else ""
            if before == "the":
                yield "the " + " ".join(run)
            elif (not i or before in _BEFORE) and _UNCOUNTED.search(run[-1]):
                yield " ".join(run)


def _can_name(word: str) -> bool:
    """Whether a word may be part of a topic: neither a name, nor a verb, nor so vague that it names nothing."""
    if not word.islower() or len(word) < 4 or word in JOINING or word[:6] in _VAGUE or re.search(r"\W", word):
        return False
    verb = any(word in forms for forms in verb_forms()) and word not in NOUNS_TOO
    return (not verb and not word.endswith(("ly", "ed", "er", "est"))) or word.endswith(
        ("ayer", "arker", "inker", "ncer")
    )


def _ends_phrase(run: Sequence[str], after: Sequence[str]) -> bool:
    if not can_be_topic(" ".join(run)):
        return False
    return (
        not after
        or after[0] in ".,;:"
        or after[0] in _AFTER
        or is_surely_finite(after[0])
        or after[0].endswith("ed")
    )
