"""Liberties a host may not take: advice, addresses, statements dressed as questions, judgements."""

import functools
from collections.abc import Iterator

from paperledge.check.cues import cue, host_words
from paperledge.check.passages import best_windows, read_windows
from paperledge.check.words import Word, read_words, synonyms_of, word_class
from paperledge.prose import plain, split_sentences
from paperledge.records import Document, Sentence
from paperledge.story import open_book

_GRANTED = 0.6  # share of a why-question's words that one place of the paper must have
_PATTER = 2  # content words of its own that a greeting or a hinge may have


def find_liberties(sentence: Sentence, document: Document | None) -> Iterator[str]:
    """Reasons, in words, why a sentence that nothing proves is more than an aside.

    The sentences of the concept book stand as they are: they were written and read as explanations.
    """
    text = plain(sentence.text)
    if text in _book_sentences():
        return
    yield from find_advice(text)
    if "?" in text and (found := cue("presupposed").search(text)):
        yield f"states something in the form of a question ({found.group()[:40].strip()!r})"
    words = read_words(text)
    if document is not None and sentence.kind == "question":
        yield from _takes_for_granted(text, document)
    yield from _grave(words, sentence, document)
    if document is not None and (sentence.kind != "question" or cue("grants").search(text)):
        yield from _judges(words, sentence, document)
    if sentence.kind == "patter" and len(new := _beside_the_show(words)) > _PATTER:
        yield f"says more than a greeting or a hinge does ({', '.join(w.text for w in new[:4])})"


def find_advice(text: str) -> Iterator[str]:
    """Addresses and pleas for money; advice and orders to the listener. A question is not read as an order."""
    if found := cue("address").search(text):
        yield f"sends the listener somewhere ({found.group()[:40].strip()!r})"
    for start, end in split_sentences(text):
        said = text[start:end].rstrip("\"'”’) ")
        if not said.endswith("?") and (found := cue("advice").search(said)):
            yield f"gives the listener advice or an order ({found.group()[:40].strip(' ,;:')!r})"


def _takes_for_granted(text: str, document: Document) -> Iterator[str]:
    """ "Why do teachers give up?" says that they do: so much must stand in the paper, in one place."""
    found = cue("why").search(text)
    asked = [w for w in read_words(text[found.end() :]) if not w.function and not w.number] if found else []
    odd = [w for w in asked if w.key not in host_words("wondered")]
    if not odd:
        return
    cover = best_windows(asked, read_windows(document.passages), 1)
    if not all(speaks_of(document, w.key) for w in odd) or not cover or cover[0][0] < _GRANTED:
        yield f"takes for granted what nothing ties to the paper ({', '.join(w.text for w in odd[:4])})"


def content_words(words: tuple[Word, ...]) -> list[Word]:
    """The words that carry a meaning of their own: no function words, no host's frame, no hedges, no numbers."""
    empty = frozenset().union(*map(word_class, ("frame", "hedge", "negation", "quantity")))
    return [w for w in words if not (w.function or w.number or w.key in empty) and len(w.text) > 1]


@functools.lru_cache(maxsize=64)
def paper_keys(document: Document) -> frozenset[str]:
    """The keys of every word of title and text."""
    return frozenset(w.key for w in read_words(plain(f"{document.paper.title}. {document.text}")))


def speaks_of(document: Document, key: str) -> bool:
    """Whether title or text hold the word, in any form, or a synonym of it."""
    return not synonyms_of(key).isdisjoint(paper_keys(document))


def _grave(words: tuple[Word, ...], sentence: Sentence, document: Document | None) -> Iterator[str]:
    """Health, money, danger brought in; a picture of daily life may hold one coin, patter and questions none."""
    found = [w for w in words if w.key in host_words("grave")]
    least = {"patter": 1, "question": 1}.get(sentence.kind, 2)
    new = [w for w in found if document is None or not speaks_of(document, w.key)]
    if len(new) >= least or (new and _judgements(words)):
        said = ", ".join(w.text for w in new)
        yield f"brings in health, money or danger ({said}), which the paper doesn't speak of"


def _judges(words: tuple[Word, ...], sentence: Sentence, document: Document) -> Iterator[str]:
    """A judgement on what the title names; in patter and questions, on anything the paper speaks of."""
    known = (
        paper_keys(document)
        if sentence.kind in ("patter", "question")
        else {w.key for w in read_words(plain(document.paper.title))}
    )
    common = host_words("everyday") | host_words("judgement") | host_words("show")
    named = [w for w in content_words(words) if w.key in known - common]
    said = _judgements(words)
    if named and said:
        yield f"judges what the paper is about ({named[0].text}: {said[0].text}), and nothing ties it to the paper"


def _beside_the_show(words: tuple[Word, ...]) -> list[Word]:
    common = host_words("everyday") | host_words("show") | host_words("quote_lead")
    return [w for w in content_words(words) if w.key not in common]


def _judgements(words: tuple[Word, ...]) -> list[Word]:
    return [w for w in words if w.key in host_words("judgement")]


@functools.cache
def _book_sentences() -> frozenset[str]:
    return frozenset(
        plain(text)
        for concept in open_book().concepts
        for text in (concept.plain, concept.analogy, *concept.more_plain, *concept.more_analogies)
    )
