"""The main job: collect, keep, index, rank, choose, write, check, speak, publish, mail, report.

Read `run_day` first; each line leads into one room. Every step is recorded when it is done, so a run that is
killed goes on where it stopped, and a run with nothing new to do ends at once and changes nothing.
"""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from paperledge.alerts import find_alerts, mark_alerts, with_alerts
from paperledge.disk import hold_home, sweep_drafts
from paperledge.errors import PaperError, ScriptError, SourceError, UsageError, VoiceError
from paperledge.mailing import mail_day
from paperledge.order import listed_papers, order_papers
from paperledge.records import Digest, Episode, Outcome, Paper, Ranked, Skipped
from paperledge.report import DayReport, Found, finished_report, record_report
from paperledge.rooms import Rooms
from paperledge.tell import tell_paper

if TYPE_CHECKING:
    from paperledge.sources import Source


def run_day(rooms: Rooms, day: dt.date) -> DayReport:
    """The whole day. Raises PaperledgeError only when nothing could be done at all."""
    with hold_home(rooms.settings.home):
        sweep_drafts(rooms.settings.home)
        found = collect_day(rooms, day)
        if (done := finished_report(rooms, day, found)) is not None:
            return done
        index_new(rooms)
        ranked = rank_day(rooms, day, found.new)
        episodes, failures = tell_day(rooms, day, ranked)
        alerts, deaf = find_alerts(rooms, day)
        digest = build_digest(rooms, day, outcome_of(found, day), ranked, episodes)
        digest = with_alerts(digest, alerts)
        publish_day(rooms, digest)
        mark_alerts(rooms.library, day, alerts)
        unsent = mail_day(rooms, digest, ranked)
        return record_report(rooms, digest, found, (*failures, *deaf, *unsent))


def collect_day(rooms: Rooms, day: dt.date) -> Found:
    """Ask every source that has not yet given this day; keep each answer as it comes."""
    skipped: list[Skipped] = []
    failed: list[Skipped] = []
    for source in rooms.sources:
        try:
            skipped += collect_source(rooms, source, day)
        except SourceError as error:
            failed.append(Skipped(source.name, str(error)))
    papers = rooms.library.papers_on(day)
    seen = rooms.library.shown("", "page", before=day)
    new = tuple(p for p in listed_papers(papers) if p.id not in seen)
    skipped += [Skipped(p.id, "withdrawn by its authors") for p in papers if p.withdrawn]
    return Found(tuple(papers), new, tuple(skipped), tuple(failed))


def collect_source(rooms: Rooms, source: "Source", day: dt.date) -> list[Skipped]:
    """One source's papers of the day into the library. A killed harvest goes on at its cursor."""
    name = f"collect:{source.name}"
    done = rooms.library.step(day, name)
    if done is not None:
        return [Skipped(**row) for row in done]
    rooms.progress.step(f"collect {source.name}")
    skipped: dict[str, str] = {}
    gave = False
    for batch in source.fetch(day, day, rooms.library.cursor(source.name)):
        gave = gave or bool(batch.papers or batch.attention)
        skipped |= {item.id: item.reason for item in batch.skipped}
        rooms.library.add_batch(batch)
        rooms.progress.advance(f"{len(batch.papers)} papers")
    rows = [{"id": key, "reason": reason} for key, reason in skipped.items()]
    # A source that had nothing yet is asked again later in the day; one that gave is not.
    if gave or day < rooms.today:
        rooms.library.record_step(day, name, rows)
    return [Skipped(**row) for row in rows]


def index_new(rooms: Rooms) -> None:
    """Make everything the library has gained searchable."""
    from paperledge.search import Index

    rooms.progress.step("index")
    added = Index(rooms.settings.home / "index").follow(rooms.library)
    rooms.progress.advance(f"{added} papers")


def rank_day(rooms: Rooms, day: dt.date, papers: Sequence[Paper]) -> list[Ranked]:
    """The day's papers in the order of the page."""
    rooms.progress.step("rank", len(papers))
    name = rooms.settings.day.reader
    return order_papers(rooms.library, rooms.settings, day, papers, rooms.library.reader(name) if name else None)


def tell_day(rooms: Rooms, day: dt.date, ranked: Sequence[Ranked]) -> tuple[list[Episode], list[Skipped]]:
    """Episodes of the best papers; a paper that cannot be told is named and the next one takes its place."""
    told: list[Episode] = []
    failures: list[Skipped] = []
    before = rooms.library.shown("", "episode", before=day)
    wanted = rooms.settings.day.episodes
    for place in ranked:
        if len(told) == wanted:
            break
        if place.paper.id in before:
            continue
        try:
            episode = tell_ranked(rooms, day, place.paper, failures)
        except (VoiceError, UsageError) as error:
            # Without a voice or a writer no other paper fares better; list, page and mail still come.
            failures.append(Skipped(place.paper.id, str(error)))
            break
        if episode is not None:
            told.append(episode)
    rooms.library.mark_shown("", [e.papers[0] for e in told], day, "episode")
    return told, failures


def tell_ranked(rooms: Rooms, day: dt.date, paper: Paper, failures: list[Skipped]) -> Episode | None:
    """One paper's episode, once; None (and a line in failures) when the paper itself stands in the way."""
    step = f"tell:{paper.id}"
    done = rooms.library.step(day, step)
    if done is not None and "failed" in done:
        failures.append(Skipped(paper.id, done["failed"]))
        return None
    if done is not None and (done["sound"] or rooms.open_voice is None):
        return rooms.library.episode(done["episode"])
    try:
        episode = tell_paper(rooms, rooms.read(paper), day)
    except (PaperError, ScriptError) as error:
        rooms.library.record_step(day, step, {"failed": str(error)})
        failures.append(Skipped(paper.id, str(error)))
        return None
    rooms.library.add_episode(episode)
    rooms.library.record_step(day, step, {"episode": episode.id, "sound": episode.sound is not None})
    return episode


def outcome_of(found: Found, day: dt.date) -> Outcome:
    """The one word that explains a day, silence included."""
    from paperledge.sources.calendar import expects_announcement

    if found.failed:
        return "degraded" if found.papers else "failed"
    if found.new:
        return "new"
    if found.papers or expects_announcement(day):
        return "none-by-filter"
    return "none-by-calendar"


def build_digest(
    rooms: Rooms, day: dt.date, outcome: Outcome, ranked: Sequence[Ranked], episodes: Sequence[Episode]
) -> Digest:
    """The day's list for everybody: the best papers, each with its point in a sentence."""
    from paperledge.story import headline

    best = tuple(ranked[: rooms.settings.day.digest])
    return Digest(
        day=day,
        outcome=outcome,
        ranked=best,
        weighed=len(ranked),
        episodes=tuple(episodes),
        headlines={place.paper.id: headline(place.paper) for place in best},
    )


def publish_day(rooms: Rooms, digest: Digest) -> None:
    """Feed and pages, built whole and swapped in."""
    from paperledge.publish import publish_site

    rooms.progress.step("publish")
    publish_site(rooms.settings, rooms.library, digest)
    rooms.library.mark_shown("", [place.paper.id for place in digest.ranked], digest.day, "page")
