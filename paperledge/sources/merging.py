"""One record per paper, however often an answer holds it."""

import dataclasses
from collections.abc import Iterable

from paperledge.records import Paper

# What a listing says of the same version of a paper: the first announcement tells most.
_WEIGHT = {"new": 3, "cross": 2, "replace": 1, "replace-cross": 0}


def merge_papers(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """The papers in order of first sight, each id once: its highest version, with all categories and links."""
    merged: dict[str, Paper] = {}
    for paper in papers:
        known = merged.get(paper.id)
        merged[paper.id] = paper if known is None else _one_of(known, paper)
    return tuple(merged.values())


def _one_of(a: Paper, b: Paper) -> Paper:
    newer, older = (b, a) if _rank(b) > _rank(a) else (a, b)
    return dataclasses.replace(
        newer,
        categories=tuple(dict.fromkeys((*newer.categories, *older.categories))),
        links={**older.links, **newer.links},
        date=newer.date or older.date,
        withdrawn=newer.withdrawn,
    )


def _rank(paper: Paper) -> tuple[int, int]:
    return paper.version, _WEIGHT.get(paper.announce_type, 0)
