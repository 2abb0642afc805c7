"""The open benchmark of the check: true episodes, and the same with one fault each.

    python benchmarks/check/run.py [--papers 120] [--out benchmarks/check/results.json]

Episodes are told by the built-in narrator from the sample day that ships in the package; nothing is downloaded.
Faults are made by faults.py; the rules do not know its word tables, but the encoder was trained on its faults.
Intervals are Wilson's, 95 %.
"""

import argparse
import dataclasses
import json
import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from faults import KINDS, inject, make_pool
from lightedits import edit_lightly
from reliability import bins_of, error_of
from sklearn.metrics import roc_auc_score

from paperledge.check import judge_script
from paperledge.prose import plain
from paperledge.records import Document, Script, Sentence
from paperledge.sources import abstract_document, sample_batch
from paperledge.story import write_script


@dataclass(frozen=True)
class Trial:
    """One sentence in its place in an episode, and whether it is true."""

    script: Script
    document: Document
    place: int
    kind: str  # "told", "verbatim", "light edit", or a kind of fault

    @property
    def true(self) -> bool:
        """Whether it should pass."""
        return self.kind in ("told", "verbatim", "light edit")


def make_trials(document: Document, script: Script, dice: random.Random) -> Iterator[Trial]:
    """An episode's true claims, some as they stand in the paper or reworded; up to one fault of each kind."""
    text_of = {p.id: plain(p.text) for p in document.passages}
    pool = make_pool(plain(document.text))
    claims = [i for i, s in enumerate(script.sentences) if s.kind == "claim"]
    for i in claims:
        yield Trial(_excerpt(script, i), document, 0, "told")
    for i in dice.sample(claims, min(3, len(claims))):
        named = script.sentences[i].passages[0]
        yield Trial(_alone(script, text_of[named], named), document, 0, "verbatim")
        yield Trial(_alone(script, edit_lightly(text_of[named], dice), named), document, 0, "light edit")
    for kind in KINDS:
        for i in dice.sample(claims, len(claims)):
            made = inject(kind, script.sentences[i].text, pool, dice)
            if made:
                sentence = dataclasses.replace(script.sentences[i], text=made)
                yield Trial(_excerpt(script, i, sentence), document, 0, kind)
                break
    yield from altered_quotes(document, script, dice)


def altered_quotes(document: Document, script: Script, dice: random.Random) -> Iterator[Trial]:
    """The quote of an episode with one word changed."""
    pool = make_pool(plain(document.text))
    for sentence in script.sentences:
        if sentence.kind == "quote":
            made = next(
                (
                    m
                    for kind in ("term", "negation", "hedge", "direction")
                    if (m := inject(kind, sentence.text, pool, dice))
                ),
                None,
            )
            if made:
                faulty = dataclasses.replace(script, sentences=(dataclasses.replace(sentence, text=made),))
                yield Trial(faulty, document, 0, "altered quote")


def _excerpt(script: Script, place: int, sentence: Sentence | None = None) -> Script:
    """The sentence first, then its neighbours: they may tell what it leaves out."""
    around = [
        s for i, s in enumerate(script.sentences) if abs(i - place) <= 2 and i != place and s.kind == "claim"
    ]
    return dataclasses.replace(script, sentences=(sentence or script.sentences[place], *around))


def _alone(script: Script, text: str, passage: str) -> Script:
    return dataclasses.replace(script, sentences=(Sentence(text, "finding", "claim", (passage,)),))


def wilson(hits: int, n: int) -> tuple[float, float]:
    """A 95 % interval for hits of n."""
    if n == 0:
        return 0.0, 1.0
    p, z = hits / n, 1.96
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def tabulate(trials: list[Trial], oks: list[bool]) -> dict[str, dict[str, float]]:
    """For each kind: how many, what share was refused, and its interval."""
    rows = {}
    for kind in dict.fromkeys(t.kind for t in trials):
        refused = [not ok for t, ok in zip(trials, oks, strict=True) if t.kind == kind]
        low, high = wilson(sum(refused), len(refused))
        rows[kind] = {"n": len(refused), "refused": sum(refused) / len(refused), "low": low, "high": high}
    return rows


def overall(trials: list[Trial], oks: list[bool], scores: list[float]) -> dict[str, float]:
    """Recall over faults; precision where as many true sentences are told as faults are made; AUC of the score."""
    caught = [not ok for t, ok in zip(trials, oks, strict=True) if not t.true]
    alarms = [not ok for t, ok in zip(trials, oks, strict=True) if t.true]
    recall, alarm = sum(caught) / len(caught), sum(alarms) / len(alarms)
    return {
        "faults": len(caught),
        "true": len(alarms),
        "recall": recall,
        "false alarms": alarm,
        "precision": recall / (recall + alarm),
        "auc": float(roc_auc_score([t.true for t in trials], scores)),
    }


def main() -> None:
    """Runs, prints the table, keeps the raw figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=int, default=120)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    dice = random.Random(args.seed)
    papers = [p for p in sample_batch().papers if len(p.abstract) > 500]
    documents = [abstract_document(p) for p in dice.sample(papers, min(args.papers, len(papers)))]
    trials = [t for d in documents for t in make_trials(d, write_script(d), dice)]
    began = time.monotonic()
    verdicts = [judge_script(t.script, [t.document])[0] for t in trials]
    took = time.monotonic() - began
    scores, oks = [v.score for v in verdicts], [v.ok is True for v in verdicts]
    table, whole, bins = (
        tabulate(trials, oks),
        overall(trials, oks, scores),
        bins_of(scores, [t.true for t in trials]),
    )
    for kind, row in table.items():
        print(f"{kind:18} {row['n']:5} refused {row['refused']:.3f} [{row['low']:.3f}, {row['high']:.3f}]")
    print({k: round(v, 3) for k, v in whole.items()}, f"{took:.0f} s, calibration error {error_of(bins):.3f}")
    for row in bins:
        print(f"likelihood {row['from']:.1f}: {row['n']:5.0f} said {row['said']:.2f} true {row['true']:.2f}")
    if args.out:
        missed = [
            {"kind": t.kind, "text": t.script.sentences[0].text, "score": s}
            for t, s, ok in zip(trials, scores, oks, strict=True)
            if ok != t.true
        ]
        args.out.write_text(
            json.dumps(
                {"table": table, "overall": whole, "bins": bins, "wrong": missed}, indent=1, ensure_ascii=False
            )
            + "\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
