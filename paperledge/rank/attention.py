"""How much attention a paper can be expected to get, from the votes it has and the promise of its text.

A paper's points come at an unknown daily rate. Before any vote is seen the rate is spread as a Gamma around what
the text promises; votes are Poisson counts, discounted because they come in clumps. What stands in the order is
the mean of the rate afterwards: one vote moves a paper little, many move it far, and no vote yet is no verdict.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paperledge.records import Attention
from paperledge.sources.calendar import announcement_days_between

# Voters follow each other, so ten votes tell less than ten strangers would (quasi-Poisson; docs/rank.md).
CLUMPED = 0.25
# Daily Papers 2024-05 to 2026-02, first morning: the usual paper has 6 upvotes (quartiles 2, 6, 13).
USUAL_POINTS = 7.0
# Shape of the Gamma where a day has too few votes to tell: as wide as the promise is wrong.
USUAL_SHAPE = 1.2
_ENOUGH = 8  # papers with votes, from which the day itself tells what is usual


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one paper. points: decayed, >= 0. days: announcement days it was seen for, decayed, > 0."""

    points: float
    days: float
    upvotes: int
    comments: int
    stars: int
    source: str


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual on a day: mean points a paper that is listed gets, and the shape of their spread."""

    points: float
    shape: float
    upvotes: float  # median over the papers listed


def look(rows: Sequence[Attention], on: dt.date, half_life_days: float) -> Seen | None:
    """What was seen of a paper by a day. Each gain counts half for every half-life of announcement days since."""
    known = sorted((r for r in rows if r.seen_on <= on), key=lambda r: (r.seen_on, r.source))
    if not known:
        return None
    total, before = 0.0, 0.0
    for row in known:
        gained = max(0.0, points_of(row) - before)
        before = max(before, points_of(row))
        total += gained * _decay(row.seen_on, on, half_life_days)
    first, last = known[0], known[-1]
    ages = announcement_days_between(first.seen_on, on)
    days = sum(0.5 ** (age / half_life_days) for age in range(ages + 1))
    return Seen(total, days, last.upvotes, last.comments, last.stars, last.source)


def points_of(row: Attention) -> float:
    """Upvotes + half the comments + log2(1 + stars): stars run to tens of thousands, votes do not."""
    return row.upvotes + 0.5 * row.comments + float(np.log2(1 + row.stars))


def _decay(seen_on: dt.date, on: dt.date, half_life_days: float) -> float:
    return float(0.5 ** (announcement_days_between(seen_on, on) / half_life_days))


def usual_of(seen: Mapping[str, Seen]) -> Usual:
    """What is usual among the papers seen; of other days where these are too few."""
    rates = np.array(sorted(s.points / s.days for s in seen.values()))
    if len(rates) < _ENOUGH:
        return Usual(USUAL_POINTS, USUAL_SHAPE, 6.0)
    mean = max(float(rates.mean()), 0.5)
    # Method of moments for a Gamma mixture of Poissons; the clumps widen it, the floor keeps it a prior.
    spread = float(rates.var()) - mean / CLUMPED
    shape = mean * mean / spread if spread > 0 else USUAL_SHAPE * 4
    upvotes = float(np.median([s.upvotes for s in seen.values()]))
    return Usual(mean, float(np.clip(shape, USUAL_SHAPE / 2, USUAL_SHAPE * 4)), max(upvotes, 1.0))


def expected_points(
    seen: Sequence[Seen | None], chance: NDArray[np.float64], lift: NDArray[np.float64], usual: Usual
) -> NDArray[np.float64]:
    """Points a day each paper can be expected to get, float64 [papers], > 0.

    chance: that people pick the paper at all, 0..1; a paper that has been seen was picked.
    lift: how many times the usual points its text promises, > 0.
    """
    out = np.empty(len(seen))
    for at, what in enumerate(seen):
        prior = usual.points * lift[at]
        if what is None:
            out[at] = chance[at] * prior
        else:
            counted, days = CLUMPED * what.points, CLUMPED * what.days
            out[at] = (usual.shape + counted) / (usual.shape / prior + days)
    return out
