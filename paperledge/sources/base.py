"""What a source is, and how one is opened by name."""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from paperledge.errors import SourceBroken, SourceError, UsageError
from paperledge.records import Batch
from paperledge.settings import SourceSettings
from paperledge.sources.arxiv_records import iso_day
from paperledge.sources.client import Client

GROUP = "paperledge.sources"
USUAL_DAYS = 7  # how far back a source goes that was never asked before and is given no date


@runtime_checkable
class Source(Protocol):
    """Somewhere papers come from. A stranger's is a class in the entry point group "paperledge.sources",
    made with (SourceSettings, Client)."""

    name: str

    def fetch(self, since: dt.date | None, until: dt.date | None, cursor: str) -> Iterator[Batch]:
        """Batches of the days since..until, both included; None: from the cursor on, up to now.

        cursor: of the last batch that was kept, "" at first. Raises SourceUnavailable or SourceBroken.
        """


def open_source(name: str, settings: SourceSettings, client: Client) -> Source:
    """A source by name: "arxiv", "arxiv-api", "arxiv-rss", "daily-papers", "biorxiv", "medrxiv", or a stranger's.

    Raises UsageError for a name that nobody has registered.
    """
    from importlib.metadata import entry_points

    found = entry_points(group=GROUP, name=name)
    if not found:
        known = ", ".join(sorted(entry_points(group=GROUP).names))
        raise UsageError(f"there is no source {name!r}", next_step=f"known: {known}")
    source = next(iter(found)).load()(settings, client)
    if not isinstance(source, Source):
        raise UsageError(f"the source {name!r} has no name or no fetch", next_step="tell its author")
    return source


@dataclass(frozen=True, slots=True)
class Place:
    """How far a harvest of a stretch of days has come; its JSON form is the cursor."""

    next: str = ""  # the day a harvest without a date begins with; "": never asked before
    since: str = ""  # the stretch that is being asked for; "" when it is done
    until: str = ""
    at: str = ""  # how far in it, in the source's own words

    def stretch(self, since: dt.date | None, until: dt.date | None, today: dt.date) -> tuple[dt.date, dt.date]:
        """The days to ask for. Without a date: what was left undone, or what came after."""
        last = until or today
        first = since or iso_day(self.since) or iso_day(self.next) or last - dt.timedelta(days=USUAL_DAYS)
        if since and since > last:
            raise UsageError(f"since {since} is after until {last}")
        return min(first, last), last

    def within(self, since: dt.date, until: dt.date) -> str:
        """How far this very stretch has come; "" when it was not begun."""
        return self.at if (self.since, self.until) == (str(since), str(until)) else ""

    def moved(self, since: dt.date, until: dt.date, at: str) -> "Place":
        """The place after one more batch."""
        return Place(self.next, str(since), str(until), at)

    def done(self, until: dt.date) -> "Place":
        """The place when the stretch is complete."""
        return Place(next=max(self.next, str(until)))

    @property
    def cursor(self) -> str:
        """The form that is kept."""
        return json.dumps(dataclasses.asdict(self), sort_keys=True)


def read_place(cursor: str) -> Place:
    """The place a cursor stands for. Raises SourceBroken for one that is not ours."""
    try:
        return Place(**json.loads(cursor)) if cursor else Place()
    except (ValueError, TypeError) as error:
        raise SourceBroken(
            f"the stored place of the last harvest cannot be read: {cursor[:80]!r}",
            next_step="collect again with a date (--since)",
        ) from error


def count_kept(batches: Iterator[Batch]) -> Iterator[Batch]:
    """The same batches; an error in between says what had been handed over before."""
    papers = attention = 0
    try:
        for batch in batches:
            papers += len(batch.papers)
            attention += len(batch.attention)
            yield batch
    except SourceError as error:
        if not error.kept:
            error.kept = f"{papers} papers" + (f" and {attention} counts of attention" if attention else "")
        raise
