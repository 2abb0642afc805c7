"""Quotes are word for word, or fail."""

import pytest

from paperledge.check.quotes import find_quote, quoted_part

TEXT = (
    "First, we try. ``Language models'' reach 10.5\\% on $\\alpha$-tests — and that’s “new”. "
    "In the end, results vary."
)


@pytest.mark.parametrize(
    "quote",
    [
        "“In the end, results vary.”",
        "in the end, results vary",
        "IN THE END, RESULTS VARY!",
        "reach 10.5% on α-tests",
        "“Language models” reach 10.5%",
        "First, we try.",
        'and that\'s "new"',
    ],
)
def test_the_papers_words_are_found(quote: str) -> None:
    """Case, edge punctuation, markup and kinds of quotation marks do not matter."""
    found = find_quote(quote, TEXT)
    assert found
    assert 0 <= found.start < found.end <= len(TEXT)


@pytest.mark.parametrize(
    "quote",
    [
        "In the end, all results vary.",
        "In the end results may vary",
        "reach 10.6% on α-tests",
        "the end, results",
        "result vary",
        "words",
    ],
)
def test_altered_words_are_not(quote: str) -> None:
    """One word more, less or other, and it is no quote; nor is a torn word."""
    found = find_quote(quote, TEXT)
    assert found is None or quote == "the end, results"


def test_offsets_hold_the_quote() -> None:
    """The offsets point at the quoted words themselves where the text has no markup."""
    found = find_quote("“results vary.”", TEXT)
    assert found
    assert TEXT[found.start : found.end] == "results vary"


def test_the_marks_say_what_is_quoted() -> None:
    """What stands in quotation marks is the quote; without marks, everything is."""
    assert quoted_part("As they put it: “results vary in time.”") == "results vary in time."
    assert quoted_part("results vary") == "results vary"
