"""Two texts piece by piece: what one holds of the other. Slower than one vector a text: for the best few only."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from paperledge.search.meaning import StaticEncoder, Vectors

HELD, TITLE, WHOLE, PAIRS = range(4)
_HEAVIEST = 64  # pieces of a wanted text that are looked for: a whole abstract has twice as many
_ABSTRACT = 30.0  # weight of the different pieces of a short title and abstract (nineteen of twenty weigh more)
_TINY = 1e-9
_TOGETHER = 500  # papers matched at once: bounds memory


def match(encoder: StaticEncoder, wanted: str, papers: Sequence[tuple[str, str]]) -> Vectors:
    """How wanted text and papers (title, abstract) hold each other: float32 [n, 4], each number 0..1.

    HELD: share of the wanted pieces that the paper holds. TITLE and WHOLE: share of the title's, and of the whole
    paper's pieces that the wanted text holds. PAIRS: share of its neighbouring pieces that stand as neighbours in
    the paper. A piece weighs what it weighs in the encoder (common words little); one that is not there counts by
    the squared cosine of the nearest that is: a synonym nearly whole, what is far apart not at all. For WHOLE a
    paper counts as long as a short abstract at least, or a bare title would be held whole by any query.
    Source: late interaction, Khattab and Zaharia, SIGIR 2020, here with vectors that do not depend on context.
    """
    parts = (papers[start : start + _TOGETHER] for start in range(0, len(papers), _TOGETHER))
    return np.concatenate([np.zeros((0, 4), np.float32), *(_match(encoder, wanted, part) for part in parts)])


def _match(encoder: StaticEncoder, wanted: str, papers: Sequence[tuple[str, str]]) -> Vectors:
    asked, _ = encoder.pieces.batch([wanted])
    flat, ends = encoder.pieces.batch([text for paper in papers for text in paper])
    out = np.zeros((len(papers), 4), np.float32)
    sizes, weights, known = np.diff(ends[::2]), encoder.weights, len(encoder.weights)
    if not len(asked) or not len(flat):
        return out
    owner = np.repeat(np.arange(len(papers)), sizes)
    # Every piece once a paper, in order of papers: owner and piece as one number.
    both = np.sort(owner.astype(np.int32) * np.int32(known) + flat)
    whose, piece = np.divmod(both[np.diff(both, prepend=-1) > 0], np.int32(known))
    terms, place = np.flatnonzero(np.bincount(flat, minlength=known)), np.zeros(known, np.intp)
    place[terms] = np.arange(len(terms))
    sought = _heaviest(encoder, np.unique(asked))
    near = np.square(_cosines(encoder, sought, terms))
    best = np.maximum.reduceat(near[:, place[piece]], np.flatnonzero(np.diff(whose, prepend=-1)), axis=1)
    out[sizes > 0, HELD] = weights[sought] @ best / (weights[sought].sum() + _TINY)
    back = near.max(0)[place]
    bounds = np.searchsorted(whose, np.arange(len(papers) + 1))
    out[:, WHOLE] = _shares(weights[piece], back[piece], bounds[:-1], bounds[1:], _ABSTRACT)
    out[:, TITLE] = _shares(weights[flat], back[flat], ends[:-1:2], ends[1::2], _TINY)
    out[:, PAIRS] = _pairs(encoder, asked, flat, owner, len(papers))
    return out


def _heaviest(encoder: StaticEncoder, pieces: NDArray[np.int32]) -> NDArray[np.int32]:
    return pieces[np.argsort(-encoder.weights[pieces], kind="stable")[:_HEAVIEST]]


def _cosines(encoder: StaticEncoder, sought: NDArray[np.int32], terms: NDArray[np.intp]) -> Vectors:
    """Of each piece sought with each term, 0..1: what points apart is as far as what is unrelated."""
    lengths = encoder.weights[sought][:, None] * encoder.weights[terms] + _TINY
    return np.asarray(((encoder.table[terms] @ encoder.table[sought].T).T / lengths).clip(0, 1), np.float32)


def _shares(
    weights: Vectors, found: Vectors, starts: NDArray[np.intp], ends: NDArray[np.intp], least: float
) -> Vectors:
    """Weighted sum of `found` over each run from start to end, as a share of the run's weight, or of `least`."""
    total, held = (np.concatenate(([0.0], np.cumsum(row, dtype=float))) for row in (weights, weights * found))
    return np.asarray((held[ends] - held[starts]) / np.maximum(total[ends] - total[starts], least), np.float32)


def _pairs(
    encoder: StaticEncoder, asked: NDArray[np.int32], flat: NDArray[np.int32], owner: NDArray[np.intp], papers: int
) -> Vectors:
    size = np.int64(len(encoder.table))
    wanted, first = np.unique(asked[:-1] * size + asked[1:], return_index=True)
    if not len(wanted) or len(flat) < 2:
        return np.zeros(papers, np.float32)
    # A pair weighs as much as the lighter of the two: "of the" next to nothing.
    weights = np.minimum(encoder.weights[asked[first]], encoder.weights[asked[first + 1]])
    keys = flat[:-1] * size + flat[1:]
    place = np.searchsorted(wanted, keys).clip(max=len(wanted) - 1)
    hits = np.flatnonzero((wanted[place] == keys) & (owner[:-1] == owner[1:]))
    held = np.zeros((len(wanted), papers), np.float32)
    held[place[hits], owner[hits]] = 1
    return np.asarray(weights @ held / (weights.sum() + _TINY))
