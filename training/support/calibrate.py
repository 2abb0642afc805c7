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
from collections.abc import Iterator, Sequence
from pathlib import Path

import corpora
import numpy as np
from near_copies import KINDS, edit_lightly, inject, make_pool, read_abstracts
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from paperledge.check.encoder import open_pair_encoder
from paperledge.check.passages import read_windows
from paperledge.check.rules import FAULTS
from paperledge.check.weighing import Ask, weigh_features
from paperledge.prose import plain, split_sentences

Labelled = tuple[Ask, int]
Fitted = tuple[dict[str, float], int, str]  # features, label, set
UNSEEN = {
    "new-protocols-edit_other": 150, "new-protocols-edit_premise": 100, "taxinli-mnli": 150,
    "feverous-dev-sentence": 150, "evidence-inference-templated": 100,
}  # fmt: skip
# A weight may push one way only.
FOR = frozenset("entail cover copied whole here pairs soft cosine".split()) | {"most entail"}
AGAINST = frozenset("contra odd faults negated opposite".split()) | {"most contra", "lost names", "lost numbers"}
# What a rule's fault weighs at least, where most words are the paper's; a word for another may be its synonym.
LEAST, LEAST_REWORDED = -0.5, {"swap": -0.2, "added": -0.2, "booster": -0.4, "roles": -2.0}
MOST_ENTAIL = 0.5  # in a light edit the encoder may not outvote the rules
ALARMS = 0.015  # share of true light edits that may be refused: all the room there is goes to catching faults
SHARPEST = 2.5  # more, and a light edit with a doubt would fall behind any free claim
CAUGHT = 0.85  # share of false rewordings that must be refused, whatever it costs: doubt is not spoken
# Everyday pairs forgive what a paper's claim may not: a number, a unit, a name.
GRAVE = {"number": -0.4, "unit": -0.3, "name": -0.3}
# No licensed set teaches overstatement: these are set by hand.
BY_HAND = {"free overstated": 0.0, "free stronger": -1.0, "free weaker": 0.3}
BY_HAND_ROWS = Path(__file__).resolve().parents[2] / "benchmarks/check/by_hand_arxiv.jsonl"
RIDGE = {"near": 1.0, "reworded": 2.0, "free": 3.0}


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


def hand_rows(path: Path) -> Iterator[Labelled]:
    """True and false claims that people wrote over abstracts: the part for tuning, held to the whole abstract."""
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        if row["part"] == "dev":
            text = plain(row["abstract"])
            yield Ask(row["claim"], read_windows([text]), text, most=5), int(row["kind"] == "true")


def free_rows(data: Path, dice: random.Random) -> Iterator[tuple[str, Labelled]]:
    """Pairs in free wording with the name of their set; where a set also measures, only the half for fitting."""
    for name, most in UNSEEN.items():
        seen = {(r.premise, r.hypothesis) for part in corpora.STAGES for r in _drawn(data, part, name)}
        rows = [r for r in corpora.read_nli(data / "nli", name, 0) if (r.premise, r.hypothesis) not in seen]
        yield from _drawn_asks(name, rows, most, dice)
    for name in ("wice-claim", "summedits-scitldr"):
        rows = [r for r in corpora.read_nli(data / "nli", name, 0) if corpora.is_fitting(r.premise)]
        yield from _drawn_asks(name, rows, 300, dice)
    scifact = corpora.read_scifact(data / "scifact_pairs/RTE-scifact_train.tsv", held=False)
    yield from _drawn_asks("scifact", scifact, 300, dice)
    yield from _drawn_asks("citations", corpora.read_citations(data / "citation_integrity", "train"), 400, dice)
    yield from (("bump", row) for row in edited_rows(data / "bump/task1_dataset.json.gz", 150))
    yield from (("scitldr", row) for row in summary_rows(data / "scitldr/dev.jsonl.gz", dice))


def _drawn(data: Path, part: dict[str, int], name: str) -> list[corpora.Row]:
    return corpora.read_nli(data / "nli", name, part[name]) if name in part else []


def _drawn_asks(
    name: str, rows: list[corpora.Row], most: int, dice: random.Random
) -> Iterator[tuple[str, Labelled]]:
    for row in dice.sample(rows, min(most, len(rows))):
        yield name, (Ask(row.hypothesis, read_windows([row.premise])), int(row.label == 0))


def edited_rows(path: Path, most: int) -> Iterator[Labelled]:
    """Of pairs of summaries, true and with one error: the sentence that differs, once true and once false."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        pairs = [d for d in json.load(file) if corpora.is_fitting(d["article"])]
    for pair in pairs[:most]:
        windows, true, false = read_windows([pair["article"]]), *_sentences(pair)
        for label, mine, other in ((1, true, false), (0, false, true)):
            yield from ((Ask(text, windows), label) for text in mine if text not in other)


def _sentences(pair: dict[str, str]) -> tuple[list[str], list[str]]:
    true, false = pair["reference_summary"], pair["edited_summary"]
    return [true[a:b] for a, b in split_sentences(true)], [false[a:b] for a, b in split_sentences(false)]


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
        regime, _, last = name.partition(" ")
        if name in BY_HAND:
            out.append((BY_HAND[name], BY_HAND[name]))
        elif last in FAULTS:
            most = {"free": GRAVE.get(last, 0.0), "reworded": LEAST_REWORDED.get(last, -1.5)}
            out.append((-8.0, most.get(regime, LEAST)))
        elif last in FOR:
            out.append((0.0, MOST_ENTAIL if name == "near entail" else None))
        else:
            out.append((None, 0.0 if last in AGAINST else None))
    return out


def fit(
    rows: Sequence[dict[str, float]], labels: Sequence[int], sets: Sequence[str], ridge: float
) -> dict[str, float]:
    """Weights of least loss within their bounds; in each set true and false weigh the same, and each set alike."""
    names = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    signs = np.where(np.array(labels) == 1, 1.0, -1.0)
    counts = Counter(zip(sets, labels, strict=True))
    share = np.array([1 / counts[pair] for pair in zip(sets, labels, strict=True)])
    share *= len(rows) / share.sum()

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        margin = signs * (table @ weights)
        slope = -share * signs / (1 + np.exp(np.clip(margin, -30, 30)))
        return float(
            share @ np.logaddexp(0, -margin) + ridge * weights @ weights
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
    near = [("injected", row) for row in near_rows(args.data, args.abstracts, dice)]
    near += [("by hand", row) for row in hand_rows(BY_HAND_ROWS)]
    free = list(free_rows(args.data, dice))
    fitted = _features([*near, *free])
    weights: dict[str, float] = {}
    for regime, ridge in RIDGE.items():
        rows = [row for row in fitted if regime in row[0]]
        if regime == "near":
            rows = [row for row in rows if row[2] in ("injected", "by hand")]
        weights |= fit([r for r, _, _ in rows], [y for _, y, _ in rows], [n for _, _, n in rows], ridge)
    weights["near faults"] = round(weights["near faults"] - sharpen(fitted, weights), 4)
    false = [total(row, weights) for row, label, _ in fitted if not label and "reworded" in row]
    weights["reworded"] = round(weights["reworded"] - float(np.quantile(false, CAUGHT)), 4)
    report(fitted, weights)
    row = {"rows": len(fitted), "seed": args.seed, "weights": dict(sorted(weights.items()))}
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


def total(row: dict[str, float], weights: dict[str, float]) -> float:
    """Log odds."""
    return sum(weights[name] * value for name, value in row.items())


def report(fitted: list[Fitted], weights: dict[str, float]) -> None:
    """Of each set: how well true and false are parted (AUC) and the share refused, on the rows fitted to."""
    for name in dict.fromkeys(name for _, _, name in fitted):
        rows = [(total(row, weights), y) for row, y, n in fitted if n == name]
        scores, labels = np.array([s for s, _ in rows]), np.array([y for _, y in rows])
        print(
            f"{name}: n {len(rows)}, AUC {roc_auc_score(labels, scores):.3f}, "
            f"refused of true {np.mean(scores[labels == 1] < 0):.3f}, "
            f"of false {np.mean(scores[labels == 0] < 0):.3f}"
        )


if __name__ == "__main__":
    main()
