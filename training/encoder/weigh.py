"""Fit the shares of a score: `python -m training.encoder.weigh --folder DIR`. Prints them, and recall by halves.

Queries: the one-sentence summaries of scitldr train (Apache-2.0), each to find its paper among arxiv_143k and the
other papers of that set. What is fitted is a softmax over the best MATCHED of the blend, shares not below 0.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from benchmarks.search.corpus import papers, rows
from paperledge.records import Paper
from paperledge.search import Index
from paperledge.search.finding import DEPTH, MATCHED, View, blend, by_meaning, by_words, joined
from paperledge.search.matching import match
from paperledge.search.meaning import open_encoder
from paperledge.search.query import parse_query

NAMES = ("blend", "held", "title", "whole", "pairs")
_PENALTY = 1e-3  # keeps shares that matter little from growing against each other


def examples(view: View, queries: list[tuple[str, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Float [queries, MATCHED, 5] (-1 where there is no paper), and the place of the right one or -1."""
    taken, right = np.full((len(queries), MATCHED, len(NAMES)), -1.0), np.full(len(queries), -1)
    vectors = open_encoder().encode([text for text, _ in queries])
    for number, ((text, row), vector) in enumerate(zip(queries, vectors, strict=True)):
        asked = parse_query(text)
        words = by_words(view, asked.wishes, None, DEPTH)
        bm25 = joined(words, by_meaning(view, vector, asked, None, DEPTH), DEPTH)
        ranked = blend(view, vector, bm25, words[0][1] if words else 0.0)[:MATCHED]
        stored = view.words.stored([row for row, _ in ranked])
        taken[number, : len(ranked), 0] = [score for _, score in ranked]
        taken[number, : len(ranked), 1:] = match(open_encoder(), asked.text, [stored[r][1:] for r, _ in ranked])
        right[number] = next((at for at, (found, _) in enumerate(ranked) if found == row), -1)
    return taken, right


def fit(taken: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Shares [5] that make the right papers likeliest, scaled to add up to 1."""
    known = right >= 0
    taken, right = taken[known], right[known]
    there = taken[..., 0] >= 0
    scale = taken[there].std(0)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = np.where(there, taken @ (weights / scale), -np.inf)
        shares = np.exp(scores - scores.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        one = shares[np.arange(len(right)), right]
        pull = np.einsum("qp,qpf->qf", shares, np.where(there[..., None], taken, 0))
        gradient = (pull - taken[np.arange(len(right)), right]).mean(0) / scale
        return float(-np.log(one).mean() + _PENALTY * (weights**2).sum()), gradient + 2 * _PENALTY * weights

    found = minimize(loss, np.ones(len(NAMES)), jac=True, bounds=[(0, None)] * len(NAMES)).x / scale
    return np.asarray(found / found.sum())


def places(taken: np.ndarray, right: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """How many papers stand before the right one; MATCHED where it is not among them."""
    scores = np.where(taken[..., 0] >= 0, taken @ shares, -np.inf)
    before = (scores > scores[np.arange(len(right)), right][:, None]).sum(1)
    return np.where(right >= 0, before, MATCHED)


def main() -> None:
    """Index, gather, fit, and print one line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True, help="where the index is made; used again if there")
    options = parser.parse_args()
    index, summaries = Index(options.folder), list(rows("scitldr/train.jsonl.gz"))
    own = [Paper(f"scitldr:{r['paper_id']}", r["title"], " ".join(r["source"])) for r in summaries]
    if not index.count():
        index.add([*papers("arxiv_143k"), *own])
    view = index._view()
    row_of = {view.words.stored([row])[row][0]: row for row, _ in view.words.known(p.id for p in own).values()}
    queries = [(r["target"][0], row_of[paper.id]) for r, paper in zip(summaries, own, strict=True)]
    taken, right = examples(view, queries)
    half = np.arange(len(right)) % 2 == 0
    found = np.concatenate([places(taken[to], right[to], fit(taken[~to], right[~to])) for to in (half, ~half)])
    before = places(taken, right, np.array([1.0, 0, 0, 0, 0]))
    shares = dict(zip(NAMES, fit(taken, right).round(3).tolist(), strict=True))
    recall = {f"R@{k}": [round(100 * float((x < k).mean()), 1) for x in (before, found)] for k in (1, 10)}
    print(json.dumps({"shares": shares, "blend alone, and fitted on the other half": recall}))


if __name__ == "__main__":
    main()
