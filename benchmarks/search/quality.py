"""Known items and similar papers: `python -m benchmarks.search.quality [--folder DIR]`.

Known items: a one-sentence summary is the query, its paper is to be found among all of arxiv_143k.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.search.corpus import known_items, papers
from paperledge.records import Paper
from paperledge.search import Index, fuse_ranks
from paperledge.search.finding import DEPTH, Likes, View, alike, blend, by_meaning, by_words, joined
from paperledge.search.query import Query, parse_query
from training.encoder.measures import Pool, csfcube, csfcube_papers, spread

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
    near = meaning_alone(view, text, vector)
    return [row for row, _ in blend(view, vector, joined(words, near, DEPTH), words[0][1] if words else 0.0)]


def interval(values: Sequence[float]) -> list[float]:
    """[mean, low, high] in per cent, 95 % bootstrap."""
    drawn = np.random.default_rng(7).choice(np.array(values, float), (2_000, len(values))).mean(1)
    return [round(100 * float(v), 1) for v in (np.mean(values), *np.percentile(drawn, [2.5, 97.5]))]


def similar() -> dict[str, list[float]]:
    """[mean, low, high] of NDCG%20 and MAP on the CSFCube development queries, as the index orders each pool."""
    known = csfcube_papers()
    with tempfile.TemporaryDirectory() as folder:
        index = Index(folder)
        index.add(Paper(name, title, abstract) for name, (title, abstract) in known.items())
        view = index._view()
        names = {row: paper for row, (paper, _, _) in view.words.stored(range(len(known))).items()}

        def order(pool: Pool) -> list[int]:
            ranked, _ = alike(view, index.encoder, Likes([pool.query]), Query(""), len(known))
            place = {names[row]: at for at, (row, _) in enumerate(ranked)}
            return sorted(range(len(pool.candidates)), key=lambda at: place.get(pool.candidates[at], len(place)))

        gains, precisions = csfcube(order)
    named = {"NDCG%20": gains, "MAP": precisions}
    return {name: [round(v, 1) for v in (float(np.mean(row)), *spread(row))] for name, row in named.items()}


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
        "similar papers": similar(),
    }
    options.out.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
