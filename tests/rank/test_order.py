"""The order of a day."""

import dataclasses
import datetime as dt
import random

import numpy as np
import pytest

from paperledge.rank import Space, fit_taste, rank_papers
from paperledge.records import Attention, Paper
from paperledge.settings import RankSettings

DAY = dt.date(2025, 10, 7)
Votes = dict[str, tuple[Attention, ...]]


def ids(ranked: object) -> list[str]:
    return [place.paper.id for place in ranked]  # type: ignore[attr-defined]


def test_the_order_does_not_depend_on_the_input(day_papers: list[Paper], day_attention: Votes) -> None:
    """A real day shuffled, or with doubles, ranks the same to the last digit."""
    taste = fit_taste(day_papers[5:9], day_papers[20:22])
    first = rank_papers(day_papers, day_attention, DAY, taste)
    shuffled = [*day_papers, *day_papers[:10]]
    random.Random(3).shuffle(shuffled)
    assert rank_papers(shuffled, day_attention, DAY, taste) == first
    assert rank_papers(Space(shuffled), day_attention, DAY, taste) == first
    assert sorted(ids(first)) == sorted(p.id for p in day_papers)


def test_votes_lead_and_every_place_has_its_reason(day_papers: list[Paper], day_attention: Votes) -> None:
    """On a real day the papers people voted for lead, and each paper says why it stands where it does."""
    ranked = rank_papers(day_papers, day_attention, DAY)
    voted = {name for name, rows in day_attention.items() if rows[-1].upvotes >= 10}
    if voted:
        assert set(ids(ranked)[: len(voted)]) & voted
    assert all(place.reasons for place in ranked)
    scores = [place.score for place in ranked]
    assert scores == sorted(scores, reverse=True)


def test_withdrawn_papers_are_never_ranked() -> None:
    """Not even with votes."""
    paper = Paper("arxiv:1", "T", "A", withdrawn=True)
    assert rank_papers([paper], {"arxiv:1": [Attention("arxiv:1", DAY, upvotes=99)]}, DAY) == []
    assert rank_papers([], {}, DAY) == []


def test_equal_papers_stand_by_id() -> None:
    """Nothing tells them apart but their ids."""
    papers = [Paper(f"arxiv:{n}", "Same title", "Same text.") for n in (3, 1, 2)]
    assert ids(rank_papers(papers, {}, DAY)) == ["arxiv:1", "arxiv:2", "arxiv:3"]


def test_taste_and_attention_share_the_order(day_papers: list[Paper], day_attention: Votes) -> None:
    """All taste, no taste and a share of it; an empty taste is none."""
    liked = [p for p in day_papers if p.id not in day_attention][:1]
    twin = dataclasses.replace(liked[0], id="arxiv:twin")
    papers, taste = [*day_papers, twin], fit_taste(liked)
    alone = rank_papers(papers, day_attention, DAY, taste, RankSettings(taste_weight=1.0))
    assert set(ids(alone)[:2]) == {twin.id, liked[0].id}
    none = rank_papers(papers, day_attention, DAY)
    assert ids(rank_papers(papers, day_attention, DAY, taste, RankSettings(taste_weight=0.0))) == ids(none)
    assert ids(rank_papers(papers, day_attention, DAY, fit_taste([]))) == ids(none)
    shared = rank_papers(papers, day_attention, DAY, taste)
    assert ids(shared).index(twin.id) < ids(none).index(twin.id)


def test_reasons_are_words_for_people() -> None:
    """Votes against the usual, comments, linked code, and a plain word where nothing is known."""
    papers = [
        Paper("arxiv:1", "Language agents", "Agents.", links={"code": "https://github.com/a/b"}),
        Paper("arxiv:2", "Language agents learn", "Agents and reinforcement learning."),
    ]
    seen = {"arxiv:1": [Attention("arxiv:1", DAY, upvotes=24, comments=3, stars=12)]}
    first, second = rank_papers(papers, seen, DAY)
    assert first.reasons == (
        "24 upvotes on Daily Papers, 4 times the usual, 3 comments",
        "code is linked (12 stars)",
    )
    assert second.reasons[0].startswith(("no votes yet", "nothing is known"))
    liked = Paper("arxiv:3", "Agents that learn language", "Reinforcement learning for language agents.")
    tasted = rank_papers(papers, {}, DAY, fit_taste([liked]))
    assert tasted[0].reasons[0].endswith("with what you liked: Agents that learn language")
    assert rank_papers(papers, {}, DAY, fit_taste([liked]), top=1) == tasted[:1]


def test_a_ring_of_votes_moves_a_paper_little(day_papers: list[Paper], day_attention: Votes) -> None:
    """Twenty bought votes lift the usual listed paper by a few places of a reader's order, not to the top."""
    taste = fit_taste(day_papers[5:15])
    before = ids(rank_papers(day_papers, day_attention, DAY, taste))
    moves = []
    # Each ranking takes the whole day: every fourth listed paper tells enough.
    for name in [name for name in sorted(day_attention) if name in before][::4]:
        row = day_attention[name][-1]
        bought = {**day_attention, name: (dataclasses.replace(row, upvotes=row.upvotes + 20),)}
        moves.append(before.index(name) - ids(rank_papers(day_papers, bought, DAY, taste)).index(name))
    if not moves:
        pytest.skip("the sample day has no votes")
    assert np.median(moves) <= len(before) * 0.05
