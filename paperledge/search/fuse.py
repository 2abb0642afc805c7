"""Merge ranked lists by rank alone."""

from collections.abc import Sequence
from typing import TypeVar

from paperledge.errors import SearchError

T = TypeVar("T", str, int)


class DuplicatePaper(SearchError):
    """A ranked list names the same paper twice."""


def fuse_ranks(lists: Sequence[Sequence[T]], k: float = 60) -> list[tuple[T, float]]:
    """Merge ranked lists by reciprocal rank.

    lists: n lists of paper ids, best first, no id twice in one list.    k: damping in ranks, > 0.
    Returns (paper id, score), best first; 0 < score <= n / (k + 1); equal scores in id order.
    Raises DuplicatePaper.    Source: Cormack, Clarke and Buettcher, SIGIR 2009 (k = 60).

    >>> fuse_ranks([["a", "b"], ["b", "c"]])[0][0]
    'b'
    """
    scores: dict[T, float] = {}
    for number, ranked in enumerate(lists):
        if len(set(ranked)) != len(ranked):
            twice = next(paper for paper in ranked if ranked.count(paper) > 1)
            raise DuplicatePaper(f"list {number} names {twice!r} twice", next_step="rank each paper once")
        for rank, paper in enumerate(ranked, start=1):
            scores[paper] = scores.get(paper, 0.0) + 1.0 / (k + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
