"""A verdict for every sentence of a script, by its kind."""

import dataclasses
from collections.abc import Sequence

from paperledge.check.asides import find_carried, judge_aside, known_text
from paperledge.check.credits import judge_credit
from paperledge.check.encoder import PairEncoder, open_pair_encoder
from paperledge.check.formal import judge_disclosure, judge_implication, judge_quote
from paperledge.check.orders import find_split_orders
from paperledge.check.passages import Window, read_windows
from paperledge.check.weighing import Ask, decided, weigh
from paperledge.check.words import read_words
from paperledge.prose import plain
from paperledge.records import UNPROVABLE, Document, Paper, Script, Sentence, Verdict
from paperledge.sources import abstract_document

_WHOLE_PAPER = 5  # windows of a whole paper that are weighed for a claim that names none
_BY_RULE = {"quote": judge_quote, "credit": judge_credit, "implication": judge_implication}


def judge_script(
    script: Script, documents: Sequence[Document | Paper], min_score: float = 0.5
) -> tuple[Verdict, ...]:
    """One verdict a sentence, in order.

    documents: those of the script's papers, in any order; of a Paper its abstract is read.
    min_score: least likelihood for a claim, 0..1. A claim is held to the passages it names; where it names none,
    or they do not carry it, to the whole paper. Of several papers each sentence is held to its own alone, and what
    nothing proves may carry a fact of none of them.
    """
    read = [abstract_document(d) if isinstance(d, Paper) else d for d in documents]
    judge = _Judge(script, read, min_score)
    return judge.verdicts()


class _Judge:
    def __init__(self, script: Script, documents: Sequence[Document], min_score: float) -> None:
        self._script, self._min = script, min_score
        self._documents = {d.paper.id: d for d in documents}
        self._first = script.papers[0] if script.papers else ""
        # A file may give the one paper another id; of several papers none stands in for another.
        if len(documents) == 1 and len(script.papers) <= 1:
            self._documents.setdefault(self._first, documents[0])
        self._encoder: PairEncoder | None = open_pair_encoder()
        self._windows: dict[str, tuple[Window, ...]] = {}

    def verdicts(self) -> tuple[Verdict, ...]:
        out: list[Verdict | None] = [self._by_rule(sentence) for sentence in self._script.sentences]
        claims = [i for i, verdict in enumerate(out) if verdict is None]
        for i, verdict in zip(claims, self._weigh(claims), strict=True):
            out[i] = verdict
        return tuple(verdict for verdict in out if verdict is not None)

    def _document(self, sentence: Sentence) -> Document | None:
        return self._documents.get(sentence.paper or self._first)

    def _by_rule(self, sentence: Sentence) -> Verdict | None:
        document = self._document(sentence)
        if sentence.kind in UNPROVABLE:
            return self._aside(sentence, document)
        if document is None:
            return Verdict(
                False, 0.0, (), (f"there is no document of {sentence.paper or 'its paper'} to hold it to",)
            )
        if sentence.kind == "claim":
            return None
        if sentence.kind == "disclosure":
            verdicts = [judge_disclosure(sentence, d) for d in (document, *self._others(document))]
            return next((v for v in verdicts if v.ok is False), verdicts[0])
        return _BY_RULE[sentence.kind](sentence, document)

    def _aside(self, sentence: Sentence, own: Document | None) -> Verdict:
        """Held to its own paper; of the script's others it may carry no fact either."""
        verdict = judge_aside(sentence, own)
        if verdict.ok is False:
            return verdict
        carried = tuple(dict.fromkeys(r for d in self._others(own) for r in find_carried(sentence, d)))
        return Verdict(False, 0.0, (), carried) if carried else verdict

    def _others(self, own: Document | None) -> list[Document]:
        """The documents of the script's other papers; none where it is about one."""
        return [d for d in self._documents.values() if d is not own] if len(self._script.papers) > 1 else []

    def _weigh(self, places: list[int]) -> list[Verdict]:
        """Named passages first; what they do not carry is held to the whole paper."""
        verdicts = weigh([self._ask(i, named=True) for i in places], self._encoder)
        first = [decided(v, self._min) for v in verdicts]
        again = [
            n for n, verdict in enumerate(first) if not verdict.ok and self._script.sentences[places[n]].passages
        ]
        for n, verdict in zip(
            again, weigh([self._ask(places[n], named=False) for n in again], self._encoder), strict=True
        ):
            second = decided(verdict, self._min)
            if second.ok:
                note = f"rests on {second.evidence[0].id}, not on the passage it names"
                first[n] = dataclasses.replace(second, reasons=(*second.reasons, note))
        return first

    def _ask(self, place: int, named: bool) -> Ask:
        sentence = self._script.sentences[place]
        document = self._document(sentence)
        if document is None:
            return Ask(sentence.text, ())
        windows = self._all(document)
        if named and sentence.passages:
            wanted = set(sentence.passages)
            chosen = tuple(w for w in windows if w.id in wanted)
            return Ask(sentence.text, chosen, known_text(document), self._beside(place))
        return Ask(sentence.text, windows, known_text(document), self._beside(place), _WHOLE_PAPER)

    def _all(self, document: Document) -> tuple[Window, ...]:
        if document.paper.id not in self._windows:
            split = find_split_orders(document.text)
            self._windows[document.paper.id] = tuple(
                window
                for window in read_windows(document.passages)
                if not any(start < window.end and window.start < end for start, end in split)
            )
        return self._windows[document.paper.id]

    def _beside(self, place: int) -> frozenset[str]:
        """Words of neighbouring claims that rest on the same passage of the same paper."""
        sentence, near = self._script.sentences[place], range(max(0, place - 2), place + 3)
        others = [self._script.sentences[i] for i in near if i != place and i < len(self._script.sentences)]
        shared = [
            s.text
            for s in others
            if s.kind == "claim"
            and (s.paper or self._first) == (sentence.paper or self._first)
            and set(s.passages) & set(sentence.passages)
        ]
        return frozenset(w.key for text in shared for w in read_words(plain(text)))
