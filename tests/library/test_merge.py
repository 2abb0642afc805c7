"""One paper over versions and sources."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperledge.library import merge_papers
from paperledge.records import Paper

D = dt.date
OAI = {"source": "arxiv-oai"}


def paper(**values: Any) -> Paper:
    return Paper("arxiv:2510.00001", **{"title": "T", "abstract": "A", **values})


@pytest.mark.parametrize(
    ("kept", "came", "field", "wanted"),
    [
        ({"title": "old"}, {"title": "new", "version": 2}, "title", "new"),
        ({"title": "new", "version": 2}, {"title": "old"}, "title", "new"),
        ({"title": "seen", **OAI}, {"title": "mended", **OAI}, "title", "mended"),
        ({"title": "seen", **OAI}, {"title": "copy", "source": "daily-papers"}, "title", "seen"),
        ({"title": "copy", "source": "daily-papers"}, {"title": "seen", **OAI}, "title", "seen"),
        ({"abstract": "full"}, {"abstract": "", "version": 3}, "abstract", "full"),
        ({"abstract": ""}, {"abstract": "full", "source": "daily-papers"}, "abstract", "full"),
        ({"comment": "8 pages", "version": 2}, {"comment": "", "version": 3}, "comment", "8 pages"),
        ({"authors": ("A", "B")}, {"authors": (), "version": 2}, "authors", ("A", "B")),
        ({"categories": ("cs.CL",)}, {"categories": ("cs.AI", "cs.CL")}, "categories", ("cs.AI", "cs.CL")),
        ({"categories": ("cs.CL",)}, {"categories": ("cs.AI",), "version": 2}, "categories", ("cs.AI", "cs.CL")),
        ({"links": {"code": "c"}}, {"links": {"pdf": "p"}}, "links", {"code": "c", "pdf": "p"}),
        ({"date": D(2025, 10, 7)}, {"date": D(2025, 11, 1), "version": 2}, "date", D(2025, 10, 7)),
        ({"date": None}, {"date": D(2025, 11, 1)}, "date", D(2025, 11, 1)),
        ({"withdrawn": True, "version": 2}, {"version": 1}, "withdrawn", True),
        ({"withdrawn": True}, {"withdrawn": False}, "withdrawn", True),
        ({"withdrawn": True, "version": 2}, {"version": 3}, "withdrawn", False),
        ({}, {"withdrawn": True, "version": 2}, "withdrawn", True),
        ({"announced_on": D(2025, 10, 8)}, {"announced_on": D(2025, 10, 7)}, "announced_on", D(2025, 10, 7)),
        ({"announced_on": D(2025, 10, 8)}, {}, "announced_on", D(2025, 10, 8)),
        ({"updated_on": D(2025, 10, 8)}, {"updated_on": D(2025, 10, 7)}, "updated_on", D(2025, 10, 8)),
    ],
)  # fmt: skip
def test_what_is_kept_of_two_records(kept: dict[str, Any], came: dict[str, Any], field: str, wanted: Any) -> None:
    """The newer version wins, nothing full is lost to something empty, and old news never passes for new."""
    assert getattr(merge_papers(paper(**kept), paper(**came)), field) == wanted


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        (("new", 7), ("replace", 9), "new"),
        (("replace", 9), ("new", 7), "new"),
        (("cross", 7), ("new", 7), "new"),
        (("new", 7), ("cross", 7), "new"),
        (("cross", 7), ("new", 8), "cross"),
    ],
)
def test_the_announcement_type_belongs_to_the_first_announcement(
    first: tuple[str, int], second: tuple[str, int], wanted: str
) -> None:
    """A replacement weeks later does not turn a new paper into an old one, nor the other way round."""
    one, two = (paper(announce_type=kind, announced_on=D(2025, 10, day)) for kind, day in (first, second))
    assert merge_papers(one, two).announce_type == wanted


texts = st.sampled_from(["", "one", "two"])
days = st.sampled_from([None, D(2025, 10, 7), D(2025, 10, 8)])
papers = st.builds(
    Paper,
    id=st.just("arxiv:2510.00001"),
    title=texts,
    abstract=texts,
    authors=st.sampled_from([(), ("A",), ("B", "C")]),
    date=days,
    categories=st.sampled_from([(), ("cs.AI",), ("cs.CL", "cs.AI")]),
    links=st.sampled_from([{}, {"pdf": "p"}, {"pdf": "q", "code": "c"}]),
    announced_on=days,
    updated_on=days,
    version=st.integers(1, 3),
    withdrawn=st.booleans(),
    announce_type=st.sampled_from(["", "new", "replace"]),
    source=st.sampled_from(["arxiv-oai", "arxiv-rss", "daily-papers", "file", "biorxiv"]),
)


@given(papers, papers)
def test_the_same_record_again_changes_nothing(one: Paper, two: Paper) -> None:
    """Asking the same sources again leaves each paper as it is."""
    both = merge_papers(one, two)
    assert merge_papers(both, two) == both
    if one.source != two.source:
        assert merge_papers(both, one) == both


@given(papers, papers)
def test_nothing_full_becomes_empty(one: Paper, two: Paper) -> None:
    """What either record knew, the merged one knows."""
    both = merge_papers(one, two)
    for field in dataclasses.fields(Paper):
        if field.name != "withdrawn" and (getattr(one, field.name) or getattr(two, field.name)):
            if field.name == "announce_type" and both.announced_on:
                continue
            assert getattr(both, field.name), field.name
