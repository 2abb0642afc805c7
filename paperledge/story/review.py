"""Several papers in one episode: a greeting, what is to come, each paper in short, one goodbye.

Each paper's part is picked from what `write_script`, or another writer, makes of it, so nothing here words a
claim of its own but the table of contents. Every sentence about a paper names it, for the check holds it to that
paper alone.
"""

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from paperledge.errors import PaperError, ScriptError
from paperledge.records import Document, Kind, Paper, Read, Script, Section, Sentence, Skipped
from paperledge.sources import abstract_document
from paperledge.story.concepts import open_book
from paperledge.story.credit import credit_lines, short_title
from paperledge.story.english import count
from paperledge.story.narrator import WORDS_A_MINUTE, write_script
from paperledge.story.personas import Persona, open_persona
from paperledge.story.phrases import Chooser, expand, read_data
from paperledge.story.reading import is_order
from paperledge.story.shorten import upper_first
from paperledge.story.terms import BROAD
from paperledge.story.topic import read_topic

MOST_PAPERS = 12  # of one episode
WORDS_A_PAPER = 200  # spoken where no length is asked for; 150 to 220 come of it
_PAPER_SHARE = 0.6  # of them in the paper's own words
_OVER = 1.1  # of what was asked, before explanations give way
_FRAME = 80  # of greeting, contents and goodbye
_LEAST = 60  # asked of a paper's script, however short the episode
_AROUND = 45  # words of title, authors and the reason why it may matter
_COUNTS = "no one two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_ASIDES = {"background", "analogy", "question"}
_ASIDE_SECTIONS = {"analogy", "problem", "method", "finding"}
_ONE_PAPER = re.compile(r"\bpaper\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Part:
    """One paper's part: its place from 0, the script it is picked from, and the words it may take."""

    document: Document
    script: Script
    place: int
    last: bool  # of three or more
    words: int

    @property
    def slot(self) -> str:
        """Key of the phrases for its place."""
        return "first" if self.place == 0 else "last" if self.last else "next"


def write_review(
    documents: Sequence[Document | Paper],
    *,
    seed: int = 0,
    minutes: float | None = None,
    persona: str | Persona = "ernis",
    week: bool = False,
    tell: Callable[[Document, int], Script] | None = None,
) -> tuple[Script, tuple[Skipped, ...]]:
    """An episode about several papers, told in the order given; and those that could not be told, with the reason.

    150 to 220 words a paper, or an even share of about 150 a minute asked; some 130 is the least a paper takes.
    week: the greeting and the title speak of the week. tell: another writer's script about one paper, of so many
    words besides greeting and goodbye. Where one paper alone can be told, it gets an ordinary episode. The same
    documents, seed and persona give the same script.
    Raises PaperError when none can be told, UsageError for an unknown persona.
    """
    host = open_persona(persona) if isinstance(persona, str) else persona
    read = list({d.paper.id: d for d in map(_as_document, documents)}.values())
    asked = round((minutes or 0.0) * WORDS_A_MINUTE) - _FRAME
    words = max(_LEAST, asked // max(1, len(read))) if minutes else WORDS_A_PAPER
    scripts, skipped = _tell_each(read, seed, words, host, tell)
    told = [d for d in read if d.paper.id in scripts]
    if not told:
        raise PaperError(
            f"none of {len(read)} papers can be told: " + "; ".join(s.reason for s in skipped),
            kept="the papers in the library",
            next_step="give full texts in English, or tell other papers",
        )
    if len(told) == 1:
        alone = scripts[told[0].paper.id]
        return alone if tell else write_script(told[0], seed=seed, minutes=minutes, persona=host), skipped
    parts = [_Part(d, scripts[d.paper.id], i, 2 <= i == len(told) - 1, words) for i, d in enumerate(told)]
    return _Review(parts, host, seed, week=week).script(), skipped


def _as_document(given: Document | Paper) -> Document:
    return abstract_document(given) if isinstance(given, Paper) else given


def _tell_each(
    documents: Sequence[Document],
    seed: int,
    words: int,
    host: Persona,
    tell: Callable[[Document, int], Script] | None,
) -> tuple[dict[str, Script], tuple[Skipped, ...]]:
    """Each paper's own script, and the papers that give none."""
    scripts: dict[str, Script] = {}
    skipped, said = [], set[str]()
    for document in documents:
        try:
            script = tell(document, words) if tell else _narrated(document, seed, words, host, len(scripts), said)
        except (PaperError, ScriptError) as error:
            skipped.append(Skipped(document.paper.id, str(error)))
            continue
        scripts[document.paper.id] = script
        said.update(_reasons(script))
    return scripts, tuple(skipped)


def _narrated(document: Document, seed: int, words: int, host: Persona, place: int, said: set[str]) -> Script:
    """The narrator's script, spoken to one audience in turn: to the first that gives a reason not yet said."""
    # An episode this short keeps half of its words for the paper.
    minutes = 2 * _PAPER_SHARE * words / WORDS_A_MINUTE
    for turn in range(len(host.audiences)):
        speaker = replace(host, audiences=(host.audiences[(place + turn) % len(host.audiences)],))
        script = write_script(document, seed=seed, minutes=minutes, persona=speaker)
        if not said.intersection(_reasons(script)):
            break
    return script


def _reasons(script: Script) -> list[str]:
    return [s.text for s in script.sentences if s.kind == "implication"]


class _Review:
    """One script in the making; methods add what is heard, in order."""

    def __init__(self, parts: Sequence[_Part], host: Persona, seed: int, *, week: bool) -> None:
        self.parts, self.host, self.seed, self.week = parts, host, seed, week
        self.phrases = read_data("review.toml")
        key = "\n".join(part.document.paper.id for part in parts)
        self.chooser = Chooser(f"{key}\n{seed}", self.phrases, host.forbidden)
        self.sentences: list[Sentence] = []
        self.explained: set[str] = set()
        self.leads: set[str] = set()

    def script(self) -> Script:
        self._greet()
        for part in self.parts:
            self._tell(part)
        if "ponder" in self.host.devices:
            self._say(self.chooser.pick("ponder"), "ponder", "question")
        self._say(self._own("signoff", self.host.signoffs), "signoff", "patter")
        self._say(self.chooser.pick("credit"), "credit", "credit")
        documents = [part.document for part in self.parts]
        return Script(
            title=self._title(),
            papers=tuple(d.paper.id for d in documents),
            source_sha256=tuple(d.sha256 for d in documents),
            sentences=tuple(self.sentences),
            read=self._read(),
            seed=self.seed,
            persona=self.host.name,
            notes=tuple(dict.fromkeys(note for d in documents for note in d.notes)),
        )

    def _say(self, text: str, section: Section, kind: Kind, paper: str = "") -> None:
        self.sentences.append(Sentence(text, section, kind, paper=paper))

    def _own(self, slot: str, wordings: Sequence[str]) -> str:
        """A greeting or goodbye that speaks of no single paper."""
        every = [w for pattern in wordings or read_data("phrases.toml")[slot] for w in expand(pattern)]
        common = [w for pattern in read_data("phrases.toml")[slot] for w in expand(pattern)]
        fitting = [w for w in every if not _ONE_PAPER.search(w)] or [w for w in common if not _ONE_PAPER.search(w)]
        return self.chooser.among(slot, fitting).replace("{host}", self.host.host)

    def _greet(self) -> None:
        self._say(self._own("greeting", self.host.greetings), "greeting", "patter")
        size = _COUNTS[len(self.parts)] if len(self.parts) < len(_COUNTS) else str(len(self.parts))
        text = self.chooser.pick("week" if self.week else "papers", count=size, Count=upper_first(size))
        self._say(text, "greeting", "patter")
        for part in self.parts:
            self._announce(part)
        self._say(self.chooser.pick("disclosure", self._read()), "greeting", "disclosure")

    def _read(self) -> Read | Literal["mixed"]:
        reads = {part.document.read for part in self.parts}
        return "mixed" if len(reads) > 1 else reads.pop()

    def _announce(self, part: _Part) -> None:
        """A line of the table of contents: what the paper is about, or its title where no topic is known."""
        paper, nth = part.document.paper, _ORDINALS[part.place]
        topic, passages = _topic(part.document)
        if topic:
            text = self.chooser.pick("contents", part.slot, topic=topic, nth=nth)
            self.sentences.append(Sentence(text, "greeting", "claim", passages, paper.id))
        elif not is_order(paper.title):
            text = self.chooser.pick("contents", "title", title=short_title(paper), nth=nth)
            self._say(text, "greeting", "credit", paper.id)

    def _tell(self, part: _Part) -> None:
        """Title and authors, one explanation, problem, method, finding, quotation, and why it may matter."""
        body = self._body(part)
        lead = self.chooser.among(
            f"opening {part.place}",
            [w.replace("{nth}", _ORDINALS[part.place]) for w in self.phrases["opening"][part.slot]],
        )
        paper = part.document.paper
        section = body[0].section if body else "problem"
        self._say(_opening(lead, credit_lines(paper)[0]), section, "credit", paper.id)
        self.sentences += [replace(s, paper=paper.id) for s in body]

    def _body(self, part: _Part) -> list[Sentence]:
        picked = [(s, term) for s, term in _pick(part.script) if not term or term not in self.explained]
        picked = _within(picked, round(_OVER * part.words) - _AROUND)
        self.explained.update(term for _, term in picked)
        body: list[Sentence] = []
        for sentence, _ in picked:
            if sentence.kind == "question":
                sentence = replace(sentence, text=self._plainly_asked(sentence.text))
            if sentence.kind == "quote":
                body.append(Sentence(self._quote_intro(part), "quote", "patter"))
            body.append(sentence)
        why = [s for s in part.script.sentences if s.kind == "implication"][:1]
        return body + [replace(s, text=upper_first(s.text.removeprefix("And "))) for s in why]

    def _plainly_asked(self, question: str) -> str:
        """A question without its lead ("You may wonder:") where another part had the same."""
        lead, colon, asked = question.partition(": ")
        if not colon or lead not in self.leads:
            self.leads.add(lead)
            return question
        return upper_first(asked)

    def _quote_intro(self, part: _Part) -> str:
        """No two papers' quotations are led up to in the same words while there are others."""
        used = {s.text for s in self.sentences}
        every = [w for pattern in self.phrases["quote"]["intro"] for w in expand(pattern)]
        return self.chooser.among(f"quote {part.place}", [w for w in every if w not in used] or every)

    def _title(self) -> str:
        """The topics of the first papers, for lists and covers."""
        topics = [_topic(p.document)[0] or p.document.paper.title for p in self.parts]
        shown = topics if len(topics) <= 3 else [*topics[:2], f"and {len(topics) - 2} more papers"]
        listed = upper_first("; ".join(shown))
        return f"The week in review: {listed}" if self.week else listed


def _topic(document: Document) -> tuple[str, tuple[str, ...]]:
    """The words for what a paper is about, and the passages they stand in; "" where none can be said."""
    topic, passages = read_topic(document)
    narrow = bool(topic.terms) and topic.terms[0] not in BROAD and " " in topic.terms[0]
    return (" and ".join(topic.terms), passages) if passages and narrow else ("", ())


def _opening(lead: str, credit: str) -> str:
    """ "First: “Title”, by so and so." A lead that ends on a word needs no colon."""
    return credit.replace("The paper is called", lead, 1) if credit.startswith("The paper is called") else credit


def _pick(script: Script) -> list[tuple[Sentence, str]]:
    """What a review keeps of a paper's own script; explanations, and questions they answer, with their term.

    Of another writer's script its own explanations, pictures and first question stay as well: those that stand
    together share a term, so that they stay or give way together.
    """
    terms, picked = _book_terms(), list[tuple[Sentence, str]]()
    own = script.writer != "narrator"
    for sentence, following in pairwise((*script.sentences, None)):
        assert sentence is not None
        term = terms.get(sentence.text, "")
        if sentence.kind == "question" and following and following.kind == "background":
            term = terms.get(following.text, "")
        if own and not term and sentence.kind in _ASIDES and sentence.section in _ASIDE_SECTIONS:
            term = _run_of(sentence, picked)
        told = sentence.kind in {"claim", "quote"} and sentence.section != "greeting"
        asked = own and sentence.kind == "question" and any(s.kind == "question" for s, _ in picked)
        if (told or term) and not asked:
            picked.append((sentence, term))
    return _paper_first(picked) if own else picked


def _run_of(sentence: Sentence, picked: list[tuple[Sentence, str]]) -> str:
    """The term of the asides just before it in its section, else its own text."""
    before, term = picked[-1] if picked else (sentence, "")
    return term if term and before.section == sentence.section else sentence.text


def _paper_first(picked: list[tuple[Sentence, str]]) -> list[tuple[Sentence, str]]:
    """Without the last asides, until the paper's own words have their share."""
    while True:
        paper = sum(count(s.text) for s, term in picked if not term)
        terms = [term for _, term in picked if term]
        if not terms or paper >= _PAPER_SHARE * sum(count(s.text) for s, _ in picked):
            return picked
        picked = [(s, term) for s, term in picked if term != terms[-1]]


def _within(picked: list[tuple[Sentence, str]], most: int) -> list[tuple[Sentence, str]]:
    """At most so many words: explanations give way, the last first; then the quotation, where a number is told."""
    while sum(count(s.text) for s, _ in picked) > most:
        terms = [term for _, term in picked if term]
        numbered = any(s.kind == "claim" and re.search(r"\d", s.text) for s, _ in picked)
        spared = [(s, t) for s, t in picked if (t != terms[-1] if terms else s.kind != "quote" or not numbered)]
        if len(spared) == len(picked):
            break
        picked = spared
    return picked


@functools.cache
def _book_terms() -> dict[str, str]:
    """Each explanation of the concept book -> its term."""
    return {
        text: concept.term
        for concept in open_book().concepts
        for text in (concept.plain, concept.analogy, *concept.more_plain, *concept.more_analogies)
    }
