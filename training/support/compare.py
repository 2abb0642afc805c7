"""How well each of several encoders tells true from false by itself, set by set, on the same pairs.

    python training/support/compare.py ../shared/data paperledge/check/model training/out/again

A model's folder holds support.onnx and tokenizer.json, as `export.py` writes them. Pairs: each sentence of a claim
with the context `check` reads it beside. Sets: those of `benchmarks/check/labelled.py`, and the rows that the
likelihood is fitted on, which the encoder has not read but for SciFact and Citation-Integrity. AUC of the
entailment; a claim of several sentences is as good as its worst.
"""

import argparse
import random
import sys
from pathlib import Path

import numpy as np
from calibrate import free_rows
from sklearn.metrics import roc_auc_score

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks/check"))
import labelled

from paperledge.check.encoder import CrossEncoder
from paperledge.check.passages import Window, read_context, read_windows
from paperledge.prose import plain, split_sentences

Case = tuple[list[tuple[str, str]], int]  # pairs of one claim, 1 where it is true


def pairs_of(claim: str, windows: tuple[Window, ...]) -> list[tuple[str, str]]:
    """(context, sentence) of each sentence of a claim."""
    sentences = [claim[a:b] for a, b in split_sentences(claim)] or [claim]
    return [(read_context(s, windows).text, plain(s)) for s in sentences]


def read_cases(data: Path, most: int) -> dict[str, list[Case]]:
    """Of each set at most so many claims."""
    dice = random.Random(5)
    found: dict[str, list[Case]] = {}
    for name, (ask, label) in free_rows(data, random.Random(9)):
        if ask.windows:
            found.setdefault(f"{name}, to fit on", []).append((pairs_of(ask.claim, ask.windows), label))
    for name, read in labelled.SETS.items():
        for claim, passages, label in read(data):
            if windows := read_windows([passages] if isinstance(passages, str) else passages):
                found.setdefault(name, []).append((pairs_of(claim, windows), label))
    return {name: dice.sample(cases, min(most, len(cases))) for name, cases in found.items()}


def auc(encoder: CrossEncoder, cases: list[Case]) -> float:
    """Of the worst sentence's entailment."""
    opinions = iter(encoder.judge([pair for pairs, _ in cases for pair in pairs]))
    scores = [min(next(opinions).entail for _ in pairs) for pairs, _ in cases]
    return float(roc_auc_score([label for _, label in cases], scores))


def main() -> None:
    """Prints a row a set, a column a model."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--most", type=int, default=300, help="claims of a set")
    args = parser.parse_args()
    encoders = [CrossEncoder(threads=1, folder=folder) for folder in args.models]
    rows = []
    for name, cases in read_cases(args.data, args.most).items():
        rows.append([auc(encoder, cases) for encoder in encoders])
        print(name, *(f"{value:.3f}" for value in rows[-1]), flush=True)
    print("mean", *(f"{value:.3f}" for value in np.mean(rows, axis=0)))


if __name__ == "__main__":
    main()
