import datetime as dt
import json

import pytest

from paperledge.errors import SourceBroken, SourceUnavailable, UsageError
from paperledge.records import Skipped
from paperledge.sources import open_source
from paperledge.sources.arxiv_api import read_page
from paperledge.sources.client import Answer

from .conftest import DATA, Reply, ids
from .wire import atom_page

DAY = dt.date(2025, 10, 7)


@pytest.fixture
def source(settings, client):
    return open_source("arxiv-api", settings, client)


def recorded(name):
    row = json.loads((DATA / "atom" / f"{name}.json").read_text(encoding="utf-8"))
    return Reply(row["body"], row["status_code"])


def test_a_listing_is_asked_for_by_its_submission_window(server, source):
    """A listing day becomes arXiv's own deadlines in UTC; its papers are dated to the listing."""
    server.say("/api/query", atom_page(["2510.00001v1", "2510.00002v1"], 2))
    (batch,) = source.fetch(DAY, DAY, "")
    asked = server.log[0].query
    assert asked["search_query"] == ("(cat:cs.CL OR cat:cs.AI) AND submittedDate:[202510031800 TO 202510061800]")
    assert (asked["sortBy"], asked["sortOrder"]) == ("submittedDate", "ascending")
    assert ids(batch.papers) == ["arxiv:2510.00001", "arxiv:2510.00002"]
    assert {p.announced_on for p in batch.papers} == {DAY}
    assert batch.last


def test_pages_are_walked_and_resumed(server, source):
    """A listing of three pages over two days: killed after any page, the next fetch goes on there."""
    names = [f"2510.{k:05}v1" for k in range(1, 6)]

    def answer(request):
        start = int(request.query["start"])
        return Reply(atom_page(names[start : start + 2], len(names)))

    server.replies["/api/query"] = answer
    week = (dt.date(2025, 10, 4), dt.date(2025, 10, 7))  # Saturday to Tuesday: two listings
    whole = list(source.fetch(*week, ""))
    assert len(whole) == 6
    assert [b.last for b in whole] == [False] * 5 + [True]
    for killed_after in range(1, 6):
        rest = list(source.fetch(*week, whole[killed_after - 1].cursor))
        assert [ids(b.papers) for b in rest] == [ids(b.papers) for b in whole[killed_after:]]
    assert min(server.gaps()) >= 3.0


def test_a_day_without_listing_is_not_asked_for(server, source):
    """On a Saturday there is nothing to ask, and no request is made."""
    saturday = dt.date(2025, 10, 11)
    (batch,) = source.fetch(saturday, saturday, "")
    assert (batch.papers, batch.last, server.log) == ((), True, [])


def test_an_empty_page_that_promises_more_is_asked_for_again(server, source):
    """A page without entries although the total says otherwise is a known fault, not the end."""
    server.say("/api/query", atom_page([], 2), atom_page(["2510.00001v1", "2510.00002v1"], 2))
    (batch,) = source.fetch(DAY, DAY, "")
    assert len(batch.papers) == 2


def test_a_page_that_stays_empty_is_an_error(server, source):
    """Read as "no papers", it would lose the day without a word."""
    server.say("/api/query", atom_page([], 5))
    with pytest.raises(SourceBroken, match=r"promised 5 papers and gave none from 0 on; 3 tries.*Kept: 0 papers"):
        list(source.fetch(DAY, DAY, ""))


def test_rate_exceeded_with_status_200_is_throttling(server, source):
    """The body counts, not the status; the wait is the long one."""
    server.say("/api/query", "Rate exceeded.", atom_page(["2510.00001v1"], 1))
    assert len(next(source.fetch(DAY, DAY, "")).papers) == 1
    assert server.gaps()[0] >= 30
    server.say("/api/query", "Rate exceeded.")
    with pytest.raises(SourceUnavailable, match="Rate exceeded"):
        list(source.fetch(DAY, DAY, ""))


def test_ids_are_asked_for_with_max_results(server, source):
    """Without max_results arXiv ends a list of ids after ten; versions and addresses are one paper."""
    names = [f"2510.{k:05}" for k in range(1, 131)]

    def answer(request):
        wanted = request.query["id_list"].split(",")
        return Reply(atom_page([f"{n}v2" for n in wanted][: int(request.query["max_results"])], len(wanted)))

    server.replies["/api/query"] = answer
    batches = list(source.by_ids([*names, "2510.00001v1", "https://arxiv.org/abs/2510.00002", "no id"]))
    assert [len(b.papers) for b in batches] == [100, 30]
    assert batches[0].papers[0].version == 2
    assert batches[0].skipped == (Skipped("no id", "no arXiv id"),)
    assert batches[-1].last


def test_recorded_unknown_id_is_reported(server, source):
    """An id that arXiv does not know comes back as skipped (recorded answer)."""
    server.say("/api/query", recorded("one_of_two_ids"))
    (batch,) = source.by_ids(["0808.05394", "1707.08567"])
    assert ids(batch.papers) == ["arxiv:1707.08567"]
    assert batch.skipped == (Skipped("arxiv:0808.05394", "arXiv does not know it"),)
    server.say("/api/query", recorded("unknown_id"))
    (batch,) = source.by_ids(["2001.99999"])
    assert batch.papers == ()
    assert len(batch.skipped) == 1


def test_a_refused_id_does_not_cost_the_others(server, source):
    """When arXiv refuses one id of a list, it is named and the rest is asked for without it."""
    error = recorded("malformed_id")

    def answer(request):
        wanted = request.query["id_list"].split(",")
        if "2510.00002" in wanted:
            return Reply(str(error.body).replace("for abc", "for 2510.00002"), 400)
        return Reply(atom_page([f"{n}v1" for n in wanted], len(wanted)))

    server.replies["/api/query"] = answer
    (batch,) = source.by_ids(["2510.00001", "2510.00002", "2510.00003"])
    assert ids(batch.papers) == ["arxiv:2510.00001", "arxiv:2510.00003"]
    assert batch.skipped == (Skipped("arxiv:2510.00002", "incorrect id format for 2510.00002"),)


def test_recorded_old_style_id_keeps_its_archive(server, source):
    """astro-ph/0601001 keeps its archive, its date and its journal (recorded answer)."""
    server.say("/api/query", recorded("old_style_id"))
    (batch,) = source.by_ids(["astro-ph/0601001v1"])
    (paper,) = batch.papers
    assert (paper.id, paper.date, paper.venue) == (
        "arxiv:astro-ph/0601001", dt.date(2006, 1, 2), "ActaAstron.56:1-50,2006",
    )  # fmt: skip
    assert paper.authors[0] == "Andrew Gould"
    assert paper.links["pdf"] == "https://arxiv.org/pdf/astro-ph/0601001"


def test_recorded_query_page_is_read_whole():
    """All ten entries of a recorded page are papers with title, abstract, authors, date and category."""
    reply = recorded("query_page")
    page = read_page(Answer("http://x", reply.status, {}, str(reply.body).encode()))
    assert (len(page.papers), page.skipped) == (10, ())
    assert page.total > 100_000
    for paper in page.papers:
        assert paper.title
        assert paper.abstract
        assert paper.authors
        assert paper.date
        assert paper.categories


def test_a_refused_query_is_told(server, source):
    """arXiv's error feed ends a query with arXiv's own words; an empty query is not sent."""
    server.say("/api/query", recorded("malformed_id"))
    with pytest.raises(SourceBroken, match="incorrect id format"):
        list(source.search("ti:("))
    with pytest.raises(UsageError, match="empty query"):
        source.search(" ")


def test_search_ends_where_it_was_told(server, source):
    """A search gives the best papers first and no more than asked for."""
    server.replies["/api/query"] = lambda r: Reply(
        atom_page([f"2510.{k:05}v1" for k in range(1, 1 + int(r.query["max_results"]))], 5000)
    )
    (batch,) = source.search("all:graph", most=7)
    assert len(batch.papers) == 7
    assert server.log[0].query["sortBy"] == "relevance"


def test_two_versions_in_a_page_are_one_paper():
    """An answer that holds v1 and v3 of a paper gives the newer one, once."""
    body = atom_page(["2510.00001v1", "2510.00001v3", "math/9901002v1"], 3)
    page = read_page(Answer("http://x", 200, {}, body.encode()))
    assert [(p.id, p.version) for p in page.papers] == [("arxiv:2510.00001", 3), ("arxiv:math/9901002", 1)]
