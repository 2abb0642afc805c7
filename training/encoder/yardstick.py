"""The same figures for all-MiniLM-L6-v2 itself, and for static encoder and tf-idf on the same (fewer) papers.

python -m training.encoder.yardstick --minilm FOLDER [--papers 2000]
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from paperledge.search.meaning import open_encoder
from training.encoder import measures
from training.encoder.corpus import read_rows
from training.encoder.evaluate import Encode, figure, tfidf
from training.encoder.minilm import MiniLM


def figures(encode: Encode, titles: list[str], abstracts: list[str]) -> dict[str, object]:
    """Retrieval among fewer held-out papers, and CSFCube; author replay would take MiniLM half an hour."""
    found = measures.recall_at(encode(titles), encode(abstracts))
    papers = measures.csfcube_papers()
    place = {paper: number for number, paper in enumerate(papers)}
    rows = encode([f"{title}. {abstract}" for title, abstract in papers.values()])

    def order(pool: measures.Pool) -> np.ndarray:
        scores = rows[[place[p] for p in pool.candidates]] @ rows[place[pool.query]].T
        return np.argsort(-np.asarray(scores.todense() if hasattr(scores, "todense") else scores).reshape(-1))

    gains, precisions = measures.csfcube(order)
    return {
        "title_recall@10": figure(100.0 * found),
        "csfcube_ndcg%20": figure(gains),
        "csfcube_map": figure(precisions),
    }


def main() -> None:
    """Print one line of JSON for each way to encode."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minilm", type=Path, required=True)
    parser.add_argument("--papers", type=int, default=2_000)
    options = parser.parse_args()
    torch.set_num_threads(1)
    rows = [row for row in read_rows() if row.held_out][: options.papers]
    titles, abstracts = [r.title for r in rows], [r.abstract for r in rows]
    papers = [f"{t}. {a}" for t, a in measures.csfcube_papers().values()]
    encoder = open_encoder()
    ways = {
        encoder.name: encoder.encode,
        "tf-idf": tfidf(abstracts + papers),
        MiniLM.name: MiniLM(options.minilm).encode,
    }
    for name, encode in ways.items():
        print(json.dumps({name: figures(encode, titles, abstracts)}), flush=True)


if __name__ == "__main__":
    main()
