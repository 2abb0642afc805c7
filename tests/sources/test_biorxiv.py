import datetime as dt
import json

import pytest

from paperledge.errors import SourceBroken
from paperledge.sources import open_source

from .conftest import Reply, ids
from .wire import HTML, bio_page, bio_row

DAY = dt.date(2025, 10, 6)
DOI = "10.1101/2025.09.30.123456"


@pytest.fixture
def source(settings, client):
    return open_source("biorxiv", settings, client)


def path(start=0, server="biorxiv"):
    return f"/bio/details/{server}/{DAY}/{DAY}/{start}/json"


def test_a_preprint_is_read_whole(server, source):
    """DOI, names in reading order, category, dates, licence, links."""
    server.say(path(), bio_page([bio_row(DOI)], 1))
    (batch,) = source.fetch(DAY, DAY, "")
    (paper,) = batch.papers
    assert (paper.id, paper.title, paper.categories) == (f"doi:{DOI}", "Cells move", ("cell biology",))
    assert paper.authors == ("R. Franklin", "D. C. Hodgkin")
    assert (paper.date, paper.announced_on, paper.announce_type) == (DAY, DAY, "new")
    assert paper.links["abs"] == f"https://www.biorxiv.org/content/{DOI}v1"
    assert batch.last


def test_versions_are_one_paper(server, source):
    """The rows of v1 and v2 give one paper at v2, dated by its first."""
    server.say(path(), bio_page([bio_row(DOI), bio_row(DOI, 2, "Cells do move"), bio_row("10.1101/845230", 3)], 3))
    (batch,) = source.fetch(DAY, DAY, "")
    first, old = batch.papers
    assert (first.title, first.version) == ("Cells do move", 2)
    assert first.date == dt.date(2025, 9, 30), "the day in the DOI"
    assert (old.date, old.updated_on, old.announce_type) == (None, DAY, "replace")


def test_pages_are_walked_and_resumed(server, source):
    """Page by page at the server's own size; a killed harvest goes on at the next row."""
    rows = [bio_row(f"10.1101/2025.10.0{k}.100000") for k in range(1, 8)]
    for start in (0, 3, 6):
        server.say(path(start), bio_page(rows[start : start + 3], 7, start))
    running = source.fetch(DAY, DAY, "")
    first = next(running)
    running.close()
    server.log.clear()
    after = list(source.fetch(DAY, DAY, first.cursor))
    assert [len(b.papers) for b in after] == [3, 1]
    assert len(server.log) == 2
    assert after[-1].last
    assert min(server.gaps()) >= 1.0


def test_withdrawn_preprints_are_flagged(server, source):
    """bioRxiv writes WITHDRAWN before the title."""
    server.say(path(), bio_page([bio_row(DOI, 2, "WITHDRAWN: Cells move")], 1))
    assert next(source.fetch(DAY, DAY, "")).papers[0].withdrawn


def test_a_day_without_posts_is_no_error(server, source):
    """The server's own words for an empty day are an empty batch."""
    server.say(path(), json.dumps({"messages": [{"status": "no posts found"}], "collection": []}))
    (batch,) = source.fetch(DAY, DAY, "")
    assert (batch.papers, batch.last) == ((), True)


def test_bad_rows_are_named(server, source):
    """A row without a DOI or that is no record is skipped by name."""
    server.say(path(), bio_page([bio_row(""), bio_row(DOI), "row"], 3))
    (batch,) = source.fetch(DAY, DAY, "")
    assert ids(batch.papers) == [f"doi:{DOI}"]
    assert [s.reason for s in batch.skipped] == ["no DOI", "not a record"]


@pytest.mark.parametrize("bad", [HTML, "[]", '{"messages": []}', '{"messages": [{"status": "error"}]}'])
def test_what_is_no_page_is_an_error(server, source, bad):
    """HTML and JSON of an unknown form never pass for an empty day."""
    server.say(path(), bad)
    with pytest.raises(SourceBroken):
        list(source.fetch(DAY, DAY, ""))


def test_a_page_that_breaks_its_promise_is_an_error(server, source):
    """Nothing although rows are left: the error says from where on."""
    server.say(path(), bio_page([bio_row(DOI)], 2))
    server.say(path(1), bio_page([], 2))
    with pytest.raises(SourceBroken, match=r"promised 2 rows and gave none from 1 on.*Kept: 1 papers"):
        list(source.fetch(DAY, DAY, ""))


def test_medrxiv_is_the_same_api(server, settings, client):
    """medRxiv is asked under its own name."""
    server.replies[path(server="medrxiv")] = [Reply(bio_page([bio_row(DOI)], 1))]
    (batch,) = open_source("medrxiv", settings, client).fetch(DAY, DAY, "")
    assert batch.papers[0].venue == "medrxiv"
