import datetime as dt
import json

import pytest

from paperledge.errors import SourceBroken, SourceUnavailable, UsageError
from paperledge.settings import SourceSettings
from paperledge.sources import open_source
from paperledge.sources.arxiv_oai import read_page, set_of
from paperledge.sources.client import Answer, TryAgain

from .conftest import DATA, Reply, ids
from .wire import BOMB, HTML, oai_deleted, oai_error, oai_page, oai_record

DAY = dt.date(2025, 10, 7)


@pytest.fixture
def source(settings, client):
    return open_source("arxiv", settings, client)


def two_sets(server):
    """cs.CL holds three pages, cs.AI one; 2510.00001 stands in both."""
    pages = {
        ("set", "cs:cs:CL"): oai_page(oai_record("2510.00001"), oai_record("math/9901002"), token="CL|1"),
        ("token", "CL|1"): oai_page(oai_record("2510.00003"), oai_deleted("2510.00004"), token="CL|2"),
        ("token", "CL|2"): oai_page(oai_record("2510.00005")),
        ("set", "cs:cs:AI"): oai_page(oai_record("2510.00001"), oai_record("2510.00006")),
    }

    def answer(request):
        token = request.query.get("resumptionToken")
        return Reply(pages["token", token] if token else pages["set", request.query["set"]])

    server.replies["/oai"] = answer


def test_harvest_walks_all_sets_and_pages(server, source):
    """Every page of every set is asked for once, politely, and a cross-listed paper comes once."""
    two_sets(server)
    batches = list(source.fetch(DAY, DAY, ""))
    assert [ids(b.papers) for b in batches] == [
        ["arxiv:2510.00001", "arxiv:math/9901002"],
        ["arxiv:2510.00003"],
        ["arxiv:2510.00005"],
        ["arxiv:2510.00006"],
    ]
    assert [b.last for b in batches] == [False, False, False, True]
    assert [s.id for s in batches[1].skipped] == ["arxiv:2510.00004"]
    assert min(server.gaps()) >= 3.0
    first = server.log[0].query
    assert (first["metadataPrefix"], first["from"], first["set"]) == ("arXiv", "2025-10-07", "cs:cs:CL")
    assert "until" not in first, "today is asked for with an open end, as arXiv recommends"
    assert server.log[1].query == {"verb": "ListRecords", "resumptionToken": "CL|1"}


@pytest.mark.parametrize("killed_after", [1, 2, 3])
def test_a_killed_harvest_resumes_at_its_cursor(server, source, killed_after):
    """Killed after any batch, the next harvest asks for exactly what is left."""
    two_sets(server)
    whole = [p for b in source.fetch(DAY, DAY, "") for p in ids(b.papers)]
    server.log.clear()
    running = source.fetch(DAY, DAY, "")
    before = [next(running) for _ in range(killed_after)]
    running.close()
    asked_before = len(server.log)
    after = list(source.fetch(DAY, DAY, before[-1].cursor))
    got = [p for b in (*before, *after) for p in ids(b.papers)]
    assert set(got) == set(whole)
    assert len(server.log) - asked_before == 4 - killed_after
    assert after[-1].last


def test_the_next_harvest_starts_at_the_servers_own_date(server, source, clock):
    """Increment: from the last response date, without an end; days missed in between are made up for."""
    two_sets(server)
    cursor = list(source.fetch(DAY, DAY, ""))[-1].cursor
    assert json.loads(cursor)["next"] == "2025-10-07"
    clock.pass_time(4 * 86400)
    server.log.clear()
    list(source.fetch(dt.date(2025, 10, 11), dt.date(2025, 10, 11), cursor))
    assert server.log[0].query["from"] == "2025-10-07"
    server.log.clear()
    list(source.fetch(None, None, cursor))
    assert server.log[0].query["from"] == "2025-10-07"


def test_a_harvest_of_the_past_leaves_the_place_where_it_was(server, source):
    """Filling in an old week neither skips what is to come nor asks for it twice."""
    two_sets(server)
    cursor = list(source.fetch(DAY, DAY, ""))[-1].cursor
    server.log.clear()
    batches = list(source.fetch(dt.date(2025, 9, 1), dt.date(2025, 9, 5), cursor))
    assert server.log[0].query["from"] == "2025-09-01"
    assert server.log[0].query["until"] == "2025-09-05"
    assert json.loads(batches[-1].cursor)["next"] == "2025-10-07"


def test_never_asked_before_means_the_last_week(server, source):
    """Without a date and a cursor the last seven days are asked for, not all of arXiv."""
    two_sets(server)
    list(source.fetch(None, None, ""))
    assert server.log[0].query["from"] == "2025-09-30"


def test_an_unfinished_stretch_is_finished_before_a_new_one(server, source):
    """A cursor of another stretch is honoured first; then comes what was asked for."""
    two_sets(server)
    first = next(source.fetch(DAY, DAY, ""))
    server.log.clear()
    batches = list(source.fetch(dt.date(2025, 9, 1), dt.date(2025, 9, 5), first.cursor))
    assert server.log[0].query == {"verb": "ListRecords", "resumptionToken": "CL|1"}
    assert server.log[3].query["from"] == "2025-09-01"
    assert [b.last for b in batches].count(True) == 1


def test_an_expired_token_restarts_its_set(server, source):
    """Tokens expire daily: the set is begun again, once, and nothing is lost."""
    two_sets(server)
    first = next(source.fetch(DAY, DAY, ""))
    pages = server.replies["/oai"]
    expired = oai_error("badResumptionToken")
    failed = []

    def answer(request):
        if request.query.get("resumptionToken") == "CL|1" and not failed:
            failed.append(request)
            return Reply(expired)
        return pages(request)

    server.replies["/oai"] = answer
    batches = list(source.fetch(DAY, DAY, first.cursor))
    assert ids(batches[0].papers) == ["arxiv:2510.00001", "arxiv:math/9901002"]
    assert batches[-1].last


def test_a_token_that_never_works_is_an_error(server, source):
    """A second badResumptionToken for the same set ends the harvest, and says what was kept."""
    two_sets(server)
    pages = server.replies["/oai"]
    server.replies["/oai"] = lambda r: (
        Reply(oai_error("badResumptionToken")) if "resumptionToken" in r.query else pages(r)
    )
    with pytest.raises(SourceBroken, match=r"badResumptionToken.*Kept: 2 papers"):
        list(source.fetch(DAY, DAY, ""))


def test_nothing_new_is_no_error(server, source):
    """noRecordsMatch is an empty answer; the place moves on."""
    server.say("/oai", oai_error("noRecordsMatch"))
    batches = list(source.fetch(DAY, DAY, ""))
    assert [ids(b.papers) for b in batches] == [[], []]
    assert json.loads(batches[-1].cursor)["next"] == "2025-10-07"


def test_a_server_that_dies_half_way_says_what_was_kept(server, source):
    """The error of a broken harvest counts what was handed over before it."""
    server.say("/oai", oai_page(oai_record("2510.00001"), token="t"), Reply("", 503))
    with pytest.raises(SourceUnavailable, match=r"503.*Kept: 1 papers.*Next: ask again"):
        list(source.fetch(DAY, DAY, ""))


@pytest.mark.parametrize("bad", [HTML, "<OAI-PMH><ListRecords><record>", "", "Rate exceeded.", "<rss/>"])
def test_a_bad_page_is_asked_for_again(server, source, bad):
    """HTML, cut-off XML, nothing, "Rate exceeded." and foreign XML are waited out; no paper is lost."""
    server.say("/oai", bad, oai_page(oai_record("2510.00001")))
    assert ids(next(source.fetch(DAY, DAY, "")).papers) == ["arxiv:2510.00001"]
    assert server.gaps()[0] >= 5


def test_an_entity_bomb_is_refused(server, source):
    """A document that declares entities never reaches the parser's expansion, and is not asked for again."""
    server.say("/oai", BOMB)
    with pytest.raises(SourceBroken, match="entities"):
        list(source.fetch(DAY, DAY, ""))
    assert len(server.log) == 1


def test_the_same_page_twice_is_an_error(server, source):
    """A server that hands out the same token for ever does not hold us for ever."""
    server.say("/oai", oai_page(oai_record("2510.00001"), token="t"))
    with pytest.raises(SourceBroken, match="same page twice"):
        list(source.fetch(DAY, DAY, ""))


def test_records_are_read_whole(server, source):
    """Names, dates, licence, comment, and which listing a young record belongs to."""
    server.say(
        "/oai",
        oai_page(
            oai_record("2510.00001", comment="12 pages"),
            oai_record("2506.01234", created="2025-06-02", updated="2025-10-06"),
            oai_record("2501.01234", created="2025-01-02"),
            oai_record("2510.00009", comment="This paper has been withdrawn by the author"),
        ),
    )
    new, revised, touched, gone = next(source.fetch(DAY, DAY, "")).papers
    assert (new.authors, new.date, new.comment) == (("Emmy Noether",), dt.date(2025, 10, 6), "12 pages")
    assert new.licence == "http://creativecommons.org/licenses/by/4.0/"
    assert (new.announced_on, new.announce_type) == (DAY, "new")
    assert (revised.announced_on, revised.announce_type) == (None, "replace")
    assert (touched.announced_on, touched.announce_type) == (None, "")
    assert gone.withdrawn
    assert not new.withdrawn


@pytest.mark.parametrize(
    ("category", "name"),
    [
        ("cs.AI", "cs:cs:AI"),
        ("math.NA", "math:math:NA"),
        ("hep-th", "physics:hep-th"),
        ("physics.optics", "physics:physics:optics"),
        ("astro-ph.GA", "physics:astro-ph:GA"),
        ("cs", "cs:cs"),
        ("q-bio.NC", "q-bio:q-bio:NC"),
    ],
)
def test_sets_are_named_as_arxiv_names_them(category, name):
    """Group, archive and subject, as in arXiv's list of sets since 2025."""
    assert set_of(category) == name


@pytest.mark.parametrize(
    ("name", "error"),
    [("noRecordsMatch", ""), ("badResumptionToken", "badResumptionToken"), ("undefinedError", "undefinedError")],
)
def test_recorded_errors_are_read(name, error):
    """The error answers recorded from other archives are told by their code."""
    page = read_page(Answer("http://x/oai", 200, {}, (DATA / "oai" / f"{name}.xml").read_bytes()))
    assert (page.error, page.papers) == (error, ())


def test_recorded_dublin_core_is_read():
    """A page of another archive keeps the archive's own names; deleted records are told by theirs."""
    page = read_page(Answer("http://x/oai", 200, {}, (DATA / "oai" / "ListRecords.xml").read_bytes()))
    assert ids(page.papers) == ["oai:test.example.com:1585322"]
    assert [s.id for s in page.skipped] == ["oai:test.example.com:1585310"]
    assert page.token == "ListRecords2.xml"
    with pytest.raises(TryAgain):
        read_page(Answer("http://x/oai", 200, {}, (DATA / "oai" / "ListRecordsBroken.xml").read_bytes()))


def test_wrong_use_is_told(settings, client, source):
    """A stretch that ends before it begins and a cursor that is not ours are errors in words."""
    with pytest.raises(UsageError, match="after until"):
        source.fetch(DAY, dt.date(2025, 10, 1), "")
    with pytest.raises(SourceBroken, match="cannot be read"):
        source.fetch(None, None, "{nonsense")
    nothing = open_source("arxiv", SourceSettings(categories=()), client)
    assert nothing._sets == ("",)


def test_a_wrong_address_is_told(server, settings, client, source):
    """404 is not asked for again: the address is wrong."""
    with pytest.raises(SourceBroken, match="404"):
        list(source.fetch(DAY, DAY, ""))
    assert len(server.log) == 1
