"""Fits the weights of the likelihood: rules, alignment and encoder, by logistic regression with signs held.

    python training/support/calibrate.py ../shared/data paperledge/check/model/likelihood.json

Light edits: abstracts that the encoder did not see, true edits against injected faults. Free wording: rows of
licensed sets that the encoder did not see, and summaries of SciTLDR, true, with a fault, and of another paper.
"""

import argparse
import gzip
import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path

import corpora
import numpy as np
from near_copies import KINDS, edit_lightly, inject, make_pool, read_abstracts
from scipy.optimize import minimize

from paperledge.check.encoder import open_pair_encoder
from paperledge.check.passages import read_windows
from paperledge.check.rules import FAULTS
from paperledge.check.weighing import Ask, weigh_features
from paperledge.prose import split_sentences

Labelled = tuple[Ask, int]
UNSEEN = {
    "new-protocols-edit_other": 250,
    "new-protocols-edit_premise": 150,
    "evidence-inference-templated": 150,
    "wice-claim": 120,
    "begin": 100,
}  # fmt: skip
# A weight may push one way only. No licensed set teaches overstatement: that weight is set by hand.
LEAST, MOST = {"entail": 0.0, "cover": 0.0, "copied": 0.0}, {"contra": 0.0, "odd": 0.0, "faults": 0.0}
# Everyday pairs forgive what a paper's claim may not: a number, a name, a direction.
GRAVE = {"number": -0.8, "unit": -0.6, "name": -0.5, "direction": -0.4, "comparison": -0.4, "negation": -0.3}
BY_HAND = {"free overstated": -1.5}


def near_rows(data: Path, most: int, dice: random.Random) -> Iterator[Labelled]:
    """A true light edit, a verbatim sentence and faults of each abstract."""
    for abstract in itertools.islice(read_abstracts(data / "arxiv_143k/papers.jsonl.gz", 1), most):
        sentences = [abstract[a:b] for a, b in split_sentences(abstract) if 8 <= len(abstract[a:b].split()) <= 45]
        if len(sentences) < 4:
            continue
        windows, pool = read_windows([abstract]), make_pool(abstract)
        for true in dice.sample(sentences, 2):
            yield _ask(edit_lightly(true, dice), true, windows, abstract), 1
        kinds = dice.sample(list(KINDS), len(KINDS))
        made = (
            (k, s, inject(k, edit_lightly(s, dice), pool, dice)) for k in kinds for s in [dice.choice(sentences)]
        )
        for _, sentence, text in itertools.islice((m for m in made if m[2]), 2):
            yield _ask(str(text), sentence, windows, abstract), 0


def _ask(claim: str, sentence: str, windows: tuple, abstract: str) -> Ask:
    return Ask(claim, tuple(w for w in windows if w.raw == sentence), abstract)


def free_rows(data: Path, dice: random.Random) -> Iterator[Labelled]:
    """Pairs in free wording; only claims of at most 60 words."""
    seen = {
        (r.premise, r.hypothesis)
        for part in (corpora.FIRST, corpora.SECOND)
        for name, most in part.items()
        if name in UNSEEN
        for r in corpora.read_nli(data / "nli", name, most)
    }  # fmt: skip
    for name, most in UNSEEN.items():
        rows = [r for r in corpora.read_nli(data / "nli", name, 0) if (r.premise, r.hypothesis) not in seen]
        for row in dice.sample(rows, min(most, len(rows))):
            yield Ask(row.hypothesis, read_windows([row.premise])), int(row.label == 0)
    yield from summary_rows(data / "scitldr/train.jsonl.gz", dice)


def summary_rows(path: Path, dice: random.Random) -> Iterator[Labelled]:
    """Summaries of papers by people: true, with a fault, and of another paper."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line in itertools.islice(lines, 220)]
    for paper, other in itertools.pairwise(papers):
        windows, text, line = read_windows(paper["source"]), " ".join(paper["source"]), paper["target"][0]
        yield Ask(line, windows, text), 1
        kinds = dice.sample(list(KINDS), len(KINDS))
        fault = next((made for k in kinds if (made := inject(k, line, make_pool(text), dice))), None)
        if fault and dice.random() < 0.6:
            yield Ask(fault, windows, text), 0
        if dice.random() < 0.4:
            yield Ask(other["target"][0], windows, text), 0


def bounds(names: list[str]) -> list[tuple[float | None, float | None]]:
    """The range of each weight."""
    out: list[tuple[float | None, float | None]] = []
    for name in names:
        last = name.partition(" ")[2]
        if name in BY_HAND:
            out.append((BY_HAND[name], BY_HAND[name]))
        elif last in FAULTS:
            out.append((-8.0, -0.8 if name.startswith("near") else GRAVE.get(last, -0.2)))
        elif name == "near entail":
            # A light edit without a fault is true far more often than the injected rows say.
            out.append((0.0, 0.4))
        elif name == "near contra":
            out.append((-0.25, 0.0))
        else:
            out.append((LEAST.get(last), MOST.get(last)))
    return out


def fit(rows: tuple[dict[str, float], ...], labels: tuple[int, ...], ridge: float) -> dict[str, float]:
    """Weights of least loss within their bounds."""
    names = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    signs = np.where(np.array(labels) == 1, 1.0, -1.0)
    # True and false weigh the same, however many rows there are of each.
    share = np.where(signs > 0, 0.5 / np.mean(signs > 0), 0.5 / np.mean(signs < 0))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        margin = signs * (table @ weights)
        slope = -share * signs / (1 + np.exp(np.clip(margin, -30, 30)))
        return float(
            np.logaddexp(0, -margin).sum() + ridge * weights @ weights
        ), table.T @ slope + 2 * ridge * weights

    start = np.zeros(len(names))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds(names), options={"maxiter": 2000})
    return {name: round(float(w), 4) for name, w in zip(names, found.x, strict=True)}


def main() -> None:
    """Fits, says how well, writes the file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--abstracts", type=int, default=220)
    parser.add_argument("--seed", type=int, default=9)
    args = parser.parse_args()
    dice = random.Random(args.seed)
    near = _features(list(near_rows(args.data, args.abstracts, dice)), "near")
    free = _features(list(free_rows(args.data, dice)), "free")
    weights = fit(*zip(*near, strict=True), ridge=0.5) | fit(*zip(*free, strict=True), ridge=0.5)
    report([*near, *free], weights)
    row = {"rows": len(near) + len(free), "seed": args.seed, "weights": dict(sorted(weights.items()))}
    args.out.write_text(json.dumps(row, indent=1) + "\n", encoding="utf-8")


def _features(asked: list[Labelled], regime: str) -> list[tuple[dict[str, float], int]]:
    """Rows of one regime. A short pair of everyday sentences that happens to be a near copy is neither."""
    features = weigh_features([ask for ask, _ in asked], open_pair_encoder())
    return [(row, label) for row, (_, label) in zip(features, asked, strict=True) if regime in row]


def report(kept: list[tuple[dict[str, float], int]], weights: dict[str, float]) -> None:
    """Share refused of true and of false rows, in each regime, on the rows fitted to."""
    for regime in ("near", "free"):
        for label in (1, 0):
            scores = [
                sum(weights[k] * v for k, v in row.items()) for row, y in kept if regime in row and y == label
            ]
            print(
                regime, "true" if label else "false", len(scores), f"refused {np.mean(np.array(scores) < 0):.3f}"
            )


if __name__ == "__main__":
    main()
