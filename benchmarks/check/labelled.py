"""How well `support` ranks real claims: AUC on labelled sets, without and with the encoder.

python benchmarks/check/labelled.py ../shared/data
"""

import argparse
import csv
import gzip
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from reliability import bins_of, error_of
from sklearn.metrics import f1_score, roc_auc_score

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "training/support"))
import corpora

from paperledge.check import supports

Row = tuple[str, list[str], int]  # claim, passages, 1 where they support it


def read_scifact(data: Path) -> list[Row]:
    """SciFact pairs kept from training."""
    rows = corpora.read_scifact(data / "scifact_pairs/RTE-scifact_train.tsv", held=True)
    return [(r.hypothesis, [r.premise], int(r.label == 0)) for r in rows]


def read_healthver(data: Path) -> list[Row]:
    """HealthVer dev: supports against neutral and refuted."""
    with gzip.open(data / "healthver/healthver_dev.csv.gz", "rt", encoding="utf-8") as file:
        return [(r["claim"], [r["evidence"]], int(r["label"] == "Supports")) for r in csv.DictReader(file)]


def read_citations(data: Path) -> list[Row]:
    """Citation-Integrity dev: accurate against not accurate and irrelevant."""
    return [
        (r.hypothesis, [r.premise], int(r.label == 0))
        for r in corpora.read_citations(data / "citation_integrity", "dev")
    ]


def read_bump(data: Path) -> list[Row]:
    """BUMP task 1: a faithful summary and one with one error, side by side."""
    with gzip.open(data / "bump/task1_dataset.json.gz", "rt", encoding="utf-8") as file:
        rows = json.load(file)
    return [
        r
        for d in rows
        if not corpora.is_fitting(d["article"])
        for r in ((d["reference_summary"], [d["article"]], 1), (d["edited_summary"], [d["article"]], 0))
    ]


def read_summedits(data: Path) -> list[Row]:
    """SummEdits, science part."""
    return [
        (r.hypothesis, [r.premise], int(r.label == 0))
        for r in corpora.read_nli(data / "nli", "summedits-scitldr", 0)
        if not corpora.is_fitting(r.premise)
    ]


def read_overstated(data: Path) -> list[Row]:
    """Press release against abstract: the same strength (or less), or exaggerated."""
    lines = (data / "claim_strength/insciout_train.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        (r["press_release_conclusion"], [r["abstract_conclusion"]], int(r["exaggeration_label"] != "exaggerates"))
        for r in rows
    ]


def read_wice(data: Path) -> list[Row]:
    """WiCE claims against their gold evidence."""
    return [
        (r.hypothesis, [r.premise], int(r.label == 0))
        for r in corpora.read_nli(data / "nli", "wice-claim", 0)
        if not corpora.is_fitting(r.premise)
    ]


SETS: dict[str, Callable[[Path], list[Row]]] = {
    "scifact (held)": read_scifact,
    "healthver dev": read_healthver,
    "citation_integrity dev": read_citations,
    "bump": read_bump,
    "summedits science": read_summedits,
    "overstatement": read_overstated,
    "wice dev": read_wice,
}


def measure(scores: np.ndarray, labels: np.ndarray, dice: random.Random) -> dict[str, float]:
    """AUC with a 95 % interval by bootstrap over rows, and macro-F1 of what passes."""
    rows = range(len(labels))
    draws = []
    for _ in range(300):
        pick = np.array([dice.randrange(len(rows)) for _ in rows])
        if 0 < labels[pick].sum() < len(rows):
            draws.append(roc_auc_score(labels[pick], scores[pick]))
    low, high = np.quantile(draws, [0.025, 0.975])
    return {"n": len(rows), "auc": roc_auc_score(labels, scores), "low": float(low), "high": float(high),
            "f1": f1_score(labels, scores >= 0.5, average="macro")}  # fmt: skip


def main() -> None:
    """Prints the table and keeps it as JSON when asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--most", type=int, default=600, help="rows of a set, drawn under a fixed seed; 0: all")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    table: dict[str, dict[str, float]] = {}
    said, true = list[float](), list[bool]()
    for name, read in SETS.items():
        rows, dice = read(args.data), random.Random(1)
        if args.most and len(rows) > args.most:
            rows = rows[: args.most] if name == "bump" else dice.sample(rows, args.most)
        verdicts = supports([(claim, passages) for claim, passages, _ in rows])
        scores, labels = np.array([v.score for v in verdicts]), np.array([label for _, _, label in rows])
        table[name] = found = measure(scores, labels, dice)
        said.extend(scores.tolist())
        true.extend((labels == 1).tolist())
        pairs = ""
        if name == "bump":
            found["pairs"] = float(np.mean(scores[0::2] > scores[1::2]))
            pairs = f", the true one of two scores higher in {found['pairs']:.3f}"
        print(
            f"{name}: n {found['n']}, AUC {found['auc']:.3f} [{found['low']:.3f}, {found['high']:.3f}]{pairs}",
            flush=True,
        )
    print(f"calibration error over all {error_of(bins_of(said, true)):.3f}")
    if args.out:
        args.out.write_text(
            json.dumps({"table": table, "bins": bins_of(said, true)}, indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
