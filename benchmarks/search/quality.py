"""Known items and similar papers: `python -m benchmarks.search.quality [--folder DIR]`.

Known items: a one-sentence summary is the query, its paper is to be found among all of arxiv_143k.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.search.corpus import known_items, papers
from paperledge.search import Index, fuse_ranks
from paperledge.search.finding import DEPTH, View, blend, by_meaning, by_words
from paperledge.search.query import Query, parse_query

Rank = Callable[[View, str, np.ndarray], Sequence[int]]


def words_alone(view: View, text: str, _vector: np.ndarray) -> list[int]:
    """BM25."""
    return [row for row, _ in by_words(view, parse_query(text).wishes, None, DEPTH)]


def meaning_alone(view: View, text: str, vector: np.ndarray) -> list[int]:
    """Cosine."""
    return by_meaning(view, vector, Query(text), None, DEPTH)


def fused(view: View, text: str, vector: np.ndarray) -> list[int]:
    """Reciprocal ranks, k = 60."""
    return [row for row, _ in fuse_ranks([words_alone(view, text, vector), meaning_alone(view, text, vector)])]


def blended(view: View, text: str, vector: np.ndarray) -> list[int]:
    """What the index does."""
    words = by_words(view, parse_query(text).wishes, None, DEPTH)
    last = words[-1][1] if len(words) == DEPTH else 0.0
    near = dict.fromkeys(meaning_alone(view, text, vector), last)
    return [row for row, _ in blend(view, vector, near | dict(words))]


def interval(values: Sequence[float]) -> list[float]:
    """[mean, low, high] in per cent, 95 % bootstrap."""
    drawn = np.random.default_rng(7).choice(np.array(values, float), (2_000, len(values))).mean(1)
    return [round(100 * float(v), 1) for v in (np.mean(values), *np.percentile(drawn, [2.5, 97.5]))]


def main() -> None:
    """Index, ask, write JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True, help="where the index is made; used again if there")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "quality.json")
    options = parser.parse_args()
    targets, queries = known_items()
    index = Index(options.folder)
    if not index.count():
        index.add(list(papers("arxiv_143k")) + targets)
    view = index._view()
    vectors = index.encoder.encode([text for text, _ in queries])
    ways: dict[str, Rank] = {
        "words (BM25)": words_alone, "meaning": meaning_alone, "fused by rank": fused, "paperledge": blended,
    }  # fmt: skip
    first = {name: [] for name in ways}
    ten = {name: [] for name in ways}
    own = view.words.known(paper for _, paper in queries)
    rows = {stored[0]: row for row, stored in view.words.stored([row for row, _ in own.values()]).items()}
    for (text, paper), vector in zip(queries, vectors, strict=True):
        for name, rank in ways.items():
            found = list(rank(view, text, vector))
            first[name].append(found[:1] == [rows[paper]])
            ten[name].append(rows[paper] in found[:10])
    figures = {name: {"R@1": interval(first[name]), "R@10": interval(ten[name])} for name in ways}
    gain = np.array(first["paperledge"], float) - np.array(first["fused by rank"], float)
    result = {
        "papers": index.count(),
        "queries": len(queries),
        "figures": figures,
        "R@1 over rank": interval(gain),
    }
    options.out.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
