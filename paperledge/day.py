"""The main job: collect, keep, index, rank, choose, write, check, speak, publish, mail, report.

Read `run_day` first; each line leads into one room. Every step is recorded when it is done, so a run that is
killed goes on where it stopped, and a run with nothing new to do ends at once and changes nothing.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from paperledge.disk import sweep_drafts
from paperledge.errors import LibraryError, PaperError, ScriptError, SourceError, VoiceError
from paperledge.records import Digest, Document, Episode, Outcome, Paper, Ranked, Reader, Skipped
from paperledge.settings import Settings

if TYPE_CHECKING:
    from paperledge.library import Library
    from paperledge.rank import Space
    from paperledge.sources import Source
    from paperledge.voice import Voice


class Progress(Protocol):
    """Where the steps of a day are told as they happen."""

    def step(self, name: str, total: int | None = None) -> None:
        """A step begins; total: how many things it will do, where that is known."""

    def advance(self, note: str = "") -> None:
        """One of them is done."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """Everything a day works with; passed in, so that a test can pass its own."""

    settings: Settings
    library: "Library"
    sources: "Sequence[Source]"
    open_voice: "Callable[[], Voice] | None"  # None: tell without audio
    read: Callable[[Paper], Document]  # a picked paper -> the most of it that may be read
    send: Callable[[Digest], Sequence[Skipped]]  # hands a reader's digest to the mail server, where one is set up
    progress: Progress
    today: dt.date


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


@dataclass(frozen=True, slots=True)
class Found:
    """What the sources gave for a day."""

    papers: tuple[Paper, ...]
    new: tuple[Paper, ...]  # not shown on an earlier day
    skipped: tuple[Skipped, ...]
    failed: tuple[Skipped, ...]  # sources that gave nothing, and why


def run_day(rooms: Rooms, day: dt.date) -> DayReport:
    """The whole day. Raises PaperledgeError only when nothing could be done at all."""
    with one_run_at_a_time(rooms.settings):
        sweep_drafts(rooms.settings.home)
        found = collect_day(rooms, day)
        if (done := finished_report(rooms, day, found)) is not None:
            return done
        index_new(rooms)
        ranked = rank_day(rooms, day, found.new)
        episodes, failures = tell_day(rooms, day, ranked)
        outcome = outcome_of(found, day)
        digest = build_digest(rooms, day, outcome, ranked, episodes)
        publish_day(rooms, digest)
        unsent = mail_day(rooms, digest, ranked)
        return record_report(rooms, digest, found, (*failures, *unsent))


@contextmanager
def one_run_at_a_time(settings: Settings) -> Iterator[None]:
    """Holds the home for this run. Raises LibraryError when another run holds it."""
    import filelock

    settings.home.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(settings.home / "day.lock", timeout=0)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise LibraryError(
            f"another run is at work in {settings.home}",
            kept="everything it has done so far",
            next_step="wait for it to end; this run changed nothing",
        ) from error
    try:
        yield
    finally:
        lock.release()


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
    )


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


def listed_papers(papers: Sequence[Paper]) -> list[Paper]:
    """Those of a day's papers that a list may name: withdrawn ones and mere replacements are not news."""
    return [p for p in papers if not p.withdrawn and "replace" not in p.announce_type]


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
        except VoiceError as error:
            # Without a voice no other paper fares better; list, page and mail still come.
            failures.append(Skipped(place.paper.id, str(error)))
            break
        if episode is not None:
            told.append(episode)
    rooms.library.mark_shown("", [e.papers[0] for e in told], day, "episode")
    return told, failures


def tell_ranked(rooms: Rooms, day: dt.date, paper: Paper, failures: list[Skipped]) -> Episode | None:
    """One paper's episode, once; None (and a line in failures) when the paper itself stands in the way."""
    from paperledge.tell import tell_paper

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


def mail_day(rooms: Rooms, digest: Digest, ranked: Sequence[Ranked]) -> list[Skipped]:
    """The day's mail as a file, and to each reader what fits their taste and was not sent before."""
    from paperledge.publish import build_mail, write_eml

    rooms.progress.step("mail")
    write_eml(build_mail(digest, rooms.settings), rooms.settings.home / mail_path(digest.day))
    if not rooms.settings.mail.smtp_host:
        return []
    from paperledge.rank import Space

    unsent: list[Skipped] = []
    space = Space([place.paper for place in ranked])
    for reader in rooms.library.readers():
        if reader.email and reader.subscribed:
            unsent += mail_reader(rooms, digest, space, reader)
            rooms.progress.advance(reader.name)
    return unsent


def mail_reader(rooms: Rooms, digest: Digest, space: "Space", reader: Reader) -> Sequence[Skipped]:
    """One reader's own digest, sent once; what was sent is remembered."""
    if rooms.library.step(digest.day, f"mail:{reader.name}") is not None:
        return []
    personal = personal_digest(rooms.library, rooms.settings, digest, space, reader)
    unsent = rooms.send(personal)
    if not unsent:
        sent = [place.paper.id for place in personal.ranked]
        rooms.library.mark_shown(reader.name, sent, digest.day, "mail")
        rooms.library.record_step(digest.day, f"mail:{reader.name}", {"papers": len(sent)})
    return unsent


def personal_digest(
    library: "Library", settings: Settings, digest: Digest, space: "Space", reader: Reader
) -> Digest:
    """A reader's digest: their categories, their taste, nothing they were sent on an earlier day."""
    from paperledge.story import headline

    sent = library.shown(reader.name, "mail", before=digest.day)
    wanted = set(reader.categories)
    fitting = {
        p.id for p in space.papers if p.id not in sent and (not wanted or wanted.intersection(p.categories))
    }
    # Enough of the best that those left out leave a full digest.
    top = reader.digest_papers + len(space.papers) - len(fitting)
    ranked = order_papers(library, settings, digest.day, space, reader, top=top)
    best = tuple(place for place in ranked if place.paper.id in fitting)[: reader.digest_papers]
    lines = {p.paper.id: digest.headlines.get(p.paper.id) or headline(p.paper) for p in best}
    return dataclasses.replace(digest, ranked=best, weighed=len(fitting), reader=reader, headlines=lines)


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
    )
    if not found.failed:
        rooms.library.record_step(digest.day, "report", _report_row(rooms, found, report))
    return report


def mail_path(day: dt.date) -> str:
    """Where a day's mail lies, relative to the home."""
    return f"mail/{day}.eml"


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
