"""What votes are worth, and what a text promises."""

import datetime as dt

import numpy as np
import pytest

from paperledge.rank import Space
from paperledge.rank.attention import Usual, expected_points, look, points_of, usual_of
from paperledge.rank.promise import promise_of, promising_terms
from paperledge.records import Attention, Paper

TUESDAY = dt.date(2025, 10, 7)
USUAL = Usual(points=7.0, shape=1.2, upvotes=6.0)


def votes(upvotes: int, on: dt.date = TUESDAY, **more: int) -> Attention:
    return Attention("arxiv:1", on, upvotes=upvotes, **more)


def expected(*rows: Attention, on: dt.date = TUESDAY, chance: float = 0.1, lift: float = 1.0) -> float:
    seen = look(rows, on, 2.0) if rows else None
    return float(expected_points([seen], np.array([chance]), np.array([lift]), USUAL)[0])


def test_points_are_counted_as_documented() -> None:
    """Upvotes, half the comments, and the doublings of stars."""
    assert points_of(votes(10, comments=4, stars=1023)) == 22.0


def test_more_votes_stand_higher_and_none_is_no_verdict() -> None:
    """A listed paper with many votes beats one with few; one without votes is taken at its promise."""
    assert expected(votes(40)) > expected(votes(10)) > expected(votes(1))
    assert expected() == pytest.approx(0.7)
    assert expected(votes(0)) < 7.0


def test_few_votes_are_shrunk_to_what_is_usual() -> None:
    """Ten times the usual votes do not mean ten times the usual rate."""
    assert 7.0 < expected(votes(70)) < 70.0
    assert expected(votes(7)) == pytest.approx(7.0)


def test_attention_ages_in_announcement_days() -> None:
    """A weekend does not make a paper old; two announcements make its votes count half."""
    friday, monday, tuesday = dt.date(2025, 10, 10), dt.date(2025, 10, 13), dt.date(2025, 10, 14)
    first = look([votes(16, friday)], friday, 2.0)
    after = look([votes(16, friday)], tuesday, 2.0)
    weekend = look([votes(16, friday)], dt.date(2025, 10, 12), 2.0)
    assert first is not None
    assert after is not None
    assert weekend is not None
    assert (first.points, after.points, weekend.points) == (16.0, 8.0, 16.0)
    late = look([votes(16, friday), votes(32, monday)], monday, 2.0)
    assert late is not None
    assert late.points == pytest.approx(16 * 0.5**0.5 + 16)


def test_only_what_was_known_by_the_day_counts() -> None:
    """Votes of tomorrow are not seen today."""
    assert look([votes(5, TUESDAY + dt.timedelta(days=1))], TUESDAY, 2.0) is None
    assert look([], TUESDAY, 2.0) is None


def test_a_count_that_falls_takes_nothing_back() -> None:
    """A source that corrects itself downwards is not counted as negative attention."""
    seen = look([votes(9), votes(4, TUESDAY + dt.timedelta(days=1))], TUESDAY + dt.timedelta(days=1), 2.0)
    assert seen is not None
    assert seen.points > 0


def test_a_day_says_what_is_usual_on_it() -> None:
    """With enough papers voted on, the prior is the day's own; with few, that of other days."""
    many = {str(n): look([votes(n)], TUESDAY, 2.0) for n in range(2, 42)}
    usual = usual_of({name: seen for name, seen in many.items() if seen is not None})
    assert usual.points == pytest.approx(21.5)
    assert usual.upvotes == pytest.approx(21.5)
    assert usual_of({}) == Usual(7.0, 1.2, 6.0)


def test_a_text_promises_more_or_less() -> None:
    """Subjects and cues that people pick are told from others; every promise is a sane number."""
    agents = Paper(
        "arxiv:1",
        "OpenAgent: an open-source framework for LLM agents with reinforcement learning",
        "Large language models act as agents. We release all code at https://github.com/a/b and models.",
        tuple("ABCDEFGHIJKL"),
    )
    other = Paper("arxiv:2", "A note on parking space detection", "We detect parking spaces.", ("A",))
    empty = Paper("arxiv:3", "", "")
    promise = promise_of(Space([agents, other, empty]))
    assert promise.chance[0] > 2 * promise.chance[1]
    assert promise.lift[0] > promise.lift[1]
    assert ((promise.chance > 0) & (promise.chance < 1)).all()
    assert np.isfinite(promise.lift).all()
    assert promising_terms(agents)
    assert promising_terms(empty) == []
