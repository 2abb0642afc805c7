"""A paper's point in one sentence: its own best sentence, lightly compressed.

The sentence is picked by a linear model over what picking.py sees (weights in headline.json, trained by
training/headline).
"""

import functools
import json
import re
from collections.abc import Sequence
from importlib import resources

from paperledge.prose import plain, split_sentences
from paperledge.records import Document, Paper
from paperledge.story.english import count, is_clause
from paperledge.story.picking import picker_features
from paperledge.story.reading import is_order
from paperledge.story.roles import label_roles
from paperledge.story.shorten import clean, drop_inner, drop_openings, end_with_stop, trim, upper_first

_MOST = 40  # words
_DRAWBACK = 0.1  # of the summed ROUGE the picker foretells: background, or a sentence that needs the one before
_FRAGMENT = 0.6  # likewise: an aim without subject and verb ("To compare A with B."), common in medicine


def headline(paper: Paper | Document) -> str:
    """The paper's one-sentence point in its own words, some 20, at most 50; without an abstract, the title."""
    record = paper.paper if isinstance(paper, Document) else paper
    text = record.abstract or (paper.text[:3000] if isinstance(paper, Document) else "")
    sentences = [text[a:b] for a, b in split_sentences(text)[:30]]
    usable = [i for i, s in enumerate(sentences) if count(plain(s)) >= 5 and not is_order(s) and "http" not in s]
    if not usable:
        return plain(record.title)
    told, rows, costs = candidates(sentences, plain(record.title))
    weights = _weights()
    scores = [sum(w * x for w, x in zip(weights, row, strict=True)) for row in rows]
    best = sorted(usable, key=lambda i: (costs[i] - scores[i], i))[:3]
    return told[next((i for i in best if count(told[i]) <= _MOST), best[0])]


def candidates(sentences: Sequence[str], title: str) -> tuple[list[str], list[list[float]], list[float]]:
    """Each sentence as a headline would tell it, what the picker sees of it, and what background costs it."""
    told, roles = [compress(s) for s in sentences], label_roles(sentences)
    rows = picker_features([plain(s) for s in sentences], title, told, roles)
    weak = [role == "background" or leans(s) for role, s in zip(roles, sentences, strict=True)]
    aims = [text.startswith("To ") and not is_clause(text) for text in told]
    return told, rows, [_DRAWBACK * bad + _FRAGMENT * aim for bad, aim in zip(weak, aims, strict=True)]


@functools.cache
def _weights() -> list[float]:
    text = (resources.files("paperledge.story") / "headline.json").read_text(encoding="utf-8")
    return [float(w) for w in json.loads(text)["weights"]]


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
    text = re.sub("\ue000.*?\ue001|\ue003", "", drop_openings(clean(sentence)))
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
