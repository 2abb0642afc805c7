"""The built-in narrator: picks, shortens and orders a paper's own sentences, and explains its terms.

No model that invents. What it says about the paper is a `claim` or `quote` and names its passages; all else comes
from phrases.toml and concepts/*.toml and holds nothing of the paper but its topic.
"""

import re

from paperledge.errors import PaperError
from paperledge.prose import plain
from paperledge.records import Document, Kind, Paper, Script, Section, Sentence
from paperledge.sources import abstract_document
from paperledge.story.acronyms import Introducer, explained_at, find_acronyms, one_of
from paperledge.story.bridges import Bridges
from paperledge.story.concepts import open_book
from paperledge.story.credit import credit_lines, how_read, said_title, title_to_greet
from paperledge.story.dials import add_touches, terms_explained
from paperledge.story.english import count, hardness
from paperledge.story.outline import Outline
from paperledge.story.person import TEAM, WE, retell
from paperledge.story.personas import Dials, Persona, open_persona
from paperledge.story.phrases import Chooser, read_data
from paperledge.story.reading import Told, abstract_range, is_order, told_with
from paperledge.story.saying import WORKS, answers, asked, bare_question, contract, numbered, without_loose_opening
from paperledge.story.shares import has_room, spare_patter, spare_picture, yield_to_paper
from paperledge.story.shorten import upper_first
from paperledge.story.simpler import outline_for
from paperledge.story.terms import BROAD, Explained, places_of
from paperledge.story.topic import ABOUT, Topic, find_topic

WORDS_A_MINUTE = 150
_SPAN = {"abstract": (300, 450), "full text": (600, 750)}  # words of an episode
_CUE = re.compile(r"\bthink of\b|\bimagine\b|\bit's like\b|\blike an? ", re.IGNORECASE)
_DEFINITIONS = 4  # sentences that only say what an acronym stands for
_HARD_TITLE = 2.6  # syllables a word: above, the topic is said in place of the title
_ALSO = re.compile(r"(?:They|It|The (?:researchers|authors)) also ")
_WEIGHTY = 1.4  # of a concept that may open the story
_TO_EXPLAIN = 120  # words for explanations where the claims are simple: three or four of them
_BRIEF = 135  # words of the paper below which the host takes the shorter of his wordings everywhere
# Words an episode spends on greeting, explanations, audiences, questions and credit.
_FRAME = {"abstract": 215, "full text": 295}


def write_script(
    document: Document | Paper, *, seed: int = 0, minutes: float | None = None, persona: str | Persona = "ernis"
) -> Script:
    """An episode about one paper, in ten sections from greeting to credit; of a Paper its abstract is read.

    300 to 450 words from an abstract, 600 to 750 from a full text, or about 150 a minute asked; fewer where the
    paper does not give more: never padded. The same document, seed and persona give the same script.
    persona: a shipped one's name, the path of a TOML file, or a Persona.
    Raises PaperError when fewer than two English sentences can be told, UsageError for an unknown persona.
    """
    if isinstance(document, Paper):
        document = abstract_document(document)
    host = open_persona(persona) if isinstance(persona, str) else persona
    most = round(minutes * WORDS_A_MINUTE) if minutes else _SPAN[document.read][1] - 30
    frame = _FRAME[document.read] if most > 300 else most // 2
    script = _draft(document, max(40, most - frame), most, host, seed)
    low, high = _SPAN[document.read]
    if minutes or document.read == "abstract" or low <= _words_of(script) <= high:
        return script
    # The host had fewer or more words to say than most: the paper gets the rest, or gives some back.
    middle = (low + high) // 2
    most += middle - _words_of(script)
    other = _draft(document, most - frame, most, host, seed)
    return min(script, other, key=lambda s: abs(_words_of(s) - middle))


def _words_of(script: Script) -> int:
    return sum(count(s.text) for s in script.sentences)


def _draft(document: Document, budget: int, most: int, host: Persona, seed: int) -> Script:
    """A script with about `budget` words of the paper's, of at most about `most` in all."""
    outline = outline_for(document, budget, host.claims)
    told = [t for items in outline.told.values() for t in items]
    if not told or (len(told) < 2 and len(document.passages) > 1 and outline.words < 20):
        raise PaperError(
            f"{document.paper.id}: too little of the text can be told; {len(told)} of "
            f"{len(document.passages)} sentences are whole, plain English",
            kept="the paper stays in the digest",
            next_step="give a full text in English, or tell another paper",
        )
    start, stop = abstract_range(document)
    read = [p for p in document.passages[start:stop] if not is_order(p.text)]
    read += [t.passage for t in told if not start <= t.place < stop]
    topic = find_topic(document, " ".join(plain(p.text) for p in read), open_book())
    chooser = Chooser(f"{document.paper.id}\n{seed}", read_data("phrases.toml"), host.forbidden)
    return _Telling(document, outline, topic, chooser, host, most).script(seed)


class _Telling:
    """One script in the making; methods add sections in the order they are heard."""

    def __init__(
        self, document: Document, outline: Outline, topic: Topic, chooser: Chooser, host: Persona, most: int
    ) -> None:
        self.document, self.outline, self.topic, self.chooser, self.host = document, outline, topic, chooser, host
        self.sentences: list[Sentence] = []
        self.explained: set[str] = set()
        self.bridges = Bridges(document, chooser, words=round(0.055 * outline.words))
        texts = [p for items in outline.told.values() for t in items for p in t.pieces]
        paper = " ".join(plain(p.text) for p in document.passages[:400])
        self.forms = find_acronyms(paper, open_book())
        self.introducer = Introducer(self.forms, texts, paper)
        self.definitions = 0
        self.counted = any(re.match(r"(?:Second|Then|Next)", t) for t in texts)
        self.begun = any(re.match(r"(?:First|One)", t) for t in texts)
        self.noun = chooser.among("noun", ["the researchers", "the authors"])
        # The host's own words stay below the paper's.
        self.tight = outline.words < 210  # little was read: the host keeps it short too
        self.brief = outline.words < _BRIEF and host.claims != "simple"  # and very short here
        self.spare = min(
            round(0.92 * outline.words) - 95, most - outline.words - (190 if document.read == "full text" else 110)
        )
        # A host who explains much has room for it beyond the common one.
        self.spare += max(0, round(240 * (host.dials.clarity - Dials().clarity)))
        self.simple = host.claims == "simple"  # for listeners to whom every term is new
        if self.simple:
            self.spare = max(self.spare, _TO_EXPLAIN)

    def script(self, seed: int) -> Script:
        self._greet()
        self._explain_first()
        for section in ("problem", "method", "finding"):
            self._tell(section, self.outline.told[section])
        self._quote()
        self._say_why()
        self._ponder()
        self._close()
        if "picture" in self.host.devices:
            self._add_picture()
        self.sentences = add_touches(self.sentences, self.host.dials, self.chooser, self.tight)
        spare_patter(self.sentences)
        yield_to_paper(self.sentences)
        spare_picture(self.sentences)
        if "hinge" in self.host.devices:
            self._add_hinges()
        if "ponder" in self.host.devices:
            self._ask_more(topic=self.topic.terms[0] if self.topic.terms else "")
        return Script(
            title=plain(self.document.paper.title),
            papers=(self.document.paper.id,),
            source_sha256=(self.document.sha256,),
            sentences=tuple(self.sentences),
            read=self.document.read,
            seed=seed,
            persona=self.host.name,
            notes=self.document.notes,
        )

    def _add(self, text: str, section: Section, kind: Kind, passages: tuple[str, ...] = ()) -> None:
        self.sentences.append(Sentence(text, section, kind, passages))

    def _greet(self) -> None:
        self._add(self._own("greeting", self.host.greetings), "greeting", "patter")
        terms, passages = self.topic.terms, places_of(self.topic.terms, self.document.passages, self.forms)
        title = title_to_greet(self.document.paper)
        if title and (not terms or hardness(title) < _HARD_TITLE or terms[0] in BROAD or " " not in terms[0]):
            text = self.chooser.pick("titled", "general", title=title).replace("?”.", "?”").replace("!”.", "!”")
            self._add(text, "greeting", "credit")
        elif terms and passages:
            text = self.chooser.pick("topic", "two" if len(terms) > 1 else "one", a=terms[0], b=terms[-1])
            self._add(text, "greeting", "claim", passages)
        elif not is_order(self.document.paper.title):
            self._add(f"Today's paper is called “{said_title(self.document.paper)}”.", "greeting", "credit")
        read = how_read(self.document, self.outline.words >= 90 or self.simple)
        self._add(self.chooser.pick("disclosure", read, short=self.tight), "greeting", "disclosure")

    def _own(self, slot: str, wordings: tuple[str, ...]) -> str:
        """A wording of the persona's own, or of those that all share."""
        if not wordings:
            return self.chooser.pick(slot, short=self.tight, host=self.host.host)
        return self.chooser.among(slot, wordings, self.tight).replace("{host}", self.host.host)

    def _explain_first(self) -> None:
        """The weightiest concept opens the story; a second one joins it where there is room."""
        for i, item in enumerate([e for e in self.topic.concepts if e.weight >= _WEIGHTY][:2]):
            if i == 0 or self.spare >= 120:
                self._explain(item, "analogy", ask=True)

    def _add_picture(self) -> None:
        """A picture of the kind of work, unless the paper's own terms gave two: beside those it adds nothing."""
        analogies = [s.text for s in self.sentences if s.kind == "analogy"]
        if len(analogies) >= 2 and (self.tight or sum(len(_CUE.findall(text)) for text in analogies) >= 2):
            return
        at = next(i for i, s in enumerate(self.sentences) if s.section != "greeting")
        text = (
            self.chooser.among("picture", self.topic.themes[0].pictures, self.brief)
            if self.topic.themes
            else self.chooser.pick("picture", self.topic.kind, short=self.brief)
        )
        self.sentences.insert(at, Sentence(text, "analogy", "analogy"))

    def _explain(self, item: Explained, section: Section, ask: bool = False) -> None:
        concept = item.concept
        full = len(self.explained) >= terms_explained(self.host.dials.clarity)
        if full or concept.term in self.explained or (self.explained and self.spare < item.words):
            return
        if ask:
            self._add(
                self.chooser.pick("ask", "what", asked=asked(concept.plain, concept.term)),
                section,
                "question",
            )
        self._add(
            self.chooser.among(f"plain {concept.term}", [concept.plain, *concept.more_plain], self.brief),
            section,
            "background",
        )
        self._add(
            self.chooser.among(f"analogy {concept.term}", [concept.analogy, *concept.more_analogies], self.brief),
            section,
            "analogy",
        )
        self.explained.add(concept.term)
        self.spare -= item.words
        self.introducer.knows(concept.plain)

    def _tell(self, section: Section, items: list[Told]) -> None:
        team, recent, run = False, False, 0
        for i, told in enumerate(items):
            if self.document.read == "full text" and (said := self.bridges.between(items, i, section)):
                self._add(said[0], section, said[1])
            if (
                self.outline.quote
                and self.outline.quote.leads == "problem"
                and told.place > self.outline.quote.place
            ):
                self._quote(section)  # what the paper starts from is quoted where it stands
            if self.sentences[-1].kind != "claim":
                team, recent, run = False, False, 0
            for k, piece in enumerate(told.pieces):
                defined, elsewhere = self.definitions, self._define(piece, told, section)
                self._define_ahead(told_with(items, i, k), told, section)
                if self.definitions > defined:
                    team, recent, run = False, False, 0
                text = retell(numbered(piece, self.begun, self.counted), team and run < 3, recent, self.noun)
                text = contract(self.introducer.say(text))
                text = without_loose_opening(text, first=i == 0 and k == 0)
                if _ALSO.match(text) and _ALSO.match(self.sentences[-1].text):
                    text = text.replace(" also ", " ", 1)
                self._add(text, section, "claim", (told.passage.id, *elsewhere))
                # "They" and "their" of other things do not make the team understood.
                ours = bool(WE.search(piece))
                named, recent = bool(TEAM.match(text)) and ours, ours
                run = run + 1 if team and named and text.startswith("They") else 0
                team = named
            if (section in {"problem", "method"} or self.simple) and not (
                i + 1 < len(items) and items[i + 1].leans
            ):
                self._explain_used(told, section)

    def _define(self, piece: str, told: Told, section: Section) -> tuple[str, ...]:
        """See to acronyms of a sentence that another passage explains: said in full where that reads well, these
        passages are given; else what one stands for is said before it."""
        elsewhere = []
        for short, long, before_noun in self.introducer.unheard(piece):
            where = explained_at(self.document.passages, short, long)
            if where == told.passage.id or not (where or short in self.introducer.borrowed):
                continue
            if long.islower() and not before_noun:
                elsewhere.append(where)
            else:
                self._stands_for(short, long, where, section)
        return tuple(dict.fromkeys(elsewhere))

    def _define_ahead(self, leaning: str, told: Told, section: Section) -> None:
        """Say what acronyms of sentences stand for that lean on the one to come: nothing may come in between."""
        for short, long, before_noun in self.introducer.unheard(leaning):
            where = explained_at(self.document.passages, short, long)
            if (
                (where or short in self.introducer.borrowed)
                and where != told.passage.id
                and (before_noun or not long.islower())
            ):
                self._stands_for(short, long, where, section)

    def _stands_for(self, short: str, long: str, where: str, section: Section) -> None:
        if self.definitions < _DEFINITIONS:
            text = f"{short} stands for {one_of(long, self.document.text)}."
            self._add(text, section, "claim" if where else "background", (where,) if where else ())
            self.introducer.heard(short)
            self.definitions += 1

    def _explain_used(self, told: Told, section: Section) -> None:
        """Explain a concept that was just used for the first time, if there is room; of simple claims each one."""
        text, least = " ".join(told.pieces), 0 if self.simple else 1
        for item in self.topic.concepts:
            if (
                item.concept.term not in self.explained
                and item.weight >= least
                and re.search(rf"\b{re.escape(item.surface)}(?!(?-i:-[A-Z]))", text, re.IGNORECASE)
            ):
                self._explain(item, section)
                if not self.simple:
                    return

    def _quote(self, section: Section = "quote") -> None:
        quote = self.outline.quote
        if quote and not any(s.kind == "quote" for s in self.sentences):
            self._add(self.chooser.pick("quote", quote.leads, short=self.tight), section, "patter")
            self._add(f"“{quote.text}”", section, "quote", (quote.passage.id,))

    def _say_why(self) -> None:
        self._tell("why", self.outline.told.get("why", []))
        topic = self.topic.terms[0] if self.topic.terms else ABOUT[self.topic.field]
        passages = self._basis()
        other = read_data("phrases.toml")["why"]["practice_other"]
        work = "practice" if self.topic.kind == "method" or self.topic.field not in other else "practice_other"
        keys = {
            "research": ("research", self.topic.kind),
            "practice": (work, self.topic.field),
            "public": ("public", self.topic.field),
            "pupil": ("pupil", self.topic.field),
        }
        for who, key in (keys[audience] for audience in self.host.audiences):
            if who == "public" and self.topic.themes:
                text = self.chooser.among("why public", self.topic.themes[0].matters, self.brief)
            else:
                text = self.chooser.pick("why", who, key, short=self.tight, topic=topic)
            self._add(text, "why", "implication", passages)

    def _basis(self) -> tuple[str, ...]:
        """The passages an implication rests on: where the topic stands, and the main things done and found."""
        told = [t.passage.id for s in ("method", "finding") for t in self.outline.told[s][:1]]
        first = [t.passage.id for items in self.outline.told.values() for t in items][:1]
        return tuple(
            dict.fromkeys([*places_of(self.topic.terms[:1], self.document.passages, self.forms), *(told or first)])
        )

    def _ponder(self) -> None:
        self._add(self._pondered(0, "work", self.topic.kind), "ponder", "question")
        if "ponder" in self.host.devices:
            if "pupil" in self.host.audiences:
                second = self.chooser.pick("ponder", "pupil", self.topic.field)
            else:
                second = "" if self.brief else self._pondered(1, "ethics", self.topic.field)
            self._add(second or self.chooser.pick("ponder", "more", "ethics", short=True), "ponder", "question")

    def _pondered(self, place: int, slot: str, key: str) -> str:
        """A question of the paper's theme of this rank, else of its kind or field."""
        said = {bare_question(s.text) for s in self.sentences}
        if place < len(self.topic.themes):
            ponders = [p for p in self.topic.themes[place].ponders if bare_question(p) not in said]
            text = self.chooser.among(f"ponder {place}", ponders, self.brief)
            return upper_first(text.removeprefix("And ")) if place == 0 else text
        topic = self.topic.terms[0] if self.topic.terms else ""
        text = self.chooser.pick("ponder", slot, key, short=self.brief, topic=topic)
        if bare_question(text) in said:
            text = self.chooser.pick("ponder", "more", "work", short=self.tight)
        return text

    def _close(self) -> None:
        self._add(self._own("signoff", self.host.signoffs), "signoff", "patter")
        for line in credit_lines(self.document.paper):
            self._add(line, "credit", "credit")

    def _add_hinges(self) -> None:
        """Ask on the way into the finding and the reasons, as far as patter stays a small part of the whole."""
        limits = any(t.limit for t in self.outline.told["finding"][:1])  # a limit is no finding
        for section, slot in (("finding", "found"), ("why", "matter"))[int(limits) :]:
            first = self._answer(section)
            if first is None or self.sentences[first - 1].kind == "question":
                continue
            works = slot == "found" and WORKS.search(self.sentences[first].text)
            text = self.chooser.pick("ask", f"found_{self.topic.kind}" if works else slot)
            if not has_room(self.sentences, text):
                continue
            self.sentences.insert(first, Sentence(text, section, "question"))  # type: ignore[arg-type]
            recap = self.chooser.pick("bridge", "recap")
            halfway = min(len(self.outline.told[s]) for s in ("problem", "method")) > 1
            long = section == "finding" and self.document.read == "full text"
            if long and halfway and has_room(self.sentences, recap):
                self.sentences.insert(first, Sentence(recap, "finding", "patter"))

    def _answer(self, section: str) -> int | None:
        """Where a question before a section is answered: at its first sentence; of findings, a result."""
        places = [i for i, s in enumerate(self.sentences) if s.section == section]
        if section == "finding":
            return next((i for i in places if answers(self.sentences[i].text)), None)
        leans = any(t.leans for t in self.outline.told.get(section, [])[:1])  # it goes on from the one before
        return places[0] if places and not leans else None

    def _ask_more(self, topic: str) -> None:
        """More to ponder, where the episode has asked less than four questions."""
        last = max(i for i, s in enumerate(self.sentences) if s.section == "ponder")
        said = {s.text for s in self.sentences}
        for slot in ("work", "ethics"):
            text = self.chooser.pick("ponder", "more", slot, short=self.tight, topic=topic)
            if text not in said and sum(s.text.count("?") for s in self.sentences) < 4:
                self.sentences.insert(last, Sentence(text, "ponder", "question"))
            if self.tight:
                return  # one more will do: the paper has said little
