import datetime as dt

import pytest

from paperledge.errors import SourceBroken, SourceUnavailable
from paperledge.sources import open_source
from paperledge.sources.arxiv_rss import read_feed
from paperledge.sources.client import Answer

from .conftest import ids, shared_file
from .wire import BOMB, HTML, rss_feed, rss_item

DAY = dt.date(2025, 10, 7)
PATH = "/rss/cs.CL+cs.AI"


@pytest.fixture
def source(settings, client):
    return open_source("arxiv-rss", settings, client)


def read(body):
    return read_feed(Answer("http://x", 200, {}, body.encode()))


def test_a_listing_is_read_whole(server, source):
    """Announce type, version, authors, licence and the day of the batch come with each paper."""
    server.say(
        PATH,
        rss_feed(
            rss_item("2510.00001v1", categories="cs.CL cs.AI"),
            rss_item("2509.00002v1", "cross"),
            rss_item("2401.00003v4", "replace"),
            rss_item("math/9901002v2", "replace-cross"),
        ),
    )
    (batch,) = source.fetch(DAY, DAY, "")
    new, cross, replaced, old = batch.papers
    assert ids(batch.papers) == ["arxiv:2510.00001", "arxiv:2509.00002", "arxiv:2401.00003", "arxiv:math/9901002"]
    assert [p.announce_type for p in batch.papers] == ["new", "cross", "replace", "replace-cross"]
    assert [p.version for p in batch.papers] == [1, 1, 4, 2]
    assert new.abstract == "We study 2510.00001."
    assert new.authors == ("Emmy Noether", "Sofja Kowalewskaja")
    assert new.categories == ("cs.CL", "cs.AI")
    assert {p.announced_on for p in batch.papers} == {DAY}
    assert (new.date, cross.date, replaced.updated_on, old.updated_on) == (DAY, None, DAY, DAY)
    assert new.licence.endswith("nonexclusive-distrib/1.0/")
    assert batch.last


def test_a_paper_listed_twice_comes_once(server, source):
    """A paper that is new in one category and cross-listed in another is one new paper of both."""
    feed = rss_feed(
        rss_item("2510.00001v1", "cross", categories="cs.AI"), rss_item("2510.00001v1", "new", categories="cs.CL")
    )
    server.say(PATH, feed)
    ((paper,),) = [b.papers for b in source.fetch(DAY, DAY, "")]
    assert (paper.announce_type, set(paper.categories)) == ("new", {"cs.AI", "cs.CL"})


@pytest.mark.parametrize("day", [dt.date(2025, 10, 11), dt.date(2025, 10, 12), dt.date(2025, 12, 31)])
def test_weekends_and_holidays_are_known_without_asking(server, source, day):
    """None by calendar: no request, no paper, no error."""
    (batch,) = source.fetch(day, day, "")
    assert (batch.papers, batch.last, server.log) == ((), True, [])


def test_an_empty_feed_on_a_listing_day_is_not_taken_for_silence(server, source):
    """Empty where the calendar has a listing: an unplanned holiday or a fault, and it says so."""
    server.say(PATH, rss_feed())
    with pytest.raises(SourceUnavailable, match="2025-10-07 is empty, although"):
        list(source.fetch(DAY, DAY, ""))


def test_an_empty_feed_of_a_holiday_is_silence(server, source):
    """Asked without a date on a day off, the empty feed is an empty batch."""
    server.say(PATH, rss_feed(date="Wed, 31 Dec 2025 00:00:00 -0500"))
    (batch,) = source.fetch(None, None, "")
    assert (batch.papers, batch.skipped) == ((), ())


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("Mon, 06 Oct 2025 00:00:00 -0400", "still holds the listing of 2025-10-06, not that of 2025-10-07"),
        ("Wed, 08 Oct 2025 00:00:00 -0400", "gone on to the listing of 2025-10-08"),
    ],
)
def test_a_stale_feed_is_told_from_a_fresh_one(server, source, date, told):
    """Papers of another day are never taken for the day that was asked for."""
    server.say(PATH, rss_feed(rss_item("2510.00001v1"), date=date))
    with pytest.raises(SourceUnavailable, match=told):
        list(source.fetch(DAY, DAY, ""))


def test_a_listing_that_was_kept_is_not_given_twice(server, source):
    """With the cursor of this very listing the same papers do not come again."""
    server.say(PATH, rss_feed(rss_item("2510.00001v1")))
    (first,) = source.fetch(None, None, "")
    (again,) = source.fetch(None, None, first.cursor)
    assert (len(first.papers), len(again.papers)) == (1, 0)


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("On $\\mathbb{R}^n$ & more", "On $\\mathbb{R}^n$ & more"),
        ("שלום עולם", "שלום עולם"),
        ("Learning 🚀", "Learning 🚀"),
        ("two\nlines", "two lines"),
    ],
)
def test_any_title_comes_through(title, kept):
    """Markup, TeX, right-to-left text and emoji arrive as text, white space folded."""
    assert read(rss_feed(rss_item("2510.00001v1", title=title))).papers[0].title == kept


def test_withdrawn_papers_are_flagged():
    """A replacement whose abstract says that it is withdrawn is flagged."""
    item = rss_item("2510.00001v2", "replace").replace("We study 2510.00001.", "This paper has been withdrawn.")
    assert read(rss_feed(item)).papers[0].withdrawn


def test_what_is_no_paper_is_named():
    """An item without an arXiv id is skipped by name; the others stay."""
    feed = read(rss_feed(rss_item("2510.00001v1"), "<item><title>Call for help</title></item>"))
    assert len(feed.papers) == 1
    assert feed.skipped[0].reason == "no arXiv id"


def test_a_feed_that_was_cut_says_so():
    """At 2,000 items arXiv cuts the feed without a word; we do not."""
    feed = read(rss_feed(*(rss_item(f"2510.{k:05}v1") for k in range(1, 2001))))
    assert "ask for fewer categories" in feed.skipped[-1].reason


@pytest.mark.parametrize("bad", [HTML, BOMB, "<rss><channel>", "<html/>", rss_feed(date="soon")])
def test_what_is_no_feed_is_an_error(server, source, bad):
    """A page, a bomb, a torn or dateless feed never passes for a day without papers."""
    server.say(PATH, bad)
    with pytest.raises(SourceBroken):
        list(source.fetch(DAY, DAY, ""))


def test_recorded_atom_form_is_read():
    """arXiv's recorded Atom feed gives its seven papers with announce type and version."""
    feed = read_feed(Answer("http://x", 200, {}, shared_file("recorded/arxiv_rss_example.xml").read_bytes()))
    assert feed.day == dt.date(2025, 8, 20)
    assert len(feed.papers) == 7
    assert {p.announce_type for p in feed.papers} >= {"new", "cross"}
    assert all(p.abstract and not p.abstract.startswith("arXiv:") for p in feed.papers)
