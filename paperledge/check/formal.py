"""Quotes, disclosures and implications: sentences judged by exact rules alone."""

import re
from collections.abc import Iterator

from paperledge.check.asides import known_text, quantities_of
from paperledge.check.cues import cue, host_words
from paperledge.check.liberties import content_words, find_advice
from paperledge.check.orders import find_harm, find_order, find_split_orders
from paperledge.check.passages import best_windows, read_windows
from paperledge.check.quotes import find_quote, find_statement, quoted_part
from paperledge.check.rules.names import find_names, fold_name, folded
from paperledge.check.rules.numbers import read_quantities
from paperledge.check.subjects import find_new_subject, find_turned
from paperledge.check.words import key_of, read_words, word_class
from paperledge.prose import plain
from paperledge.records import Document, Evidence, Sentence, Verdict

_WHOLE = re.compile(
    r"\b(?:whole|full|entire|complete)\s+(?:paper|text|article|study|manuscript)s?\b|"
    r"\bfull[- ]texts?\b|\bcover to cover\b",
    re.I,
)
_ABSTRACT = re.compile(r"\b(?:abstracts?|summary|summaries)\b", re.I)
_NOT_WHOLE = re.compile(
    r"\b(?:not|n't|haven't|rather than|instead of|without|no)\b[^.;]{0,25}\b(?:whole|full|"
    r"entire|complete|rest)\b|\b(?:only|just|alone)\b",
    re.I,
)


def judge_quote(sentence: Sentence, document: Document) -> Verdict:
    """ok only where what is quoted stands in the paper, fit to be spoken, and the rest only introduces it."""
    if outside := find_statement(sentence.text, document.text):
        return Verdict(False, 0.0, (), (f"the words around the quote say something themselves ({outside!r})",))
    quote = quoted_part(sentence.text)
    found = find_quote(quote, document.text) or find_quote(sentence.text, document.text)
    if found is None:
        return Verdict(False, 0.0, (), ("the quote is not word for word in the paper",))
    passage = next((p for p in document.passages if p.start <= found.start < p.end), None)
    text = document.text[found.start : found.end]
    for reason in (find_order(text), find_order(passage.text if passage else text)):
        if reason:
            return Verdict(False, 0.0, (), (f"the quoted passage {reason}",))
    if any(start < found.end and found.start < end for start, end in find_split_orders(document.text)):
        return Verdict(False, 0.0, (), ("the quoted passage is part of orders to a reader or a machine",))
    if harm := find_harm(sentence.text):
        return Verdict(False, 0.0, (), (f"the quote {harm}: it is not spoken",))
    evidence = Evidence(passage.id if passage else "", text, found.start, found.end, 1.0)
    return Verdict(True, 1.0, (evidence,), ("word for word in the paper",))


def _orders(sentence: Sentence) -> list[str]:
    found = find_order(sentence.text)
    return [f"the sentence {found}"] if found else []


def judge_disclosure(sentence: Sentence, document: Document) -> Verdict:
    """ok where what the host says was read is what was read."""
    text = plain(sentence.text)
    whole, abstract, limited = _WHOLE.search(text), _ABSTRACT.search(text), _NOT_WHOLE.search(text)
    if document.read == "abstract" and whole and not limited:
        return Verdict(False, 0.0, (), ("only the abstract was read, not the whole paper",))
    if document.read == "full text" and abstract and not whole:
        return Verdict(False, 0.0, (), ("more than the abstract was read",))
    if harm := find_harm(text) or find_order(sentence.text):
        return Verdict(False, 0.0, (), (f"the sentence {harm}",))
    common = host_words("disclosure") | host_words("everyday") | host_words("show")
    more = [w.text for w in content_words(read_words(text)) if w.key not in common]
    reasons = [
        *find_advice(text),
        *([f"says more than a disclosure does ({', '.join(more[:5])})"] if more else []),
    ]
    if reasons:
        return Verdict(False, 0.0, (), tuple(reasons))
    return Verdict(True, 1.0, (), (f"agrees with what was read: {document.read}",))


def judge_implication(sentence: Sentence, document: Document) -> Verdict:
    """ok where the host hedges and brings in no number, name or certainty that the paper does not have."""
    text = plain(sentence.text)
    reasons = [*_orders(sentence), *find_advice(text), *_beyond(text, document)]
    reasons += [*find_new_subject(text, document), *find_turned(text, document)]
    windows = best_windows(read_words(text), read_windows(document.passages), 2)
    evidence = tuple(Evidence(w.id, w.raw, w.start, w.end, round(min(1.0, cover), 4)) for cover, w in windows[:1])
    cover = windows[0][0] if windows else 0.0
    return Verdict(
        not reasons, 0.0 if reasons else round(0.5 + 0.5 * min(1.0, cover), 4), evidence, tuple(reasons)
    )


def _beyond(text: str, document: Document) -> Iterator[str]:
    if harm := find_harm(text):
        yield f"the sentence {harm}: it is not spoken"
    if not cue("hedged").search(text):
        yield "an implication must be hedged"
    values = {q.value for q in quantities_of(document)}
    for mine in read_quantities(text):
        if mine.text[:1].isdigit() and mine.value not in values:
            yield f"the number {mine.text} is not in the paper"
    known = folded(known_text(document))
    for match in find_names(text):
        if (
            f" {fold_name(match.group())} " not in known
            and match.group().isascii()
            and not match.group().istitle()
        ):
            yield f"{match.group()} is not named by the paper"
    words = read_words(text)
    strong = {
        key_of(w)
        for w in "proves proven guarantees always never cures revolutionary undoubtedly definitely".split()
    }
    for word in words:
        if word.key in strong and word.key in word_class("booster"):
            yield f"{word.text!r} is stronger than an implication may be"
