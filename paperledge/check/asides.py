"""Sentences that nothing in the paper proves: they explain, ask and greet, but carry none of its facts."""

import functools
from collections.abc import Iterator

from paperledge.check.align import align
from paperledge.check.cues import cue
from paperledge.check.liberties import find_liberties
from paperledge.check.orders import find_harm, find_order
from paperledge.check.passages import best_windows, read_windows
from paperledge.check.rules.names import find_names, fold_name, folded
from paperledge.check.rules.numbers import Quantity, read_quantities
from paperledge.check.words import read_words, word_class
from paperledge.prose import plain
from paperledge.records import Document, Sentence, Verdict
from paperledge.story import open_book

# Acronyms and names that stand for a whole field's idea, not for something of this paper's.
_GENERAL = frozenset(
    "ai api app cnn cpu ct dna fmri gan gnn gps gpu gpt html iq json lstm mlp mri nlp ode pca "
    "pde pdf pet python qa rag rct rl rna rnn sgd sota "
    "sql svm tts url vae vlm vr xml llm slm bayes bayesian gaussian markov fourier turing "
    "newton einstein darwin euclidean boolean poisson "
    "transformer internet google wikipedia github chatgpt lego netflix youtube".split()
)


def judge_aside(sentence: Sentence, document: Document | None) -> Verdict:
    """ok None where the sentence is a mere aside, False with the reason where it carries a fact of the paper."""
    reasons = tuple(dict.fromkeys(_find_facts(sentence, document)))
    return Verdict(False, 0.0, (), reasons) if reasons else Verdict(None, 0.0)


def _find_facts(sentence: Sentence, document: Document | None) -> Iterator[str]:
    text = plain(sentence.text)
    if harm := find_harm(text):
        yield f"the sentence {harm}: it is not spoken"
    if order := find_order(sentence.text):
        yield f"the sentence {order}"
    yield from find_liberties(sentence, document)
    if document is not None:
        yield from find_carried(sentence, document)


def find_carried(sentence: Sentence, document: Document) -> Iterator[str]:
    """Reasons, in words, why a sentence carries a number, a name or a finding of the paper."""
    text = plain(sentence.text)
    yield from _carried_numbers(text, sentence, document)
    yield from _carried_names(text, document)
    yield from _carried_findings(text, sentence, document)


def _carried_numbers(text: str, sentence: Sentence, document: Document) -> Iterator[str]:
    paper = quantities_of(document)
    for mine in read_quantities(text):
        digits = mine.text[:1].isdigit()
        if any(_equal(mine, theirs, digits) for theirs in paper):
            yield f"carries a number of the paper ({mine.text}) in a sentence nothing ties to it"
        elif digits and sentence.kind == "background":
            yield f"carries a number ({mine.text}) that nothing ties to the paper"


def _equal(mine: Quantity, theirs: Quantity, digits: bool) -> bool:
    if mine.value != theirs.value or mine.value < 0:
        return False
    # "Two friends" in an analogy is not the paper's "two data sets"; "87 %" is the paper's.
    return digits or (bool(mine.counts) and bool(set(mine.counts.split()) & set(theirs.counts.split())))


def _carried_names(text: str, document: Document) -> Iterator[str]:
    known = names_of(document)
    for match in find_names(text):
        low = fold_name(match.group())
        if low in known and low not in _GENERAL | _concept_names():
            yield f"carries a name of the paper ({match.group()}) in a sentence nothing ties to it"


def _carried_findings(text: str, sentence: Sentence, document: Document) -> Iterator[str]:
    if sentence.kind in ("question", "analogy"):
        return
    words = read_words(text)
    own = [w for w in words if not w.function and w.key not in word_class("frame")]
    if len(own) >= 2 and cue("reports").search(text):
        yield "tells a finding of the paper in a sentence nothing ties to it"
        return
    if len(own) < 6:
        return
    for cover, window in best_windows(words, read_windows(document.passages), 2):
        if cover > 0.75 and align(words, window.words).copied > 0.8:
            yield "repeats a sentence of the paper without being tied to it"
            return


@functools.lru_cache(maxsize=64)
def quantities_of(document: Document) -> tuple[Quantity, ...]:
    """Every number of the paper's text."""
    return tuple(read_quantities(plain(document.text)))


@functools.lru_cache(maxsize=64)
def names_of(document: Document) -> frozenset[str]:
    """Every name in title and text, folded."""
    title = [m.group() for m in find_names(plain(document.paper.title)) if not m.group().istitle()]
    return frozenset(fold_name(n) for n in title + [m.group() for m in find_names(plain(document.text))])


@functools.lru_cache(maxsize=64)
def known_text(document: Document) -> str:
    """What a name may be known from: title, authors, whole text, in plain form."""
    return plain(f"{document.paper.title}. {document.text} {' '.join(document.paper.authors)}")


@functools.cache
def _concept_names() -> frozenset[str]:
    """Names of the concept book, folded: ideas that the host may explain, whoever wrote about them."""
    return frozenset(
        fold_name(word) for concept in open_book().concepts for name in concept.names for word in name.split()
    )


__all__ = ["find_carried", "folded", "judge_aside", "known_text", "names_of", "quantities_of"]
