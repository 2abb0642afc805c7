import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperledge.search.query import Clause, parse_query


@pytest.mark.parametrize(
    ("raw", "words", "must", "never"),
    [
        ("sparse attention", ("sparse", "attention"), (), ()),
        ('"sparse attention" long', ("long",), (Clause("", "sparse attention", True),), ()),
        ("author:Hinton capsules", ("capsules",), (Clause("authors", "Hinton"),), ()),
        ('author:"Geoffrey Hinton"', (), (Clause("authors", "Geoffrey Hinton", True),), ()),
        ("cat:cs.CL title:parsing", (), (Clause("categories", "cs.CL"), Clause("title", "parsing")), ()),
        ("parsing -neural", ("parsing",), (), (Clause("", "neural"),)),
        ("parsing NOT neural", ("parsing",), (), (Clause("", "neural"),)),
        ('parsing -"neural network"', ("parsing",), (), (Clause("", "neural network", True),)),
        ("parsing -cat:cs.CV", ("parsing",), (), (Clause("categories", "cs.CV"),)),
        ("cats AND dogs OR birds", ("cats", "dogs", "birds"), (), ()),
        ('a "lone quote', ("a", "lone", "quote"), (), ()),
        ("GPT-4: a report", ("GPT-4:", "a", "report"), (), ()),
        ("self-supervised - really", ("self-supervised", "-", "really"), (), ()),
        ("since:yesterday x", ("since:yesterday", "x"), (), ()),
        ("ratio:3 x", ("ratio:3", "x"), (), ()),
        ("", (), (), ()),
        ('""', (), (), ()),
    ],
)
def test_parts(raw, words, must, never):
    """A query is words, demands and exclusions; what is no operator is a word."""
    query = parse_query(raw)
    assert (query.words, query.must, query.never) == (words, must, never)


def test_quotes_in_running_text():
    """In a sentence quotation marks only stress; fields still demand, a minus still excludes."""
    raw = 'We show that "early stopping" helps on noisy labels, and that the loss of it "spikes" later -medical'
    query = parse_query(f"{raw} cat:cs.LG")
    assert query.text == raw.replace('"', "").removesuffix(" -medical")
    assert (query.must, query.never) == ((Clause("categories", "cs.LG"),), (Clause("", "medical"),))
    assert parse_query('deep "early stopping"', plain=True).must == ()


@pytest.mark.parametrize(
    ("raw", "since", "until"),
    [
        ("since:2024", dt.date(2024, 1, 1), None),
        ("until:2024", None, dt.date(2024, 12, 31)),
        ("since:2024-02 until:2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("since:2024-02-03", dt.date(2024, 2, 3), None),
        ("since:2024-02 since:2023", dt.date(2024, 2, 1), None),
        ("since:2024-13 until:0000", None, None),
    ],
)
def test_dates(raw, since, until):
    """A year or a month means the whole of it; of two bounds the narrower holds; no date is no bound."""
    query = parse_query(raw)
    assert (query.since, query.until) == (since, until)


@given(st.text(st.characters(), max_size=300))
def test_any_text(raw):
    """Any text parses, surrogates and control characters too, and every word of it is kept somewhere."""
    query = parse_query(raw)
    assert "\x00" not in query.raw
    query.raw.encode()
