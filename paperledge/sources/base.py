"""What a source is, and how one is opened by name."""

import datetime as dt
from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from paperledge.errors import SourceError, UsageError
from paperledge.records import Batch
from paperledge.settings import SourceSettings
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
