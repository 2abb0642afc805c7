"""What a day did, kept with the day, so that a finished day is told again instead of done again."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from paperledge.alerts import alerts_of
from paperledge.mailing import mail_path
from paperledge.records import Alert, Digest, Episode, Outcome, Paper, Ranked, Skipped
from paperledge.rooms import Rooms


@dataclass(frozen=True, slots=True)
class DayReport:
    """What a day did. Paths are relative to the home."""

    date: dt.date
    outcome: Outcome
    collected: int
    new: int
    skipped: tuple[Skipped, ...]
    ranked: tuple[Ranked, ...]
    episodes: tuple[Episode, ...]
    digest: str
    feed: str
    page: str
    failed_sources: tuple[Skipped, ...] = ()
    alerts: tuple[Alert, ...] = ()  # of everybody's searches; a reader's own stand in their mail


@dataclass(frozen=True, slots=True)
class Found:
    """What the sources gave for a day."""

    papers: tuple[Paper, ...]
    new: tuple[Paper, ...]  # not shown on an earlier day
    skipped: tuple[Skipped, ...]
    failed: tuple[Skipped, ...]  # sources that gave nothing, and why


def finished_report(rooms: Rooms, day: dt.date, found: Found) -> DayReport | None:
    """The report of this very day with these very wishes, when all of it was done before."""
    done = rooms.library.step(day, "report")
    if done is None or done["asked"] != _asked(rooms, found):
        return None
    report = done["report"]
    return DayReport(
        date=day,
        outcome=report["outcome"],
        collected=report["collected"],
        new=report["new"],
        skipped=tuple(Skipped(**row) for row in report["skipped"]),
        ranked=_ranked_again(rooms, done["ranked"]),
        episodes=tuple(rooms.library.episode(name) for name in report["episodes"]),
        digest=report["digest"],
        feed=report["feed"],
        page=report["page"],
        failed_sources=found.failed,
        alerts=alerts_of(rooms.library, day, ""),
    )


def record_report(rooms: Rooms, digest: Digest, found: Found, failures: Sequence[Skipped]) -> DayReport:
    """Everything counted: each skipped paper, each cut sentence (it stands in its episode), each path."""
    report = DayReport(
        date=digest.day,
        outcome=digest.outcome,
        collected=len(found.papers),
        new=len(found.new),
        skipped=(*found.skipped, *failures),
        ranked=digest.ranked,
        episodes=digest.episodes,
        digest=mail_path(digest.day),
        feed="site/feed.xml",
        page=f"site/day/{digest.day}/index.html",
        failed_sources=found.failed,
        alerts=digest.alerts,
    )
    if not found.failed:
        rooms.library.record_step(digest.day, "report", _report_row(rooms, found, report))
    return report


def _asked(rooms: Rooms, found: Found) -> dict[str, Any]:
    return {
        "episodes": rooms.settings.day.episodes,
        "digest": rooms.settings.day.digest,
        "audio": rooms.open_voice is not None,
        "papers": len(found.papers),
    }


def _report_row(rooms: Rooms, found: Found, report: DayReport) -> dict[str, Any]:
    return {
        "asked": _asked(rooms, found),
        "ranked": [[p.paper.id, p.score, list(p.reasons)] for p in report.ranked],
        "report": {
            "outcome": report.outcome,
            "collected": report.collected,
            "new": report.new,
            "skipped": [dataclasses.asdict(s) for s in report.skipped],
            "episodes": [e.id for e in report.episodes],
            "digest": report.digest,
            "feed": report.feed,
            "page": report.page,
        },
    }


def _ranked_again(rooms: Rooms, rows: Sequence[Sequence[Any]]) -> tuple[Ranked, ...]:
    papers: Mapping[str, Paper] = {p.id: p for p in rooms.library.papers([row[0] for row in rows])}
    return tuple(Ranked(papers[name], score, tuple(reasons)) for name, score, reasons in rows if name in papers)
