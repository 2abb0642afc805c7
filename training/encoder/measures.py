"""The measuring sets and figures: retrieval among held-out papers, CSFCube, author replay."""

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from training.encoder.corpus import SHARED

FACETS = ("background", "method", "result")


def lines(name: str) -> Iterator[dict]:
    """Rows of a (gzipped) JSONL file under the shared data."""
    path = SHARED / name
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as rows:
        yield from map(json.loads, rows)


def ndcg(grades: Sequence[float], k: int) -> float:
    """Linear gain over log2(rank + 1), against the best order of the same grades."""
    discount = 1 / np.log2(np.arange(2, k + 2))
    got, best = np.array(grades[:k], float), np.sort(np.array(grades, float))[::-1][:k]
    ideal = float((best * discount[: len(best)]).sum())
    return float((got * discount[: len(got)]).sum()) / ideal if ideal else 0.0


def average_precision(relevant: Sequence[bool]) -> float:
    """Mean of the precision at each relevant place."""
    places = np.flatnonzero(relevant)
    return float(np.mean([(i + 1) / (place + 1) for i, place in enumerate(places)])) if len(places) else 0.0


def spread(values: Sequence[float], seed: int = 7) -> tuple[float, float]:
    """95 % bootstrap interval of the mean."""
    taken = np.random.default_rng(seed).choice(np.array(values), (2_000, len(values)))
    low, high = np.percentile(taken.mean(1), [2.5, 97.5])
    return float(low), float(high)


def csfcube_papers() -> dict[str, tuple[str, str]]:
    """Paper id -> (title, abstract)."""
    return {r["paper_id"]: (r["title"], " ".join(r["abstract"])) for r in lines("csfcube/papers.jsonl.gz")}


@dataclass(frozen=True, slots=True)
class Pool:
    """One CSFCube query: its candidates and their grades 0 to 3."""

    facet: str
    query: str
    candidates: tuple[str, ...]
    grades: tuple[int, ...]


def csfcube_pools() -> list[Pool]:
    """The development queries of all three facets."""
    out = []
    for facet in FACETS:
        path = SHARED / "csfcube" / f"dev-pid2anns-csfcube-{facet}.json"
        for query, row in json.loads(path.read_text()).items():
            out.append(Pool(facet, query, tuple(row["cands"]), tuple(row["relevance_adju"])))
    return out


def csfcube(order: Callable[[Pool], Sequence[int]]) -> tuple[list[float], list[float]]:
    """(NDCG%20, average precision at grade >= 2) of each query; order gives places in the pool, best first."""
    gains, precisions = [], []
    for pool in csfcube_pools():
        grades = [pool.grades[i] for i in order(pool)]
        gains.append(100 * ndcg(grades, int(0.2 * len(grades))))
        precisions.append(100 * average_precision([g >= 2 for g in grades]))
    return gains, precisions


def specter_order(pool: Pool) -> list[int]:
    """The published SPECTER ranking, to see that the figures are computed as published."""
    path = SHARED / "csfcube" / f"specter-ranked-dev-{pool.facet}.json"
    place = {paper: i for i, paper in enumerate(pool.candidates)}
    return [place[paper] for paper, _ in json.loads(path.read_text())[pool.query] if paper in place]


def recall_at(queries: np.ndarray, documents: np.ndarray, k: int = 10) -> np.ndarray:
    """Whether query i finds document i among its k nearest, bool [n]. Dense or sparse rows of length 1."""
    out = []
    for start in range(0, queries.shape[0], 500):
        scores = queries[start : start + 500] @ documents.T
        scores = scores.toarray() if hasattr(scores, "toarray") else scores
        own = scores[np.arange(len(scores)), np.arange(start, start + len(scores))]
        out.append((scores > own[:, None]).sum(1) < k)
    return np.concatenate(out)


def author_replay(vectors: Callable[[list[str]], np.ndarray]) -> tuple[list[float], list[float]]:
    """(nDCG@20, recall@50) of each reader by mean cosine to the last five papers of their profile."""
    papers = {r["id"]: r for r in lines("author_replay/papers_dev.jsonl.gz")}
    ids = list(papers)
    rows = vectors([f"{papers[i]['title']}. {papers[i]['abstract']}" for i in ids])
    place = {paper: number for number, paper in enumerate(ids)}
    pool = (SHARED / "author_replay/pool_dev.txt").read_text().split()
    gains, recalls = [], []
    for reader in lines("author_replay/readers_dev.jsonl"):
        wanted = set(reader["wanted"])
        open_to = [p for p in pool if papers[p]["date"] >= reader["cut"]]
        candidates = sorted(wanted) + [p for p in open_to if p not in wanted]
        liked = np.asarray(rows[[place[p] for p in reader["profile"][-5:]]].mean(0)).reshape(-1)
        scores = np.asarray(rows[[place[p] for p in candidates]] @ liked).reshape(-1)
        order = np.argsort(-scores, kind="stable")
        hits = [candidates[i] in wanted for i in order]
        gains.append(100 * ndcg(np.array(hits, float), 20))
        recalls.append(100 * sum(hits[:50]) / len(wanted))
    return gains, recalls
