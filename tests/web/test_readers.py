import dataclasses
from collections.abc import Iterator

import pytest
from lxml import html as lxml_html
from starlette.testclient import TestClient

from paperledge.publish.mail import house_token
from tests.web.conftest import ADA, House


@pytest.fixture(autouse=True)
def ada(house: House) -> Iterator[None]:
    yield
    for paper in house.library.reader("ada").liked + house.library.reader("ada").disliked:
        house.library.vote("ada", paper, 0)
    house.library.add_reader(dataclasses.replace(house.library.reader("ada"), subscribed=True))


def test_looking_changes_nothing(client: TestClient, house: House) -> None:
    """GET of the way out asks, and leaves the reader on the list: mail scanners fetch every link."""
    answer = client.get(f"/unsubscribe/{ADA.token}")
    assert answer.status_code == 200
    root = lxml_html.fromstring(answer.text)
    assert root.xpath("//form[@method='post']//button")
    assert "no-store" in answer.headers["cache-control"]
    assert house.library.reader("ada").subscribed


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        ("--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--x--", "multipart/form-data; boundary=x"),
        ("", ""),
    ],
)
def test_one_click(body: str, kind: str, client: TestClient, house: House) -> None:
    """POST takes the reader off at once, however the program sends it; a second time it says the same."""
    for _ in range(2):
        answer = client.post(
            f"/unsubscribe/{ADA.token}", content=body, headers={"content-type": kind} if kind else {}
        )
        assert answer.status_code == 200
        assert "You have left the list" in answer.text
    reader = house.library.reader("ada")
    assert not reader.subscribed
    assert reader.email == ADA.email
    assert "left already" in client.get(f"/unsubscribe/{ADA.token}").text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobodys_token(method: str, client: TestClient) -> None:
    """A token that is nobody's opens nothing."""
    for path in ("/unsubscribe/wrong", "/unsubscribe/", "/unsubscribe/%00"):
        assert client.request(method, path).status_code in (404, 405)


def test_the_house_copy(client: TestClient, house: House) -> None:
    """The way out of the house's own copy explains itself and takes nobody off."""
    path = f"/unsubscribe/{house_token(house.settings)}"
    assert "Nothing to leave" in client.get(path).text
    assert "Nothing to leave" in client.post(path).text
    assert house.library.reader("ada").subscribed


def vote(client: TestClient, **form: str) -> int:
    return client.post("/vote", data=form).status_code


def test_a_vote(client: TestClient, house: House) -> None:
    """A vote is kept, can be turned and taken back, and leads back to the reader's own list."""
    paper = house.digest.ranked[3].paper.id
    answer = client.post("/vote", data={"token": ADA.token, "paper": paper, "value": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/for/{ADA.token}")
    assert house.library.reader("ada").liked == (paper,)
    vote(client, token=ADA.token, paper=paper, value="-1")
    assert house.library.reader("ada").disliked == (paper,)
    vote(client, token=ADA.token, paper=paper, value="0")
    assert house.library.reader("ada").disliked == ()


def test_a_vote_by_program(client: TestClient, house: House) -> None:
    """Who asks for JSON gets it."""
    paper = house.digest.ranked[3].paper.id
    form = {"token": ADA.token, "paper": paper, "value": "1"}
    answer = client.post("/vote", data=form, headers={"accept": "application/json"})
    assert answer.json() == {"paper": paper, "value": 1}


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"token": "wrong", "paper": "x", "value": "1"}, 404),
        ({"token": ADA.token, "paper": "x", "value": "1"}, 404),
        ({"token": ADA.token, "paper": "arxiv:math/9901002", "value": "5"}, 400),
        ({"token": ADA.token, "paper": "arxiv:math/9901002", "value": "much"}, 400),
        ({}, 404),
        ({"token": ADA.token, "paper": "x" * 10_000, "value": "1"}, 413),
    ],
)
def test_votes_that_are_none(form: dict[str, str], status: int, client: TestClient, house: House) -> None:
    """A wrong token, paper or value, or too long a form, is refused and changes nothing."""
    assert vote(client, **form) == status
    assert house.library.reader("ada").liked == ()


def test_no_vote_by_looking(client: TestClient, house: House) -> None:
    """Votes come by POST alone, and not as another kind of content."""
    paper = house.digest.ranked[3].paper.id
    assert client.get("/vote", params={"token": ADA.token, "paper": paper, "value": 1}).status_code == 405
    assert client.post("/vote", json={"token": ADA.token, "paper": paper, "value": 1}).status_code == 415
    assert house.library.reader("ada").liked == ()


def test_own_list(client: TestClient, house: House) -> None:
    """A reader's list is in their order, shows their votes, and is kept by no cache."""
    paper = house.digest.ranked[5].paper.id
    house.library.vote("ada", paper, 1)
    answer = client.get(f"/for/{ADA.token}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    root = lxml_html.fromstring(answer.text)
    pressed = root.xpath("//button[@aria-pressed='true']/ancestor::form/input[@name='paper']/@value")
    assert pressed == [paper]
    assert "weighed for you" in root.text_content()
    assert client.get("/for/wrong").status_code == 404
