import datetime as dt
import gzip
import pickle
import threading

import pytest

from paperledge.errors import SourceBroken, SourceUnavailable
from paperledge.sources.answers import json_answer, xml_answer
from paperledge.sources.client import Bounds, Client, TryAgain
from paperledge.sources.limits import ARXIV, BIORXIV, DAILY_PAPERS, SystemClock, budget_of, limiter_of

from .conftest import Reply
from .wire import BOMB, HTML

OK = "<ok/>"
LONG_AGO = "Wed, 01 Jan 2020 00"


def test_two_clients_share_one_limiter(server, make_client):
    """By the server's log, two clients together never ask an arXiv host twice within three seconds."""
    server.say("/a", OK)
    one, other = make_client(), make_client()
    for _ in range(3):
        one.get(f"{server.url}/a", budget=ARXIV)
        other.get(f"{server.url}/a", budget=ARXIV)
    assert len(server.log) == 6
    assert min(server.gaps()) >= 3.0


def test_threads_wait_their_turn(server, make_client):
    """Eight threads with four clients still make one request at a time, three seconds apart."""
    server.say("/a", OK)
    clients = [make_client() for _ in range(4)]
    threads = [
        threading.Thread(target=c.get, args=(f"{server.url}/a",), kwargs={"budget": ARXIV}) for c in clients * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.log) == 8
    assert min(server.gaps()) >= 3.0


def test_budgets_do_not_wait_for_each_other(server, client):
    """A host that allows more is not slowed by one that allows less."""
    server.say("/a", OK)
    client.get(f"{server.url}/a", budget=ARXIV)
    client.get(f"{server.url}/a", budget=DAILY_PAPERS)
    client.get(f"{server.url}/a", budget=DAILY_PAPERS)
    assert server.gaps() == [0.0, pytest.approx(0.6)]


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("export.arxiv.org", ARXIV),
        ("oaipmh.arxiv.org", ARXIV),
        ("rss.arxiv.org", ARXIV),
        ("arxiv.org", ARXIV),
        ("huggingface.co", DAILY_PAPERS),
        ("api.biorxiv.org", BIORXIV),
    ],
)
def test_hosts_of_one_owner_share_a_budget(host, name):
    """All of arXiv's doors are one budget; a host that only sounds like one is not."""
    assert budget_of(host) is name
    assert budget_of(f"not-{host.replace('.', '-')}.example").gap_s == 1.0


def test_the_system_clock_is_one_clock():
    """Two clients made without a clock meet in the same limiter."""
    assert limiter_of(ARXIV, SystemClock()) is limiter_of(ARXIV, SystemClock())


def test_a_clock_that_goes_back_never_waits_longer_than_the_limit(server, client, clock):
    """When the steady clock jumps back, the wait begins anew and is no longer than the gap."""
    server.say("/a", OK)
    client.get(f"{server.url}/a", budget=ARXIV)
    clock.steady -= 900
    client.get(f"{server.url}/a", budget=ARXIV)
    assert clock.naps == [3.0]


def test_a_wall_clock_that_jumps_changes_no_wait(server, client, clock):
    """The wall clock may jump by a year: the next request still comes three seconds later."""
    server.say("/a", OK)
    client.get(f"{server.url}/a", budget=ARXIV)
    clock.wall += dt.timedelta(days=365)
    client.get(f"{server.url}/a", budget=ARXIV)
    assert server.gaps() == [pytest.approx(3.0, abs=0.01)]


def test_the_contact_stands_in_the_user_agent(server, client, make_client):
    """Each request names us and how to reach the person who runs us."""
    server.say("/a", OK)
    client.get(f"{server.url}/a")
    assert server.log[0].agent == "paperledge/0.1.0 (reader@example.org)"
    make_client(contact="").get(f"{server.url}/a")
    assert server.log[1].agent == "paperledge/0.1.0"


@pytest.mark.parametrize(
    ("reply", "least_s", "most_s"),
    [
        (Reply("slow down", 429, {"Retry-After": "40"}), 40, 41),
        (Reply("", 503, {"Retry-After": "7"}), 7, 8),
        (Reply("", 429, {"Retry-After": "Tue, 07 Oct 2025 09:00:50 GMT"}), 50, 51),
        # Our clock may be wrong: the server's own Date tells what it means.
        (
            Reply("", 429, {"Retry-After": f"{LONG_AGO}:01:00 GMT", "Date": f"{LONG_AGO}:00:00 GMT"}),
            60, 61,
        ),
        (Reply("", 429, {"RateLimit": '"api";r=0;t=33', "RateLimit-Policy": '"api";q=500;w=300'}), 33, 34),
        (Reply("", 429), 30, 31),
        (Reply("", 503), 30, 31),
        (Reply("", 500), 5, 6),
        (Reply("", 502), 5, 6),
        (Reply("half an answer", way="cut"), 5, 6),
        (Reply(OK, way="stall"), 5, 6),
        (Reply(OK, way="drip"), 5, 3700),
        (Reply(OK, headers={"Content-Encoding": "gzip"}), 5, 6),
    ],
)  # fmt: skip
def test_a_fault_is_waited_out(server, client, reply, least_s, most_s):
    """After a fault the second try comes no sooner than the server asked, and brings the answer."""
    server.say("/a", reply, OK)
    assert client.get(f"{server.url}/a").content == OK.encode()
    assert least_s <= server.gaps()[0] <= most_s


def test_waits_grow(server, make_client, clock):
    """Without a word from the server each wait is longer than the one before, up to the patience."""
    server.say("/a", Reply("", 500))
    with pytest.raises(SourceUnavailable):
        make_client(patience_s=100).get(f"{server.url}/a")
    waits = [nap for nap in clock.naps if nap >= 5]
    assert waits == [5, 10, 20, 40]


def test_giving_up_says_who_how_often_how_long_and_what_next(server, client):
    """The error names host, status, tries and seconds waited, and says when to ask again."""
    server.say("/a", Reply("", 429))
    with pytest.raises(SourceUnavailable) as caught:
        client.get(f"{server.url}/a", budget=ARXIV)
    told = str(caught.value)
    assert server.url.removeprefix("http://") in told
    assert "429" in told
    assert "3 tries in 90 s" in told
    assert "Next: ask again in 600 s" in told
    assert str(pickle.loads(pickle.dumps(caught.value))) == told


def test_after_giving_up_nobody_asks_for_ten_minutes(server, make_client, clock):
    """Asking on while throttled prolongs it: a second client fails at once, without a request."""
    server.say("/a", Reply("Rate exceeded.", 429))
    with pytest.raises(SourceUnavailable):
        make_client().get(f"{server.url}/a", budget=ARXIV)
    asked = len(server.log)
    with pytest.raises(SourceUnavailable, match="asked for silence"):
        make_client().get(f"{server.url}/a", budget=ARXIV)
    assert len(server.log) == asked
    clock.pass_time(601)
    server.say("/a", OK)
    assert make_client().get(f"{server.url}/a", budget=ARXIV).status == 200


def test_a_longer_wait_than_our_patience_is_not_begun(server, client, clock):
    """Retry-After of an hour ends the try at once, and the host is left alone for that hour."""
    server.say("/a", Reply("", 503, {"Retry-After": "3600"}))
    with pytest.raises(SourceUnavailable, match="3600 s"):
        client.get(f"{server.url}/a", budget=ARXIV)
    assert clock.naps == []
    assert len(server.log) == 1


def test_a_refusal_is_not_answered_by_asking_again(server, client):
    """After 403 there is no second request: rapid calls after a refusal look like an attack."""
    server.say("/a", Reply("go away", 403))
    for _ in range(2):
        with pytest.raises(SourceUnavailable):
            client.get(f"{server.url}/a", budget=ARXIV)
    assert len(server.log) == 1


def test_a_spent_budget_holds_the_next_request_back(server, client):
    """A good answer that says the window is spent makes the next request wait for the new one."""
    server.say("/a", Reply("[]", headers={"RateLimit": '"api";r=0;t=55'}), "[]")
    client.get(f"{server.url}/a", budget=DAILY_PAPERS)
    client.get(f"{server.url}/a", budget=DAILY_PAPERS)
    assert server.gaps() == [pytest.approx(55.0, abs=0.01)]


def test_redirects_are_followed_at_the_hosts_pace(server, client):
    """A redirection is a request like any other: it waits its turn, and too many of them are an error."""
    server.say("/old", Reply("", 301, {"Location": "/new"}))
    server.say("/new", OK)
    server.say("/round", Reply("", 302, {"Location": "/round"}))
    assert client.get(f"{server.url}/old", budget=ARXIV).content == OK.encode()
    assert server.gaps() == [pytest.approx(3.0, abs=0.01)]
    with pytest.raises(SourceBroken, match="redirections"):
        client.get(f"{server.url}/round", budget=ARXIV)
    server.say("/file", Reply("", 302, {"Location": "file:///etc/passwd"}))
    with pytest.raises(SourceBroken, match="do not follow"):
        client.get(f"{server.url}/file", budget=ARXIV)


def test_an_endless_answer_is_cut(server, client):
    """An answer larger than the bound is refused while it is still coming."""
    server.say("/a", Reply(way="endless"))
    with pytest.raises(SourceBroken, match="larger than 1 MB"):
        client.get(f"{server.url}/a")


def test_a_packed_answer_is_measured_unpacked(server, client):
    """A small answer that unpacks into a huge one is refused too."""
    server.say("/a", Reply(gzip.compress(b" " * 2**23), headers={"Content-Encoding": "gzip"}))
    with pytest.raises(SourceBroken, match="larger than 1 MB"):
        client.get(f"{server.url}/a")


def test_nobody_listening_is_unavailable(client, server):
    """A closed port is a source that may be tried again, told in a sentence."""
    with pytest.raises(SourceUnavailable, match="broke off"):
        client.get("http://127.0.0.1:9/a")


@pytest.mark.parametrize("url", ["ftp://example.org/a", "no address", "http://"])
def test_an_address_that_cannot_be_asked_is_told(client, url):
    """A wrong address in the settings is an error that shows it."""
    with pytest.raises(SourceBroken, match="no address"):
        client.get(url)


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        (HTML, SourceBroken, "HTML page"),
        ("<feed><entry>", SourceBroken, "cannot be read"),
        ("", SourceBroken, "wanted XML"),
        ("Rate exceeded.", SourceUnavailable, "Rate exceeded"),
        (BOMB, SourceBroken, "entities"),
    ],
)
def test_an_answer_with_status_200_is_not_believed(server, client, body, kind, told):
    """HTML, cut-off XML, nothing, "Rate exceeded." and entity bombs are told apart from papers."""
    server.say("/a", body)
    with pytest.raises(kind, match=told):
        client.ask(f"{server.url}/a", xml_answer)


def test_an_entity_bomb_is_refused_at_once(server, client):
    """A document that declares entities is not asked for again."""
    server.say("/a", BOMB)
    with pytest.raises(SourceBroken, match="entities"):
        client.ask(f"{server.url}/a", xml_answer)
    assert len(server.log) == 1


def test_a_broken_answer_is_asked_for_three_times(server, client):
    """What cannot be read may be a passing fault; after three times it is the service."""
    server.say("/a", HTML)
    with pytest.raises(SourceBroken, match="3 tries"):
        client.ask(f"{server.url}/a", xml_answer)
    assert len(server.log) == 3
    server.say("/b", HTML, "<ok/>")
    assert client.ask(f"{server.url}/b", xml_answer).tag == "ok"


def test_json_that_is_none_is_asked_for_again(server, client):
    """HTML where JSON was due is a fault, and the second answer counts."""
    server.say("/a", HTML, "[1]")
    assert client.ask(f"{server.url}/a", json_answer) == [1]


def test_a_reader_may_ask_for_patience(server, client):
    """TryAgain of a reader is handled as the server's own fault would be."""
    server.say("/a", "not yet", "now")

    def read(answer):
        if answer.content == b"not yet":
            raise TryAgain("was not ready", broken=False, wait_s=12)
        return answer.content

    assert client.ask(f"{server.url}/a", read) == b"now"
    assert server.gaps() == [pytest.approx(12.0, abs=0.01)]


def test_system_clock_tells_utc_and_waits():
    """The machine's clock is aware of its zone, and sleeping passes time."""
    clock = SystemClock()
    before = clock.monotonic()
    clock.sleep(0.01)
    assert clock.monotonic() - before >= 0.01
    assert clock.now().tzinfo is dt.UTC


def test_a_client_needs_no_clock():
    """Without a clock a client goes by the machine's, and closes as a context does."""
    with Client("reader@example.org", bounds=Bounds()) as client:
        assert isinstance(client.clock, SystemClock)
