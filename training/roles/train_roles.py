"""Train the role labeller on CSAbstruct and write paperledge/story/roles.npz.

Usage: nice -n 19 python training/roles/train_roles.py DATA_FOLDER [--out FILE] [--l2 X]
DATA_FOLDER holds train.jsonl.gz and dev.jsonl.gz (allenai/sequential_sentence_classification, Apache-2.0).
"""

import argparse
import gzip
import json
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import logsumexp

from paperledge.story.roles import BUCKETS, ROLES, best_path, features

TARGET = Path(__file__).resolve().parents[2] / "paperledge" / "story" / "roles.npz"


def read_split(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [
            (row["sentences"], [ROLES.index(label) for label in row["labels"]]) for row in map(json.loads, lines)
        ]


def shingles(sentences):
    words = " ".join(sentences).lower().split()
    return {" ".join(words[i : i + 6]) for i in range(len(words) - 5)}


def without_copies(train, others):
    """Leave out abstracts of `train` that share a tenth of their six-word runs with `others` or an earlier one."""
    seen = set().union(*(shingles(s) for s, _ in others)) if others else set()
    kept = []
    for sentences, labels in train:
        mine = shingles(sentences)
        if len(mine & seen) <= 0.1 * max(1, len(mine)):
            kept.append((sentences, labels))
        seen |= mine
    return kept


def matrix(rows):
    data, columns, starts = [], [], [0]
    for sentences, _ in rows:
        for row in features(sentences):
            columns += row
            data += [len(row) ** -0.5] * len(row)
            starts.append(len(columns))
    return sparse.csr_matrix((np.array(data, np.float64), columns, starts), shape=(len(starts) - 1, BUCKETS))


def loss_and_gradient(flat, x, onehot, lengths, l2):
    """Negative log-likelihood of the chain, summed over abstracts, with its gradient. x [n, D], onehot [n, 5]."""
    k, d = len(ROLES), x.shape[1]
    w, moves, first, last = unpack(flat, d)
    scores = x @ w
    ends = np.cumsum(lengths)
    total, g_e = 0.0, np.zeros_like(scores)
    g_m, g_f, g_l = np.zeros_like(moves), np.zeros(k), np.zeros(k)
    for n in np.unique(lengths):
        stops = ends[lengths == n]
        index = stops[:, None] - n + np.arange(n)[None, :]
        e, y = scores[index], onehot[index]
        alpha = np.empty_like(e)
        beta = np.zeros_like(e)
        alpha[:, 0] = e[:, 0] + first
        for t in range(1, n):
            alpha[:, t] = e[:, t] + logsumexp(alpha[:, t - 1][:, :, None] + moves, axis=1)
        beta[:, -1] = last
        for t in range(n - 2, -1, -1):
            beta[:, t] = logsumexp(moves + (e[:, t + 1] + beta[:, t + 1])[:, None, :], axis=2)
        z = logsumexp(alpha[:, -1] + last, axis=1)
        marginal = np.exp(alpha + beta - z[:, None, None])
        gold = (e * y).sum() + (y[:, 0] @ first).sum() + (y[:, -1] @ last).sum()
        g_e[index] = marginal - y
        g_f += (marginal[:, 0] - y[:, 0]).sum(axis=0)
        g_l += (marginal[:, -1] - y[:, -1]).sum(axis=0)
        for t in range(n - 1):
            pair = alpha[:, t][:, :, None] + moves + (e[:, t + 1] + beta[:, t + 1])[:, None, :] - z[:, None, None]
            both = y[:, t][:, :, None] * y[:, t + 1][:, None, :]
            gold += (both * moves).sum()
            g_m += (np.exp(pair) - both).sum(axis=0)
        total += z.sum() - gold
    total += 0.5 * l2 * ((w**2).sum()) + 0.05 * (moves**2).sum()
    return total, np.concatenate([(x.T @ g_e + l2 * w).ravel(), (g_m + 0.1 * moves).ravel(), g_f, g_l])


def unpack(flat, d):
    k = len(ROLES)
    w, rest = flat[: d * k].reshape(d, k), flat[d * k :]
    return w, rest[: k * k].reshape(k, k), rest[k * k : k * k + k], rest[k * k + k :]


def measure(rows, x, w, moves, first, last):
    scores, at, gold, told = x @ w, 0, [], []
    for sentences, labels in rows:
        n = len(sentences)
        told += best_path(scores[at : at + n], moves, first, last)
        gold += labels
        at += n
    gold, told = np.array(gold), np.array(told)
    f1 = []
    for c in range(len(ROLES)):
        hit = ((gold == c) & (told == c)).sum()
        f1.append(2 * hit / max(1, (gold == c).sum() + (told == c).sum()))
    return (gold == told).mean(), np.mean(f1), f1


def train(rows, l2, sweeps=60):
    x = matrix(rows)
    y = np.eye(len(ROLES))[[label for _, labels in rows for label in labels]]
    lengths = np.array([len(s) for s, _ in rows])
    used = np.flatnonzero(np.bincount(x.indices, minlength=BUCKETS) >= 2)
    small = x[:, used].tocsr()
    start = np.zeros(len(used) * 5 + 25 + 10)
    found = minimize(
        loss_and_gradient, start, (small, y, lengths, l2), jac=True, method="L-BFGS-B", options={"maxiter": sweeps}
    )
    w, moves, first, last = unpack(found.x, len(used))
    return used, w, moves, first, last


def save(path, used, w, moves, first, last):
    """Weights as 8-bit steps; buckets whose weights all round to zero are left out."""
    step = np.abs(w).max() / 127
    small = np.round(w / step).astype(np.int8)
    keep = np.abs(small).max(axis=1) > 0
    np.savez_compressed(
        path, buckets=used[keep].astype(np.int32), weights=small[keep], step=np.float32(step),
        moves=moves.astype(np.float32), first=first.astype(np.float32), last=last.astype(np.float32),
    )  # fmt: skip
    return step, keep.sum()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=TARGET)
    parser.add_argument("--l2", type=float, nargs="+", default=[0.3])
    args = parser.parse_args()
    dev = read_split(args.data / "dev.jsonl.gz")
    rows = without_copies(read_split(args.data / "train.jsonl.gz"), dev)
    print(f"{len(rows)} abstracts to train on, {len(dev)} to measure on")
    x_dev, best = matrix(dev), (0.0, None)
    for l2 in args.l2:
        model = train(rows, l2)
        micro, macro, f1 = measure(dev, x_dev[:, model[0]], *model[1:])
        print(
            f"l2 {l2}: dev micro {100 * micro:.1f} macro {100 * macro:.1f} "
            + " ".join(f"{r} {100 * f:.0f}" for r, f in zip(ROLES, f1, strict=True)),
            flush=True,
        )
        best = max(best, (micro + macro, model), key=lambda pair: pair[0])
    _, kept = save(args.out, *best[1])
    print(f"wrote {args.out.name}: {args.out.stat().st_size} bytes, {kept} buckets")


if __name__ == "__main__":
    main()
