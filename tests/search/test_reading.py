import random

import numpy as np
import pytest

from paperledge.records import Paper
from paperledge.search import Index
from paperledge.search.vectors import _limit


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """900 papers: "tensor" in every one, "walk" in every third, "quantum" in every ninth."""
    dice = random.Random(3)
    filler = [f"word{number}" for number in range(400)]

    def abstract(number):
        said = ["tensor"] * dice.randint(1, 4) + ["walk"] * (number % 3 == 0) + ["quantum"] * (number % 9 == 0)
        words = said + dice.choices(filler, k=dice.randint(20, 60))
        dice.shuffle(words)
        return " ".join(words)

    index = Index(tmp_path_factory.mktemp("many"))
    index.add(Paper(f"p{number}", f"Study {number}", abstract(number)) for number in range(900))
    return index


def test_all_the_words_first(many):
    """Where enough papers hold all the words, the best of them are the best by any of the words."""
    reading = many._view().words
    found = reading.wished(["quantum", "walk"], None, 50)
    assert found == reading.rows(reading._union([("body", "quantum"), ("body", "walk")]), 50)


def test_any_word_where_few_hold_all(many):
    """Where fewer papers hold all the words than are asked for, those with some of them follow."""
    view = many._view()
    texts = view.words.stored([row for row, _ in view.words.wished(["quantum", "walk"], None, 250)])
    assert len(texts) == 250
    held = ["quantum" in texts[row][2] for row, _ in view.words.wished(["quantum", "walk"], None, 250)]
    assert held == [True] * 100 + [False] * 150


def test_the_commonest_word_asks_for_nothing(many):
    """A word of every paper does not add papers to those of a rarer one; alone it is looked for."""
    words = many._view().words
    assert words.wished(["quantum", "tensor"], None, 500) == words.wished(["quantum"], None, 500)
    assert len(words.wished(["quantum"], None, 500)) == 100
    assert len(words.wished(["tensor"], None, 1_000)) == 900
    assert words.wished(["nowhere"], None, 10) == []


def test_many_searches(many):
    """An index searched a hundred times over gives the same each time, though it is opened anew in between."""
    first = many._view()
    assert len({tuple(hit.paper for hit in many.search("quantum walk", 5)) for _ in range(100)}) == 1
    assert many._view() is not first
    assert many._view().vectors is first.vectors


def test_as_many_codes_as_wanted():
    """A sample tells the distance up to which about as many rows lie as are wanted; all of few rows."""
    apart = np.random.default_rng(5).binomial(256, 0.5, 400_000).astype(np.uint8)
    for wanted in (4_000, 15_000, 60_000):
        kept = np.count_nonzero(apart <= _limit(apart, wanted))
        assert 0.8 * wanted <= kept <= 1.25 * wanted
    apart[5:] = 255
    assert _limit(apart, 4_000) == 254
