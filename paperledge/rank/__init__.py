"""Rank: an order of papers, each place with its reasons.

Takes: papers, the attention they got, the day, and a reader's liked and disliked papers.
Gives: the papers best first with scores and reasons in words; a Taste that scores any papers.
Touches: disk (two small tables shipped in the package); no network.
Read first: order.py, then taste.py and attention.py; docs/rank.md has the formulas.
Promise: the same papers give the same order however they are handed in, and withdrawn ones are never in it.
"""

from paperledge.rank.order import rank_papers
from paperledge.rank.space import Space
from paperledge.rank.taste import Taste, fit_taste

__all__ = ["Space", "Taste", "fit_taste", "rank_papers"]
