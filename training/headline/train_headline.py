"""Fit the headline's picker on SciTLDR train (allenai/scitldr, Apache-2.0); writes paperledge/story/headline.json.

Usage: nice -n 19 python training/headline/train_headline.py DATA_FOLDER
Ridge regression from the cues of each sentence to the ROUGE of its compressed form, less the paper's mean.
Needs rouge-score (Apache-2.0).
"""

import argparse
import json
from pathlib import Path

import numpy as np
from measure_headline import read_rows, rouge

from paperledge.story.headline import compress, picker_features

TARGET = Path(__file__).resolve().parents[2] / "paperledge" / "story" / "headline.json"


def rows_of(papers):
    xs, ys, sizes = [], [], []
    for row in papers:
        if len(row["source"]) < 2:
            continue
        scores = np.array([sum(rouge(compress(s), row["target"])) for s in row["source"]])
        xs.append(np.array(picker_features(row["source"], row["title"])))
        ys.append(scores - scores.mean())
        sizes.append(len(scores))
    return np.concatenate(xs), np.concatenate(ys), sizes


def picked(w, x, y, sizes):
    """Mean (centred) ROUGE sum of what would be picked, and of the best there is."""
    got, best, at = 0.0, 0.0, 0
    for n in sizes:
        got += y[at + (x[at : at + n] @ w).argmax()]
        best += y[at : at + n].max()
        at += n
    return got / len(sizes), best / len(sizes)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    args = parser.parse_args()
    x, y, _ = rows_of(read_rows(args.data / "train.jsonl.gz"))
    xd, yd, sizes = rows_of(read_rows(args.data / "dev.jsonl.gz"))
    best = None
    for ridge in (3.0, 10.0, 30.0, 100.0):
        w = np.linalg.solve(x.T @ x + ridge * np.eye(x.shape[1]), x.T @ y)
        got, most = picked(w, xd, yd, sizes)
        print(f"ridge {ridge}: picked {got:.4f} of {most:.4f}")
        if best is None or got > best[0]:
            best = (got, w)
    TARGET.write_text(json.dumps({"weights": [round(float(v), 5) for v in best[1]]}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
