"""What the handlers share: library, index, pages, and what has been looked up before."""

import datetime as dt
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from paperledge.errors import PaperError
from paperledge.publish.addresses import ANSWERS, Links, audio_path, unslug
from paperledge.publish.digests import EPISODES_A_DAY, STEP, digest_of, published_days, upvotes_of
from paperledge.publish.feed import FEED_EPISODES, FeedPlace, build_feed
from paperledge.publish.pages import Around, Pages
from paperledge.publish.site import show_cover
from paperledge.records import Digest, Episode, Paper, Reader
from paperledge.settings import Settings

if TYPE_CHECKING:
    from paperledge.library import Library
    from paperledge.search import Index

# A page may be so many seconds older than the library; a burst of readers then costs one rendering.
FRESH_S = 2.0
# Ranking a day that was never published is slow, and such a day rarely changes.
RANKED_S = 60.0
KNOWN_DAYS = 2000


class Memory:
    """Results kept for some seconds, the least used ones dropped. Safe between threads."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.clock = most, clock
        self.kept: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Hashable, seconds: float, make: Callable[[], Any]) -> Any:
        """What is kept under a key if it is young enough, else what `make` gives. Errors are not kept."""
        now = self.clock()
        with self.lock:
            found = self.kept.get(key)
            if found is not None and now - found[0] < seconds:
                self.kept.move_to_end(key)
                return found[1]
        value = make()
        with self.lock:
            self.kept[key] = (now, value)
            self.kept.move_to_end(key)
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)
        return value


class Desk:
    """Answers the questions of the handlers."""

    def __init__(self, settings: Settings, library: "Library", index: "Index") -> None:
        self.settings, self.library, self.index = settings, library, index
        self.pages = Pages(settings.publish)
        self.links = Links("/", ANSWERS)
        self.memory = Memory(512)

    # Days

    def days(self) -> list[dt.date]:
        """Days there is something to show of, newest first."""
        return list(self.memory.get("days", FRESH_S, self._days))

    def _days(self) -> list[dt.date]:
        return sorted(
            {day for day, _ in self.library.days(KNOWN_DAYS)}.union(published_days(self.library)), reverse=True
        )

    def newest(self) -> dt.date | None:
        """The newest day that was published; without one, the newest with papers."""
        last = self.memory.get("newest", FRESH_S, lambda: self.library.last_step(STEP))
        return last or next(iter(self.days()), None)

    def around(self, day: dt.date) -> Around:
        """The days before and after."""
        days = self.days()
        return Around(
            before=next((d for d in days if d < day), None),
            after=next((d for d in reversed(days) if d > day), None),
        )

    def digest(self, day: dt.date) -> Digest | None:
        """A day as it was published, else ranked now by attention; None when no paper of it is known."""
        return digest_of(self.settings, self.library, day) or self.memory.get(
            ("ranked", day), RANKED_S, lambda: self._rank(day)
        )

    def _rank(self, day: dt.date, reader: Reader | None = None) -> Digest | None:
        from paperledge.rank import fit_taste, rank_papers
        from paperledge.story import headline

        papers = [p for p in self.library.papers_on(day) if not p.withdrawn and "replace" not in p.announce_type]
        if reader is not None and reader.categories:
            papers = [p for p in papers if set(reader.categories).intersection(p.categories)]
        if not papers:
            return None
        taste = None
        if reader is not None and reader.liked:
            liked, disliked = self.library.papers(reader.liked), self.library.papers(reader.disliked)
            taste = fit_taste(liked, disliked, papers)
        attention = self.library.attention([p.id for p in papers], until=day)
        most = reader.digest_papers if reader is not None else self.settings.day.digest
        best = tuple(rank_papers(papers, attention, day, taste, self.settings.rank)[:most])
        episodes = tuple(self.library.episodes(EPISODES_A_DAY, day))
        lines = {r.paper.id: headline(r.paper) for r in best}
        return Digest(day, "new", best, len(papers), episodes, reader, lines)

    def digest_for(self, reader: Reader, day: dt.date) -> Digest | None:
        """A day in a reader's own order."""
        return self._rank(day, reader)

    def upvotes(self, digest: Digest) -> dict[str, int]:
        """Upvotes of the papers of a digest."""
        return upvotes_of(self.library, [r.paper.id for r in digest.ranked], digest.day)

    # Papers and episodes

    def paper(self, name: str) -> Paper:
        """A paper by anything that names it: its id, its folder in the site, an arXiv number, an address."""
        from paperledge.sources import paper_id

        name = unquote(name).strip("/")
        folder = "/".join(unslug(part) for part in name.split("/"))
        tries = [name, folder.replace("/", ":", 1), paper_id(name)]
        found = self.library.papers(list(dict.fromkeys(t for t in tries if t)))
        return found[0] if found else self.library.paper(name)

    def told_about(self, paper: Paper) -> list[Episode]:
        """Episodes about a paper: they are told on the day it was announced."""
        day = paper.announced_on or paper.date
        if day is None:
            return []
        told = self.memory.get(("episodes", day), FRESH_S, lambda: self.library.episodes(EPISODES_A_DAY, day))
        return [episode for episode in told if paper.id in episode.papers]

    def headline(self, paper: Paper) -> str:
        """A paper's point in a sentence."""
        from paperledge.story import headline

        key = ("headline", paper.id, paper.version)
        return str(self.memory.get(key, 3600.0, lambda: headline(paper))) if paper.abstract else ""

    def episode(self, name: str) -> Episode:
        """An episode by its id, as it stands in addresses. Raises PaperError for an unknown one."""
        episode: Episode = self.memory.get(("episode", name), FRESH_S, lambda: self.library.episode(unslug(name)))
        return episode

    def episode_of_sound(self, name: str) -> Episode:
        """The episode whose sound has this address now. Raises PaperError."""
        episode = self.episode(name.rpartition("-")[0])
        if audio_path(episode) != f"audio/{name}":
            raise PaperError(f"no sound {name!r}", next_step="look at the page of the episode")
        return episode

    # Feeds

    def feed(self, reader: Reader | None = None) -> bytes:
        """The feed of everybody, or a reader's own."""
        stamp = (self.newest(), self.memory.get("told", FRESH_S, self._told))
        return bytes(self.memory.get(("feed", reader, stamp), 300.0, lambda: self._feed(reader)))

    def _told(self) -> tuple[str, ...]:
        newest = self.library.last_step(STEP)
        row = self.library.step(newest, STEP) if newest else None
        return tuple(row["episodes"]) if row else ()

    def _feed(self, reader: Reader | None) -> bytes:
        episodes = self.library.episodes(FEED_EPISODES)
        names = {name for episode in episodes for name in episode.papers}
        papers = {p.id: p for p in self.library.papers(sorted(names))}
        place = FeedPlace()
        if reader is not None:
            place = FeedPlace(f"feed/{reader.token}.xml", reader.name)
            episodes = [e for e in episodes if _suits(e, reader, papers)]
        return build_feed(episodes, self.settings.publish, papers, place)

    def cover(self) -> bytes:
        """The podcast's picture."""
        return bytes(self.memory.get("cover", 86400.0, lambda: show_cover(self.settings)))


def _suits(episode: Episode, reader: Reader, papers: dict[str, Paper]) -> bool:
    """Whether an episode is about the reader's categories, and about nothing they voted down."""
    about = [papers[name] for name in episode.papers if name in papers]
    wanted = set(reader.categories)
    fits = not wanted or any(wanted.intersection(p.categories) for p in about)
    return fits and not set(episode.papers).intersection(reader.disliked)
