"""arXiv's daily feed: the newest listing of some categories, and how each paper came into it.

The feed holds one listing only, and none on weekends and holidays; both its forms (RSS 2.0, Atom) are read.
Source: info.arxiv.org/help/rss.html, info.arxiv.org/help/rss_specifications.html.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from paperledge.errors import SourceUnavailable
from paperledge.records import Batch, Paper, Skipped, fold
from paperledge.settings import SourceSettings
from paperledge.sources.answers import expect_ok, xml_answer
from paperledge.sources.arxiv_records import is_withdrawn, iso_day, mail_day, split_authors
from paperledge.sources.base import count_kept
from paperledge.sources.calendar import expects_announcement
from paperledge.sources.client import Answer, Client, TryAgain
from paperledge.sources.ids import arxiv_links, paper_id, paper_version
from paperledge.sources.limits import ARXIV
from paperledge.sources.merging import merge_papers

MOST_ITEMS = 2000  # arXiv cuts the feed there without a word
_DAY = dt.timedelta(days=1)
_HEAD = re.compile(r"^arXiv:\S+\s+Announce Type:\s*(\S+)\s*(?:Abstract:\s*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Feed:
    """One answer: the day of its listing, and what stands in it."""

    day: dt.date
    papers: tuple[Paper, ...]
    skipped: tuple[Skipped, ...]


class ArxivRss:
    """The source "arxiv-rss"."""

    name = "arxiv-rss"

    def __init__(self, settings: SourceSettings, client: Client) -> None:
        self._categories = settings.categories
        self._url = f"{settings.arxiv_rss_url.rstrip('/')}/{'+'.join(settings.categories)}"
        self._client = client

    def fetch(self, since: dt.date | None, until: dt.date | None, cursor: str) -> Iterator[Batch]:
        """The newest listing, if it lies within since..until; nothing, unasked, where the calendar has none.

        Raises SourceUnavailable while the feed is still yesterday's, or is empty on a day that has a listing.
        """
        return count_kept(self._batches(since, until, cursor))

    def _batches(self, since: dt.date | None, until: dt.date | None, cursor: str) -> Iterator[Batch]:
        if since and until and not any(map(expects_announcement, _days(since, until))):
            yield Batch(self.name, cursor=cursor, last=True)
            return
        feed = self._client.ask(self._url, read_feed, budget=ARXIV)
        _within(feed, since, until)
        here = json.dumps({"categories": self._categories, "day": feed.day.isoformat()})
        if not feed.papers and not feed.skipped and expects_announcement(feed.day):
            raise SourceUnavailable(
                f"arXiv's feed of {feed.day} is empty, although its calendar has a listing that day",
                next_step="ask again later; status.arxiv.org tells of unplanned holidays and faults",
            )
        known = cursor == here
        yield Batch(
            self.name,
            papers=() if known else feed.papers,
            skipped=() if known else feed.skipped,
            cursor=here,
            last=True,
        )


def read_feed(answer: Answer) -> Feed:
    """A feed in either form. Raises TryAgain or SourceBroken for what is none."""
    expect_ok(answer)
    root = xml_answer(answer)
    form = etree.QName(root).localname
    if form not in ("rss", "feed"):
        raise TryAgain(f"sent <{form}> where a feed was due")
    channel = next(root.iterchildren("{*}channel"), root)
    day = mail_day(_text(channel, "pubDate") or _text(channel, "updated") or "")
    if day is None:
        raise TryAgain("sent a feed without a date")
    items = [*channel.iterchildren("{*}item"), *channel.iterchildren("{*}entry")]
    found = [_paper(item, day) for item in items]
    skipped = [f for f in found if isinstance(f, Skipped)]
    if len(items) >= MOST_ITEMS:
        reason = f"the feed ends at {MOST_ITEMS} papers: ask for fewer categories, or use the source arxiv"
        skipped.append(Skipped("arxiv-rss", reason))
    return Feed(day, merge_papers(f for f in found if isinstance(f, Paper)), tuple(skipped))


def _paper(item: etree._Element, feed_day: dt.date) -> Paper | Skipped:
    name = _text(item, "guid") or _text(item, "id")
    identity = paper_id(name) or paper_id(_link(item))
    title = _text(item, "title")
    if identity is None or not title:
        return Skipped(name or title or "entry without id", "no arXiv id" if title else "no title")
    said = _text(item, "description") or _text(item, "summary")
    head = _HEAD.match(said)
    abstract = said[head.end() :] if head else said
    kind = (_text(item, "announce_type") or (head[1] if head else "")).lower()
    day = mail_day(_text(item, "pubDate")) or iso_day(_text(item, "published")) or feed_day
    # Those that were announced before keep the day they came in first, which the feed does not tell.
    fresh = kind == "new"
    return Paper(
        id=identity,
        title=title,
        abstract=abstract,
        authors=split_authors(_text(item, "creator")),
        date=day if fresh else None,
        categories=tuple(_categories(item)),
        links=arxiv_links(identity.removeprefix("arxiv:")),
        announced_on=day,
        updated_on=day if kind.startswith("replace") else None,
        version=paper_version(name) or 1,
        withdrawn=is_withdrawn("", abstract),
        announce_type=kind,
        venue=_text(item, "journal_reference"),
        doi=_text(item, "DOI").lower(),
        licence=_text(item, "rights"),
        source="arxiv-rss",
    )


def _within(feed: Feed, since: dt.date | None, until: dt.date | None) -> None:
    if since and feed.day < since:
        raise SourceUnavailable(
            f"arXiv's feed still holds the listing of {feed.day}, not that of {since}",
            next_step="ask again after midnight Eastern time (05:00 UTC in winter, 04:00 in summer)",
        )
    if until and feed.day > until:
        raise SourceUnavailable(
            f"arXiv's feed has gone on to the listing of {feed.day}; that of {until} is no longer in it",
            next_step=f"paperledge collect arxiv --since {since or until} --until {until}",
        )


def _days(since: dt.date, until: dt.date) -> Iterator[dt.date]:
    return (since + k * _DAY for k in range(min((until - since).days, 30) + 1))


def _categories(item: etree._Element) -> Iterator[str]:
    for element in item.iterchildren("{*}category"):
        if term := fold(element.get("term") or element.text or ""):
            yield term


def _link(item: etree._Element) -> str:
    link = next(item.iterchildren("{*}link"), None)
    return "" if link is None else fold(link.get("href") or link.text or "")


def _text(element: etree._Element, name: str) -> str:
    child = next(element.iterchildren(f"{{*}}{name}"), None)
    return "" if child is None else fold("".join(map(str, child.itertext(etree.Element))))
