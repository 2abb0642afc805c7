"""Fit the headline's picker on SciTLDR train and dev (Apache-2.0); writes paperledge/story/headline.json.

Usage: nice -n 19 python training/headline/train_headline.py DATA_FOLDER
Ridge regression from what the picker sees of each sentence to the ROUGE of its compressed form, less the paper's
mean. Five folds over both splits tell how good it is: each headline is made by weights that never saw its paper.
Needs rouge-score (Apache-2.0).
"""

import argparse
import json
from pathlib import Path

import numpy as np
from measure_headline import read_rows, rouge, table_line

from paperledge.prose import plain
from paperledge.story.headline import candidates

TARGET = Path(__file__).resolve().parents[2] / "paperledge" / "story" / "headline.json"
FOLDS, RIDGES = 5, (30.0, 50.0, 100.0)


def examples(paper):
    """Of one paper: features [n, d], costs [n] and ROUGE-1/2/L [n, 3] of each sentence as it would be told."""
    told, features, costs = candidates(paper["source"], plain(paper["title"]))
    return np.array(features), np.array(costs), np.array([rouge(text, paper["target"]) for text in told])


def fit(triples, ridge):
    x = np.concatenate([features for features, _, _ in triples])
    y = np.concatenate([(scores - scores.mean(axis=0)).sum(axis=1) for _, _, scores in triples])
    return np.linalg.solve(x.T @ x + ridge * np.eye(x.shape[1]), x.T @ y)


def held_out(triples, fold, ridge):
    """ROUGE-1/2/L of each paper's headline [papers, 3], by weights fitted on the other folds."""
    table = np.zeros((len(triples), 3))
    for part in range(FOLDS):
        weights = fit([triple for triple, own in zip(triples, fold, strict=True) if own != part], ridge)
        for i in np.flatnonzero(fold == part):
            features, costs, scores = triples[i]
            table[i] = scores[int(np.argmax(features @ weights - costs))]
    return table


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    args = parser.parse_args()
    train, dev = (read_rows(args.data / f"{split}.jsonl.gz") for split in ("train", "dev"))
    triples = [examples(paper) for paper in train + dev]
    fold = np.random.default_rng(0).integers(0, FOLDS, len(triples))
    best = None
    for ridge in RIDGES:
        table = held_out(triples, fold, ridge)
        print(table_line(f"ridge {ridge:.0f}, dev", table[len(train) :]), flush=True)
        best = max(best or (0.0, 0.0), (table.sum(), ridge))
    print(f"kept: ridge {best[1]:.0f}, the best over both splits")
    weights = [round(float(v), 5) for v in fit(triples, best[1])]
    TARGET.write_text(json.dumps({"weights": weights}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
