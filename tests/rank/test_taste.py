"""A taste from a few papers."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperledge.rank import Space, fit_taste, words
from paperledge.records import Paper


def paper(name: str, title: str, abstract: str = "We study it. It works.") -> Paper:
    return Paper(f"arxiv:{name}", title, abstract)


DRAFT = paper("1", "Speculative decoding with a small draft model", "A draft model proposes tokens.")
DRAFT_2 = paper("2", "Faster speculative decoding", "The draft model proposes; the target model verifies tokens.")
CELLS = paper("3", "Protein folding in living cells", "We image proteins in living cells by light.")
CELLS_2 = paper("4", "How living cells fold a protein", "Protein folding is watched in living cells.")
ROADS = paper("5", "Traffic forecasting on city roads", "A graph of roads forecasts traffic.")
GERMAN = paper("6", "Über das Falten von Proteinen", "Wir untersuchen das Falten in lebenden Zellen.")


def test_one_liked_paper_is_enough() -> None:
    """A reader who liked one paper gets its neighbour first."""
    scores = fit_taste([DRAFT]).score([ROADS, CELLS, DRAFT_2])
    assert scores.shape == (3,)
    assert scores.argmax() == 2


def test_several_interests_stay_several() -> None:
    """Two fields liked bring both fields' papers above the rest, not what lies between them."""
    scores = fit_taste([DRAFT, CELLS]).score([DRAFT_2, CELLS_2, ROADS, GERMAN])
    assert set(np.argsort(-scores)[:2].tolist()) == {0, 1}


def test_a_dislike_pushes_its_like_down() -> None:
    """Less of this: the neighbour of a disliked paper falls, others stay; in both lists means disliked."""
    before, after = fit_taste([DRAFT, CELLS]), fit_taste([DRAFT, CELLS], [CELLS])
    assert after.score([CELLS_2])[0] < before.score([CELLS_2])[0]
    assert fit_taste([DRAFT], [CELLS]).score([DRAFT_2])[0] == pytest.approx(
        fit_taste([DRAFT]).score([DRAFT_2])[0], abs=1e-3
    )
    assert fit_taste([], [CELLS]).score([CELLS_2, ROADS]).argmax() == 1


def test_nothing_liked_scores_nothing() -> None:
    """An empty taste has no opinion; no papers give no scores."""
    assert fit_taste([]).score([DRAFT, CELLS]).tolist() == [0.0, 0.0]
    assert fit_taste([DRAFT]).score([]).shape == (0,)


def test_the_reason_names_words_and_paper() -> None:
    """Why it was shown, in the reader's own papers' words."""
    (reason,) = fit_taste([ROADS, DRAFT]).explain(DRAFT_2)
    assert "“draft model”" in reason
    assert "“speculative decoding”" in reason
    assert "liked: Speculative decoding with a small draft model" in reason
    assert fit_taste([DRAFT]).explain(GERMAN) == ()
    assert "disliked: Protein" in fit_taste([DRAFT], [CELLS]).explain(CELLS_2)[-1]


@given(st.permutations([DRAFT, DRAFT_2, CELLS, ROADS, GERMAN]))
def test_the_order_of_votes_and_papers_does_not_matter(papers: list[Paper]) -> None:
    """The same votes give the same scores to the last bit."""
    taste = fit_taste([p for p in papers if p is not ROADS])
    found = dict(zip([p.id for p in papers], taste.score(papers).tolist(), strict=True))
    usual = fit_taste([DRAFT, DRAFT_2, CELLS, GERMAN]).score([DRAFT, DRAFT_2, CELLS, ROADS, GERMAN]).tolist()
    assert [found[f"arxiv:{n}"] for n in (1, 2, 3, 5, 6)] == usual


@pytest.mark.parametrize("text", ["", "the of and", "!!! $$$", "\u200f\u05d0", "a" * 30_000, "🙂🙂"])
def test_any_text_can_be_weighed(text: str) -> None:
    """Empty, enormous and wordless papers score a number like any other."""
    odd = Paper("arxiv:odd", text, text)
    assert np.isfinite(fit_taste([DRAFT, odd]).score([odd, CELLS])).all()
    columns, values = words.row(odd)
    assert len(columns) == len(values)
    assert not len(values) or float(np.linalg.norm(values)) == pytest.approx(1.0, abs=1e-5)


def test_a_vote_changes_the_order_at_once(day_papers: list[Paper]) -> None:
    """With the day weighed once, one more like re-scores all of it within 50 ms (300 ms on a busy machine)."""
    space = Space(day_papers)
    fit_taste(day_papers[:20]).score(space)
    took = []
    for number in range(5):
        begun = time.process_time()
        fit_taste(day_papers[number : number + 21], day_papers[30:35]).score(space)
        took.append(time.process_time() - begun)
    assert min(took) < 0.3
