"""A second voice: a guest who asks what a listener would ask, set into a script that one host tells.

The host's sentences stay as they are. The guest takes over the host's own questions and asks more where the next
sentence answers; what the guest says is a question, a short reaction or a disclosure, and passes the same check.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from paperledge.records import Kind, Script, Sentence
from paperledge.story.english import count
from paperledge.story.personas import Persona, open_persona
from paperledge.story.phrases import Chooser, expand, read_data
from paperledge.story.reading import DEICTIC
from paperledge.story.shorten import upper_first

_APART = 20  # words of the host between a guest's line and a question within a section
_LONG = 110  # words of the host after which the guest asks for more
_WITHIN = 2  # questions within the sections of one paper
_HALF = 0.5  # of the words are the paper's; below, the host gives fewer reasons why it may matter
_PATTER = 0.08  # largest share of greeting, reactions and thanks
_HERE = ("problem", "method", "finding")  # sections the guest leads into
# Of one of several papers the guest asks less: each part is short.
_IN_SHORT = frozenset("hello_several voice term picture method finding quote why limit more thanks".split())
_SPARED = ("", "quote", "why")  # and of these one is not asked, by turns: no two parts that follow sound alike
_ONCE = frozenset({"picture"})  # in an episode; the others once for each paper
_ASKED = re.compile(r"\b(what(?:'s| is| are) [^?]+?)(?:, (?:exactly|then))?\?$", re.IGNORECASE)
_DONE = re.compile(
    r"\b(?:they|the (?:researchers|authors|team))\b|^(?:this|the) (?:\w+ )?(?:paper|survey|study|work|review)\b",
    re.IGNORECASE,
)
_TEAM = re.compile(r"(?:They|The (?:researchers|authors|team))\b")


def add_guest(script: Script, persona: str | Persona = "ernis") -> Script:
    """The script with the persona's guest in it; `speaker` of a sentence is the guest's name, "" for the host's.

    A sentence of the host's is never changed but for an "And" before the last audience; the host's own questions,
    and the words before a quotation, go to the guest; of the questions to ponder the first and the last are left,
    and of the reasons why it may matter as many as leave the paper half of the words, the last one in any case.
    The same script and persona give the same lines.
    """
    host = open_persona(persona) if isinstance(persona, str) else persona
    while True:
        told = _Dialogue(script, host).sentences()
        fewer = _with_fewer_reasons(script)
        if fewer is None or _paper_share(told) >= _HALF or host.claims == "simple":
            return replace(script, sentences=tuple(told))
        script = fewer


def _paper_share(told: Sequence[Sentence]) -> float:
    """The share of claims and quotations in what is said, credit and disclosure left out."""
    sizes = [(s.kind in {"claim", "quote"}, count(s.text)) for s in told if s.kind not in {"credit", "disclosure"}]
    return sum(n for paper, n in sizes if paper) / max(1, sum(n for _, n in sizes))


def _with_fewer_reasons(script: Script) -> Script | None:
    """The script without the first of its reasons why it may matter; None where only one is left for a paper."""
    places = [i for i, s in enumerate(script.sentences) if s.kind == "implication"]
    if len(places) <= len(script.papers):
        return None
    rest = list(script.sentences)
    following = rest[places[1]]
    rest[places[1]] = replace(following, text=upper_first(following.text.removeprefix("And ")))
    del rest[places[0]]
    return replace(script, sentences=tuple(rest))


class _Dialogue:
    """One script in the making; the methods for a sentence add it and what is said around it."""

    def __init__(self, script: Script, host: Persona) -> None:
        self.script, self.host, self.guest = script, host, host.guest.spoken
        self.common = read_data("guest.toml")
        self.several = len(script.papers) > 1
        self.told: list[Sentence] = []
        self.used: set[tuple[str, str]] = set()  # (paper, slot)
        self.chosen: set[str] = set()  # wordings
        self.since = 0  # words of the host since the guest spoke
        self.within = 0  # questions asked within sections
        sizes = [(s.kind, count(s.text)) for s in script.sentences if s.kind not in {"credit", "disclosure"}]
        self.room = _PATTER * sum(n for _, n in sizes) - sum(n for kind, n in sizes if kind == "patter")

    def sentences(self) -> list[Sentence]:
        every = self.script.sentences
        for i, sentence in enumerate(every):
            self._set(sentence, every[i + 1 :])
        return self.told

    def _set(self, sentence: Sentence, rest: Sequence[Sentence]) -> None:
        if not self.told:
            self._meet(sentence, rest)
        elif sentence.kind == "disclosure":
            self._host(sentence)
            self._ask("voice", sentence, "disclosure")
        elif sentence.kind == "question":
            self._question(sentence, rest)
        elif sentence.section == "quote" and sentence.kind == "patter":
            if not self._ask("quote", sentence):
                self._host(sentence)
        elif sentence.kind == "implication":
            self._reason(sentence, rest)
        elif sentence.section == "signoff" and self.told[-1].section != "signoff":
            self._ask("thanks", sentence, "patter")
            self._host(sentence)
        else:
            self._lead_in(sentence)
            self._host(sentence)
            self._react(sentence, rest)

    def _meet(self, greeting: Sentence, rest: Sequence[Sentence]) -> None:
        self._host(greeting)
        text = self._words("welcome", "")
        if text:
            self._host(Sentence(text, "greeting", "patter"))
            self.room -= count(text)
        named = bool(rest) and rest[0].kind == "credit"  # the title is no answer to what it's about
        self._ask("hello_several" if self.several else "hello_title" if named else "hello", greeting)

    def _question(self, sentence: Sentence, rest: Sequence[Sentence]) -> None:
        """The host's question becomes the guest's; of those to ponder, the last."""
        following = rest[0] if rest else None
        if sentence.section == "ponder":
            last = following is None or following.section != "ponder"
            if not last and any(s.section == "ponder" and s.kind == "question" for s in self.told):
                return  # one question of the host's is left to think about, and one of the guest's
            if last and self.told[-1].section == "ponder":
                self._guest(sentence.text, sentence, "question")
            else:
                self._host(sentence)
            return
        if following is not None and following.kind == "background" and (found := _ASKED.search(sentence.text)):
            asked = found.group(1)
            self._ask("term", sentence, asked=asked[0].lower() + asked[1:])
            return
        slot = {"finding": "finding", "why": "why"}.get(sentence.section, "")
        if following is not None and re.search(
            self.common["cue"]["finding"]["limit"], following.text, re.IGNORECASE
        ):
            slot = "limit"
        if not (slot and self._ask(slot, sentence)):
            self._guest(sentence.text, sentence, "question")

    def _reason(self, sentence: Sentence, rest: Sequence[Sentence]) -> None:
        """A reason why it may matter: the first is asked for, and the last of several."""
        if self.told[-1].speaker == "":
            first = self.told[-1].section != "why"
            last = not rest or rest[0].section != "why"
            if first:
                self._ask("why", sentence)
            elif last and sentence.text.startswith("And ") and self._ask("others", sentence):
                sentence = replace(sentence, text=upper_first(sentence.text.removeprefix("And ")))
        self._host(sentence)

    def _lead_in(self, sentence: Sentence) -> None:
        """A question before a claim, where a section begins or the claim answers one."""
        before = self.told[-1]
        if sentence.kind != "claim" or sentence.section not in _HERE or _is_question(before):
            return
        begins = (before.section, before.paper) != (sentence.section, sentence.paper)
        if begins or before.kind not in {"claim", "quote"}:
            if not self._led(sentence):
                self._ask(self._way_into(sentence), sentence)
            return
        leans = DEICTIC.match(sentence.text) and not _TEAM.match(sentence.text)
        if (
            self.within < _WITHIN * len(self.script.papers)
            and self.since >= _APART
            and not leans
            and not set(before.passages) & set(sentence.passages)
        ):
            for slot, cue in self.common["cue"].get(sentence.section, {}).items():
                if re.search(cue, sentence.text, re.IGNORECASE) and self._ask(slot, sentence):
                    self.within += 1
                    return
            if self.since >= _LONG and self._ask("more", sentence):
                self.within += 1

    def _way_into(self, sentence: Sentence) -> str:
        """The place in guest.toml: the section's, but where a paper's first words say nothing of what was done."""
        told = any(
            s.kind in {"claim", "quote"} and s.section in _HERE and s.paper == sentence.paper for s in self.told
        )
        if sentence.section == "method" and not told and not _DONE.search(sentence.text):
            return "problem"
        return sentence.section

    def _led(self, sentence: Sentence) -> bool:
        """Whether the section was led into already: an explanation in between is no new beginning."""
        return (sentence.paper, sentence.section) in self.used or any(
            s.kind == "claim" and (s.section, s.paper) == (sentence.section, sentence.paper) for s in self.told
        )

    def _react(self, sentence: Sentence, rest: Sequence[Sentence]) -> None:
        """A few words after the first picture."""
        last = not rest or rest[0].kind not in {"analogy", "background"}
        if sentence.kind == "analogy" and last and self.told[-2].kind == "background":
            self._ask("picture", sentence, "patter")

    def _ask(self, slot: str, near: Sentence, kind: Kind = "question", asked: str = "") -> bool:
        """A line of the guest's in the section of a sentence; False where there is none, or it was said before."""
        key = ("" if slot in _ONCE else near.paper, slot)
        if key in self.used or (near.paper and self.several and not self._fits_in(slot, near.paper)):
            return False
        text = self._words(slot, near.paper, asked)
        if not text or (kind == "patter" and count(text) > self.room):
            return False
        self.room -= count(text) if kind == "patter" else 0
        self.used.add(key)
        self._guest(text, near, kind)
        return True

    def _fits_in(self, slot: str, paper: str) -> bool:
        """Whether a question has its place in the part of one of several papers."""
        return slot in _IN_SHORT and slot != _SPARED[self.script.papers.index(paper) % len(_SPARED)]

    def _words(self, slot: str, paper: str, asked: str = "") -> str:
        """A wording of the guest's own, or of those that all share; none said before, while there are others."""
        options = self.host.guest.says.get(slot, self.common[slot])
        if not options:
            return ""
        chooser = Chooser(f"{paper or self.script.papers[0]}\n{self.script.seed}", {}, self.host.forbidden)
        every = [w for option in options for w in expand(option)]
        text = chooser.among(f"guest {slot}", [w for w in every if w not in self.chosen] or every)
        self.chosen.add(text)
        values = {"host": self.host.host, "guest": self.guest, "asked": asked}
        return upper_first(re.sub(r"\{(\w+)\}", lambda m: values[m.group(1)], text))

    def _host(self, sentence: Sentence) -> None:
        self.told.append(sentence)
        self.since += count(sentence.text)

    def _guest(self, text: str, near: Sentence, kind: Kind) -> None:
        self.told.append(Sentence(text, near.section, kind, paper=near.paper, speaker=self.guest))
        self.since = 0


def _is_question(sentence: Sentence) -> bool:
    return sentence.kind == "question" and sentence.section != "ponder"
