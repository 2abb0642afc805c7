"""A plain text file as a document: kept to the letter, so that offsets are offsets of the file's own text."""

import dataclasses
import re
import unicodedata
from pathlib import Path

from paperledge.errors import PaperError
from paperledge.prose import words
from paperledge.records import Document, Paper, fold
from paperledge.sources.files.opening import decode, file_id
from paperledge.sources.reading import make_document

# Below this a text is told like an abstract: there is no full paper in so few words.
_FULL_TEXT_WORDS = 600
_LONGEST_TITLE = 200


def document_from_text(data: bytes, path: Path) -> Document:
    """A document over the file's text. A short first line with a blank one under it is the title, no passage."""
    text = visible(decode(data))
    if not any(c.isalpha() for c in text):
        raise PaperError(f"{path} holds no words")
    title, begins = _title(text)
    long = len(words(text)) >= _FULL_TEXT_WORDS
    paper = Paper(
        id=file_id(path, data),
        title=title or path.stem,
        abstract="" if long else fold(text[begins:]),
        source="file",
    )
    document = make_document(paper, text, read="full text" if long else "abstract", format="text")
    kept = [p for p in document.passages if p.start >= begins]
    numbered = tuple(dataclasses.replace(p, id=f"p{i}") for i, p in enumerate(kept))
    return dataclasses.replace(document, passages=numbered)


def visible(text: str) -> str:
    """Text without NUL, zero-width characters and bidi controls; lines stay as they are."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" not in text and text.isascii():
        return text
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf"))


def _title(text: str) -> tuple[str, int]:
    match = re.match(r"\s*(?:#+\s*)?([^\n]+)\n[ \t]*\n(?=\s*\S)", text)
    if not match or len(match[1]) > _LONGEST_TITLE or match[1].rstrip().endswith((".", ":", ";", ",")):
        return "", 0
    return fold(match[1]), match.end()
