"""Claims against passages: choose windows, ask the encoder once for all, apply the rules, give verdicts."""

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from paperledge.check.case import Case, Fault
from paperledge.check.encoder import PairEncoder
from paperledge.check.free import find_dangling, read_meaning
from paperledge.check.likelihood import Opinion, likelihood, read_edit, read_rewording
from paperledge.check.orders import find_harm, find_order
from paperledge.check.passages import Window, best_windows, read_context
from paperledge.check.plainly import in_its_words
from paperledge.check.rules import find_faults
from paperledge.check.words import read_words
from paperledge.prose import plain
from paperledge.records import Evidence, Verdict

_REASONS = 6
_MOST = 4  # windows of a claim that rules and encoder look at
_MOST_FREE = 2  # in free wording, beside the context that joins them
# What the host says before the claim itself, where its words would be taken for the paper's.
_FRAMES = re.compile(
    r"^(?:so,? |and |but |now,? )?(?:today,? )?(?:it's|it is|this (?:one|episode|paper|"
    r"study) is|this one's|that's) (?:really )?all about (?=\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Ask:
    """A claim to be weighed: the windows it may rest on, and what a Case needs to know besides.

    alone: whether nothing is said before it, so that each pronoun must be its own.
    """

    claim: str
    windows: tuple[Window, ...]
    known: str = ""
    beside: frozenset[str] = frozenset()
    most: int = 8
    alone: bool = False


@dataclass
class _Weighed:
    """A claim beside one window."""

    case: Case
    cover: float
    faults: list[Fault] = field(default_factory=list)
    opinion: Opinion | None = None
    features: dict[str, float] = field(default_factory=dict)
    score: float = 0.0

    def departs(self) -> float:
        """How far the claim goes from the window: what the rules hold against it, less what it copies."""
        return sum(fault.weight for fault in self.faults) - self.case.aligned.copied


@dataclass
class _Plan:
    """What a claim is held to. context: where it is no light edit, its windows read as one."""

    cells: list[_Weighed]
    context: _Weighed | None = None
    dangling: float = 0.0

    @property
    def free(self) -> bool:
        """Whether it is told in words of its own."""
        return not self.cells[0].case.near


def weigh(asks: Sequence[Ask], encoder: PairEncoder | None) -> list[Verdict]:
    """A verdict for each ask; ok is left None, for the caller knows the threshold and the kind."""
    return [_verdict(ask, plan) for ask, plan in zip(asks, _weighed(asks, encoder), strict=True)]


def weigh_features(asks: Sequence[Ask], encoder: PairEncoder | None) -> list[dict[str, float]]:
    """The features of each ask beside the window it departs from least, for training/support/calibrate.py."""
    plans = _weighed(asks, encoder)
    return [min(plan.cells, key=_Weighed.departs).features if plan.cells else {} for plan in plans]


def _weighed(asks: Sequence[Ask], encoder: PairEncoder | None) -> list[_Plan]:
    plans = [_plan(ask) for ask in asks]
    _ask_encoder(plans, encoder)
    for plan in plans:
        _score(plan)
    return plans


def _plan(ask: Ask) -> _Plan:
    claim = _FRAMES.sub("", plain(ask.claim))
    words = read_words(claim)
    sound = [w for w in ask.windows if not find_order(w.raw)]
    cells = [
        _Weighed(Case(in_its_words(claim, window.text), window, ask.known, ask.beside), cover)
        for cover, window in best_windows(words, sound, ask.most)
    ]
    # Rules are slow beside counting words: they look at what could win.
    cells.sort(key=lambda cell: -(cell.cover + cell.case.aligned.copied))
    # An edit of a sentence is held to that sentence: a fault must not slip through beside a looser passage.
    light = [cell for cell in cells[:_MOST] if cell.case.light]
    near = [cell for cell in cells[:_MOST] if cell.case.near]
    plan = _Plan(light or near or cells[:_MOST_FREE])
    plan.dangling = find_dangling(claim)[0] if ask.alone else 0.0
    for cell in plan.cells:
        cell.faults = find_faults(cell.case)
    if cells and not light:
        whole = read_context(claim, sound)
        context = Case(in_its_words(claim, whole.text), whole, ask.known, ask.beside)
        plan.context = _Weighed(context, max(cell.cover for cell in cells))
        plan.cells.sort(key=_Weighed.departs)
    return plan


def _ask_encoder(plans: Sequence[_Plan], encoder: PairEncoder | None) -> None:
    cells = [cell for plan in plans for cell in plan.cells]
    cells += [plan.context for plan in plans if plan.context and plan.free]
    if encoder is None or not cells:
        return
    pairs = [(cell.case.window.text, cell.case.read_as) for cell in cells]
    unlike = list(dict.fromkeys(pairs))
    opinions = dict(zip(unlike, encoder.judge(unlike), strict=True))
    for cell, pair in zip(cells, pairs, strict=True):
        cell.opinion = opinions[pair]


def _score(plan: _Plan) -> None:
    """A light edit is scored beside each window; another claim once, beside all that it may rest on."""
    if plan.context is None:
        for cell in plan.cells:
            cell.features = read_edit(cell.case, cell.cover, cell.faults, cell.opinion)
            cell.features["dangling"] = plan.dangling
            cell.score = likelihood(cell.features)
        return
    cells, context = plan.cells, plan.context
    opinions = [cell.opinion for cell in (*cells, context) if cell.opinion]
    meaning = read_meaning(context.case) | {"dangling": plan.dangling}
    features = read_rewording(cells[0].case, context.cover, meaning, cells[0].faults, opinions)
    score = likelihood(features)
    most = max((cell.opinion.entail for cell in cells if cell.opinion), default=1.0)
    for cell in cells:
        # The claim's likelihood is that of the windows together; beside it they are ranked by the encoder.
        cell.features = features
        cell.score = score * (cell.opinion.entail / most if cell.opinion else 1.0)


def _verdict(ask: Ask, plan: _Plan) -> Verdict:
    if harm := find_harm(ask.claim):
        return Verdict(None, 0.0, (), (f"the sentence {harm}: it is not spoken",))
    if order := find_order(ask.claim):
        return Verdict(None, 0.0, (), (f"the sentence {order}",))
    if not plan.cells:
        orders = [reason for w in ask.windows if (reason := find_order(w.raw))]
        why = f"its passage {orders[0]}" if orders else "there is no passage it could rest on"
        return Verdict(None, 0.0, (), (why,))
    ranked = sorted(plan.cells, key=lambda cell: -cell.score)
    best = ranked[0]
    evidence = tuple(_evidence(cell) for cell in ranked[:3])
    reasons = _reasons(best)
    if plan.dangling and best.score < 0.5:
        reasons = (*reasons, f"it does not say who or what {find_dangling(ask.claim)[1]!r} is")
    return Verdict(None, best.score, evidence, reasons)


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
