"""The site: plain files that any file server can serve from any folder, or a browser can open without one.

The same library gives the same bytes, and only files whose bytes changed are written.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from paperledge.publish.addresses import (
    Links,
    audio_path,
    day_path,
    episode_path,
    paper_path,
)
from paperledge.publish.digests import digest_of, keep_digest, published_days, upvotes_of
from paperledge.publish.feed import COVER, FEED_EPISODES, build_feed
from paperledge.publish.files import share_file, write_whole
from paperledge.publish.pages import STATIC, Around, DayRow, Extra, Pages
from paperledge.publish.views import host_name
from paperledge.records import Digest, Episode, Paper
from paperledge.settings import Settings

if TYPE_CHECKING:
    from paperledge.library import Library


def publish_site(settings: Settings, library: "Library", digest: Digest | None = None) -> int:
    """Pages and feed under `site/` of the home; gives how many files were written.

    With a digest: its day, its neighbours, and what every day changes (index, list of days, feed).
    Without: everything again, from what the library keeps. Raises PublishError when the disk will not take it.
    """
    if digest is not None:
        keep_digest(library, digest)
    days = published_days(library)
    wanted = days if digest is None else _near(days, digest.day)
    # One day at a time: a site of years would not fit in memory.
    found = (
        digest if digest is not None and digest.day == day else digest_of(settings, library, day) for day in wanted
    )
    return build_site(settings, library, filter(None, found), days)


def build_site(settings: Settings, library: "Library", digests: Iterable[Digest], days: Sequence[dt.date]) -> int:
    """Write the pages of these digests and what stands around them. days: all that have a page, newest first."""
    site = _Site(settings, library)
    newest = None
    for digest in digests:
        is_newest = digest.day == days[0]
        site.write_day(digest, _around(days, digest.day), newest=is_newest)
        newest = digest if is_newest else newest
    if not days:
        site.page("index.html", lambda links: site.pages.days([], links))
    site.write_days(days)
    site.write_feed(newest)
    site.write_fixed()
    return site.written


def _near(days: Sequence[dt.date], day: dt.date) -> list[dt.date]:
    """The day, the days before and after it, and the newest: their links may have changed."""
    at = days.index(day)
    return sorted({*days[max(0, at - 1) : at + 2], days[0]}, reverse=True)


def _around(days: Sequence[dt.date], day: dt.date) -> Around:
    at = days.index(day)
    return Around(before=days[at + 1] if at + 1 < len(days) else None, after=days[at - 1] if at else None)


class _Site:
    """One run of writing; counts what it wrote."""

    def __init__(self, settings: Settings, library: "Library") -> None:
        self.settings, self.library = settings, library
        self.folder = settings.home / "site"
        self.pages = Pages(settings.publish)
        self.written = 0

    def write(self, path: str, data: bytes | str) -> None:
        """One file of the site."""
        raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
        self.written += write_whole(self.folder / path, raw)

    def page(self, path: str, fill: Callable[[Links], str]) -> None:
        """One page; its links climb as many folders as it lies deep."""
        self.write(path, fill(Links("../" * path.count("/"))))

    def write_day(self, digest: Digest, around: Around, *, newest: bool) -> None:
        """A day, its papers and its episodes."""
        votes = upvotes_of(self.library, [r.paper.id for r in digest.ranked], digest.day)
        extra = Extra(upvotes=votes)
        self.page(f"{day_path(digest.day)}/index.html", lambda links: self.pages.day(digest, links, around, extra))
        if newest:
            self.page("index.html", lambda links: self.pages.day(digest, links, around, extra))
        listed = {r.paper.id: r.paper for r in digest.ranked} | {a.paper.id: a.paper for a in digest.alerts}
        untold = [name for e in digest.episodes for name in e.papers if name not in listed]
        papers = listed | {p.id: p for p in self.library.papers(untold)}
        for episode in digest.episodes:
            self.write_episode(episode, papers)
        for paper in papers.values():
            self.write_paper(paper, digest, votes.get(paper.id, 0))

    def write_paper(self, paper: Paper, digest: Digest, upvotes: int) -> None:
        """A paper's page."""
        told = [e for e in digest.episodes if paper.id in e.papers]
        line = digest.headlines.get(paper.id, "")
        self.page(
            f"{paper_path(paper.id)}/index.html",
            lambda links: self.pages.paper(paper, links, told, headline=line, upvotes=upvotes),
        )

    def write_episode(self, episode: Episode, papers: Mapping[str, Paper]) -> None:
        """An episode's page, its sound, and what belongs to it."""
        about = [papers[name] for name in episode.papers if name in papers]
        folder = episode_path(episode.id)
        self.page(f"{folder}/index.html", lambda links: self.pages.episode(episode, about, links))
        for name, text in episode_files(episode).items():
            self.write(f"{folder}/{name}", text)
        if episode.sound is not None:
            sound = self.settings.home / episode.sound.path
            if sound.is_file():
                self.written += share_file(sound, self.folder / audio_path(episode))

    def write_days(self, days: Sequence[dt.date]) -> None:
        """The list of days, and the page that stands for search."""
        rows = [DayRow(day, day_note(self.library.step(day, "digest"))) for day in days]
        self.page("days/index.html", lambda links: self.pages.days(rows, links))
        self.page("search/index.html", self.pages.search)

    def write_feed(self, newest: Digest | None) -> None:
        """The podcast feed with its cover, and the pages of episodes that no day's list has (`tell` made them)."""
        episodes = self.library.episodes(FEED_EPISODES)
        names = {name for episode in episodes for name in episode.papers}
        papers = {p.id: p for p in self.library.papers(sorted(names))}
        for episode in episodes:
            # A sound's address follows its words and voice: where it lies, so does the page.
            if episode.sound is not None and not (self.folder / audio_path(episode)).is_file():
                self.write_episode(episode, papers)
        self.write("feed.xml", build_feed(episodes, self.settings.publish, papers, digest=newest))
        self.write(COVER, show_cover(self.settings))

    def write_fixed(self) -> None:
        """Style, script and sign."""
        for path in sorted(STATIC.iterdir()):
            self.write(f"static/{path.name}", path.read_bytes())


def episode_files(episode: Episode) -> dict[str, str]:
    """What lies beside an episode's page, by name: script with evidence; with sound, transcripts and chapters."""
    from paperledge.check import dump_script
    from paperledge.voice.transcript import build_chapters_json, build_transcript, build_vtt

    files = {"script.json": dump_script(episode.script)}
    if episode.sound is not None:
        host = host_name(episode)
        files["transcript.vtt"] = build_vtt(episode.script, host)
        files["transcript.json"] = build_transcript(episode.script, host)
        files["chapters.json"] = build_chapters_json(episode.sound.chapters)
    return files


def show_cover(settings: Settings) -> bytes:
    """The podcast's picture, JPEG, 1400 x 1400."""
    from paperledge.voice.cover import CoverText, draw_cover

    publish = settings.publish
    return draw_cover(CoverText(publish.title, "New papers, told every morning", publish.author))


def day_note(row: Mapping[str, Any] | None) -> str:
    """A word about a day for the list of days."""
    if row is None or not row["ranked"]:
        return "no new papers"
    papers, told = len(row["ranked"]), len(row["episodes"])
    return f"{papers} papers" + (f", {told} episodes" if told > 1 else ", 1 episode" if told else "")
