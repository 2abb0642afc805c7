"""Measures ranking -> results.json and the table in README.md.

    python benchmarks/rank/run.py ../shared/data

Taste on author_replay, its speed, and what a ring of votes does on real days. The promise of texts is measured by
training/attention/train.py, on days after those it was trained on.
"""

import datetime as dt
import gzip
import json
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

from paperledge.rank import Space, fit_taste, rank_papers
from paperledge.records import Attention, Paper

HERE = Path(__file__).parent
PROFILE = 5  # a reader is known by the last five papers of the profile
SEED = 0


def main(data: Path) -> None:
    # Speed first: rows of words are remembered once they are made.
    found = {**speed(data / "author_replay"), **taste(data / "author_replay"), **ring(data / "hf_daily_papers")}
    (HERE / "results.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    for name, value in found.items():
        print(f"{name:44s} {value}")


def lines(path: Path):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as rows:
        return [json.loads(row) for row in rows]


def replay(folder: Path):
    papers = {
        r["id"]: Paper(r["id"], r["title"], r["abstract"], date=dt.date.fromisoformat(r["date"]))
        for r in lines(folder / "papers_dev.jsonl.gz")
    }
    pool = [papers[name] for name in (folder / "pool_dev.txt").read_text(encoding="utf-8").split()]
    return papers, pool, lines(folder / "readers_dev.jsonl")


def taste(folder: Path) -> dict[str, str]:
    papers, pool, readers = replay(folder)
    ours, mean, ours_50, mean_50 = [], [], [], []
    pool_space = Space(pool)
    dates = np.array([p.date for p in pool])
    for reader in readers:
        liked = [papers[name] for name in reader["profile"][-PROFILE:]]
        wanted = Space([papers[name] for name in reader["wanted"]])
        recent = dates >= dt.date.fromisoformat(reader["cut"])
        learnt = fit_taste(liked, (), pool_space)
        rows = Space(liked).matrix
        for score, gains, recalls in (
            (learnt.score, ours, ours_50),
            (lambda space, rows=rows: space.like(rows).mean(axis=0), mean, mean_50),
        ):
            gain, recall = graded(score(wanted), score(pool_space)[recent])
            gains.append(gain)
            recalls.append(recall)
    return {
        "taste nDCG@20": interval(ours),
        "taste recall@50": interval(ours_50),
        "mean cosine of the same words nDCG@20": interval(mean),
        "mean cosine of the same words recall@50": interval(mean_50),
        "gain in nDCG@20, paired": interval(np.array(ours) - np.array(mean)),
    }


def graded(wanted, others) -> tuple[float, float]:
    """nDCG@20 and recall@50; a wanted paper that ties with another stands behind it."""
    relevant = np.r_[np.zeros(len(others), bool), np.ones(len(wanted), bool)]
    relevant = relevant[np.argsort(-np.r_[others, wanted], kind="stable")]
    worth = 1 / np.log2(np.arange(2, 22))
    best = worth[: min(20, len(wanted))].sum()
    return float((relevant[:20] * worth).sum() / best), float(relevant[:50].sum() / len(wanted))


def interval(values) -> str:
    values = np.asarray(values)
    again = np.random.default_rng(SEED).choice(values, (2000, len(values))).mean(axis=1)
    low, high = np.percentile(again, [2.5, 97.5])
    return f"{100 * values.mean():.1f} [{100 * low:.1f}, {100 * high:.1f}]"


def speed(folder: Path) -> dict[str, str]:
    _, pool, _ = replay(folder)
    day = pool[:2500]
    begun = time.perf_counter()
    space = Space(day)
    fit_taste(day[:1], (), space).score(space)
    weighed = time.perf_counter() - begun
    took = []
    for number in range(30):
        begun = time.perf_counter()
        fit_taste(pool[2500 + number : 2520 + number], pool[3000:3003], space).score(space).argsort()
        took.append(time.perf_counter() - begun)
    begun = time.perf_counter()
    for number in range(500):
        fit_taste(pool[2500 + number : 2505 + number], (), space).score(space)
    many = time.perf_counter() - begun
    return {
        "weighing a day of 2,500 papers, s": f"{weighed:.2f}",
        "a vote: 20 likes re-scored on 2,500, ms p50": f"{1000 * statistics.median(took):.1f}",
        "10,000 readers x 2,500 papers, s (from 500)": f"{20 * many:.1f}",
    }


def ring(folder: Path) -> dict[str, str]:
    """Twenty bought votes for each paper of 40 real days: how many places it climbs."""
    days = defaultdict(list)
    for row in lines(folder / "hf_daily_2024-05_2026-02.jsonl.gz"):
        days[row["list_date"]].append(row)
    alone, tasted = [], []
    for name in sorted(days)[-60::2]:
        rows = days[name]
        if len(rows) < 10:
            continue
        day = dt.date.fromisoformat(name)
        papers = [Paper(r["id"], r["title"], r["abstract"], tuple(r["authors"])) for r in rows]
        votes = {r["id"]: (Attention(r["id"], day, r["upvotes"], r["num_comments"]),) for r in rows}
        space = Space(sorted(papers, key=lambda p: p.id))
        for taste_, moves in ((None, alone), (fit_taste(papers[:: max(2, len(papers) // 5)]), tasted)):
            before = places(rank_papers(space, votes, day, taste_))
            for row in rows[::3]:
                bought = {
                    **votes,
                    row["id"]: (Attention(row["id"], day, row["upvotes"] + 20, row["num_comments"]),),
                }
                moves.append(before[row["id"]] - places(rank_papers(space, bought, day, taste_))[row["id"]])
    return {
        "ring of 20, places climbed, no taste": quartiles(alone),
        "ring of 20, places climbed, with a taste": quartiles(tasted),
    }


def places(ranked) -> dict[str, int]:
    return {place.paper.id: at for at, place in enumerate(ranked)}


def quartiles(values) -> str:
    q = np.percentile(values, [50, 75, 95])
    share = np.mean(np.array(values) <= 3)
    return f"median {q[0]:.0f}, 75 % {q[1]:.0f}, 95 % {q[2]:.0f}; at most 3 in {100 * share:.0f} %"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
