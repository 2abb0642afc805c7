"""Quotes, credits, disclosures and implications: sentences judged by exact rules alone."""

import re
from collections.abc import Iterator

from paperledge.check.asides import known_text, quantities_of
from paperledge.check.cues import cue
from paperledge.check.orders import find_harm, find_order
from paperledge.check.passages import best_windows, read_windows
from paperledge.check.quotes import find_quote, quoted_part
from paperledge.check.rules.names import find_names, fold_name, folded
from paperledge.check.rules.numbers import read_quantities
from paperledge.check.words import key_of, read_words, word_class
from paperledge.prose import plain
from paperledge.records import Document, Evidence, Sentence, Verdict

_WHOLE = re.compile(
    r"\b(?:whole|full|entire|complete)\s+(?:paper|text|article|study|manuscript)\b|"
    r"\bfull[- ]text\b|\bcover to cover\b",
    re.I,
)
_ABSTRACT = re.compile(r"\b(?:abstract|summary)\b", re.I)
_NOT_WHOLE = re.compile(
    r"\b(?:not|n't|haven't|rather than|instead of|without|no)\b[^.;]{0,25}\b(?:whole|full|"
    r"entire|complete|rest)\b|\b(?:only|just|alone)\b",
    re.I,
)
_ID = re.compile(
    r"\b(\d{4}\.\d{4,5})(?:v\d+)?\b|\b([a-z-]+(?:\.[A-Z]{2})?/\d{7})\b|\b(10\.\d{4,9}/[^\s,;]+[^\s,;.])"
)
_PERSON = re.compile(
    r"[^\W\d_][^\W\d_'’.-]*(?:[ \-'’.]+(?:(?:de|van|von|der|den|la|le|da|di|al|el|bin|dos|"
    r"del)\s)?[A-ZÀ-ÞŁŚŠŽČÖÜÄ][^\W\d_'’.]*)+"
)
_NO_PERSON = frozenset(
    "arxiv arXiv paperledge daily papers show notes ernis the paper its title you can find it "
    "read and thanks thank today today's all archive see full preprint".split()
)


def judge_quote(sentence: Sentence, document: Document) -> Verdict:
    """ok only where the quoted words stand in the paper's text, in that order, and are fit to be spoken."""
    quote = quoted_part(sentence.text)
    found = find_quote(quote, document.text)
    if found is None:
        return Verdict(False, 0.0, (), ("the quote is not word for word in the paper",))
    passage = next((p for p in document.passages if p.start <= found.start < p.end), None)
    around = passage.text if passage else document.text[found.start : found.end]
    for reason in (find_order(document.text[found.start : found.end]), find_order(around)):
        if reason:
            return Verdict(False, 0.0, (), (f"the quoted passage {reason}",))
    if harm := find_harm(quote):
        return Verdict(False, 0.0, (), (f"the quote {harm}: it is not spoken",))
    text = document.text[found.start : found.end]
    evidence = Evidence(passage.id if passage else "", text, found.start, found.end, 1.0)
    return Verdict(True, 1.0, (evidence,), ("word for word in the paper",))


def judge_credit(sentence: Sentence, document: Document) -> Verdict:
    """ok where title, authors, numbers of authors and identifiers are the paper's own."""
    reasons = [*_orders(sentence), *_wrong_credit(plain(sentence.text), document)]
    return Verdict(not reasons, 0.0 if reasons else 1.0, (), tuple(reasons) or ("agrees with the paper's record",))


def _wrong_credit(text: str, document: Document) -> Iterator[str]:
    paper = document.paper
    if harm := find_harm(text):
        yield f"the sentence {harm}"
    for match in _ID.finditer(text):
        found = next(g for g in match.groups() if g)
        if found.lower() not in f"{paper.id} {paper.doi} {' '.join(paper.links.values())}".lower():
            yield f"{found} is not this paper's identifier"
    title = folded(plain(paper.title)).strip()
    rest = text
    for quoted in re.findall(r"[“\"«‘]([^”\"»]{8,})[”\"»’]", text):
        if folded(quoted).strip() not in title:
            yield f"{quoted!r} is not the paper's title"
        rest = rest.replace(quoted, " ")
    rest = re.sub(re.escape(plain(paper.title)), " ", rest, flags=re.IGNORECASE)
    if paper.authors:
        yield from _wrong_people(
            rest, paper.authors, folded(f"{paper.title} {paper.venue} {' '.join(paper.links)}")
        )


def _wrong_people(text: str, authors: tuple[str, ...], elsewhere: str) -> Iterator[str]:
    known = folded(" ".join(authors))
    for match in _PERSON.finditer(text):
        parts = [p for p in re.findall(r"[^\W\d_]+", match.group()) if p.lower() not in _NO_PERSON]
        odd = [
            p
            for p in parts
            if p[0].isupper()
            and f" {fold_name(p)} " not in known + elsewhere
            and fold_name(p) not in known.replace(" ", "")
        ]
        if len(parts) >= 2 and odd:
            yield f"{match.group()} is not an author of the paper"
    for mine in read_quantities(text):
        if mine.counts.split()[:1] in ([key_of("authors")], [key_of("others")], [key_of("colleagues")]):
            wanted = {float(len(authors))} | {float(len(authors) - n) for n in range(1, 6)}
            if mine.value not in wanted:
                yield f"the paper has {len(authors)} authors, not {mine.text}"


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
    return Verdict(True, 1.0, (), (f"agrees with what was read: {document.read}",))


def judge_implication(sentence: Sentence, document: Document) -> Verdict:
    """ok where the host hedges and brings in no number, name or certainty that the paper does not have."""
    text = plain(sentence.text)
    reasons = [*_orders(sentence), *_beyond(text, document)]
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
