"""Trains the promise of a text -> paperledge/rank/promise.npz, and measures it on later days.

    python training/attention/train.py ../shared/data [--ship]

Two heads over the same features: `picked` (was an arXiv paper listed by Daily Papers?) and `points` (log upvotes
of a listed paper against its day). Without --ship only the split by days is measured. See README.md here.
"""

import argparse
import gzip
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from scipy.stats import spearmanr
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import average_precision_score, roc_auc_score

from paperledge.rank.promise import AUTHORS_COUNTED, PULL, TABLE, cues, fold
from paperledge.rank.space import Space
from paperledge.records import Paper
from paperledge.records import fold as one_line

SPLIT = "2025-11-01"  # trained before, measured on and after
LAST = "2026-02-27"  # the newest list; papers after it are unlabelled
SEED = 0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--ship", action="store_true")
    wishes = parser.parse_args()
    listings = read(wishes.data / "hf_daily_papers" / "hf_daily_2024-05_2026-02.jsonl.gz")
    listed = {row["id"] for row in listings}
    days = announced(wishes.data)
    picked = Data([paper for _, paper in days], [day for day, _ in days])
    labels = np.array([p.id.split(":")[1] in listed for p in picked.papers], float)
    fared = Data([as_paper(row) for row in listings], [row["list_date"] for row in listings])
    votes = np.array([row["upvotes"] for row in listings], float)
    targets = against_day(votes, fared.days)
    print(f"picked: {len(labels)} papers, {labels.sum():.0f} listed; points: {len(votes)} listings")
    measure(picked, labels, fared, targets, votes)
    if wishes.ship:
        head = fit_picked(picked.features, labels)
        points = fit_points(fared.features, targets)
        # So that the usual listed paper promises the usual points.
        points.intercept_ -= PULL * head.decision_function(fared.features).mean()
        ship(head, points)


class Data:
    def __init__(self, papers, days) -> None:
        self.papers, self.days = papers, np.array(days)
        space = Space(papers)
        self.features = hstack([fold(space.matrix), csr_matrix(cues(papers))]).tocsr()

    @property
    def early(self):
        return self.days < SPLIT


def read(path: Path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def as_paper(row) -> Paper:
    name = row["id"] if ":" in row["id"] else f"arxiv:{row['id']}"
    authors = tuple(row["authors"][:AUTHORS_COUNTED])
    return Paper(name, one_line(row["title"]), one_line(row["abstract"]), authors)


def announced(data: Path):
    """Every paper of one bot's arXiv days, (day, paper) in id order: both classes come from one text source."""
    rows = read(data / "arxiv_143k" / "papers.jsonl.gz") + read(data / "papers_sample" / "papers.jsonl.gz")
    days = {r["id"]: (r["date"], as_paper(r)) for r in rows if r["src"] == "dw" and r["date"] <= "2026-02-20"}
    return [days[name] for name in sorted(days)]


def against_day(votes, days):
    out = np.log1p(votes)
    for day in set(days.tolist()):
        out[days == day] -= out[days == day].mean()
    return out


def fit_picked(features, labels):
    return LogisticRegression(C=3.0, max_iter=400).fit(features, labels)


def fit_points(features, targets):
    return Ridge(alpha=6.0).fit(features, targets)


def measure(picked: Data, labels, fared: Data, targets, votes) -> None:
    early, late = picked.early, ~picked.early
    head = fit_picked(picked.features[early], labels[early])
    shown = {"ours": head.decision_function(picked.features[late])}
    tfidf = TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True, stop_words="english")
    texts = np.array([f"{p.title} {p.abstract}" for p in picked.papers])
    base = LogisticRegression(C=3.0, max_iter=400).fit(tfidf.fit_transform(texts[early]), labels[early])
    shown["tf-idf + LR"] = base.decision_function(tfidf.transform(texts[late]))
    sample = np.array([day < "2025-12-01" for day in picked.days[late]])
    for name, scores in shown.items():
        for what, part in (("2025-11", sample), ("all later", np.ones_like(sample))):
            tell(f"picked {name} {what}", labels[late][part], scores[part])
    early, late = fared.early, ~fared.early
    points = fit_points(fared.features[early], targets[early]).predict(fared.features[late])
    chance = head.decision_function(fared.features[late])
    authors = cues(fared.papers)[late, 0]
    named = {
        "points": points,
        "chance": chance,
        "points and chance": points + PULL * chance,
        "most authors": authors,
    }
    for name, scores in named.items():
        by_day(f"order {name}", votes[late], scores, fared.days[late])


def tell(name, truth, scores) -> None:
    rng, again = np.random.default_rng(SEED), []
    for _ in range(200):
        at = rng.choice(len(truth), len(truth))
        again.append((roc_auc_score(truth[at], scores[at]), average_precision_score(truth[at], scores[at])))
    low, high = 100 * np.percentile(again, [2.5, 97.5], axis=0)
    auc, precision = 100 * roc_auc_score(truth, scores), 100 * average_precision_score(truth, scores)
    print(f"{name}: n={len(truth)}, listed {truth.mean():.1%}", end=", ")
    print(f"AUC {auc:.1f} [{low[0]:.1f}, {high[0]:.1f}], AP {precision:.1f} [{low[1]:.1f}, {high[1]:.1f}]")


def by_day(name, votes, scores, days) -> None:
    groups = defaultdict(list)
    for at, day in enumerate(days.tolist()):
        groups[day].append(at)
    rng = np.random.default_rng(SEED)
    hits, ranks = [], []
    for at in groups.values():
        if len(at) < 5:
            continue
        at = rng.permutation(at)
        best, ours = set(np.argsort(-votes[at])[:3]), set(np.argsort(-scores[at])[:3])
        hits.append(len(best & ours) / 3)
        ranks.append(spearmanr(votes[at], scores[at])[0])
    print(f"{name}: {len(hits)} days, P@3 {interval(hits)}, Spearman {interval(ranks)}")


def interval(values) -> str:
    again = np.random.default_rng(SEED).choice(values, (2000, len(values))).mean(axis=1)
    low, high = 100 * np.percentile(again, [2.5, 97.5])
    return f"{100 * np.mean(values):.1f} [{low:.1f}, {high:.1f}]"


def ship(picked, points) -> None:
    stored = {}
    for name, model in (("picked", picked), ("points", points)):
        weights = np.ravel(model.coef_)
        plain = cues([Paper("", "", "")]).shape[1]
        in_words = weights[:-plain]
        step = np.abs(in_words).max() / 127
        stored[f"{name}_words"] = np.round(in_words / step).astype(np.int8)
        stored[f"{name}_step"] = np.float64(step)
        stored[f"{name}_cues"] = weights[-plain:]
        stored[f"{name}_start"] = np.float64(np.ravel(model.intercept_)[0])
    np.savez_compressed(TABLE, **stored)
    print(f"{TABLE.name}: {TABLE.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
