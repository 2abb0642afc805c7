"""From a paper's text to a Document: sentences with offsets, and the language they are in."""

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from paperledge.errors import PaperError
from paperledge.prose import plain, split_sentences, words
from paperledge.records import Document, Paper, Part, Passage, Read


def make_document(
    paper: Paper,
    text: str,
    *,
    read: Read,
    format: str,  # noqa: A002 - the record's own name
    parts: Sequence[Part] = (),
    notes: Sequence[str] = (),
) -> Document:
    """A Document over `text`, which is kept as it is. No sentence crosses the border of a part.

    parts: in order, not overlapping; text outside them belongs to the part "".
    """
    return Document(
        paper=paper,
        text=text,
        passages=tuple(_passages(text, parts)),
        read=read,
        parts=tuple(parts),
        format=format,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        notes=tuple(notes),
    )


def abstract_document(paper: Paper) -> Document:
    """What can be read of a paper when only its abstract is at hand. Raises PaperError when there is none."""
    if not paper.abstract.strip():
        raise PaperError(
            f"{paper.id} “{paper.title}” has no abstract",
            kept="its title and authors",
            next_step="give its full text to `paperledge tell FILE`",
        )
    return make_document(paper, paper.abstract, read="abstract", format="abstract")


def read_document(path: Path) -> Document:
    """One paper's text: JATS, PDF, TeX, HTML, ACL XML, plain text, or one paper as JSON(L).

    Raises PaperError, which says what stands in the way: encrypted, scanned, broken, empty, not one paper.
    """
    from paperledge.sources.files import open_document

    return open_document(path)


def language(text: str) -> str:
    """The language most of a text is in, as an ISO 639-1 code ("en", "de"); "" for a text without words."""
    votes: Counter[str] = Counter()
    for start, end in split_sentences(text):
        sentence = plain(text[start:end])
        if code := _language_of(sentence):
            votes[code] += len(sentence)
    return votes.most_common(1)[0][0] if votes else ""


def english_part(document: Document) -> Document:
    """The document with its English passages alone; its text and their ids and offsets stay as they are."""
    kept = tuple(p for p in document.passages if _language_of(plain(p.text)) in ("en", ""))
    left_out = len(document.passages) - len(kept)
    if not left_out:
        return document
    note = f"{left_out} of {len(document.passages)} sentences are not in English and were left out"
    return dataclasses.replace(document, passages=kept, notes=(*document.notes, note))


def _passages(text: str, parts: Sequence[Part]) -> list[Passage]:
    found: list[Passage] = []
    for title, start, end in _stretches(text, parts):
        for low, high in split_sentences(text[start:end]):
            low, high = low + start, high + start
            found.append(Passage(f"p{len(found)}", text[low:high], low, high, title))
    return found


def _stretches(text: str, parts: Sequence[Part]) -> list[tuple[str, int, int]]:
    stretches, at = [], 0
    for part in parts:
        stretches += [("", at, part.start), (part.title, part.start, part.end)]
        at = part.end
    return [s for s in (*stretches, ("", at, len(text))) if s[1] < s[2]]


# Short sentences of names and formulas tell no language; the model guesses wildly there.
_FEWEST_WORDS = 4
# An English sentence full of foreign names is taken for another language with little conviction.
_SURE = 0.9
_ENGLISH = frozenset(
    "the of and to in is that for with as are by on this we from be an which it can at has was our not or these "
    "have their its than more also been using both between into while such most were show propose paper".split()
)


def _language_of(sentence: str) -> str:
    tokens = [w.lower() for w in words(sentence) if w.isalpha()]
    if len(tokens) < _FEWEST_WORDS:
        return ""
    if sum(t in _ENGLISH for t in tokens) >= max(2, len(tokens) // 6):
        return "en"
    code, sureness = _identifier().classify(sentence)
    return str(code) if code == "en" or sureness >= _SURE else ""


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
