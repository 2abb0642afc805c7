"""Quotes: word for word from the paper, or not at all."""

import re
import unicodedata
from dataclasses import dataclass

from paperledge.check.cues import host_words
from paperledge.check.words import key_of
from paperledge.prose import plain, split_sentences

_EDGE = " \t\n\"'“”‘’«».,;:!?…—–-()[]"
_SAME = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "−": "-",
        "‐": "-",
        "‑": "-",
        "\u00a0": " ",
        "«": '"',
        "»": '"',
    }
)
# Any of a family of signs matches another of it.
_LOOSE = {"-": r"[-–—−‐‑]", "'": r"['‘’]", '"': r'["“”«»]'}
_QUOTED = re.compile(r"[“\"«]([^”\"»]{3,})[”\"»]")
_LEAD = 16  # words around a quote
_FEWEST = 2  # words; a single word is found anywhere


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quote stands in the paper's text; text[start:end] holds it."""

    start: int
    end: int


def quoted_part(text: str) -> str:
    """What a sentence puts in quotation marks, or the whole sentence when nothing is."""
    parts = _QUOTED.findall(text)
    return max(parts, key=len) if parts else text


def find_statement(sentence: str, text: str) -> str:
    """What a quoting sentence says besides its quote and a short introduction; "" where it says no more.

    Each quoted part must stand in the text; the words outside are those of the list `quote_lead`, 16 at most.
    A sentence that stands in the text as a whole, marks and all, is a quote as it is.
    """
    parts = list(_QUOTED.finditer(sentence))
    if not parts or find_quote(sentence, text):
        return ""
    if strange := next((m.group(1) for m in parts[:-1] if not find_quote(m.group(1), text)), ""):
        return strange
    outside = _QUOTED.sub(" ", sentence)
    said = re.findall(r"[^\W_]+(?:['’][^\W_]+)?", outside)
    if len(said) <= _LEAD and all(key_of(w.replace("’", "'")) in host_words("quote_lead") for w in said):
        return ""
    return " ".join(outside.split())[:80]


def find_quote(quote: str, text: str) -> Found | None:
    """Where the quote stands word for word in a text; case, edge punctuation and kinds of dashes and marks aside.

    Both are compared in plain form, so TeX in the text does not matter. None when it is not there.
    """
    wanted = _fold(plain(quote)).strip(_EDGE)
    if len(wanted.split()) < _FEWEST:
        return None
    direct = _find_folded(wanted, text)
    return direct or _find_by_sentence(wanted, text)


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(_SAME).lower().split())


def _find_folded(wanted: str, text: str) -> Found | None:
    """Looks in the raw text, letting white space differ; whole words only."""
    pattern = r"\s+".join(_loosely(word) for word in wanted.split(" "))
    match = re.search(rf"(?<![^\W_]){pattern}(?![^\W_])", text, re.IGNORECASE)
    return Found(match.start(), match.end()) if match else None


def _loosely(word: str) -> str:
    return "".join(_LOOSE.get(letter, re.escape(letter)) for letter in word)


def _find_by_sentence(wanted: str, text: str) -> Found | None:
    """Where plain() changes the text (TeX, markup): the sentences, one to four, whose plain form holds it."""
    spans = split_sentences(text)
    for width in (1, 2, 3, 4):
        for i in range(len(spans) - width + 1):
            start, end = spans[i][0], spans[i + width - 1][1]
            if re.search(rf"(?<![^\W_]){re.escape(wanted)}(?![^\W_])", _fold(plain(text[start:end]))):
                return Found(start, end)
    return None
