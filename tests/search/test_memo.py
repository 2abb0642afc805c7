import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperledge.search import memo
from paperledge.search.memo import Memo
from paperledge.search.words import Words, clean


def lengths(word):
    return [len(word), *word[:1]]


def plain(text):
    """The rule, written down the slow way."""
    words = re.findall(rb"[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+", text.encode("utf-8", "replace").lower())
    return [number for word in words for number in lengths(word)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=8))
def test_batches(texts):
    """Many texts at once give what the rule gives word by word, at the first time and at the second."""
    remembers = Memo(lengths, np.int32)
    for _ in range(2):
        flat, ends = remembers.batch(texts)
        assert [flat[a:b].tolist() for a, b in pairwise(ends)] == [plain(t) for t in texts]


def test_the_rule_is_asked_once_a_word():
    """A word that was met is looked up, whatever its case."""
    asked = []
    remembers = Memo(lambda word: asked.append(word) or [1], np.int32)
    remembers.batch(["one Two one", "TWO three"])
    remembers.batch(["three (two) ONE"])
    assert sorted(asked) == [b"one", b"three", b"two"]


def test_texts_longer_than_a_block():
    """Texts over many blocks, and one longer than a block, keep their words and their borders."""
    texts = [" ".join(f"w{n % 977}x{n % 13}" for n in range(size)) for size in (10, 60_000, 0, 5_000, 1)]
    flat, ends = Memo(lengths, np.int32).batch(texts)
    assert [flat[a:b].tolist() for a, b in pairwise(ends)] == [plain(t) for t in texts]


def test_memory_is_bounded(monkeypatch):
    """Past a number of words everything is forgotten and learnt again, and the numbers stay right."""
    monkeypatch.setattr(memo, "_MOST", 50)
    remembers = Memo(lengths, np.int32)
    for start in range(0, 400, 20):
        texts = [f"w{n} w{n + 1}" for n in range(start, start + 20)]
        assert remembers.batch(texts)[0].tolist() == [n for text in texts for n in plain(text)]
    assert remembers._count < 100


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    """A word index without papers."""
    return Words.create(tmp_path_factory.mktemp("index") / "words")


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_stems_are_the_analyzers(words, text):
    """What is indexed are the very terms that a query's words are looked up by."""
    assert words.stems([text])[0].split() == words.running.analyze(clean(text))


def test_stems_of_papers(words, papers):
    """The same for real papers, many at once."""
    texts = [f"{paper.title}\n{paper.abstract}" for paper in papers]
    assert [stems.split() for stems in words.stems(texts)] == [words.running.analyze(clean(t)) for t in texts]
