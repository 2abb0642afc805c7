"""Records survive the way to disk and back."""

import datetime as dt
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperledge import errors
from paperledge.records import Script, Sentence, dump_json, fold, paper_from_json, script_from_json, to_json

ERRORS = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, errors.PaperledgeError)]


@given(st.text(), st.text(max_size=300), st.lists(st.text(min_size=1), max_size=4))
def test_any_paper_comes_back_from_its_json(title: str, abstract: str, authors: list[str]) -> None:
    """Whatever a title holds, reading a paper's JSON gives the same paper again."""
    row = {"id": "x:1", "title": title, "abstract": abstract, "authors": authors, "date": "2025-10-07"}
    paper = paper_from_json(row)
    assert paper_from_json(json.loads(dump_json(paper))) == paper
    assert paper.date == dt.date(2025, 10, 7)


def test_authors_and_date_may_be_missing() -> None:
    """Our JSONL asks for no more than id and title."""
    paper = paper_from_json({"id": "x:1", "title": "T"})
    assert (paper.authors, paper.date, paper.abstract) == ((), None, "")


def test_a_script_comes_back_from_its_json() -> None:
    """A draft script survives the way to disk."""
    script = Script(
        "T", ("x:1",), ("00",), (Sentence("It works.", "finding", "claim", ("p0",)),), "abstract", notes=("n",)
    )
    assert script_from_json(json.loads(dump_json(script))) == script


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    """White space is folded once and for all; NUL never survives."""
    assert fold(fold(text)) == fold(text)
    assert "\x00" not in fold(text)


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_survives_pickling(kind: type[errors.PaperledgeError]) -> None:
    """An error keeps what, kept and next step across a process border."""
    error = kind("arXiv answered 503", kept="200 papers", next_step="wait")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == "arXiv answered 503. Kept: 200 papers. Next: wait."


def test_tuples_are_lists_in_json() -> None:
    """JSON knows lists only."""
    assert to_json(("a", ("b",))) == ["a", ["b"]]
