"""Train the role labeller and write paperledge/story/roles.npz.

Usage: nice -n 19 python training/roles/train_roles.py DATA_FOLDER [--l2 X] [--weight X] [--favour X] [--out FILE]
DATA_FOLDER holds csabstruct/, pubmedqa/ and arxiv_143k/ (licences in README.md). Nothing here is drawn by chance.
How good it is: measure_roles.py, with the same options.
"""

import argparse
import gzip
import json
from pathlib import Path

import numpy as np
from crf import fit
from scipy import sparse
from structured import read_arxiv, read_pubmedqa

from paperledge.story.roles import BUCKETS, ROLES, features, marginals

TARGET = Path(__file__).resolve().parents[2] / "paperledge" / "story" / "roles.npz"


def read_split(path):
    """Abstracts of a CSAbstruct file: (sentences, roles, share of the annotators behind each role)."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [(row["sentences"], row["labels"], row["confs"]) for row in map(json.loads, lines)]


def shingles(sentences):
    words = " ".join(sentences).lower().split()
    return {" ".join(words[i : i + 6]) for i in range(len(words) - 5)}


def without_copies(rows):
    """Leave out abstracts that share a tenth of their six-word runs with earlier ones."""
    seen, kept = set(), []
    for row in rows:
        mine = shingles(row[0])
        if len(mine & seen) <= 0.1 * max(1, len(mine)):
            kept.append(row)
        seen |= mine
    return kept


def matrix(rows):
    data, columns, starts = [], [], [0]
    for row in rows:
        for hashed in features(row[0]):
            columns += hashed
            data += [len(hashed) ** -0.5] * len(hashed)
            starts.append(len(columns))
    return sparse.csr_matrix((data, columns, starts), shape=(len(starts) - 1, BUCKETS))


def labels_of(rows):
    """Numbers of roles; -1 where a sentence has none."""
    return np.array([ROLES.index(role) if role else -1 for row in rows for role in row[1]])


def train(rows, x, weight, l2):
    """Buckets in use, and the model over them. weight [abstracts]."""
    used = np.flatnonzero(np.bincount(x.indices, minlength=BUCKETS) >= 2)
    lengths = np.array([len(row[0]) for row in rows])
    return used, *fit(x[:, used].tocsr(), labels_of(rows), lengths, weight, l2)


def shares_of(rows, x, used, weights, *chain):
    """How likely each role is for each sentence, [n, 5]."""
    scores, ends = x[:, used] @ weights, np.cumsum([len(row[0]) for row in rows])
    return np.concatenate([marginals(part, *chain) for part in np.split(scores, ends[:-1])])


def told_by(shares, favour):
    return (shares * favour).argmax(axis=1)


def favours(times):
    """What each role's share is multiplied by before the largest is told."""
    return np.array([times if role == "objective" else 1.0 for role in ROLES], np.float32)


def save(path, used, weights, moves, first, last, favour):
    """Weights as 8-bit steps; buckets whose weights all round to zero are left out."""
    step = np.abs(weights).max() / 127
    small = np.round(weights / step).astype(np.int8)
    keep = np.abs(small).max(axis=1) > 0
    np.savez_compressed(
        path, buckets=used[keep].astype(np.int32), weights=small[keep], step=np.float32(step),
        moves=np.float32(moves), first=np.float32(first), last=np.float32(last), favour=favour,
    )  # fmt: skip
    print(f"wrote {path.name}: {path.stat().st_size} bytes, {keep.sum()} buckets")


def gather(data):
    """CSAbstruct without copies (dev first), how many of them are dev, and abstracts with headings by set."""
    dev = without_copies(read_split(data / "csabstruct" / "dev.jsonl.gz"))
    rows = without_copies(dev + read_split(data / "csabstruct" / "train.jsonl.gz"))
    headed = {
        "PubMedQA": list(read_pubmedqa(data / "pubmedqa" / "pqal_train.json.gz")),
        "arXiv with headings": list(read_arxiv(data / "arxiv_143k" / "papers.jsonl.gz")),
    }
    return rows, len(dev), headed


def options(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("data", type=Path)
    parser.add_argument("--l2", type=float, default=0.3)
    parser.add_argument("--weight", type=float, default=0.35, help="of an abstract with headings; others have 1")
    parser.add_argument("--favour", type=float, default=1.4, help="what objective's share is multiplied by")
    return parser


def main():
    parser = options(__doc__)
    parser.add_argument("--out", type=Path, default=TARGET)
    args = parser.parse_args()
    rows, _, headed = gather(args.data)
    extra = [row for found in headed.values() for row in found]
    weight = np.array([1.0] * len(rows) + [args.weight] * len(extra))
    save(args.out, *train(rows + extra, matrix(rows + extra), weight, args.l2), favours(args.favour))


if __name__ == "__main__":
    main()
