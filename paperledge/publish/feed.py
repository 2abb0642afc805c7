"""Episodes -> the podcast feed: RSS 2.0 with the itunes, podcast and atom namespaces.

The same episodes give the same bytes: nothing here asks the clock, and dates come from the episode's day.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from paperledge.publish.addresses import FOLDERS, MEDIA_TYPES, Links, audio_path, sound_suffix, whole_url
from paperledge.publish.findings import ATOM, ITUNES, NAMESPACES, PODCAST
from paperledge.publish.pages import open_environment
from paperledge.publish.views import guest_names, host_name, say_outcome, say_speakers, view_paper
from paperledge.records import Digest, Episode, Paper, Sentence
from paperledge.settings import PublishSettings

# The newest so many; Apple lists at most 2,000 and apps fetch the whole file again and again.
FEED_EPISODES = 300
# Mornings in Europe, before the commute; a fixed hour, so that rebuilding changes nothing.
FEED_HOUR_UTC = 5
# Apple cuts descriptions at 4,000 bytes.
NOTES_BYTES = 4000
COVER = "cover.jpg"
SOUNDBITE_S = (15.0, 120.0)
# "The UUID v5 of the feed address without scheme and trailing slashes", under this namespace.
PODCAST_GUIDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")


@dataclass(frozen=True, slots=True)
class FeedPlace:
    """Where a feed is fetched, under the base address, and whose it is; a reader's own is kept from listings."""

    path: str = "feed.xml"
    reader: str = ""


def build_feed(
    episodes: Sequence[Episode],
    settings: PublishSettings,
    papers: Mapping[str, Paper] | None = None,
    place: FeedPlace = FeedPlace(),
    digest: Digest | None = None,
) -> bytes:
    """The feed of these episodes: newest day first, within a day best first. UTF-8 with an XML declaration.

    papers: by id, for credits; digest: the newest day, whose outcome the channel's description tells.
    Episodes without sound have no place in a podcast and are left out.
    """
    heard = [episode for episode in episodes if episode.sound is not None][:FEED_EPISODES]
    rss = etree.Element("rss", version="2.0", nsmap=NAMESPACES)
    channel = etree.SubElement(rss, "channel")
    _channel(channel, settings, place, digest)
    dates = publication_times(heard)
    if heard:
        _podcast(channel, "person", f"{host_name(heard[0])} (AI voice)", role="host", group="cast")
        _add(channel, "pubDate", format_datetime(max(dates.values())))
        _add(channel, "lastBuildDate", format_datetime(max(dates.values())))
    writer = _ItemWriter(settings, papers or {})
    for episode in heard:
        writer.write(channel, episode, dates[episode.id])
    return bytes(etree.tostring(rss, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def publication_times(episodes: Sequence[Episode]) -> dict[str, dt.datetime]:
    """When each came out: its day at a fixed hour, the best of a day last, so that players show it first."""
    times = {}
    for day, group in groupby(sorted(episodes, key=lambda e: e.day, reverse=True), key=lambda e: e.day):
        start = dt.datetime(day.year, day.month, day.day, FEED_HOUR_UTC, tzinfo=dt.UTC)
        for place, episode in enumerate(group):
            times[episode.id] = start - dt.timedelta(minutes=place)
    return times


def feed_guid(feed_url: str) -> str:
    """The podcast:guid of a feed address."""
    parts = urlsplit(feed_url)
    return str(uuid.uuid5(PODCAST_GUIDS, f"{parts.netloc}{parts.path}".rstrip("/")))


def episode_guid(episode: Episode) -> str:
    """Never changes, whatever else does: it knows neither the host name nor the sound."""
    return f"paperledge:{episode.id}"


def _channel(channel: etree._Element, settings: PublishSettings, place: FeedPlace, digest: Digest | None) -> None:
    home, here = whole_url(settings.base_url, ""), whole_url(settings.base_url, place.path)
    title = settings.title + (f" for {place.reader}" if place.reader else "")
    about = (
        "New papers every morning, told without jargon. Every claim is tied to a sentence of its paper; "
        "what could not be tied was left out. Written and spoken by machine."
    )
    if digest is not None and digest.outcome != "new":
        about += f" {digest.day}: {say_outcome(digest)}"
    picture = whole_url(settings.base_url, COVER)
    _add(channel, "title", title)
    _add(channel, "link", home)
    _add(channel, "description", about)
    _add(channel, "language", settings.language)
    _add(channel, "copyright", f"{settings.author}. Titles and abstracts of papers: CC0, by way of arXiv")
    _add(channel, "generator", "paperledge")
    image = _add(channel, "image")
    for name, value in (("url", picture), ("title", title), ("link", home)):
        _add(image, name, value)
    _add(channel, f"{{{ATOM}}}link", href=here, rel="self", type="application/rss+xml")
    _itunes_channel(channel, settings, picture, private=bool(place.reader))
    _podcast_channel(channel, settings, here, private=bool(place.reader))


def _itunes_channel(channel: etree._Element, settings: PublishSettings, picture: str, *, private: bool) -> None:
    _itunes(channel, "author", settings.author)
    owner = _itunes(channel, "owner")
    _itunes(owner, "name", settings.author)
    if settings.email:
        _itunes(owner, "email", settings.email)
    _itunes(_itunes(channel, "category", text="Science"), "category", text="Natural Sciences")
    _itunes(channel, "category", text="Technology")
    _itunes(channel, "explicit", "false")
    _itunes(channel, "type", "episodic")
    _itunes(channel, "image", href=picture)
    if private:
        _itunes(channel, "block", "Yes")


def _podcast_channel(channel: etree._Element, settings: PublishSettings, here: str, *, private: bool) -> None:
    _podcast(channel, "guid", feed_guid(here))
    locked = _podcast(channel, "locked", "yes")
    if settings.email:
        locked.set("owner", settings.email)
    _podcast(channel, "medium", "podcast")
    _podcast(channel, "txt", "true", purpose="ai-content")
    _podcast(channel, "updateFrequency", "every day on which papers are announced", rrule="FREQ=DAILY")
    if private:
        _podcast(channel, "block", "yes")


class _ItemWriter:
    """Writes items; holds what they share."""

    def __init__(self, settings: PublishSettings, papers: Mapping[str, Paper]) -> None:
        self.settings, self.papers = settings, papers
        self.links = Links(whole_url(settings.base_url, ""), FOLDERS)
        self.notes = open_environment().get_template("notes.html")

    def write(self, channel: etree._Element, episode: Episode, at: dt.datetime) -> None:
        """One episode with sound as an item."""
        assert episode.sound is not None
        item = _add(channel, "item")
        page = self.links.episode(episode.id)
        _add(item, "title", _clean(episode.title))
        _add(item, "link", page)
        _add(item, "guid", episode_guid(episode), isPermaLink="false")
        _add(item, "pubDate", format_datetime(at))
        _add(item, "description").text = etree.CDATA(self.describe(episode, page))
        media_type = MEDIA_TYPES.get(sound_suffix(episode), "application/octet-stream")
        sound = whole_url(self.settings.base_url, audio_path(episode))
        _add(item, "enclosure", url=sound, length=str(episode.sound.bytes), type=media_type)
        _itunes(item, "title", _clean(episode.title))
        _itunes(item, "author", self.settings.author)
        _itunes(item, "duration", str(max(1, round(episode.sound.seconds))))
        _itunes(item, "explicit", "false")
        _itunes(item, "episodeType", "full")
        _itunes(item, "image", href=whole_url(self.settings.base_url, COVER))
        self._podcast_item(item, episode)

    def _podcast_item(self, item: etree._Element, episode: Episode) -> None:
        assert episode.sound is not None
        language = self.settings.language
        vtt, words = (self.links.beside(episode.id, f"transcript.{kind}") for kind in ("vtt", "json"))
        _podcast(item, "transcript", url=vtt, type="text/vtt", language=language, rel="captions")
        _podcast(item, "transcript", url=words, type="application/json", language=language)
        if episode.sound.chapters:
            chapters = self.links.beside(episode.id, "chapters.json")
            _podcast(item, "chapters", url=chapters, type="application/json+chapters")
        if (bite := find_soundbite(episode)) is not None:
            start, length, text = bite
            _podcast(item, "soundbite", _clean(text)[:128], startTime=f"{start:.3f}", duration=f"{length:.3f}")
        _podcast(item, "person", f"{host_name(episode)} (AI voice)", role="host", group="cast")
        for name in guest_names(episode.script.script):
            _podcast(item, "person", f"{name} (AI voice)", role="guest", group="cast")
        _podcast(item, "txt", "true", purpose="ai-content")

    def describe(self, episode: Episode, page: str) -> str:
        """Show notes as HTML, short enough for every directory."""
        assert episode.sound is not None
        known = [self.papers[name] for name in episode.papers if name in self.papers]
        papers = [view_paper(p) for p in known] or [view_paper(Paper(name, name, "")) for name in episode.papers]
        values = {
            "papers": papers, "episode": episode, "script": episode.script.script, "page": page,
            "speakers": say_speakers(episode.script.script), "point": find_point(episode),
            "chapters": episode.sound.chapters,
        }  # fmt: skip
        # What is least missed goes first; names of authors and papers last.
        bare: dict[str, Any] = {"chapters": (), "point": ""}
        for fewer in ({}, bare, bare | {"names": 2}, bare | {"names": 2, "papers": papers[:6]}):
            notes = _clean(self.notes.render({"names": 8} | values | fewer))
            if len(notes.encode()) <= NOTES_BYTES:
                break
        return notes


def find_point(episode: Episode) -> str:
    """What the episode is about in a sentence of it: its first supported finding, else its first claim."""
    claims = [s for s in episode.script.script.sentences if s.kind == "claim"]
    found = next((s for s in claims if s.section == "finding"), claims[0] if claims else None)
    return found.text if found else ""


def find_soundbite(episode: Episode) -> tuple[float, float, str] | None:
    """(start in s, length in s, words) of 15 to 120 s that begin with the finding; None when nothing fits."""
    timed = [s for s in episode.script.script.sentences if s.start_s is not None and s.end_s is not None]
    at = next((n for n, s in enumerate(timed) if s.section == "finding"), None)
    return _bite(timed[at:]) if at is not None else None


def _bite(sentences: Sequence[Sentence]) -> tuple[float, float, str] | None:
    start = sentences[0].start_s or 0.0
    for sentence in sentences:
        length = (sentence.end_s or 0.0) - start
        if length >= SOUNDBITE_S[0]:
            return (start, length, sentences[0].text) if length <= SOUNDBITE_S[1] else None
    return None


def _clean(text: str) -> str:
    """Without the characters XML has no place for: controls but line ends, half characters, non-characters."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(c for c in whole if c in "\n\t" or (c >= " " and c not in "\ufffe\uffff"))


def _add(parent: etree._Element, name: str, text: str | None = None, /, **attributes: str) -> Any:
    node = etree.SubElement(parent, name, {key: _clean(value) for key, value in attributes.items()})
    if text is not None:
        node.text = _clean(text)
    return node


def _itunes(parent: etree._Element, name: str, value: str | None = None, /, **attributes: str) -> Any:
    return _add(parent, f"{{{ITUNES}}}{name}", value, **attributes)


def _podcast(parent: etree._Element, name: str, value: str | None = None, /, **attributes: str) -> Any:
    return _add(parent, f"{{{PODCAST}}}{name}", value, **attributes)
