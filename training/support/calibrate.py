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
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import corpora
import numpy as np
from near_copies import KINDS, edit_lightly, inject, make_pool, read_abstracts
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from paperledge.check.encoder import open_pair_encoder
from paperledge.check.likelihood import REGIMES, regime_of
from paperledge.check.passages import read_windows
from paperledge.check.rules import FAULTS
from paperledge.check.weighing import Ask, weigh_features
from paperledge.prose import plain, split_sentences

Labelled = tuple[Ask, int]
Fitted = tuple[dict[str, float], int, str]  # features, label, set
# Sets of which the encoder's last stage left one claim in thirteen unread; of each so many at most.
UNSEEN = (
    "new-protocols-base", "new-protocols-contrast", "new-protocols-edit_premise", "new-protocols-edit_other",
    "new-protocols-paragraph", "taxinli-mnli", "feverous-dev-sentence", "evidence-inference-templated",
    "foolmetwice", "check-covid", "conjnli", "scinli", "scientsbank-3way", "cad-snli", "begin",
)  # fmt: skip
MOST = 160
# A weight may push one way only.
FOR = frozenset(
    ["entail", "mean entail", "nearness", "cover", "copied", "near entail", "near cover", "near copied"]
)
AGAINST = frozenset(["negated", "opposite", "near contra", "near odd", "near faults"])
LEAST = -0.5  # what a rule's fault weighs at least, in a light edit
# A dropped condition is what summaries of science most often get wrong, and hands that write true edits drop some.
LEAST_OF = {"scope": -1.1}
# In other words a rule errs more often: these weigh at least so much where the claim is near its passage.
REWORDED = {
    "roles": -2.5, "number": -1.6, "direction": -1.6, "negation": -1.0, "unit": -1.0, "name": -1.0,
    "comparison": -1.0, "scope": -1.8, "swap": -0.5,
}  # fmt: skip
ALARMS = 0.015  # share of true light edits that may be refused: all the room there is goes to catching faults,
SHARPEST = 1.6  # in their weights (more, and a light edit with a doubt would fall behind any free claim)
MOST_STRICT = 0.75  # and in the constant (more, and the careful edits of other hands would pay for it)
CAUGHT = 0.83  # share of false claims in other words that must be refused: doubt is not spoken
# No licensed set teaches overstatement, and few what an aside in a citation is: these are set by hand.
BY_HAND = {"stronger": (-2.4, -2.4), "weaker": (0.2, 0.2)}
DANGLING = -1.0  # nor what a claim is worth whose "he" is nobody
BY_HAND_ROWS = Path(__file__).resolve().parents[2] / "benchmarks/check"
RIDGE = {"near": 0.3, "reworded": 2.0, "spread": 0.05}


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


def hand_rows(folder: Path) -> Iterator[Labelled]:
    """True and false claims written by hand over abstracts: the parts for tuning, held to the whole abstract."""
    for name in ("by_hand_arxiv.jsonl", "edits_by_hand.jsonl"):
        for row in map(json.loads, (folder / name).read_text(encoding="utf-8").splitlines()):
            if row["part"] in ("dev", "more"):
                text = plain(row["abstract"])
                for kind, claim in row.get("claims") or [(row["kind"], row["claim"])]:
                    yield Ask(claim, read_windows([text]), text, most=5), int(kind == "true")


def free_rows(data: Path, dice: random.Random) -> Iterator[tuple[str, Labelled]]:
    """Pairs in free wording with the name of their set; where a set also measures, only the half for fitting."""
    for name in UNSEEN:
        rows = [r for r in corpora.read_nli(data / "nli", name, 0) if corpora.is_spared(r.hypothesis)]
        yield from _drawn_asks(name, rows, MOST, dice)
    for name in ("wice-claim", "summedits-scitldr"):
        rows = [r for r in corpora.read_nli(data / "nli", name, 0) if corpora.part_of(r.premise) == "fit"]
        yield from _drawn_asks(name, rows, 300, dice)
    # Of these two there are too few to leave those out that the encoder has read.
    scifact = corpora.read_scifact(data / "scifact_pairs/RTE-scifact_train.tsv", held=False)
    yield from _drawn_asks("scifact", sorted(scifact, key=_spared_first)[:160], 160, dice)
    cited = corpora.read_citations(data / "citation_integrity", "train")
    yield from _drawn_asks("citations", sorted(cited, key=_spared_first)[:400], 400, dice)
    bump = corpora.read_bump(data / "bump/task1_dataset.json.gz")
    yield from _drawn_asks("bump", [r for r in bump if corpora.part_of(r.premise) == "fit"], 300, dice)
    yield from (("scitldr", row) for row in summary_rows(data / "scitldr/dev.jsonl.gz", dice))


def _spared_first(row: corpora.Row) -> bool:
    return not corpora.is_spared(row.hypothesis)


def _drawn_asks(
    name: str, rows: list[corpora.Row], most: int, dice: random.Random
) -> Iterator[tuple[str, Labelled]]:
    for row in dice.sample(rows, min(most, len(rows))):
        yield name, (Ask(row.hypothesis, read_windows([row.premise])), int(row.label == 0))


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


def bounds(name: str) -> tuple[float | None, float | None]:
    """The range of a weight."""
    regime, _, last = name.partition(" ")
    if name in BY_HAND:
        return BY_HAND[name]
    if last in FAULTS:
        return (-8.0, LEAST_OF.get(last, LEAST) if regime == "near" else REWORDED.get(last, 0.0))
    if name in FOR:
        return (0.0, None)
    return (None, 0.0 if name in AGAINST else None)


def fit(
    rows: Sequence[Fitted],
    ridge: float,
    limit: Callable[[str], tuple[float | None, float | None]] = bounds,
) -> dict[str, float]:
    """Weights of least loss within their limits; in each set true and false weigh the same, and each set alike.

    Each set has a constant of its own, which is thrown away: what parts true from false inside the sets is learnt,
    not what parts one set from another.
    """
    names, sets = sorted({name for row, _, _ in rows for name in row}), sorted({name for _, _, name in rows})
    table = np.array([[row.get(n, 0.0) for n in names] + [float(own == n) for n in sets] for row, _, own in rows])
    signs = np.where(np.array([label for _, label, _ in rows]) == 1, 1.0, -1.0)
    counts = Counter((own, label) for _, label, own in rows)
    share = np.array([1 / counts[own, label] for _, label, own in rows])
    share *= len(rows) / share.sum()
    hold = np.array([ridge] * len(names) + [0.01] * len(sets))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        margin = signs * (table @ weights)
        slope = -share * signs / (1 + np.exp(np.clip(margin, -30, 30)))
        return float(share @ np.logaddexp(0, -margin) + hold @ weights**2), table.T @ slope + 2 * hold * weights

    limits = [limit(name) for name in names] + [(None, None)] * len(sets)
    start = np.zeros(len(limits))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits, options={"maxiter": 3000})
    return {name: round(float(w), 4) for name, w in zip(names, found.x, strict=False)}


def main() -> None:
    """Fits, says how well, writes the file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--abstracts", type=int, default=220)
    parser.add_argument("--seed", type=int, default=9)
    args = parser.parse_args()
    dice = random.Random(args.seed)
    near = [("injected", row) for row in near_rows(args.data, args.abstracts, dice)]
    near += [("by hand", row) for row in hand_rows(BY_HAND_ROWS)]
    fitted = _features([*near, *free_rows(args.data, dice)])
    # General inference has short sentences, where one new word is much: it teaches nothing of edits.
    light = [row for row in fitted if "near" in row[0] and row[2] not in UNSEEN]
    weights = fit(light, RIDGE["near"])
    weights["near faults"] = round(weights["near faults"] - sharpen(fitted, weights), 4)
    edits = [total(row, weights) for row, label, name in light if label and name == "injected"]
    weights["near"] = round(weights["near"] - min(MOST_STRICT, max(0.0, float(np.quantile(edits, ALARMS)))), 4)
    weights |= fit([row for row in fitted if "near" not in row[0] and row[2] != "injected"], RIDGE["reworded"])
    false = [total(row, weights) for row, label, _ in fitted if not label and "reworded" in row]
    weights["reworded"] = round(weights["reworded"] - float(np.quantile(false, CAUGHT)), 4)
    weights["dangling"] = DANGLING
    spread = fit_spread([row for row in fitted if row[2] != "injected"], weights)
    report(fitted, weights, spread)
    row = {"rows": len(fitted), "seed": args.seed, "spread": spread, "weights": dict(sorted(weights.items()))}
    args.out.write_text(json.dumps(row, indent=1) + "\n", encoding="utf-8")


def _features(asked: list[tuple[str, Labelled]]) -> list[Fitted]:
    features = weigh_features([ask for _, (ask, _) in asked], open_pair_encoder())
    return [(row, label, name) for row, (name, (_, label)) in zip(features, asked, strict=True) if row]


def sharpen(fitted: list[Fitted], weights: dict[str, float]) -> float:
    """How much more faults can weigh in light edits before more than ALARMS of the true ones are refused."""
    true = [row for row, label, name in fitted if name == "injected" and label and "near" in row]
    held = [max(0.0, total(row, weights)) / row["near faults"] for row in true if row["near faults"] > 0]
    spare = int(ALARMS * len(true))
    return min(SHARPEST, sorted(held)[spare] if spare < len(held) else SHARPEST)


def fit_spread(rows: Sequence[Fitted], weights: dict[str, float]) -> dict[str, list[float]]:
    """By how much the log odds of each regime are multiplied, below 0 and above it.

    The rules tell a light edit's faults sharply, the encoder free wording's doubts softly: taken as they are, a
    good light edit with one doubt would rank below any claim out of thin air.
    """
    sides = [(regime, sign) for regime in REGIMES for sign in (-1, 1)]
    split = []
    for row, label, own in rows:
        odds = total(row, weights)
        side = (regime_of(row), -1 if odds < 0 else 1)
        split.append(({f"{r} {s}": odds for r, s in sides if (r, s) == side}, label, own))
    found = fit(split, RIDGE["spread"], lambda _: (0.0, None))
    return {r: [round(found.get(f"{r} {s}", 1.0), 3) for s in (-1, 1)] for r in REGIMES}


def total(row: dict[str, float], weights: dict[str, float]) -> float:
    """Log odds."""
    return sum(weights[name] * value for name, value in row.items())


def report(fitted: list[Fitted], weights: dict[str, float], spread: dict[str, list[float]]) -> None:
    """Of each set: how well true and false are parted (AUC) and the share refused, on the rows fitted to."""
    for name in dict.fromkeys(name for _, _, name in fitted):
        rows = [(total(row, weights), regime_of(row), y) for row, y, n in fitted if n == name]
        scores = np.array([s * spread[regime][int(s >= 0)] for s, regime, _ in rows])
        labels = np.array([y for _, _, y in rows])
        print(
            f"{name}: n {len(rows)}, AUC {roc_auc_score(labels, scores):.3f}, "
            f"refused of true {np.mean(scores[labels == 1] < 0):.3f}, "
            f"of false {np.mean(scores[labels == 0] < 0):.3f}"
        )


if __name__ == "__main__":
    main()
