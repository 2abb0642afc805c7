import feedparser
import pytest
from starlette.testclient import TestClient

from paperledge.publish import check_feed
from paperledge.publish.addresses import audio_path
from paperledge.web.sound import Span, Unsatisfiable, read_ranges
from tests.web.conftest import ADA, House

SIZE = 1_482_133


@pytest.fixture
def sound(house: House) -> str:
    return "/" + audio_path(house.digest.episodes[0])


@pytest.fixture
def data(house: House) -> bytes:
    episode = house.digest.episodes[0]
    assert episode.sound is not None
    return (house.settings.home / episode.sound.path).read_bytes()


def test_the_whole_sound(client: TestClient, sound: str, data: bytes) -> None:
    """Without Range the whole file comes, with its length, type, validators and the offer of ranges."""
    answer = client.get(sound)
    assert (answer.status_code, answer.content) == (200, data)
    assert answer.headers["content-length"] == str(SIZE)
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["etag"].startswith('"')
    assert answer.headers["last-modified"].endswith("GMT")
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, SIZE),
        ("bytes=-1", SIZE - 1, SIZE),
        ("bytes=-500", SIZE - 500, SIZE),
        ("bytes=-9999999", 0, SIZE),
        ("bytes=0-9999999", 0, SIZE),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
        ("bytes=0-1,9999999-", 0, 2),
        ("BYTES = 5-6", 5, 7),
        ("bytes=700000-1300000", 700_000, 1_300_001),
    ],
)
def test_a_part(asked: str, start: int, end: int, client: TestClient, sound: str, data: bytes) -> None:
    """One range gives 206 with exactly these bytes and where they stand."""
    answer = client.get(sound, headers={"range": asked})
    assert answer.status_code == 206
    assert answer.content == data[start:end]
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{SIZE}"
    assert answer.headers["content-length"] == str(end - start)


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=9999999-", "bytes=-0", "bytes=9999999-99999999"])
def test_past_the_end(asked: str, client: TestClient, sound: str) -> None:
    """A range that holds no byte gives 416 with the size."""
    answer = client.get(sound, headers={"range": asked})
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer.headers["content-range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "asked",
    ["bytes=5-2", "bytes=a-b", "bytes", "bytes=", "items=0-5", "bytes=-", "bytes=0-1,5-6", "bytes=1--2", ""],
)
def test_a_range_to_be_ignored(asked: str, client: TestClient, sound: str) -> None:
    """What is no range, and several ranges at once, get the whole file."""
    answer = client.get(sound, headers={"range": asked})
    assert answer.status_code == 200
    assert len(answer.content) == SIZE


def test_if_range(client: TestClient, sound: str) -> None:
    """A part is sent only of the version that is half there; of another the whole comes."""
    headers = client.get(sound).headers
    for condition, status in (
        (headers["etag"], 206),
        (headers["last-modified"], 206),
        ('"other"', 200),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 200),
        ("W/" + headers["etag"], 200),
    ):
        answer = client.get(sound, headers={"range": "bytes=0-9", "if-range": condition})
        assert answer.status_code == status, condition


def test_asked_again(client: TestClient, sound: str) -> None:
    """Who has the file gets 304, by ETag or by date; the ETag counts where both are given."""
    headers = client.get(sound).headers
    assert client.get(sound, headers={"if-none-match": headers["etag"]}).status_code == 304
    assert client.get(sound, headers={"if-modified-since": headers["last-modified"]}).status_code == 304
    assert client.get(sound, headers={"if-modified-since": "Mon, 01 Jan 2001 00:00:00 GMT"}).status_code == 200
    assert client.get(sound, headers={"if-modified-since": "yesterday"}).status_code == 200
    both = {"if-none-match": '"other"', "if-modified-since": headers["last-modified"]}
    assert client.get(sound, headers=both).status_code == 200


def test_head(client: TestClient, sound: str) -> None:
    """HEAD tells length and type, sends nothing, and knows no ranges."""
    answer = client.head(sound, headers={"range": "bytes=0-9"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(SIZE)
    assert answer.headers["content-type"] == "audio/mpeg"


def test_a_sound_that_is_gone(client: TestClient, house: House) -> None:
    """A sound of an older version, or whose file was taken away, is not found; the page says what to do."""
    assert client.get(f"/audio/{house.digest.episodes[0].id}-0000000000.mp3").status_code == 404
    episode = house.digest.episodes[1]
    assert episode.sound is not None
    path = house.settings.home / episode.sound.path
    kept = path.read_bytes()
    path.unlink()
    answer = client.get("/" + audio_path(episode))
    path.write_bytes(kept)
    assert answer.status_code == 404
    assert "is gone" in answer.text


def test_ranges_of_nothing() -> None:
    """An empty file has no range to give."""
    with pytest.raises(Unsatisfiable):
        read_ranges("bytes=0-", 0)
    assert read_ranges("bytes=0-3, 5-", 10) == [Span(0, 4), Span(5, 10)]


@pytest.mark.parametrize(
    ("name", "kind", "head"),
    [
        ("transcript.vtt", "text/vtt; charset=utf-8", "WEBVTT"),
        ("transcript.json", "application/json", "{"),
        ("chapters.json", "application/json+chapters", "{"),
        ("script.json", "application/json", "{"),
    ],
)
def test_transcripts(name: str, kind: str, head: str, client: TestClient, house: House) -> None:
    """Transcripts and chapters come with their types, and players of other sites may read them."""
    answer = client.get(f"/episode/{house.digest.episodes[0].id}/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.text.startswith(head)


def test_feed(client: TestClient, house: House) -> None:
    """The feed is whole, and everything it points to is served."""
    answer = client.get("/feed.xml")
    assert answer.headers["content-type"].startswith("application/rss+xml")
    assert {f.rule for f in check_feed(answer.content)} == {"C19"}
    for entry in feedparser.parse(answer.content).entries:
        for url in (entry.link, entry.enclosures[0].href, entry.image.href):
            assert client.get(url.removeprefix(house.settings.publish.base_url)).status_code == 200


def test_own_feed(client: TestClient, house: House) -> None:
    """A reader's feed opens by their token, keeps to their categories, and closes when it is renewed."""
    answer = client.get(f"/feed/{ADA.token}.xml")
    assert answer.status_code == 200
    assert "private" in answer.headers["cache-control"]
    assert len(feedparser.parse(answer.content).entries) == 2
    assert client.get("/feed/wrong.xml").status_code == 404
    reader = house.library.add_reader(type(ADA)("bob", categories=("math.GT",)))
    assert feedparser.parse(client.get(f"/feed/{reader.token}.xml").content).entries == []
    house.library.renew_token("bob")
    assert client.get(f"/feed/{reader.token}.xml").status_code == 404
