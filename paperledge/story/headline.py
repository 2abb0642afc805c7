"""A paper's point in one sentence: its own best sentence, lightly compressed.

The sentence is picked by a linear model over cues (weights in headline.json, trained by training/headline).
"""

import functools
import json
import re
from collections.abc import Sequence
from importlib import resources

import numpy as np

from paperledge.prose import WORD, plain, split_sentences
from paperledge.records import Document, Paper
from paperledge.search import open_encoder
from paperledge.story.english import count
from paperledge.story.reading import is_order
from paperledge.story.roles import ROLES, label_roles
from paperledge.story.shorten import clean, drop_inner, drop_openings, end_with_stop, trim, upper_first

_MOST = 40  # words
_DRAWBACK = 0.1  # of the summed ROUGE the picker foretells: background, or a sentence that needs the one before
_CUES = (
    "we propose",
    "we present",
    "we introduce",
    "we show",
    "we demonstrate",
    "we develop",
    "we find",
    "we study",
    "we investigate",
    "we prove",
    "we describe",
    "we provide",
    "in this paper",
    "in this work",
    "this paper",
    "this work",
    "our method",
    "our approach",
    "our model",
    "our results",
    "results show",
    "experiments",
    "outperform",
    "state-of-the-art",
    "novel",
    "new",
    "called",
    "method",
    "approach",
    "framework",
    "model",
    "algorithm",
    "dataset",
    "by",
    "that",
    "which",
    "can",
    "however",
    "but",
    "recent",
    "existing",
    "challeng",
    "problem",
    "code",
    "available",
    "further",
    "also",
    "addition",
    "finally",
    "specifically",
    "particular",
    "such",
    "these",
    "address",
    "empirical",
    "theoretical",
    "evaluat",
    "achiev",
    "improv",
    "efficient",
    "learn",
    "first",
    "analysis",
    "based",
    "using",
    "without",
    "more",
    "important",
    "often",
    "demonstrate",
    "significant",
    "task",
    "benchmark",
    "simple",
    "propose",
)


def headline(paper: Paper | Document) -> str:
    """The paper's one-sentence point in its own words, some 20, at most 50; without an abstract, the title."""
    record = paper.paper if isinstance(paper, Document) else paper
    text = record.abstract or (paper.text[:3000] if isinstance(paper, Document) else "")
    sentences = [text[a:b] for a, b in split_sentences(text)[:30]]
    usable = [i for i, s in enumerate(sentences) if count(plain(s)) >= 5 and not is_order(s) and "http" not in s]
    if not usable:
        return plain(record.title)
    weights = _weights()
    rows = picker_features(sentences, plain(record.title))
    scores = [sum(w * x for w, x in zip(weights, row, strict=True)) for row in rows]
    for i, (sentence, role) in enumerate(zip(sentences, label_roles(sentences), strict=True)):
        scores[i] -= _DRAWBACK if role == "background" or leans(sentence) else 0.0
    told = [compress(sentences[i]) for i in sorted(usable, key=lambda i: (-scores[i], i))[:3]]
    return next((t for t in told if count(t) <= _MOST), told[0])


@functools.cache
def _weights() -> list[float]:
    text = (resources.files("paperledge.story") / "headline.json").read_text(encoding="utf-8")
    return [float(w) for w in json.loads(text)["weights"]]


def picker_features(sentences: Sequence[str], title: str) -> list[list[float]]:
    """What the picker sees of each sentence: place, role, length, what it shares with title and text, cues."""
    roles, near = label_roles(sentences), _likeness([plain(s) for s in sentences], title)
    stems = [_stems(plain(s)) for s in sentences]
    named = _stems(title)
    rows = []
    for i, (sentence, mine) in enumerate(zip(sentences, stems, strict=True)):
        others = [len(mine & s) / (len(mine) + 3) for k, s in enumerate(stems) if k != i]
        size, n = count(sentence), len(sentences)
        lowered = plain(sentence).lower()
        row = [1.0, i / n, float(i == 0), float(i == n - 1), float(i == 1), *(float(roles[i] == r) for r in ROLES)]
        row += [
            len(mine & named) / max(1, len(named)),
            len(mine & named) / max(4, len(mine)),
            sum(others) / max(1, len(others)),
        ]
        row += [
            min(size, 50) / 25,
            float(size < 10),
            float(size > 35),
            float(bool(re.search(r"\d", lowered))),
            float("(" in lowered),
            float(":" in lowered),
        ]
        rows.append(row + [float(cue in lowered) for cue in _CUES] + near[i])
    return rows


def _likeness(sentences: Sequence[str], title: str) -> list[list[float]]:
    """Of each sentence: cosine to title and whole text, how far behind the nearest, whether it is the nearest."""
    vectors = open_encoder().encode([*sentences, title])
    whole = vectors[:-1].mean(axis=0)
    to = [vectors[:-1] @ vectors[-1], vectors[:-1] @ (whole / (np.linalg.norm(whole) + 1e-9))]
    table = np.stack([*to, *(t - t.max() for t in to), *(t == t.max() for t in to)], axis=1)
    return [[float(value) for value in row] for row in table]


def _stems(text: str) -> frozenset[str]:
    return frozenset(w.lower()[:6] for w in WORD.findall(text) if len(w) > 3)


_BACK = re.compile(
    r"^(?:To|As|In|Under|For|With|Based|Given|Motivated|Inspired|By|From|Using|Towards?|On)\b[^,;:]*"
    r"\b(?:this|these|such|those)\b[^,;:]*, (?=we\b|our\b)",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:these|those)\b|\bsuch an? |\bthe (?:former|latter|above|aforementioned)\b|"
    r"\bthis\b(?! (?:paper|work|article|study|report|thesis|survey|manuscript|letter|note)\b)|"
    r"^(?:moreover|furthermore|additionally|finally|also|in addition|specifically|in particular|then|second|"
    r"it|they|its|their)\b",
    re.IGNORECASE,
)


def leans(sentence: str) -> bool:
    """Whether a sentence, without its opening, points back at one before it ("this problem", "finally")."""
    return bool(_POINTS_BACK.search(_BACK.sub("", plain(sentence))))


_TURN = re.compile(r"^(?:But|Still,|By contrast,|And|So|First,|Second,|Then|Here,|Also,) ")


def compress(sentence: str) -> str:
    """A sentence without opening and brackets; a long one without tails: 40 words where that can be done."""
    text = re.sub("\ue000.*?\ue001", "", drop_openings(clean(sentence)))
    text = _BACK.sub("", text)
    text = upper_first(_TURN.sub("", re.sub(r",? (?:in this paper|in this work)(?=[ ,.])", "", text)))
    text = drop_inner(text) if count(text) > _MOST - 5 else text
    text = trim(end_with_stop(text), _MOST - 5) if count(text) > _MOST - 5 else text
    while (
        count(text) > _MOST
        and count(shorter := text.rstrip(".").rsplit(", ", 1)[0]) >= 8
        and shorter != text.rstrip(".")
    ):
        # What a cut leaves of a half begun after a semicolon goes too: "...; and second".
        text = end_with_stop(re.sub(r"[;:](?: \S+){1,3}$", "", shorter))
    text = " ".join(text.split()[: _MOST + 10])
    return end_with_stop(upper_first(re.sub(r"\s+([,.;])", r"\1", text)))
