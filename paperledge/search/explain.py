"""Why a paper was found: the words it shares with the query, or its sentence nearest in meaning."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from paperledge.prose import split_sentences
from paperledge.search.meaning import Encoder, Vectors
from paperledge.search.pieces import split_words
from paperledge.search.words import Words, clean


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


def shared_words(words: Words, wanted: Sequence[str], text: str) -> tuple[str, ...]:
    """Those of the wanted words that a text holds, compared by stem, in the order they were wanted."""
    held = set(words.running.analyze(clean(text)))
    return tuple(w for w in dict.fromkeys(wanted) if (stems := words.running.analyze(w)) and held.issuperset(stems))


def nearest_sentences(encoder: Encoder, vector: Vectors, abstracts: Sequence[str]) -> list[tuple[str, float]]:
    """For each abstract its sentence of highest cosine with a unit vector [dims]; ("", 0.0) where it has none."""
    spans = [[text[a:b] for a, b in split_sentences(text)] for text in abstracts]
    flat = [sentence for sentences in spans for sentence in sentences]
    scores = encoder.encode(flat) @ vector if flat else np.empty(0, np.float32)
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
        parts.append("words: " + ", ".join(shared))
    if sentence and nearness > 0:
        parts.append(f"nearest sentence ({nearness:.2f}): {sentence}")
    return "; ".join(parts) or "meets the filters"


def query_words(texts: Sequence[str]) -> list[str]:
    """The words of several texts, each once."""
    return list(dict.fromkeys(word for text in texts for word in split_words(text)))
