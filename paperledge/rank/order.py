"""A day's order: attention and promise for everybody, blended with a reader's taste."""

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from paperledge.rank.attention import Seen, Usual, expected_points, look, usual_of
from paperledge.rank.promise import promise_of, promising_terms
from paperledge.rank.space import Space
from paperledge.rank.taste import Taste
from paperledge.records import Attention, Paper, Ranked
from paperledge.settings import RankSettings

_NOTABLE_LIFT = 1.2  # from here on what a text promises moves a voted paper by places, so it is said
_PLACES_NAMED = {"daily-papers": "Daily Papers"}


def rank_papers(
    papers: Sequence[Paper] | Space,
    attention: Mapping[str, Sequence[Attention]],
    on: dt.date,
    taste: Taste | None = None,
    settings: RankSettings = RankSettings(),  # noqa: B008 - frozen
    *,
    top: int | None = None,
) -> list[Ranked]:
    """The papers best first, each with its reasons; withdrawn ones are left out.

    attention: per paper id; only what was seen by the day `on` counts. taste: None or an empty one leaves it to
    attention. top: only so many of the best are given back; reasons for the others cost time that thousands of
    readers feel. The order does not depend on the order of the input; equal scores stand by id.
    """
    space = _in_order(papers)
    if not space.papers:
        return []
    seen = [look(attention.get(p.id, ()), on, settings.half_life_days) for p in space.papers]
    usual = usual_of({p.id: s for p, s in zip(space.papers, seen, strict=True) if s is not None})
    promise = promise_of(space)
    scores = _standard(np.log(expected_points(seen, promise.chance, promise.lift, usual)))
    tasted = taste is not None and bool(taste.liked or taste.disliked)
    if taste is not None and tasted:
        weight = settings.taste_weight
        scores = weight * _standard(taste.score(space)) + (1 - weight) * scores
    score = [round(float(value), 6) for value in scores]
    order = sorted(range(len(score)), key=lambda at: (-score[at], space.papers[at].id))
    return [
        Ranked(
            space.papers[at],
            score[at],
            _reasons(space.papers[at], seen[at], usual, taste, float(promise.lift[at])),
        )
        for at in order[:top]
    ]


def _in_order(papers: Sequence[Paper] | Space) -> Space:
    """The papers that can be ranked, each once, in id order: sums then come out the same to the last bit."""
    given = papers.papers if isinstance(papers, Space) else papers
    wanted = tuple(paper for _, paper in sorted({p.id: p for p in given if not p.withdrawn}.items()))
    if isinstance(papers, Space) and wanted == papers.papers:
        return papers
    return Space(wanted)


def _standard(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance from the median in units of half the middle 68 %, far ones drawn in; zeros where all are equal.

    One outlier neither wins alone nor flattens what tells the others apart.
    """
    low, middle, high = np.percentile(values, [16, 50, 84])
    spread = float(high - low) / 2 or float(values.std())
    if spread < 1e-12:
        return np.zeros_like(values)
    out: NDArray[np.float64] = np.arcsinh((values - middle) / spread)
    return out


def _reasons(paper: Paper, seen: Seen | None, usual: Usual, taste: Taste | None, lift: float) -> tuple[str, ...]:
    reasons = list(taste.explain(paper)) if taste is not None else []
    if seen is not None:
        reasons.append(_votes(seen, usual))
    if "code" in paper.links:
        reasons.append("code is linked" + (f" ({seen.stars} stars)" if seen is not None and seen.stars else ""))
    terms = [f"“{term}”" for term in promising_terms(paper)]
    named = " and ".join(terms) + (" speaks for it" if len(terms) == 1 else " speak for it")
    if seen is None and not reasons[:1]:
        reasons.append(f"no votes yet; {named}" if terms else "nothing is known of it yet")
    elif seen is not None and lift > _NOTABLE_LIFT and terms:
        reasons.append(named)
    return tuple(reasons)


def _votes(seen: Seen, usual: Usual) -> str:
    place = _PLACES_NAMED.get(seen.source, seen.source)
    text = f"{seen.upvotes} upvote{'' if seen.upvotes == 1 else 's'} on {place}"
    times = seen.upvotes / usual.upvotes
    if times >= 1.5:
        text += f", {times:.0f} times the usual" if times >= 1.95 else ", more than usual"
    return text + (f", {seen.comments} comments" if seen.comments > 1 else "")
