"""What every full-text format ends in: titled parts of clean paragraphs, begun by the abstract."""

import re
from dataclasses import dataclass, field

from paperledge.errors import PaperError
from paperledge.prose import words
from paperledge.records import Document, Paper, Part, fold
from paperledge.sources.files.citations import CITED, filled
from paperledge.sources.reading import make_document

_LIGATURES = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "ft", 0xFB06: "st",
    0xFFFD: None, 0xFFFC: None,
}  # fmt: skip
# Readers put these around a citation mark; `without_citations` then sees what it stood in.
CITE_OPEN, CITE_CLOSE = "\ue000", "\ue001"
# What stands for a formula that cannot be read out: the sentence has a hole, and says so.
FORMULA = "[formula]"
_NUMBERS = re.compile(f"(?:[\\s,;–—-]*{CITE_OPEN}[^{CITE_CLOSE}a-zA-Z]*{CITE_CLOSE})+")
_MARK = re.compile(f"{CITE_OPEN}([^{CITE_OPEN}{CITE_CLOSE}]*){CITE_CLOSE}")
_INNER = r"[^()\[\]]"
_GROUP = re.compile(rf"[\s~]*[\[(]({_INNER}*?{CITE_OPEN}(?:{_INNER}|[\[(]{_INNER}*[\])])*)[\])]")
_FILLER = re.compile(
    r"see|e\.?g\.?|cf\.?|also|reviewed|review|reviews|in|and|for|a|but|the|references?|refs?\.?|therein|details|"
    r"recent|recently|by|as|more|example|[\s,;:.–—-]+",
    re.I,
)
_YEAR = re.compile(r"\s*[(\[]?\b(?:1[89]|20)\d\d[a-z]?\b[)\]]?")
_FEWEST_WORDS = 4
# A bold word that opens a paragraph ("Results. We ...") is a heading, no sentence.
_RUN_IN = re.compile(r"^[A-Z][a-z]{3,}\.\s+(?=[A-Z])")
_LEFTOVER = re.compile(r"\s?[\[(][\s,;:–—-]*[\])]")


@dataclass(slots=True)
class Blocks:
    """Paragraphs as they are read, in order, under the titles they stand beneath; and what was left out."""

    rows: list[tuple[str, str]] = field(default_factory=list)  # (part title, paragraph)
    left_out: dict[str, int] = field(default_factory=dict)  # "tables" -> 3
    notes: list[str] = field(default_factory=list)

    def add(self, title: str, paragraph: str) -> None:
        """A paragraph; one without a letter is no text."""
        text = _RUN_IN.sub("", clean(without_citations(paragraph)))
        # Items of a list that are no more than a name, and lone formulas, say nothing.
        fragment = len(words(text.replace(FORMULA, "").replace(CITED, ""))) < _FEWEST_WORDS and not text.endswith(
            (".", "!", "?")
        )
        address = re.fullmatch(r"(?:DOI:?\s*)?https?://\S+", text, re.I)
        if any(c.isalpha() for c in text.replace(FORMULA, "")) and not fragment and not address:
            self.rows.append((clean(title), text))

    def leave_out(self, what: str, count: int = 1) -> None:
        """Count something that is no running text."""
        self.left_out[what] = self.left_out.get(what, 0) + count

    def document(self, paper: Paper, format: str, wanted: str) -> Document:  # noqa: A002
        """The Document of these paragraphs. Raises PaperError when there are none; `wanted` names the file."""
        if not self.rows:
            raise PaperError(
                f"{wanted}: no running text was found in it", next_step="try another form of the paper"
            )
        text, parts = _join(self.rows)
        counted = ", ".join(f"{n} {what}" for what, n in sorted(self.left_out.items()) if n)
        notes = [*self.notes, *([f"left out: {counted}"] if counted else [])]
        whole = any(title != "Abstract" for title, _ in self.rows)
        read = "full text" if whole else "abstract"
        return make_document(paper, text, read=read, format=format, parts=parts, notes=notes)  # type: ignore[arg-type]


def clean(text: str) -> str:
    """A stretch of text as the eye sees it: one line, ligatures as letters, nothing invisible."""
    return fold(text.translate(_LIGATURES))


def without_citations(text: str) -> str:
    """Citation marks taken out, with brackets that held nothing else; "Smith et al. (2010) show" keeps Smith."""
    if CITE_OPEN in text:
        text = _GROUP.sub(_group, text)
        text = _NUMBERS.sub(filled, text)
        text = _MARK.sub(_narrative, text)
        text = text.replace(CITE_OPEN, "").replace(CITE_CLOSE, "")
    text = re.sub(r"([(\[])\s*[,;]\s+", r"\1", _LEFTOVER.sub("", text))
    text = re.sub(r"(?<=[\w.])\s*[,;]\s*([)\]])", r"\1", text)
    return re.sub(r"\s+([,.;:])(?=\s|$)", r"\1", text)


def _group(match: re.Match[str]) -> str:
    rest = _MARK.sub(" ", match[1])
    if not _FILLER.sub("", _YEAR.sub("", rest)).strip():
        return filled(match)
    kept = re.sub(r"[\s;,]+$|^[\s;,]+", "", re.sub(r"\s*[;,]\s*(?=[;,]|$)", "", re.sub(r"\s+", " ", rest)))
    kept = re.sub(r"\b(?:see|cf\.|e\.g\.,?|in)\s*$", "", kept).strip(" ,;")
    opening, closing = match[0].lstrip()[0], match[0][-1]
    return f" {opening}{kept}{closing}"


def _narrative(match: re.Match[str]) -> str:
    return _YEAR.sub("", match[1]) if re.search(r"[^\W\d_]{2}", match[1]) else ""


def _join(rows: list[tuple[str, str]]) -> tuple[str, list[Part]]:
    pieces: list[str] = []
    parts: list[Part] = []
    at = 0
    for title, paragraph in rows:
        start, at = at, at + len(paragraph) + 2
        if title and parts and parts[-1].title == title:
            parts[-1] = Part(title, parts[-1].start, start + len(paragraph))
        elif title:
            parts.append(Part(title, start, start + len(paragraph)))
        pieces.append(paragraph)
    return "\n\n".join(pieces), parts
