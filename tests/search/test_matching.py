import numpy as np
import pytest

from paperledge.prose import split_sentences
from paperledge.search import open_encoder
from paperledge.search.matching import HELD, PAIRS, TITLE, WHOLE, match


def texts(papers):
    return [(paper.title, paper.abstract) for paper in papers]


def test_what_a_paper_says_it_holds(papers):
    """A sentence out of an abstract is held whole by its paper, pairs and all, and by hardly any other as much."""
    for number, paper in enumerate(papers[:20]):
        start, end = max(split_sentences(paper.abstract), key=lambda span: span[1] - span[0])
        held = match(open_encoder(), paper.abstract[start:end], texts(papers))
        assert held[number, HELD] == pytest.approx(1, abs=1e-4)
        assert held[number, PAIRS] == pytest.approx(1, abs=1e-4)
        assert held[:, HELD].argmax() == number
    assert match(open_encoder(), papers[3].title, texts(papers))[3, TITLE] == pytest.approx(1, abs=1e-4)


def test_shares_stay_shares(papers):
    """Every number lies in 0..1, whatever the texts: empty, without words, or of another script."""
    odd = [("", ""), ("😀", ""), ("", "中文"), ("Title", ""), ("", "Abstract alone.")]
    for wanted in ("", "the", "graph", papers[0].abstract, "\ud800", "x " * 3_000):
        held = match(open_encoder(), wanted, odd + texts(papers[:20]) + odd)
        assert held.shape == (30, 4)
        assert (held >= 0).all()
        assert (held <= 1 + 1e-5).all()
        assert not held[[0, 1, 25, 26]].any()
    assert match(open_encoder(), "graph", []).shape == (0, 4)


def test_papers_do_not_see_each_other(papers):
    """A paper has the same numbers alone and among others."""
    wanted = papers[40].abstract
    together = match(open_encoder(), wanted, [*texts(papers[:20]), ("", "")])
    alone = [match(open_encoder(), wanted, [pair])[0] for pair in texts(papers[:20])]
    assert np.allclose(together[:-1], alone, atol=1e-5)


def test_order_counts_in_pairs_alone():
    """The same words in another order are held as much, but not as pairs."""
    two = [("", "A graph neural network."), ("", "A network neural graph.")]
    straight, turned = match(open_encoder(), "graph neural network", two)
    assert straight[HELD] == pytest.approx(turned[HELD])
    assert straight[WHOLE] == pytest.approx(turned[WHOLE])
    assert straight[PAIRS] > turned[PAIRS] == 0


def test_a_bare_title_is_no_find():
    """A title without an abstract that has one word of a query is held less than a paper about all of it."""
    abstract = "Long contexts make attention slow. Sparse attention reads a part of the context only. " * 3
    some = [("Attention", ""), ("Reading", abstract)]
    bare, whole = match(open_encoder(), "sparse attention long context", some)
    assert bare[WHOLE] < whole[WHOLE]
    assert bare[HELD] < whole[HELD]


def test_near_words_count_in_part():
    """A word near in meaning is held more than one far from it, and less than the word itself."""
    near, far = match(open_encoder(), "summarization", [("", "summaries"), ("", "photons")])[:, HELD]
    assert 1 > near > 2 * far
