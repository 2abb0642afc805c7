"""Why a paper was found: the words it shares with the query, or its sentence nearest in meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from paperledge.prose import split_sentences
from paperledge.search.meaning import Encoder, Vectors
from paperledge.search.pieces import split_words
from paperledge.search.reading import Reading
from paperledge.search.vectors import dots
from paperledge.search.words import STOP, TERMS, clean

_SHOWN = 8  # words named in one line for people


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that was found. Scores compare within one search only."""

    paper: str  # its id
    score: float  # > 0
    why: str  # in words
    title: str
    words: tuple[str, ...] = ()  # words of the query that stand in title or abstract, up to word endings
    sentence: str = ""  # of the abstract, nearest to the query in meaning
    nearness: float = 0.0  # cosine of that sentence with the query, -1..1


def shared_words(wanted: Mapping[str, str], stems: str) -> tuple[str, ...]:
    """Those of the wanted words (word -> stem) that stand among the stems of a text, each followed by a blank."""
    held = f" {stems}"
    return tuple(word for word, stem in wanted.items() if f" {stem} " in held)


def nearest_sentences(encoder: Encoder, vector: Vectors, abstracts: Sequence[str]) -> list[tuple[str, float]]:
    """For each abstract its sentence of highest cosine with a unit vector [dims]; ("", 0.0) where it has none."""
    spans = [[text[a:b] for a, b in split_sentences(text)] for text in abstracts]
    flat = [sentence for sentences in spans for sentence in sentences]
    scores = dots(encoder.encode(flat), vector) if flat else np.empty(0, np.float32)
    out, start = [], 0
    for sentences in spans:
        own = scores[start : start + len(sentences)]
        best = int(own.argmax()) if len(own) else -1
        out.append((sentences[best], float(own[best])) if best >= 0 else ("", 0.0))
        start += len(sentences)
    return out


def say_why(shared: Sequence[str], sentence: str, nearness: float) -> str:
    """One line for people."""
    parts = []
    if shared:
        parts.append("words: " + ", ".join(shared[:_SHOWN]))
    if sentence and nearness > 0:
        parts.append(f"nearest sentence ({nearness:.2f}): {sentence}")
    return "; ".join(parts) or "meets the filters"


def telling_words(reading: Reading, texts: Sequence[str]) -> dict[str, str]:
    """Word -> stem of what several texts are about: each stem once, rarest in the index first."""
    stems: dict[str, str] = {}
    for word in (word for text in texts for word in split_words(clean(text))):
        for stem in reading.words.running.analyze(word):
            stems.setdefault(stem, word)
    telling = {stem: word for stem, word in stems.items() if word not in STOP} or stems
    rarest = sorted(telling, key=lambda stem: (reading.frequency("body", stem), stem))
    return {telling[stem]: stem for stem in rarest[:TERMS]}
