"""Claims against passages: choose windows, ask the encoder once for all, apply the rules, give verdicts."""

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from paperledge.check.case import Case, Fault
from paperledge.check.encoder import PairEncoder
from paperledge.check.likelihood import Opinion, likelihood, read_features
from paperledge.check.orders import find_harm, find_order
from paperledge.check.passages import Window, best_windows
from paperledge.check.rules import find_faults
from paperledge.check.words import read_words
from paperledge.prose import plain
from paperledge.records import Evidence, Verdict

_REASONS = 6
_MOST = 4  # windows of a claim that rules and encoder look at
# What the host says before the claim itself, where its words would be taken for the paper's.
_FRAMES = re.compile(
    r"^(?:so,? |and |but |now,? )?(?:today,? )?(?:it's|it is|this (?:one|episode|paper|"
    r"study) is|this one's|that's) (?:really )?all about (?=\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Ask:
    """A claim to be weighed: the windows it may rest on, and what a Case needs to know besides."""

    claim: str
    windows: tuple[Window, ...]
    known: str = ""
    beside: frozenset[str] = frozenset()
    most: int = 8


@dataclass
class _Weighed:
    case: Case
    cover: float
    faults: list[Fault]
    opinion: Opinion | None = None
    features: dict[str, float] = field(default_factory=dict)
    score: float = 0.0


def weigh(asks: Sequence[Ask], encoder: PairEncoder | None) -> list[Verdict]:
    """A verdict for each ask; ok is left None, for the caller knows the threshold and the kind."""
    plans = [_plan(ask) for ask in asks]
    cells = [cell for plan in plans for cell in plan]
    _ask_encoder(cells, encoder)
    for cell in cells:
        cell.features = read_features(cell.case, cell.cover, cell.faults, cell.opinion)
        cell.score = likelihood(cell.features)
    return [_verdict(ask, plan) for ask, plan in zip(asks, plans, strict=True)]


def weigh_features(asks: Sequence[Ask], encoder: PairEncoder | None) -> list[dict[str, float]]:
    """The features of each ask's best window: what training/support/calibrate.py fits its weights to."""
    out = []
    plans = [_plan(ask) for ask in asks]
    _ask_encoder([cell for plan in plans for cell in plan], encoder)
    for plan in plans:
        for cell in plan:
            cell.features = read_features(cell.case, cell.cover, cell.faults, cell.opinion)
            cell.score = likelihood(cell.features)
        out.append(max(plan, key=lambda cell: cell.score).features if plan else {})
    return out


def _plan(ask: Ask) -> list[_Weighed]:
    claim = _FRAMES.sub("", plain(ask.claim))
    words = read_words(claim)
    sound = [w for w in ask.windows if not find_order(w.raw)]
    cells = []
    for cover, window in best_windows(words, sound, ask.most):
        case = Case(claim, window, ask.known, ask.beside)
        cells.append(_Weighed(case, cover, []))
    # Rules are slow beside counting words: they look at what could win.
    cells.sort(key=lambda cell: -(cell.cover + cell.case.aligned.copied))
    cells = cells[:_MOST]
    # An edit of a sentence is held to that sentence: a fault must not slip through beside a looser passage.
    cells = [cell for cell in cells if cell.case.near] or cells
    for cell in cells:
        cell.faults = find_faults(cell.case)
    return cells


def _ask_encoder(cells: Sequence[_Weighed], encoder: PairEncoder | None) -> None:
    if encoder is None or not cells:
        return
    opinions = encoder.judge([(cell.case.window.text, cell.case.read_as) for cell in cells])
    for cell, opinion in zip(cells, opinions, strict=True):
        cell.opinion = opinion


def _verdict(ask: Ask, plan: list[_Weighed]) -> Verdict:
    if harm := find_harm(ask.claim):
        return Verdict(None, 0.0, (), (f"the sentence {harm}: it is not spoken",))
    if order := find_order(ask.claim):
        return Verdict(None, 0.0, (), (f"the sentence {order}",))
    if not plan:
        orders = [reason for w in ask.windows if (reason := find_order(w.raw))]
        why = f"its passage {orders[0]}" if orders else "there is no passage it could rest on"
        return Verdict(None, 0.0, (), (why,))
    ranked = sorted(plan, key=lambda cell: -cell.score)
    best = ranked[0]
    evidence = tuple(_evidence(cell) for cell in ranked[:3])
    return Verdict(None, best.score, evidence, _reasons(best))


def _evidence(cell: _Weighed) -> Evidence:
    window = cell.case.window
    return Evidence(window.id, window.raw, window.start, window.end, round(cell.score, 4))


def _reasons(best: _Weighed) -> tuple[str, ...]:
    reasons = [fault.reason for fault in best.faults][:_REASONS]
    if not reasons and best.score < 0.5:
        reasons.append("the passage does not say so" if best.cover > 0.4 else "no passage speaks of it")
    if best.opinion and best.opinion.contra > 0.6 and best.score < 0.5:
        reasons.append("the passage reads as its contrary")
    return tuple(dict.fromkeys(reasons))


def decided(verdict: Verdict, min_score: float) -> Verdict:
    """The verdict with ok set by the threshold."""
    return dataclasses.replace(verdict, ok=verdict.score >= min_score, score=round(verdict.score, 4))
