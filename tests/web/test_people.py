import datetime as dt
from pathlib import Path

import pytest
from lxml import html as lxml_html
from starlette.testclient import TestClient

from paperledge.library import open_library
from paperledge.records import Paper
from paperledge.search import Index
from paperledge.settings import Settings
from paperledge.web import build_app
from tests.publish.conftest import reopen
from tests.web.conftest import House


def text_of(client: TestClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    return " ".join(lxml_html.fromstring(answer.text).text_content().split())


def test_front_page_is_the_newest_day(client: TestClient, house: House) -> None:
    """The front page shows the newest day with its papers, reasons, upvotes and episodes."""
    text = text_of(client, "/")
    assert "Tuesday, 7 October 2025" in text
    assert "311 new papers weighed, the best 12 below." in text
    assert "34 upvotes" in text
    for episode in house.digest.episodes:
        assert episode.title in text


@pytest.mark.parametrize("path", ["/day/2025-10-07", "/day/2025-10-07/", "/days", "/days/", "/search", "/search/"])
def test_pages_with_and_without_a_slash(path: str, client: TestClient) -> None:
    """Addresses of the static site and short ones both work."""
    assert "7 October 2025" in text_of(client, path) or "search" in path


@pytest.mark.parametrize(
    "path",
    [
        "/paper/arxiv:math/9901002",
        "/paper/arxiv/math/9901002",
        "/paper/arxiv/math/9901002/",
        "/paper/math/9901002",
        "/paper/arxiv%3Amath%2F9901002",
        "/paper/math.GT/9901002v3",
    ],
)
def test_a_paper_by_any_name(path: str, client: TestClient) -> None:
    """An old-style id is found by its id, its folder, its number and with a version."""
    text = text_of(client, path)
    assert "An old-style paper on α" in text
    assert "We prove it." in text


def test_a_paper_names_its_episode(client: TestClient, house: House) -> None:
    """A paper's page leads to the episode about it and to the paper itself, never to a copy of it."""
    episode = house.digest.episodes[0]
    root = lxml_html.fromstring(client.get(f"/paper/{episode.papers[0]}").text)
    links = set(root.xpath("//a/@href"))
    assert f"/episode/{episode.id}" in links
    assert "https://arxiv.org/abs/" + episode.papers[0].removeprefix("arxiv:") in links


def test_an_episode(client: TestClient, house: House) -> None:
    """An episode's page has a player and the passage behind each claim."""
    episode = house.digest.episodes[0]
    root = lxml_html.fromstring(client.get(f"/episode/{episode.id}").text)
    (player,) = root.xpath("//audio")
    assert client.get(player.get("src")).status_code == 200
    assert len(root.xpath("//details[contains(@class, 'evidence')]")) == episode.script.claims


def test_search(client: TestClient) -> None:
    """A search gives papers with the reason for each; the query stands in the field again."""
    root = lxml_html.fromstring(client.get("/search", params={"q": "video generation from papers"}).text)
    assert "Paper2Video" in root.xpath("//ol[@class='cards']")[0].text_content()
    assert root.xpath("//input[@name='q']/@value") == ["video generation from papers"]
    assert "words:" in root.text_content()


def test_search_with_filters(client: TestClient) -> None:
    """Author, category and days narrow a search, and a filter alone lists what passes it."""
    assert "An old-style paper" in text_of(client, "/search?author=Lovelace")
    assert "An old-style paper" not in text_of(client, "/search?q=paper&category=cs.CV")
    assert "Nothing was found" in text_of(client, "/search?q=video&until=2001-01-01")


def test_papers_like_one(client: TestClient, house: House) -> None:
    """“Like this” lists other papers and says what they are like."""
    paper = house.digest.ranked[1].paper
    text = text_of(client, f"/search?like={paper.id}")
    assert f"like {paper.title}" in text


@pytest.mark.parametrize(
    "query",
    ["q=x&since=yesterday", "like=arxiv:0000.00000", "q=" + "a" * 5000, 'q="', "q=%00", "q=title:", "like=%ff"],
)
def test_odd_questions(query: str, client: TestClient) -> None:
    """A question that cannot be answered says so on the page; none is an error of the server."""
    answer = client.get(f"/search?{query}")
    assert answer.status_code in (200, 404)
    assert "Search" in answer.text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/day/2025-10-09", "7 October 2025"),
        ("/day/someday", "7 October 2025"),
        ("/paper/arxiv:2510.99999", "Perhaps"),
        ("/episode/2025-10-07-nothing", "7 October 2025"),
        ("/nowhere", "The newest day"),
        ("/static/none.css", "Not found"),
        ("/paper/", "Not found"),
    ],
)
def test_not_found_offers_what_is_near(path: str, words: str, client: TestClient) -> None:
    """A wrong address gets a page for people, with what may have been meant."""
    assert words in text_of(client, path, 404)


def test_a_day_that_was_never_published(client: TestClient, house: House) -> None:
    """A day whose papers are known but which was never run is ranked on the spot."""
    day = dt.date(2024, 2, 29)
    house.library.add_papers([Paper("arxiv:2402.00001", "A leap", "We leap.", announced_on=day)])
    assert "A leap" in text_of(client, f"/day/{day}")


def test_an_empty_library(tmp_path: Path) -> None:
    """Before anything was collected every page works and says so."""
    settings = Settings(home=tmp_path)
    with (
        open_library(settings.library_url, reopen=reopen) as library,
        TestClient(build_app(settings, library, Index(settings.home / "index"))) as client,
    ):
        assert "No day has been run yet" in client.get("/").text
        assert client.get("/feed.xml").status_code == 200
        assert "does not work just now" in client.get("/search?q=x").text
        assert client.get("/api/search?q=x").status_code == 503
        assert client.get("/health").status_code == 200


def test_strict_headers(client: TestClient) -> None:
    """Every answer, errors included, forbids inline script, foreign content, framing and guessing of types."""
    for path in ("/", "/nowhere", "/feed.xml", "/static/player.js", "/api/day/2025-10-07"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "path", ["/", "/feed.xml", "/paper/arxiv:math/9901002", "/static/paperledge.css", "/cover.jpg"]
)
def test_asked_again_nothing_is_sent(path: str, client: TestClient) -> None:
    """Who has the newest version gets 304; HEAD gives what GET gives, without the body."""
    first = client.get(path)
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == first.headers["content-length"]
    again = client.get(path, headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


ATTACKS = [
    "/audio/../paperledge.db",
    "/audio/..%2f..%2fpaperledge.db",
    "/audio/%2e%2e/%2e%2e/etc/passwd",
    "/audio/%00.mp3",
    "/static/..%2f..%2f..%2fsettings.py",
    "/static/%2e%2e%2fviews.py",
    "/episode/..%2f..%2fx/script.json",
    "/episode/x/..%2f..%2f..%2fpaperledge.db",
    "/paper/../../../etc/passwd",
    "/day/..%2f..",
    "/feed/..%2fx.xml",
    "/audio/~2E~2E~2Fpaperledge.db-0123456789.mp3",
    "/static/C:%5Cwindows",
]


@pytest.mark.parametrize("path", ATTACKS)
def test_no_path_leads_out(path: str, client: TestClient) -> None:
    """No address reaches a file that is not offered."""
    answer = client.get(path)
    assert answer.status_code in (404, 307)
    assert b"SQLite" not in answer.content
    assert b"root:" not in answer.content


@pytest.mark.parametrize("path", ["/", "/vote", "/unsubscribe/x", "/for/x"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods(method: str, path: str, client: TestClient) -> None:
    """Methods nobody offers are refused."""
    assert client.request(method, path).status_code == 405


def test_a_library_that_broke(house: House, tmp_path: Path) -> None:
    """A library that cannot be read gives a page that says so, and tells strangers no path."""
    with open_library(f"sqlite:///{tmp_path}/x.db") as library:
        app = build_app(house.settings, library, Index(tmp_path / "none"))
        library.close()
        (tmp_path / "x.db").unlink()
        (tmp_path / "x.db").write_bytes(b"no database")
        with TestClient(app, raise_server_exceptions=False) as client:
            answer = client.get("/paper/arxiv:2510.00001")
    assert answer.status_code == 503
    assert str(tmp_path) not in answer.text
    assert "does not work just now" in answer.text
    assert "content-security-policy" in answer.headers
