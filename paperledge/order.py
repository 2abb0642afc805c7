"""Papers in the order of one reader, or of everybody."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from paperledge.records import Paper, Ranked, Reader
from paperledge.settings import Settings

if TYPE_CHECKING:
    from paperledge.library import Library
    from paperledge.rank import Space


def order_papers(
    library: "Library",
    settings: Settings,
    day: dt.date,
    papers: "Sequence[Paper] | Space",
    reader: Reader | None = None,
    *,
    top: int | None = None,
) -> list[Ranked]:
    """Papers best first: by attention, and by a reader's taste where one is given. A Space serves many readers."""
    from paperledge.rank import Space, fit_taste, rank_papers

    space = papers if isinstance(papers, Space) else Space(papers)
    attention = library.attention([p.id for p in space.papers], until=day)
    taste = None
    if reader is not None and (reader.liked or reader.disliked):
        taste = fit_taste(library.papers(reader.liked), library.papers(reader.disliked), space)
    return rank_papers(space, attention, day, taste, settings.rank, top=top)


def order_week(library: "Library", settings: Settings, last: dt.date) -> list[Ranked]:
    """The papers of the seven days up to and with `last`, best first, by the taste that orders the page."""
    papers = library.arrived(0, last - dt.timedelta(days=6), last)
    reader = library.reader(settings.day.reader) if settings.day.reader else None
    return order_papers(library, settings, last, listed_papers(papers), reader)


def listed_papers(papers: Sequence[Paper]) -> list[Paper]:
    """Those of a day's papers that a list may name: withdrawn ones and mere replacements are not news."""
    return [p for p in papers if not p.withdrawn and "replace" not in p.announce_type]
