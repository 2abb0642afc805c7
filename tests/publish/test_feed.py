import dataclasses
import datetime as dt
from collections.abc import Callable

import feedparser
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import etree

from paperledge.publish import FeedPlace, build_feed, check_feed
from paperledge.publish.feed import FEED_EPISODES, NOTES_BYTES, feed_guid, find_soundbite, publication_times
from paperledge.records import Chapter, Digest
from paperledge.settings import PublishSettings
from tests.publish.conftest import OWNED
from tests.publish.samples import best_papers, make_digest, make_episode, sample_papers


def feed(count: int = 3, settings: PublishSettings = OWNED, **more: object) -> bytes:
    return build_feed(make_digest(told=count).episodes, settings, sample_papers(), **more)  # type: ignore[arg-type]


def test_same_bytes() -> None:
    """The same episodes give the same bytes."""
    assert feed() == feed()


def test_clean_bill() -> None:
    """Our own feed breaks none of our rules, advice included."""
    assert check_feed(feed()) == []


def test_defaults_break_no_rule(rules_broken: Callable[..., set[str]]) -> None:
    """With default settings nothing but advice is found."""
    assert rules_broken(feed(settings=PublishSettings())) == set()


def test_read_back_by_feedparser() -> None:
    """feedparser finds every episode with its title, sound, date, length and notes."""
    read = feedparser.parse(feed())
    assert not read.bozo
    assert read.feed.title == "paperledge"
    assert len(read.entries) == 3
    for entry, episode in zip(read.entries, make_digest().episodes, strict=True):
        assert entry.title == episode.title
        assert entry.id == f"paperledge:{episode.id}"
        assert entry.enclosures[0].type == "audio/mpeg"
        assert int(entry.enclosures[0].length) == episode.sound.bytes  # type: ignore[union-attr]
        assert entry.itunes_duration == str(round(episode.sound.seconds))  # type: ignore[union-attr]
        assert dt.date(*entry.published_parsed[:3]) == episode.day
        assert "https://arxiv.org/abs/" in entry.summary
        assert "AI voice" in entry.summary


def test_best_of_a_day_comes_out_last() -> None:
    """Within a day the best episode has the latest time, days are kept apart, and no clock is asked."""
    episodes = [make_episode(p, dt.date(2025, 10, d)) for d in (8, 7) for p in best_papers(3)]
    episodes = [dataclasses.replace(e, id=f"{e.day}-{n}") for n, e in enumerate(episodes)]
    times = publication_times(episodes)
    ordered = [times[e.id] for e in episodes]
    assert ordered == sorted(ordered, reverse=True)
    assert all(times[e.id].date() == e.day for e in episodes)


def test_guid_outlives_everything_else() -> None:
    """A new host, title or sound leaves the guid; a new sound gets a new address."""
    episode = make_episode(best_papers(1)[0])
    assert episode.sound is not None
    spoken_again = dataclasses.replace(
        episode, title="Other", sound=dataclasses.replace(episode.sound, sha256="0" * 64)
    )
    moved = dataclasses.replace(OWNED, base_url="https://elsewhere.example")
    before = feedparser.parse(build_feed([episode], OWNED)).entries[0]
    after = feedparser.parse(build_feed([spoken_again], moved)).entries[0]
    same_host = feedparser.parse(build_feed([spoken_again], OWNED)).entries[0]
    assert before.id == after.id
    assert before.enclosures[0].href != same_host.enclosures[0].href


def test_podcast_guid_as_the_namespace_says() -> None:
    """The example of the podcast namespace comes out, whatever the scheme and the slashes."""
    for url in ("https://mp3s.nashownotes.com/pc20rss.xml", "http://mp3s.nashownotes.com/pc20rss.xml/"):
        assert feed_guid(url) == "917393e3-1b1e-5cef-ace4-edaa54e1f810"


def test_all_that_apps_look_for() -> None:
    """Every element that the feature list names stands in channel and items."""
    root = etree.fromstring(feed())
    spaces = {k: v for k, v in root.nsmap.items() if k}
    wanted = [
        "atom:link", "language", "copyright", "itunes:author", "itunes:owner/itunes:email", "itunes:category",
        "itunes:explicit", "itunes:image", "itunes:type", "podcast:guid", "podcast:locked", "podcast:medium",
        "podcast:txt[@purpose='ai-content']", "podcast:person", "item/guid", "item/pubDate", "item/enclosure",
        "item/itunes:duration", "item/itunes:image", "item/podcast:transcript[@type='text/vtt']",
        "item/podcast:transcript[@type='application/json']", "item/podcast:chapters", "item/podcast:soundbite",
        "item/podcast:person", "item/podcast:txt[@purpose='ai-content']",
    ]  # fmt: skip
    channel = root.find("channel")
    assert channel is not None
    assert [path for path in wanted if channel.find(path, spaces) is None] == []


def test_script_without_sound_is_no_episode() -> None:
    """An episode that was not spoken is left out of the podcast."""
    silent = make_episode(best_papers(1)[0], sound=False)
    assert feedparser.parse(build_feed([silent], OWNED)).entries == []


def test_newest_only() -> None:
    """The feed holds the newest so many episodes."""
    episode = make_episode(best_papers(1)[0])
    many = [
        dataclasses.replace(episode, id=f"e{n}", day=dt.date(2025, 10, 7) - dt.timedelta(days=n))
        for n in range(FEED_EPISODES + 5)
    ]
    read = feedparser.parse(build_feed(many, OWNED))
    assert len(read.entries) == FEED_EPISODES
    assert read.entries[0].id == "paperledge:e0"


def test_silence_is_explained() -> None:
    """A newest day without papers says why in the channel's description."""
    empty = Digest(dt.date(2025, 10, 11), "none-by-calendar", (), 0)
    assert b"comes from the calendar" in build_feed([], OWNED, digest=empty)


def test_own_feed_is_kept_from_listings() -> None:
    """A reader's feed has its own address and guid, and asks directories not to list it."""
    data = feed(place=FeedPlace("feed/secret.xml", "Ada"))
    assert b"<itunes:block>Yes</itunes:block>" in data
    assert b"/feed/secret.xml" in data
    assert feedparser.parse(data).feed.title == "paperledge for Ada"
    assert check_feed(data) == []


def test_notes_never_too_long() -> None:
    """However many chapters, authors and words, the show notes fit what directories take."""
    paper = dataclasses.replace(best_papers(1)[0], authors=tuple(f"Author Number {n}" for n in range(3000)))
    episode = make_episode(paper)
    assert episode.sound is not None
    chapters = tuple(Chapter(f"Chapter {n} " + "x" * 80, n, n + 1) for n in range(60))
    episode = dataclasses.replace(episode, sound=dataclasses.replace(episode.sound, chapters=chapters))
    entry = feedparser.parse(build_feed([episode], OWNED, {paper.id: paper})).entries[0]
    assert len(entry.summary.encode()) <= NOTES_BYTES


def test_soundbite_is_the_finding() -> None:
    """A soundbite begins with the finding and lasts 15 to 120 s; without times there is none."""
    episode = make_episode(best_papers(1)[0])
    found = find_soundbite(episode)
    assert found is not None
    start, length, text = found
    first = next(s for s in episode.script.script.sentences if s.section == "finding")
    assert (start, text) == (first.start_s, first.text)
    assert 15 <= length <= 120


HOSTILE = [
    "<script>alert(1)</script>", "]]> & <![CDATA[", "مرحبا بالعالم", "emoji 🦉", "nul \x00 and \x0b",
    "lone \ud800 half", "$\\alpha$ & \"quotes\"", "\ufffe\uffff", "&amp;lt;b&gt;",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles(text: str) -> None:
    """A title with markup, broken Unicode or control characters leaves a whole feed."""
    paper = dataclasses.replace(best_papers(1)[0], title=text, authors=(text,))
    episode = dataclasses.replace(make_episode(best_papers(1)[0]), title=text)
    data = build_feed([episode], dataclasses.replace(OWNED, title=text or "x"), {paper.id: paper})
    root = etree.fromstring(data)
    assert root.findtext("channel/item/title") is not None
    assert b"<script>" not in data


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=80))
def test_any_title(text: str) -> None:
    """Any text at all as a title gives well-formed XML that holds one item."""
    episode = dataclasses.replace(make_episode(best_papers(1)[0]), title=text)
    root = etree.fromstring(build_feed([episode], OWNED))
    assert len(root.findall("channel/item")) == 1
