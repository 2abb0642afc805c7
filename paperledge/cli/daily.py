"""The day, and what is sent and shown of it."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from paperledge.cli import show
from paperledge.cli.app import DONE, IN_PART, NOTHING, the_day
from paperledge.cli.rooms import (
    fresh_index,
    guest_voice_of,
    reader_of_picked,
    settings_with,
    the_library,
    voice_of,
)
from paperledge.day import run_day
from paperledge.errors import PublishError, UsageError
from paperledge.mailing import mail_path, personal_digest
from paperledge.order import listed_papers
from paperledge.prose import plain
from paperledge.records import Digest, Episode, Reader, Skipped
from paperledge.report import DayReport
from paperledge.rooms import Rooms
from paperledge.settings import Settings


def day(*, home: Path, sample: bool, on: str | None, wishes: Mapping[str, Any], as_json: bool) -> int:
    """Run the main job and report it."""
    asked = {"episodes": wishes["episodes"], "digest": wishes["digest"]}
    settings = settings_with(home, {"day": asked, "voice": {"engine": wishes["voice"]}})
    with the_library(settings) as library, show.progress() as progress:
        rooms = Rooms(
            settings=settings,
            library=library,
            sources=_sources(settings, sample, on),
            open_voice=(lambda: voice_of(settings)) if wishes["audio"] else None,
            open_guest=lambda: guest_voice_of(settings),
            read=reader_of_picked(settings, library, online=not sample),
            send=lambda digest: send(settings, library, digest),
            progress=progress,
            today=the_day(None),
        )
        report = run_day(rooms, _day(sample, on))
    show.print_json(report_row(report)) if as_json else print_report(report, settings)
    return _code(report, settings)


def _day(sample: bool, on: str | None) -> dt.date:
    from paperledge.sources import SAMPLE_DAY

    if not sample:
        return the_day(on)
    if on is not None and the_day(on) != SAMPLE_DAY:
        raise UsageError(f"the sample is the day {SAMPLE_DAY}", next_step="leave --on or --sample out")
    return SAMPLE_DAY


def _sources(settings: Settings, sample: bool, on: str | None) -> Sequence[Any]:
    from paperledge.sources import Client, SampleSource, open_source

    if sample:
        return [SampleSource()]
    client = Client(settings.sources.contact, settings.sources.patience_s)
    # RSS holds only today's announcement; an earlier day is asked of OAI-PMH.
    past = on is not None and the_day(on) < dt.datetime.now(dt.UTC).date()
    names = ["arxiv" if past and name == "arxiv-rss" else name for name in settings.day.sources]
    return [open_source(name, settings.sources, client) for name in names]


def _code(report: DayReport, settings: Settings) -> int:
    if report.outcome == "failed":
        return NOTHING
    short = report.outcome == "new" and len(report.episodes) < min(settings.day.episodes, report.new)
    return IN_PART if report.outcome == "degraded" or short else DONE


def report_row(report: DayReport) -> dict[str, Any]:
    """The report in the form the contract fixes."""
    return {
        "date": report.date,
        "outcome": report.outcome,
        "collected": report.collected,
        "new": report.new,
        "skipped": [dataclasses.asdict(s) for s in report.skipped],
        "ranked": [
            {"id": p.paper.id, "title": p.paper.title, "score": p.score, "reasons": p.reasons}
            for p in report.ranked
        ],
        "alerts": [
            {"id": a.paper.id, "title": a.paper.title, "searches": a.searches, "why": a.why} for a in report.alerts
        ],
        "episodes": [episode_row(e) for e in report.episodes],
        "digest": report.digest,
        "feed": report.feed,
        "page": report.page,
        "failed_sources": [dataclasses.asdict(s) for s in report.failed_sources],
    }


def episode_row(episode: Episode) -> dict[str, Any]:
    """An episode in the form the contract fixes; `cut` counts, `cut_sentences` says what and why."""
    sound = episode.sound
    return {
        "id": episode.id,
        "paper": episode.papers[0],
        "papers": episode.papers,
        "title": episode.title,
        "script": episode.script_path,
        "audio": sound.path if sound else None,
        "seconds": round(sound.seconds, 2) if sound else None,
        "claims": episode.script.claims,
        "claims_bound": episode.script.claims_bound,
        "cut": len(episode.script.cut),
        "cut_sentences": [
            {"text": c.text, "reasons": c.reasons, "repaired": c.repaired} for c in episode.script.cut
        ],
    }


def print_report(report: DayReport, settings: Settings) -> None:
    """The report for people."""
    skipped = len(report.skipped)
    show.words.print(f"\n[bold]{report.date}: {report.outcome}[/] – {OUTCOMES[report.outcome]}")
    show.words.print(f"{report.collected} papers collected, {report.new} new, {skipped} skipped")
    for item in (*report.failed_sources, *report.skipped):
        show.words.print(f"  skipped {item.id}: {item.reason}", markup=False, style="yellow")
    rows = [
        (place, plain(entry.paper.title), "; ".join(entry.reasons))
        for place, entry in enumerate(report.ranked[:10], start=1)
    ]
    if rows:
        show.words.print()
        show.table("", ["#", "paper", "why"], rows)
    if report.alerts:
        show.words.print()
        found = [(", ".join(a.searches), plain(a.paper.title), a.why) for a in report.alerts]
        show.table("", ["search", "new paper", "why"], found)
    for episode in report.episodes:
        print_episode(episode, settings.home)
    if report.outcome in ("new", "degraded"):
        lies = {"feed": report.feed, "page": report.page, "mail": report.digest, "audio": "audio"}
        show.words.print()
        for name, path in lies.items():
            show.words.print(f"{name:<7} {_near(settings.home / path)}", markup=False, soft_wrap=True)
        command = f"paperledge serve --home {_near(settings.home)}"
        show.words.print(f"\nLook at it: {command}", markup=False, soft_wrap=True)


def print_episode(episode: Episode, home: Path) -> None:
    """One told paper: length, share of claims bound, what was cut and why."""
    length = (
        f"{int(episode.sound.seconds // 60)}:{int(episode.sound.seconds % 60):02d}"
        if episode.sound
        else "no sound"
    )
    bound = f"{episode.script.claims_bound} of {episode.script.claims} claims bound to the paper"
    show.words.print(f"\n[bold]▶ {length}[/]  ", end="")
    show.words.print(f"{episode.title}", markup=False)
    show.words.print(f"   {bound}; {len(episode.script.cut)} sentences cut", markup=False)
    for cut in episode.script.cut:
        why = "replaced" if cut.repaired else "cut"
        show.words.print(f"   {why}: {cut.text} ({'; '.join(cut.reasons)})", markup=False, style="dim")
    if episode.sound:
        show.words.print(f"   {_near(home / episode.sound.path)}", markup=False, soft_wrap=True)


def _near(path: Path) -> Path:
    """A path as a person in this folder would write it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


OUTCOMES = {
    "new": "there are new papers",
    "none-by-calendar": "nothing was announced today, and nothing was due",
    "none-by-filter": "there were papers, but none that is new and fits",
    "degraded": "a source did not answer; what the others gave is here",
    "failed": "no source answered; the next run asks again",
}


def publish(*, home: Path, as_json: bool) -> int:
    """Feed and pages again, from the library."""
    from paperledge.publish import publish_site

    settings = settings_with(home, {})
    with the_library(settings) as library:
        written = publish_site(settings, library)
    row = {"feed": "site/feed.xml", "page": "site/index.html", "written": written}
    if as_json:
        show.print_json(row)
    else:
        show.words.print(
            f"{written} files written; feed {home / 'site/feed.xml'}, pages {home / 'site/index.html'}"
        )
    return DONE


def mail(*, home: Path, on: str | None, dry_run: bool, to: str | None, as_json: bool) -> int:
    """The digest of a day as mail."""
    from paperledge.publish import build_mail, write_eml
    from paperledge.rank import Space

    settings = settings_with(home, {})
    with the_library(settings) as library:
        digest = kept_digest(settings, library, on)
        readers = [r for r in library.readers() if r.email and r.subscribed]
        space = Space(listed_papers(library.papers_on(digest.day)))
        personal = [
            personal_digest(library, settings, digest, space, r) for r in readers if settings.mail.smtp_host
        ]
        if to is not None:
            personal = [dataclasses.replace(digest, reader=Reader(name=to, email=to))]
        message = build_mail(personal[0] if personal and to else digest, settings)
        unsent: list[Skipped] = []
        if not dry_run:
            write_eml(message, home / mail_path(digest.day))
            if to is not None and not settings.mail.smtp_host:
                raise PublishError(
                    "no mail server is set up",
                    kept=mail_path(digest.day),
                    next_step="set mail.smtp_host in paperledge.toml",
                )
            for one in personal:
                unsent += send(settings, library, one)
    row = {
        "date": digest.day, "mail": mail_path(digest.day), "subject": str(message["Subject"]), "dry_run": dry_run,
        "to": [d.reader.email for d in personal if d.reader], "unsent": [dataclasses.asdict(s) for s in unsent],
    }  # fmt: skip
    if as_json:
        show.print_json(row)
    elif dry_run:
        to_whom = ", ".join(d.reader.email for d in personal if d.reader) or "nobody (no mail server is set up)"
        body = message.get_body(("plain",))
        show.words.print(f"To: {to_whom}\nSubject: {message['Subject']}\n", markup=False)
        show.words.print(body.get_content() if body else "", markup=False)
    else:
        show.words.print(f"written {home / mail_path(digest.day)}; sent to {len(personal) - len(unsent)} readers")
        for item in unsent:
            show.words.print(f"  {item.id}: {item.reason}", markup=False, style="yellow")
    return IN_PART if unsent else DONE


def kept_digest(settings: Settings, library: Any, on: str | None) -> Digest:
    """The digest of a day that was run; of the newest such day without a date."""
    from paperledge.publish import digest_of

    day = the_day(on) if on else library.last_step("report")
    digest = digest_of(settings, library, day) if day else None
    if digest is None:
        raise UsageError(f"the day {day or 'asked for'} has not been run", next_step="paperledge day --on DATE")
    return digest


def send(settings: Settings, library: Any, digest: Digest) -> Sequence[Skipped]:
    """Hand a reader's digest to the mail server; what could not be sent, with the reason."""
    from paperledge.publish import build_mail, send_mail

    assert digest.reader is not None
    try:
        send_mail(build_mail(digest, settings), settings.mail, settings.smtp_password, library)
    except PublishError as error:
        return [Skipped(f"mail to {digest.reader.name}", str(error))]
    return []


def serve(*, home: Path, host: str | None, port: int | None) -> int:
    """Serve the pages until stopped."""
    import uvicorn

    from paperledge.web import build_app

    settings = settings_with(home, {"web": {"host": host, "port": port}})
    with the_library(settings) as library:
        app = build_app(settings, library, fresh_index(settings, library))
        show.notes.print(
            f"paperledge at [bold]http://{settings.web.host}:{settings.web.port}/[/] (stop with Ctrl-C)"
        )
        uvicorn.run(app, host=settings.web.host, port=settings.web.port, log_level="warning")
    return DONE
