"""Saved searches on a day: each reader is told of a new paper once, ever."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from paperledge.errors import PaperError, UsageError
from paperledge.order import listed_papers
from paperledge.records import Alert, Digest, Paper, Skipped
from paperledge.rooms import Rooms

if TYPE_CHECKING:
    from paperledge.library import Library, SavedSearch
    from paperledge.search import Index

# A source may be late, and a machine off over a holiday: papers of the days before are news too.
_DAYS = dt.timedelta(days=6)
_CHANNEL = "search"


def find_alerts(rooms: Rooms, day: dt.date) -> tuple[dict[str, tuple[Alert, ...]], list[Skipped]]:
    """What each reader ("": everybody) is told of on a day, kept with the day; and searches that failed."""
    from paperledge.search import Index

    searches = rooms.library.searches()
    if not searches:
        return {}, []
    rooms.progress.step("saved searches", len(searches))
    index = Index(rooms.settings.home / "index")
    found: dict[str, dict[str, Alert]] = {search.reader: {} for search in searches}
    failed: list[Skipped] = []
    for search in searches:
        try:
            _find(rooms.library, index, search, day, found[search.reader])
        except (PaperError, UsageError) as error:
            failed.append(Skipped(f"search {search.name}", str(error)))
        rooms.progress.advance(search.name)
    told = {reader: tuple(alerts.values()) for reader, alerts in found.items()}
    for reader, alerts in told.items():
        rows = [[alert.paper.id, list(alert.searches), alert.why] for alert in alerts]
        rooms.library.record_step(day, f"alerts:{reader}", rows)
    return told, failed


def _find(
    library: "Library", index: "Index", search: "SavedSearch", day: dt.date, found: dict[str, Alert]
) -> None:
    before = library.shown(search.reader, _CHANNEL, before=day)
    arrived = listed_papers(library.arrived(search.after, day - _DAYS, day))
    news = {paper.id: paper for paper in arrived if paper.id not in before}
    for hit in index.standing(list(news), search.query, search.like, search.less):
        known = found.get(hit.paper)
        names = (*known.searches, search.name) if known else (search.name,)
        found[hit.paper] = Alert(news[hit.paper], names, known.why if known else hit.why)


def with_alerts(digest: Digest, told: Mapping[str, tuple[Alert, ...]]) -> Digest:
    """Everybody's digest, with what everybody is told of."""
    from paperledge.story import headline

    alerts = told.get("", ())
    lines = {alert.paper.id: headline(alert.paper) for alert in alerts}
    return dataclasses.replace(digest, alerts=alerts, headlines=lines | dict(digest.headlines))


def mark_alerts(library: "Library", day: dt.date, told: Mapping[str, Sequence[Alert]]) -> None:
    """They were told; no later day tells them again."""
    for reader, alerts in told.items():
        library.mark_shown(reader, [alert.paper.id for alert in alerts], day, _CHANNEL)


def alerts_of(library: "Library", day: dt.date, reader: str) -> tuple[Alert, ...]:
    """What a reader ("": everybody) was told of on a day that was run."""
    rows = library.step(day, f"alerts:{reader}") or []
    papers: Mapping[str, Paper] = {paper.id: paper for paper in library.papers([row[0] for row in rows])}
    return tuple(Alert(papers[name], tuple(names), why) for name, names, why in rows if name in papers)
