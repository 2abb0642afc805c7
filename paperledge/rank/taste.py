"""A reader's taste, learnt from a few papers: near to one of their interests, and not only near to everything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from paperledge.rank import words
from paperledge.rank.space import Scores, Space, stack
from paperledge.records import Paper

# Likeness to any paper at all is taken off twice; 1.5 to 2.5 measured alike (benchmarks/rank).
GENERIC = 2.0
# Between the mean of all liked papers (0) and the nearest one alone (large): several interests stay several.
SHARPNESS = 5.0
# A dislike counts half a like: it says less about what to show.
DISLIKE = 0.5
# Cosine from which two papers are near enough to say so: one in a hundred pairs of a day is.
NEAR = 0.025
_SHOWN_TERMS = 3
_COMMON = 2.0  # rarity up to which a term binds no two papers: it stands in an eighth of all


@dataclass(frozen=True)
class Taste:
    """What a reader likes, as rows of words. Scores compare within one taste only."""

    liked: tuple[Paper, ...]
    disliked: tuple[Paper, ...] = ()
    background: Space | None = None  # what papers are like where this reader reads; None: anywhere

    @cached_property
    def _liked_rows(self) -> Any:
        return stack([words.row(paper) for paper in self.liked])

    @cached_property
    def _disliked_rows(self) -> Any:
        return stack([words.row(paper) for paper in self.disliked])

    def score(self, papers: Sequence[Paper] | Space) -> Scores:
        """How well each paper fits, float64 [papers], about -1..1; zeros when nothing is liked or disliked.

        papers: a Space, made once, spares the weighing when many readers are asked about the same papers.
        """
        space = papers if isinstance(papers, Space) else Space(papers)
        total = np.zeros(len(space.papers))
        if self.liked:
            total += _nearness(space.like(self._liked_rows)) - GENERIC * space.generic(self.background)
        if self.disliked:
            total -= DISLIKE * _nearness(space.like(self._disliked_rows))
        return total

    def explain(self, paper: Paper) -> tuple[str, ...]:
        """Why it fits, in words: the terms it shares with the nearest paper, where one is near."""
        likes = _shares(paper, self.liked, self._liked_rows, "liked")
        return likes + _shares(paper, self.disliked, self._disliked_rows, "disliked")


def fit_taste(
    liked: Sequence[Paper], disliked: Sequence[Paper] = (), background: Sequence[Paper] | Space = ()
) -> Taste:
    """A taste from papers a reader likes and dislikes, one of each or hundreds; a paper in both is disliked.

    background: papers of the field, read or not: what they all share is no taste. A Space, made once, spares the
    weighing for every reader.
    """
    unwanted = {paper.id for paper in disliked}
    known = background if isinstance(background, Space) else Space(background) if background else None
    return Taste(_each(p for p in liked if p.id not in unwanted), _each(disliked), known)


def _each(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """Each paper once, in id order: the same votes give the same taste."""
    return tuple(paper for _, paper in sorted({paper.id: paper for paper in papers}.items()))


def _nearness(cosines: Scores) -> Scores:
    """A soft maximum over rows, [papers]: the mean when they agree, nearer to the best when interests differ."""
    summed: Scores = np.log(np.exp(SHARPNESS * cosines).mean(axis=0)) / SHARPNESS
    return summed


def _shares(paper: Paper, others: Sequence[Paper], rows: Any, how: str) -> tuple[str, ...]:
    if any(other.id == paper.id for other in others):
        return (f"you {how} it",)
    cosines = _cosines(paper, rows)
    if not len(cosines) or cosines.max() < NEAR:
        return ()
    near = others[int(np.argmax(cosines))]
    named = ", ".join(f"“{term}”" for term in shared_terms(paper, near))
    return (f"shares {named} with what you {how}: {near.title}",) if named else ()


def _cosines(paper: Paper, rows: Any) -> Scores:
    """Cosine of one paper with each row, float64 [rows]."""
    columns, values = words.row(paper)
    if not len(columns) or not rows.nnz:
        return np.zeros(rows.shape[0])
    order = np.argsort(columns, kind="stable")
    columns, values = columns[order], values[order]
    at = np.minimum(np.searchsorted(columns, rows.indices), len(columns) - 1)
    products = np.where(columns[at] == rows.indices, values[at] * rows.data, 0.0)
    of_row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    out: Scores = np.bincount(of_row, weights=products, minlength=rows.shape[0]).astype(np.float64)
    return out


def shared_terms(one: Paper, two: Paper, limit: int = _SHOWN_TERMS) -> list[str]:
    """Terms both papers use, by how much they bind the two."""
    weights = dict(zip(*(part.tolist() for part in words.row(two)), strict=True))
    mine = dict(zip(*(part.tolist() for part in words.row(one)), strict=True))
    both = set(words.terms(words.running_text(one))) & set(words.terms(words.running_text(two)))
    columns = {term: words.column(term) for term in both}
    telling = [t for t, at in columns.items() if words.rarity(np.array([at]))[0] > _COMMON]
    return words.telling({t: mine[columns[t]] * weights[columns[t]] for t in telling}, limit)
