"""Every rule is shown to catch a feed that was broken in its way, and to leave the whole feed alone."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from paperledge.library import open_library
from paperledge.publish import build_feed, check_feed, publish_site
from paperledge.publish.checkfeed import CHANNEL_RULES, ITEM_RULES
from paperledge.settings import Settings
from tests.publish.broken_feeds import BROKEN, Edit
from tests.publish.conftest import OWNED, reopen
from tests.publish.samples import keep_sound, make_digest, sample_papers

IDS = [f"{name}-{n}" for n, (name, _) in enumerate(BROKEN)]


def whole() -> bytes:
    return build_feed(make_digest().episodes, OWNED, sample_papers())


@pytest.mark.parametrize(("rule", "edit"), BROKEN, ids=IDS)
def test_a_rule_catches_its_fault(rule: str, edit: Edit) -> None:
    """A feed broken in one way is caught by the rule against it, which names its source."""
    root = etree.fromstring(whole())
    edit(root)
    found = {f.rule: f for f in check_feed(etree.tostring(root))}
    assert rule in found
    assert found[rule].source
    assert found[rule].what


def test_every_rule_is_shown_to_catch_something() -> None:
    """No rule without a feed that breaks it; there are at least 80 rules, no two of one name."""
    names = [rule.id for rule in (*CHANNEL_RULES, *ITEM_RULES)]
    assert len(names) == len(set(names))
    assert set(names) == {name for name, _ in BROKEN}
    assert len(names) >= 80
    assert all(rule.source and rule.says for rule in (*CHANNEL_RULES, *ITEM_RULES))


HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'


@pytest.mark.parametrize(
    ("rule", "data"),
    [
        ("D01", b"<rss><channel>"),
        ("D01", b""),
        ("D01", b"<!doctype html><html><body>Rate exceeded.<br></body></html>"),
        ("D02", whole().replace(b"encoding='UTF-8'", b"encoding='ISO-8859-1'")),
        ("D03", HEAD + b"<feed/>"),
        ("D04", HEAD + b'<rss version="0.91"><channel/></rss>'),
        ("D05", HEAD + b'<rss version="2.0"><channel/><channel/></rss>'),
        ("D06", b'<!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0"><channel><title>&a;</title></channel></rss>'),
        (
            "D07",
            HEAD + b'<rss version="2.0" xmlns:i="http://www.itunes.com/DTDs/Podcast-1.0.dtd"><channel/></rss>',
        ),
        ("D08", HEAD + b'<rss version="2.0" xmlns:p="https://podcastindex.org/namespace/1.0/"><channel/></rss>'),
    ],
    ids=["cut", "empty", "html", "latin1", "feed", "old", "two", "doctype", "itunes", "podcast"],
)
def test_documents(rule: str, data: bytes) -> None:
    """What is no RSS 2.0 document in UTF-8 is named as such, whatever it is."""
    assert rule in {f.rule for f in check_feed(data)}


def test_entity_bomb_is_harmless() -> None:
    """Entities are never expanded."""
    rows = "".join(
        f'<!ENTITY e{n} "{"&e" + str(n - 1) + ";" if n else "x"}{"&e" + str(n - 1) + ";" if n else "x"}">'
        for n in range(40)
    )
    data = f'<!DOCTYPE rss [{rows}]><rss version="2.0"><channel><title>&e39;</title></channel></rss>'.encode()
    assert {f.rule for f in check_feed(data)} & {"D01", "D06"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with one episode."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), publish=OWNED)
    with open_library(settings.library_url, reopen=reopen) as library:
        digest = make_digest(count=5, told=1)
        library.add_papers([place.paper for place in digest.ranked])
        keep_sound(settings, library, digest)
        publish_site(settings, library, digest)
    return settings.home / "site"


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    """A copy of it that may be spoilt."""
    return Path(shutil.copytree(built, tmp_path / "home" / "site"))


def swap(old: str, new: str, more: str = "") -> Callable[[Path], object]:
    """Something that puts other words into a file, and more at its end."""
    return lambda path: path.write_text(path.read_text("utf-8").replace(old, new) + more, encoding="utf-8")


def gif() -> bytes:
    from PIL import Image

    with io.BytesIO() as file:
        Image.new("P", (300, 200)).save(file, "GIF")
        return file.getvalue()


FILES: list[tuple[str, str, Callable[[Path], object]]] = [
    ("F01", "cover.jpg", Path.unlink),
    ("F02", "cover.jpg", lambda p: p.write_bytes(gif())),
    ("F02", "cover.jpg", lambda p: p.write_bytes(b"no picture")),
    ("F03", "audio/*.mp3", Path.unlink),
    ("F04", "audio/*.mp3", lambda p: p.write_bytes(b"ID3short")),
    ("F05", "audio/*.mp3", lambda p: p.write_bytes(b"<html>" + b"x" * 1_482_127)),
    ("F06", "episode/*/transcript.vtt", Path.unlink),
    ("F07", "episode/*/transcript.vtt", swap("WEBVTT", "")),
    ("F08", "episode/*/transcript.vtt", lambda p: p.write_text("WEBVTT\n")),
    ("F09", "episode/*/transcript.vtt", swap("00:00:06.500 -->", "00:00:59.500 -->")),
    ("F10", "episode/*/transcript.vtt", swap("WEBVTT", "WEBVTT", "\n00:20:00.000 --> 00:21:00.000\nx\n")),
    ("F11", "episode/*/transcript.vtt", swap("WEBVTT", "WEBVTT", "x" * 80)),
    ("F12", "episode/*/transcript.json", lambda p: p.write_text("[")),
    ("F13", "episode/*/transcript.json", swap('"body"', '"text"')),
    ("F14", "episode/*/chapters.json", Path.unlink),
    ("F15", "episode/*/chapters.json", lambda p: p.write_text("{}")),
    ("F16", "episode/*/chapters.json", swap("startTime", "start")),
    ("F17", "episode/*/chapters.json", swap('"startTime": 0.0', '"startTime": 60.0')),
    ("F18", "episode/*/chapters.json", swap('"startTime": 19.5', '"startTime": 1900.5')),
]


def test_files_that_fit(site: Path) -> None:
    """The site we write breaks no rule about its files."""
    assert check_feed((site / "feed.xml").read_bytes(), site) == []


@pytest.mark.parametrize(
    ("rule", "pattern", "spoil"), FILES, ids=[f"{r}-{n}" for n, (r, _, _) in enumerate(FILES)]
)
def test_a_spoilt_file_is_found(rule: str, pattern: str, spoil: Callable[[Path], object], site: Path) -> None:
    """A file that is missing, cut, of another kind or out of order is named by the rule against it."""
    for path in list(site.glob(pattern)):
        spoil(path)
    assert rule in {f.rule for f in check_feed((site / "feed.xml").read_bytes(), site)}


def test_an_address_that_leads_out_of_the_folder(site: Path) -> None:
    """A feed cannot make the check look outside the folder it was given."""
    (site.parent / "secret.mp3").write_bytes(b"ID3")
    data = (site / "feed.xml").read_text("utf-8")
    at = data.index('<enclosure url="') + len('<enclosure url="')
    data = data[:at] + OWNED.base_url + "/../secret.mp3" + data[data.index('"', at) :]
    assert "F03" in {f.rule for f in check_feed(data.encode(), site)}


def test_the_example_of_the_podcast_index(shared: Path) -> None:
    """The published example feed is read whole; its known liberties are found, and no more."""
    data = (shared / "data/recorded/podcast_feeds/podcastindex_example.xml").read_bytes()
    errors = {f.rule for f in check_feed(data) if f.level == "error"}
    assert errors == {"C35"}  # its guid is written in letters that look like digits
    assert {f.rule for f in check_feed(data)} == {"C24", "C35", "C42", "I21", "I35", "P03", "P07"}


def test_feeds_of_other_parsers_tests(shared: Path) -> None:
    """The odd feeds that a player's parser is tested with are all read, and none is called clean."""
    paths = sorted((shared / "data/recorded/podcast_feeds").glob("antennapod_*.xml"))
    assert len(paths) == 9
    for path in paths:
        assert check_feed(path.read_bytes()), path.name
