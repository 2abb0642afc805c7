"""A day's digest, kept in the library as a step of its day, so that pages can be made again at any time."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from paperledge.records import Alert, Digest, Episode, Outcome, Paper, Ranked
from paperledge.settings import Settings

if TYPE_CHECKING:
    from paperledge.library import Library

STEP = "digest"
# No day of its own: the list of all published days is kept as a step of this one, and read in one question.
_CALENDAR = dt.date(1, 1, 1)
EPISODES_A_DAY = 100  # twice what the settings allow: a second run may tell others


def keep_digest(library: "Library", digest: Digest) -> None:
    """Remember what everybody is shown of a day; a reader's own digest is not kept."""
    row = {
        "outcome": digest.outcome,
        "weighed": digest.weighed,
        "ranked": [[r.paper.id, r.score, list(r.reasons)] for r in digest.ranked],
        "headlines": dict(digest.headlines),
        "episodes": [episode.id for episode in digest.episodes],
        "alerts": [[alert.paper.id, list(alert.searches), alert.why] for alert in digest.alerts],
    }
    if library.step(digest.day, STEP) != row:
        library.record_step(digest.day, STEP, row)
    days = published_days(library)
    if digest.day not in days:
        library.record_step(_CALENDAR, "published", sorted(day.isoformat() for day in (*days, digest.day)))


def digest_of(settings: Settings, library: "Library", day: dt.date) -> Digest | None:  # noqa: ARG001
    """The digest of a day as it was published; None for a day that was not."""
    row = library.step(day, STEP)
    if row is None:
        return None
    told = {episode.id: episode for episode in library.episodes(EPISODES_A_DAY, day)} if row["episodes"] else {}
    named = [name for name, _, _ in (*row["ranked"], *row.get("alerts", ()))]
    return _digest(day, row, _by_id(library.papers(named)), told)


def published_days(library: "Library") -> list[dt.date]:
    """Days that have a page, newest first; days without papers among them."""
    days = library.step(_CALENDAR, "published") or []
    return sorted(map(dt.date.fromisoformat, days), reverse=True)


def upvotes_of(library: "Library", papers: Iterable[str], until: dt.date) -> dict[str, int]:
    """Most upvotes seen of each paper up to a day; papers without any are left out."""
    seen = library.attention(list(papers), until)
    counts = {name: max((a.upvotes for a in rows), default=0) for name, rows in seen.items()}
    return {name: count for name, count in counts.items() if count}


def _by_id(papers: Iterable[Paper]) -> dict[str, Paper]:
    return {paper.id: paper for paper in papers}


def _digest(
    day: dt.date, row: Mapping[str, Any], papers: Mapping[str, Paper], told: Mapping[str, Episode]
) -> Digest:
    outcome: Outcome = row["outcome"]
    return Digest(
        day=day,
        outcome=outcome,
        ranked=tuple(
            Ranked(papers[name], score, tuple(reasons)) for name, score, reasons in row["ranked"] if name in papers
        ),
        weighed=row["weighed"],
        episodes=tuple(told[name] for name in row["episodes"] if name in told),
        headlines=row["headlines"],
        alerts=tuple(
            Alert(papers[name], tuple(names), why) for name, names, why in row.get("alerts", ()) if name in papers
        ),
    )
