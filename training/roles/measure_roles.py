"""Measure `label_roles` on CSAbstruct (Apache-2.0), with 95 % intervals, and by how sure the annotators were.

Usage: nice -n 19 python training/roles/measure_roles.py DATA_FOLDER [--split dev]
The data gives each label the share of the annotators' weight behind it (`confs`, 0 to 1).
"""

import argparse
import gzip
import json
import time
from pathlib import Path

import numpy as np

from paperledge.story.roles import ROLES, label_roles


def f1(gold, told):
    """F1 of each role, 0 to 1. gold, told [n] numbers of roles."""
    hits = np.bincount(gold[gold == told], minlength=len(ROLES))
    both = np.bincount(gold, minlength=len(ROLES)) + np.bincount(told, minlength=len(ROLES))
    return 2 * hits / np.maximum(1, both)


def interval(gold, told, owner, draws=1000):
    """Low and high of (micro, macro) F1 over redrawn abstracts. owner [n] is the abstract of each sentence."""
    dice, members = np.random.default_rng(0), [np.flatnonzero(owner == k) for k in np.unique(owner)]
    scores = []
    for _ in range(draws):
        rows = np.concatenate([members[k] for k in dice.integers(0, len(members), len(members))])
        scores.append(((gold[rows] == told[rows]).mean(), f1(gold[rows], told[rows]).mean()))
    return np.quantile(scores, [0.025, 0.975], axis=0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--split", default="dev")
    args = parser.parse_args()
    with gzip.open(args.data / f"{args.split}.jsonl.gz", "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line in lines]
    label_roles(["The model is read once."])
    start = time.process_time()
    told = np.array([ROLES.index(role) for paper in papers for role in label_roles(paper["sentences"])])
    seconds = time.process_time() - start
    gold = np.array([ROLES.index(label) for paper in papers for label in paper["labels"]])
    sure = np.array([share for paper in papers for share in paper["confs"]])
    owner = np.repeat(np.arange(len(papers)), [len(paper["labels"]) for paper in papers])
    for name, low, high in (
        ("all", 0, 2),
        ("sure < 0.6", 0, 0.6),
        ("sure >= 0.6", 0.6, 2),
        ("sure >= 0.8", 0.8, 2),
    ):
        rows = np.flatnonzero((sure >= low) & (sure < high))
        g, t = gold[rows], told[rows]
        (a, b), (c, d) = 100 * interval(g, t, owner[rows])
        print(
            f"{name:12} {len(rows):5} sentences  micro {100 * (g == t).mean():.1f} [{a:.1f}, {c:.1f}]  "
            f"macro {100 * f1(g, t).mean():.1f} [{b:.1f}, {d:.1f}]  "
            + " ".join(f"{role} {100 * value:.0f}" for role, value in zip(ROLES, f1(g, t), strict=True))
        )
    print(f"{len(papers)} abstracts, {1000 * seconds / len(papers):.1f} ms each")


if __name__ == "__main__":
    main()
