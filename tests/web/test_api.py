import pytest
from starlette.testclient import TestClient

from tests.web.conftest import House


def test_day(client: TestClient, house: House) -> None:
    """A day as JSON has the papers of the page in their order, and its episodes."""
    row = client.get("/api/day/2025-10-07").json()
    assert (row["date"], row["outcome"], row["weighed"]) == ("2025-10-07", "new", 311)
    assert [r["id"] for r in row["ranked"]] == [r.paper.id for r in house.digest.ranked]
    assert row["ranked"][0]["upvotes"] == 34
    assert [e["id"] for e in row["episodes"]] == [e.id for e in house.digest.episodes]
    assert client.get(row["episodes"][0]["audio"]).status_code == 200


def test_search(client: TestClient) -> None:
    """A search as JSON has id, title, score and why, best first, as many as were asked for."""
    rows = client.get("/api/search", params={"q": "video generation", "n": 3}).json()
    assert len(rows) == 3
    assert {"id", "title", "score", "why"} <= set(rows[0])
    assert [r["score"] for r in rows] == sorted((r["score"] for r in rows), reverse=True)


def test_paper(client: TestClient, house: House) -> None:
    """A paper as JSON is its record, with the episodes about it."""
    paper = house.digest.ranked[0].paper
    row = client.get(f"/api/paper/{paper.id}").json()
    assert (row["id"], row["title"], row["abstract"]) == (paper.id, paper.title, paper.abstract)
    assert [e["id"] for e in row["episodes"]] == [house.digest.episodes[0].id]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/day/nodate", 404),
        ("/api/day/1999-01-01", 404),
        ("/api/paper/arxiv:0000.00000", 404),
        ("/api/nothing", 404),
        ("/api/search?q=x&n=0", 400),
        ("/api/search?q=x&n=many", 400),
        ("/api/search?q=x&since=then", 400),
    ],
)
def test_errors(path: str, status: int, client: TestClient) -> None:
    """Errors under /api are JSON that says what was wrong."""
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.json()["error"]


def test_no_foreign_pages(client: TestClient) -> None:
    """The framework's own pages, which load script from elsewhere, are not served."""
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert client.get(path).status_code == 404
