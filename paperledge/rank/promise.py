"""What a paper promises before anybody voted: learnt from which papers Daily Papers listed, and how they fared.

A logistic and a linear model over the words and a few plain cues; no names, so fame plays no part.
Trained by training/attention/train.py; figures in benchmarks/rank.
"""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paperledge.rank import words
from paperledge.rank.space import Space
from paperledge.records import Paper

TABLE = Path(__file__).parent / "promise.npz"
BUCKETS = 1 << 16  # columns of words are folded onto these
PULL = 0.15  # what is often picked also fares better; the better order on later days (training/attention)
AUTHORS_COUNTED = 12  # longer lists say no more

_SUBJECT = (1.0, 6.5)  # rarity of words that name a subject: in a third to a 660th of all papers
_CUES = (
    re.compile(r"github\.com|huggingface\.co|code (?:is|and|will be)[^.]{0,40}available", re.IGNORECASE),
    re.compile(r"https?://|project page", re.IGNORECASE),
    re.compile(r"open[- ]sourc|publicly (?:available|release)|we release", re.IGNORECASE),
    re.compile(r"\d+(?:\.\d+)?\s?(?:%|\\%|x\b|×|B\b)"),
    re.compile(r"state[- ]of[- ]the[- ]art|sota\b|outperform|surpass", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class Promise:
    """chance: of being picked, 0..1. lift: times the usual points if picked, > 0. Both float64 [papers]."""

    chance: NDArray[np.float64]
    lift: NDArray[np.float64]


def promise_of(space: Space) -> Promise:
    """What each paper of a space promises."""
    model = _model()
    dense = cues(space.papers)
    picked = _linear(model, "picked", space.matrix, dense)
    points = _linear(model, "points", space.matrix, dense) + PULL * picked
    return Promise(1.0 / (1.0 + np.exp(-picked)), np.exp(np.clip(points, -2.0, 2.0)))


# Words that make no reason: the first alone or in a pair, the second alone.
_IDLE = frozenset("like such based using via toward towards across guidance".split())
_VAGUE = frozenset("paper papers model models method methods".split())


def promising_terms(paper: Paper, limit: int = 2) -> list[str]:
    """Terms of a paper that speak most for its being picked, strongest first."""
    named = sorted(
        {t for t in words.terms(words.running_text(paper)) if not t.isdigit() and not _tells_nothing(t)}
    )
    columns = np.array([words.column(t) for t in named], np.int64)
    rare = words.rarity(columns)
    weight = _model()["picked_words"][columns & (BUCKETS - 1)] * rare
    subject = (rare > _SUBJECT[0]) & (rare < _SUBJECT[1])
    return words.telling({named[at]: float(weight[at]) for at in np.flatnonzero(subject)}, limit)


def _tells_nothing(term: str) -> bool:
    return term in _VAGUE or bool(_IDLE & set(term.split()))


def cues(papers: Sequence[Paper]) -> NDArray[np.float64]:
    """Plain facts of each paper, float64 [papers, cues], about -2..2 each."""
    return np.array([_cues(paper) for paper in papers], np.float64).reshape(len(papers), -1)


def _cues(paper: Paper) -> list[float]:
    authors = min(len(paper.authors), AUTHORS_COUNTED)
    text = f"{paper.title} {paper.abstract}"
    short = ":" in paper.title and len(paper.title.split(":")[0].split()) <= 2
    return [
        # Without authors nothing is known of them: the usual number.
        (np.log(authors) if authors else 1.6) - 1.6,
        float(authors >= AUTHORS_COUNTED),
        (len(paper.title) - 80) / 40,
        (len(paper.abstract) - 1300) / 500,
        float(short),
        *(float(bool(cue.search(text))) for cue in _CUES),
    ]


def fold(matrix: Any) -> Any:
    """A matrix over words.COLUMNS folded onto BUCKETS, float32 [papers, BUCKETS] (CSR)."""
    from scipy.sparse import csr_matrix

    shape = (matrix.shape[0], BUCKETS)
    return csr_matrix((matrix.data, matrix.indices & (BUCKETS - 1), matrix.indptr), shape=shape)


def _linear(model: dict[str, Any], head: str, matrix: Any, dense: NDArray[np.float64]) -> NDArray[np.float64]:
    by_words = np.asarray(fold(matrix) @ model[f"{head}_words"], np.float64)
    out: NDArray[np.float64] = by_words + dense @ model[f"{head}_cues"] + float(model[f"{head}_start"])
    return out


@functools.cache
def _model() -> dict[str, Any]:
    with np.load(TABLE, allow_pickle=False) as stored:
        model = {name: stored[name] for name in stored.files}
    for head in ("picked", "points"):
        # Kept as int8 steps.
        model[f"{head}_words"] = model[f"{head}_words"].astype(np.float32) * float(model[f"{head}_step"])
    return model
