import datetime as dt
import json

import pytest

from paperledge.errors import SourceBroken, SourceUnavailable
from paperledge.sources import open_source

from .conftest import Reply, ids, shared_file
from .wire import HTML

DAY = dt.date(2025, 10, 7)
LIST = "/hf/daily_papers"


@pytest.fixture
def source(settings, client):
    return open_source("daily-papers", settings, client)


def item(name, upvotes=5, **paper):
    """An item in the form of the recorded answers, without accounts."""
    row = {
        "id": name, "title": f"On\n {name}", "summary": "We study it.", "upvotes": upvotes,
        "authors": [{"name": "Emmy Noether", "hidden": False}, {"name": "Gone", "hidden": True}],
        "publishedAt": "2025-10-06T17:58:02.000Z",
    }  # fmt: skip
    return {"paper": row | paper, "numComments": 2}


def test_a_list_gives_papers_and_attention(server, source):
    """Title, abstract, authors, code link; votes, comments and stars as of today."""
    extra = {"githubRepo": "https://github.com/a/b", "githubStars": 28, "projectPage": "https://a.example/"}
    server.say(LIST, json.dumps([item("2510.05096", 30, **extra)]))
    (batch,) = source.fetch(DAY, DAY, "")
    (paper,), (seen,) = batch.papers, batch.attention
    assert (paper.id, paper.title, paper.authors) == ("arxiv:2510.05096", "On 2510.05096", ("Emmy Noether",))
    assert paper.links["code"] == "https://github.com/a/b"
    assert paper.links["project"] == "https://a.example/"
    assert paper.announced_on == DAY
    assert paper.date == dt.date(2025, 10, 6)
    assert (seen.upvotes, seen.comments, seen.stars, seen.seen_on) == (30, 2, 28, DAY)
    assert server.log[0].query == {"date": "2025-10-07", "limit": "100"}


def test_pages_are_followed_by_their_link(server, source):
    """The next page is the one the answer names; the last batch says so."""
    pages = [[item(f"2510.{k:05}") for k in range(s, s + 2)] for s in (1, 3)]

    def answer(request):
        number = int(request.query.get("p", 0))
        if number >= len(pages):
            return Reply("[]")
        link = f'<{server.url}{LIST}?date={request.query["date"]}&limit=100&p={number + 1}>; rel="next"'
        return Reply(json.dumps(pages[number]), headers={"Link": link})

    server.replies[LIST] = answer
    batches = list(source.fetch(DAY, DAY, ""))
    assert [len(b.papers) for b in batches] == [2, 2, 0]
    assert [b.last for b in batches] == [False, False, True]
    assert min(server.gaps()) >= 0.6


def test_a_killed_harvest_goes_on_at_its_day(server, source):
    """Of a week that was broken off after three lists, only the rest is asked for."""
    server.replies[LIST] = lambda r: Reply(
        json.dumps([item("25" + r.query["date"][5:7] + ".000" + r.query["date"][-2:])])
    )
    week = (dt.date(2025, 10, 1), dt.date(2025, 10, 7))
    running = source.fetch(*week, "")
    before = [next(running) for _ in range(3)]
    running.close()
    server.log.clear()
    after = list(source.fetch(*week, before[-1].cursor))
    assert [r.query["date"] for r in server.log] == [f"2025-10-0{k}" for k in (4, 5, 6, 7)]
    assert after[-1].last
    server.log.clear()
    list(source.fetch(None, None, after[-1].cursor))
    assert [r.query["date"] for r in server.log] == ["2025-10-07"]


def test_an_empty_list_is_no_error(server, source):
    """Weekends have no list."""
    server.say(LIST, "[]")
    (batch,) = source.fetch(dt.date(2025, 10, 4), dt.date(2025, 10, 4), "")
    assert (batch.papers, batch.last) == ((), True)


def test_an_unknown_paper_is_none(server, source):
    """404 for a paper is normal; a known one gives paper and votes."""
    server.say("/hf/papers/2510.05096", json.dumps(item("2510.05096", 31)["paper"]))
    assert source.paper("2510.00001") is None
    paper, seen = source.paper("2510.05096")
    assert (paper.id, paper.announced_on, seen.upvotes) == ("arxiv:2510.05096", None, 31)


@pytest.mark.parametrize(
    "bad",
    [
        "just text", "{'paper': ", "__import__('os').system('true')", None, 7, {}, {"paper": None},
        {"paper": {"title": "no id"}}, {"paper": {"id": "2510.00001"}}, "(" * 5000,
    ],
)  # fmt: skip
def test_an_item_that_cannot_be_read_is_named(server, source, bad):
    """One bad item is skipped with a reason, and the rest of the list stays."""
    server.say(LIST, json.dumps([bad, item("2510.00002")]))
    (batch,) = source.fetch(DAY, DAY, "")
    assert ids(batch.papers) == ["arxiv:2510.00002"]
    assert len(batch.skipped) == 1
    assert batch.skipped[0].reason


@pytest.mark.parametrize(
    ("name", "papers"),
    [("2024-05-27", 13), ("2024-12-11", 26), ("2025-06-10", 28), ("2025-11-13", 10), ("2026-02-05", 35)],
)
def test_recorded_days_are_read_whole(server, source, name, papers):
    """Each recorded day gives all its papers, that of 2024-12-11 with its items as quoted strings too."""
    server.say(LIST, shared_file(f"recorded/hf_api_daily_papers/{name}.json").read_bytes())
    (batch,) = source.fetch(dt.date.fromisoformat(name), dt.date.fromisoformat(name), "")
    assert len(batch.papers) == papers
    assert len(batch.attention) == papers
    assert batch.skipped == ()
    assert all(p.title and p.abstract and p.authors and p.date for p in batch.papers)
    assert sum(a.upvotes for a in batch.attention) > papers


@pytest.mark.parametrize("bad", [HTML, '{"error": "Invalid date"}', "", "[" * 200_000])
def test_what_is_no_list_is_an_error(server, source, bad):
    """HTML, an error object and nested nonsense never pass for an empty list."""
    server.say(LIST, bad)
    with pytest.raises(SourceBroken, match="3 tries"):
        list(source.fetch(DAY, DAY, ""))


def test_throttling_obeys_the_named_seconds(server, source):
    """429 with RateLimit: the next request comes when the window is new."""
    server.say(LIST, Reply("{}", 429, {"RateLimit": '"api";r=0;t=77'}), "[]")
    list(source.fetch(DAY, DAY, ""))
    assert server.gaps() == [pytest.approx(77.0, abs=0.01)]
    server.say(LIST, Reply("{}", 429, {"RateLimit": '"api";r=0;t=277'}))
    with pytest.raises(SourceUnavailable, match="ask again in 277 s"):
        list(source.fetch(DAY, DAY, ""))


def test_a_list_that_leads_back_is_an_error(server, source):
    """A next page that is the page itself does not hold us for ever."""
    server.replies[LIST] = lambda r: Reply(
        json.dumps([item("2510.00001")]), headers={"Link": f'<{LIST}?date={DAY}&limit=100>; rel="next"'}
    )
    with pytest.raises(SourceBroken, match="leads back"):
        list(source.fetch(DAY, DAY, ""))
