"""One calibrated likelihood from the rules, the alignment and the encoder."""

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from paperledge.check.case import Case, Fault
from paperledge.check.rules import FAULTS
from paperledge.check.rules.edits import unexplained

REGIMES = ("near", "reworded")  # a light edit, other words
# Shares of copied words between which the rules come to count in a claim in other words: told freely, they see
# faults in what is only told otherwise. Without a step, at which one false word more would help a claim.
_FREE, _CLOSE = 0.55, 0.75


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the encoder makes of a pair: how likely entailment, neutrality, contradiction are; they sum to 1."""

    entail: float
    neutral: float
    contra: float


def read_edit(case: Case, cover: float, faults: Sequence[Fault], opinion: Opinion | None) -> dict[str, float]:
    """Of a light edit: numbers about 0..1 (log odds: -5..5). cover: share of its words in the window, 0..1."""
    row = {"": 1.0, "cover": cover, "copied": case.aligned.copied, "odd": unexplained(case)}
    row["faults"] = min(2.0, sum(f.weight for f in faults))
    if opinion:
        row |= {"entail": _log_odds(opinion.entail), "contra": _log_odds(opinion.contra)}
    else:
        row["blind"] = 1.0
    return {f"near {name}".strip(): value for name, value in row.items()} | _held_against("near", faults)


def read_rewording(
    case: Case, cover: float, meaning: Mapping[str, float], faults: Sequence[Fault], opinions: Sequence[Opinion]
) -> dict[str, float]:
    """Of a claim in other words: what its passages cover, what is made of them, and what speaks against it.

    case, faults: beside its best window; cover: share of its words in a window, 0..1; meaning: of
    `free.read_meaning`; opinions: the encoder's, of each window and of all together.
    """
    nearness = min(1.0, max(0.0, (case.aligned.copied - _FREE) / (_CLOSE - _FREE)))
    row = {"reworded": 1.0, "nearness": nearness, "cover": cover, "copied": case.aligned.copied, **meaning}
    row |= {name: value * nearness for name, value in _held_against("reworded", faults).items()}
    if opinions:
        odds = [_log_odds(opinion.entail) for opinion in opinions]
        row |= {"entail": max(odds), "mean entail": sum(odds) / len(odds)}
    else:
        row["reworded blind"] = 1.0
    return row


def _held_against(regime: str, faults: Sequence[Fault]) -> dict[str, float]:
    row = {f"{regime} {name}": 0.0 for name in FAULTS}
    for fault in faults:
        key = f"{regime} {fault.rule}"
        row[key] = min(1.5, row[key] + fault.weight)
    return row


def _log_odds(p: float) -> float:
    p = min(max(p, 0.004), 0.996)
    return math.log(p / (1 - p))


def likelihood(features: Mapping[str, float]) -> float:
    """How likely the passage supports the claim, 0..1. Weights are fitted by training/support/calibrate.py.

    Light edits and claims in other words each have a scale of their own, so that a doubt is worth as much in the
    one as in the other. What is refused does not change by it.
    """
    weights, spread = _fitted()
    total = sum(weights.get(name, 0.0) * value for name, value in features.items())
    below, above = spread[regime_of(features)]
    total *= below if total < 0 else above
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def regime_of(features: Mapping[str, float]) -> str:
    """How a claim is told: one of REGIMES."""
    return next(regime for regime in REGIMES if regime in features)


@functools.cache
def _fitted() -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
    text = resources.files(__package__).joinpath("model/likelihood.json").read_text(encoding="utf-8")
    row = json.loads(text)
    return row["weights"], row["spread"]
