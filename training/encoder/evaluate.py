"""Measure encoders: `python -m training.encoder.evaluate [--table table.npy --vocabulary vocabulary.txt]`.

Without a table, the encoder shipped in the package, its int8 rows and sign codes, and tf-idf.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from paperledge.search.meaning import StaticEncoder, open_encoder
from paperledge.search.pieces import Pieces
from training.encoder import measures
from training.encoder.corpus import read_rows

Encode = Callable[[list[str]], np.ndarray]


def tfidf(texts: list[str]) -> Encode:
    """Sublinear tf-idf of words and pairs of words, fitted on the texts."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    model = TfidfVectorizer(
        sublinear_tf=True, ngram_range=(1, 2), min_df=2, max_features=300_000, stop_words="english"
    )
    model.fit(texts)
    return model.transform


def figures(encode: Encode, titles: list[str], abstracts: list[str]) -> dict[str, object]:
    """All the figures of one way to encode."""
    found = measures.recall_at(encode(titles), encode(abstracts))
    papers = measures.csfcube_papers()
    ids = {paper: number for number, paper in enumerate(papers)}
    rows = encode([f"{title}. {abstract}" for title, abstract in papers.values()])

    def order(pool: measures.Pool) -> np.ndarray:
        scores = rows[[ids[p] for p in pool.candidates]] @ rows[ids[pool.query]].T
        return np.argsort(-np.asarray(scores.todense() if hasattr(scores, "todense") else scores).reshape(-1))

    gains, precisions = measures.csfcube(order)
    replay, recalls = measures.author_replay(encode)
    return {
        "title_recall@10": figure(100.0 * found),
        "csfcube_ndcg%20": figure(gains),
        "csfcube_map": figure(precisions),
        "replay_ndcg@20": figure(replay),
        "replay_recall@50": figure(recalls),
    }


def figure(values: list[float] | np.ndarray) -> list[float]:
    """[mean, low, high] with a 95 % bootstrap interval."""
    low, high = measures.spread(values)
    return [round(float(np.mean(values)), 1), round(low, 1), round(high, 1)]


def main() -> None:
    """Print one line of JSON for each way to encode."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--table", type=Path)
    parser.add_argument("--vocabulary", type=Path)
    parser.add_argument("--papers", type=int, default=20_000, help="held-out papers searched among")
    parser.add_argument("--tfidf", action="store_true")
    options = parser.parse_args()
    rows = [row for row in read_rows() if row.held_out][: options.papers]
    titles, abstracts = [r.title for r in rows], [r.abstract for r in rows]
    if options.tfidf:
        papers = [f"{t}. {a}" for t, a in measures.csfcube_papers().values()]
        print(json.dumps({"tf-idf": figures(tfidf(abstracts + papers), titles, abstracts)}))
        gains, precisions = measures.csfcube(measures.specter_order)
        print(json.dumps({"SPECTER as published": {"ndcg": figure(gains), "map": figure(precisions)}}))
    if options.table:
        pieces = Pieces(options.vocabulary.read_text(encoding="utf-8").split("\n"))
        encoder = StaticEncoder(options.table.stem, pieces, np.load(options.table))
    else:
        encoder = open_encoder()
    start = time.perf_counter()
    encoder.encode(abstracts[:5_000])
    rate = round(5_000 / (time.perf_counter() - start))
    print(json.dumps({encoder.name: figures(encoder.encode, titles, abstracts), "texts/s": rate}))


if __name__ == "__main__":
    main()
