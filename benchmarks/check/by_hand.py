"""How many hand-written faults `check_script` cuts, and how many hand-written true claims.

    python benchmarks/check/by_hand.py                 60 faults and 40 true claims over the sample day
    python benchmarks/check/by_hand.py --arxiv test    another hand's, over other abstracts; test or dev part
    python benchmarks/check/by_hand.py --edits test    light edits by a third hand, over 36 more; test or dev part
    python benchmarks/check/by_hand.py --edits fresh   by a fourth, over 40 more; "more" was looked at

AUC is of the likelihood that `check_script` gives; its interval is by bootstrap over abstracts.
"""

import argparse
import json
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from reliability import bins_of
from sklearn.metrics import roc_auc_score

from paperledge.check import judge_script
from paperledge.records import Document, Paper, Script, Sentence, Verdict
from paperledge.sources import abstract_document, sample_batch

Judged = tuple[dict[str, str], Verdict]


def wilson(hits: int, n: int) -> tuple[float, float]:
    """95 % interval of a share."""
    z, p = 1.96, hits / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def read_rows(arxiv: str | None, edits: str | None) -> Iterator[tuple[dict[str, str], Document]]:
    """Each claim with the abstract it is held to."""
    if edits:
        yield from _read_edits(edits)
        return
    papers = {p.id: p for p in sample_batch().papers}
    for row in _lines("by_hand_arxiv.jsonl" if arxiv else "by_hand.jsonl"):
        if arxiv and row["part"] == arxiv:
            yield row, abstract_document(Paper(id=row["paper"], title="", abstract=row["abstract"]))
        elif not arxiv:
            yield row, abstract_document(papers[row["paper"]])


def _read_edits(part: str) -> Iterator[tuple[dict[str, str], Document]]:
    for row in _lines("edits_by_hand.jsonl"):
        if row["part"] == part:
            document = abstract_document(Paper(id=row["paper"], title=row["title"], abstract=row["abstract"]))
            for kind, claim in row["claims"]:
                yield {"paper": row["paper"], "kind": kind, "claim": claim}, document


def _lines(name: str) -> Iterator[dict[str, Any]]:
    return map(json.loads, Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines())


def judge(rows: Iterator[tuple[dict[str, str], Document]]) -> list[Judged]:
    """The verdict on each claim alone, held to the whole abstract."""
    out = []
    for row, document in rows:
        sentence = Sentence(row["claim"], "finding", "claim")
        script = Script("t", (document.paper.id,), (document.sha256,), (sentence,), "abstract")
        out.append((row, judge_script(script, [document])[0]))
    return out


def auc(judged: Sequence[Judged]) -> tuple[float, float, float]:
    """Of the likelihood: true against false, with its interval."""
    by_paper: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for row, verdict in judged:
        by_paper[row["paper"]].append((verdict.score, row["kind"] == "true"))
    dice, papers = random.Random(1), list(by_paper)
    draws = [_auc([pair for _ in papers for pair in by_paper[dice.choice(papers)]]) for _ in range(500)]
    low, high = np.quantile(draws, [0.025, 0.975])
    return _auc([pair for paper in papers for pair in by_paper[paper]]), float(low), float(high)


def _auc(pairs: list[tuple[float, bool]]) -> float:
    return float(roc_auc_score([true for _, true in pairs], [score for score, _ in pairs]))


def main() -> None:
    """Prints a table row a kind, then what was missed and what was refused wrongly."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--arxiv", choices=["dev", "test"])
    parser.add_argument("--edits", choices=["dev", "test", "more", "fresh"])
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    judged = judge(read_rows(args.arxiv, args.edits))
    cut: dict[str, list[bool]] = defaultdict(list)
    odd = []
    for row, verdict in judged:
        found = not verdict.ok
        for kind in (row["kind"], *(["all faults"] if row["kind"] != "true" else [])):
            cut[kind].append(found)
        if found == (row["kind"] == "true"):
            odd.append(f"{'refused' if found else 'missed'} ({row['kind']}) {verdict.score:.2f}: {row['claim']}")
    for kind, results in sorted(cut.items()):
        low, high = wilson(sum(results), len(results))
        print(f"| {kind} | {len(results)} | {sum(results) / len(results):.3f} | {low:.3f} to {high:.3f} |")
    print("AUC {:.3f} [{:.3f}, {:.3f}]".format(*auc(judged)))
    print("\n".join(odd))
    if args.out:
        bins = bins_of([v.score for _, v in judged], [row["kind"] == "true" for row, _ in judged])
        table = {
            kind: {"n": len(found), "refused": sum(found) / len(found)} for kind, found in sorted(cut.items())
        }
        raw = {"auc": auc(judged), "table": table, "bins": bins}
        args.out.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
