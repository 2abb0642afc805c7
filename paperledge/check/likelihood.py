"""One calibrated likelihood from the rules, the alignment and the encoder."""

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from paperledge.check.case import NEAR, Case, Fault
from paperledge.check.rules import FAULTS
from paperledge.check.rules.edits import unexplained


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the encoder makes of a pair: how likely entailment, neutrality, contradiction are; they sum to 1."""

    entail: float
    neutral: float
    contra: float


def read_features(case: Case, cover: float, faults: Sequence[Fault], opinion: Opinion | None) -> dict[str, float]:
    """Numbers the likelihood is made of, each about 0..1 (log odds: -5..5). cover: share of words found, 0..1."""
    row = {f"near {name}" if case.near else f"free {name}": 0.0 for name in FAULTS}
    regime = "near" if case.near else "free"
    for fault in faults:
        key = f"{regime} {fault.rule}"
        row[key] = min(1.5, row[key] + fault.weight)
    row[f"{regime}"] = 1.0
    row[f"{regime} cover"] = cover
    row[f"{regime} copied"] = case.aligned.copied
    row[f"{regime} odd"] = unexplained(case)
    row[f"{regime} faults"] = min(2.0, sum(f.weight for f in faults))
    if opinion:
        row[f"{regime} entail"] = _log_odds(opinion.entail)
        row[f"{regime} contra"] = _log_odds(opinion.contra)
    else:
        row[f"{regime} blind"] = 1.0
    return row


def _log_odds(p: float) -> float:
    p = min(max(p, 0.004), 0.996)
    return math.log(p / (1 - p))


def likelihood(features: Mapping[str, float]) -> float:
    """How likely the passage supports the claim, 0..1. Weights are fitted by training/support/calibrate.py."""
    weights = _weights()
    total = sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@functools.cache
def _weights() -> dict[str, float]:
    text = resources.files(__package__).joinpath("model/likelihood.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)["weights"]
    return weights


__all__ = ["NEAR", "Opinion", "likelihood", "read_features"]
