"""Collect, import, search, rank."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from paperledge.cli import show
from paperledge.cli.app import DONE, IN_PART, NOTHING, a_day, the_day
from paperledge.cli.rooms import find_document, fresh_index, settings_with, the_library
from paperledge.errors import PaperError, SourceError, UsageError
from paperledge.order import listed_papers, order_papers
from paperledge.prose import plain
from paperledge.records import Document, Paper, Skipped, to_json

CHUNK = 2000  # papers kept in one transaction: a killed import loses at most these


def collect(*, home: Path, sources: list[str], since: str | None, until: str | None, as_json: bool) -> int:
    """Ask each source; one that fails does not stop the next."""
    from paperledge.sources import Client, open_source

    settings = settings_with(home, {})
    client = Client(settings.sources.contact, settings.sources.patience_s)
    opened = [open_source(name, settings.sources, client) for name in sources or settings.day.sources]
    rows, failed = [], 0
    with the_library(settings) as library, show.progress() as progress:
        for source in opened:
            progress.step(f"collect {source.name}")
            row: dict[str, Any] = {"source": source.name, "collected": 0, "new": 0, "skipped": [], "error": None}
            try:
                for batch in source.fetch(a_day(since), a_day(until), library.cursor(source.name)):
                    added = library.add_batch(batch)
                    row["collected"] += len(batch.papers)
                    row["new"] += len(added.new)
                    row["skipped"] += to_json(batch.skipped)
                    progress.advance(f"{row['collected']} papers")
            except SourceError as error:
                row["error"], failed = str(error), failed + 1
            rows.append(row)
        progress.step("index")
        fresh_index(settings, library)
    if as_json:
        show.print_json(rows)
    else:
        for row in rows:
            show.words.print(f"{row['source']}: {row['collected']} collected, {row['new']} new", markup=False)
            _print_skipped([*map(_skipped, row["skipped"])], row["error"])
    return NOTHING if failed == len(rows) else IN_PART if failed or any(r["skipped"] for r in rows) else DONE


def _skipped(row: dict[str, str]) -> Skipped:
    return Skipped(row["id"], row["reason"])


def _print_skipped(skipped: Sequence[Skipped], error: str | None = None) -> None:
    for item in skipped[:20]:
        show.words.print(f"  skipped {item.id}: {item.reason}", markup=False, style="yellow")
    if len(skipped) > 20:
        show.words.print(f"  and {len(skipped) - 20} more", style="yellow")
    if error:
        show.words.print(f"  {error}", markup=False, style="red")


def import_files(*, home: Path, paths: list[Path], as_json: bool) -> int:
    """Papers from files and folders into library and index."""
    settings = settings_with(home, {})
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise UsageError(f"there is no {missing[0]}", kept="nothing was imported", next_step="check the path")
    found, new, changed, skipped = 0, 0, 0, list[Skipped]()
    with the_library(settings) as library, show.progress() as progress:
        progress.step("import")
        for chunk in _chunks(_items(paths, skipped)):
            added = library.add_papers([item.paper if isinstance(item, Document) else item for item in chunk])
            for item in chunk:
                if isinstance(item, Document):
                    library.add_document(item)
            found, new, changed = found + len(chunk), new + len(added.new), changed + len(added.changed)
            progress.advance(f"{found} papers")
        progress.step("index")
        fresh_index(settings, library)
    row = {
        "papers": found,
        "new": new,
        "changed": changed,
        "same": found - new - changed,
        "skipped": to_json(skipped),
    }
    if as_json:
        show.print_json(row)
    else:
        show.words.print(f"{found} papers read: {new} new, {changed} changed, {len(skipped)} skipped")
        _print_skipped(skipped)
    return NOTHING if not found else IN_PART if skipped else DONE


def _items(paths: Sequence[Path], skipped: list[Skipped]) -> Iterator[Paper | Document]:
    from paperledge.sources import read_file

    for path in paths:
        for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
            try:
                for item in read_file(file):
                    if isinstance(item, Skipped):
                        skipped.append(item)
                    else:
                        yield item
            except PaperError as error:
                skipped.append(Skipped(str(file), str(error)))


def _chunks(items: Iterator[Paper | Document]) -> Iterator[list[Paper | Document]]:
    chunk: list[Paper | Document] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def search(
    *, home: Path, query: str, n: int, like: list[str], since: str | None, until: str | None, as_json: bool
) -> int:
    """Hits by words and meaning, or papers like others."""
    if not query.strip() and not like:
        raise UsageError("nothing to search for", next_step='paperledge search "your words", or --like PAPER')
    settings = settings_with(home, {})
    with the_library(settings) as library:
        index = fresh_index(settings, library)
        if like:
            hits = index.like([find_document(text, library).paper for text in like], n)
        else:
            hits = index.search(query, n, since=a_day(since), until=a_day(until))
            if meant := index.did_you_mean(query):
                show.notes.print(f"did you mean: {meant}", markup=False)
        papers = {p.id: p for p in library.papers([hit.paper for hit in hits])}
    rows = [_hit_row(hit, papers[hit.paper]) for hit in hits if hit.paper in papers]
    if as_json:
        show.print_json(rows)
    elif rows:
        show.table("", ["paper", "title", "why"], [(r["id"], plain(r["title"]), r["why"]) for r in rows])
    else:
        show.words.print("Nothing found. Fewer or other words may help; `paperledge collect` brings more papers.")
    return DONE


def _hit_row(hit: Any, paper: Paper) -> dict[str, Any]:
    return {
        "id": paper.id,
        "title": paper.title,
        "score": hit.score,
        "why": hit.why,
        "date": paper.date,
        "authors": paper.authors,
        "categories": paper.categories,
    }


def rank(*, home: Path, on: str | None, reader: str | None, n: int | None, as_json: bool) -> int:
    """A day's papers in order."""
    settings = settings_with(home, {})
    with the_library(settings) as library:
        day = the_day(on) if on else _newest(library)
        papers = listed_papers(library.papers_on(day))
        if not papers:
            raise UsageError(f"there are no papers of {day}", next_step=f"paperledge collect, or day --on {day}")
        ranked = order_papers(library, settings, day, papers, library.reader(reader) if reader else None)[:n]
    rows = [
        {
            "id": r.paper.id,
            "title": r.paper.title,
            "score": r.score,
            "why": "; ".join(r.reasons),
            "reasons": r.reasons,
        }
        for r in ranked
    ]
    if as_json:
        show.print_json(rows)
    else:
        show.table(
            str(day),
            ["#", "paper", "title", "why"],
            [(i, r["id"], plain(str(r["title"])), r["why"]) for i, r in enumerate(rows, 1)],
        )
    return DONE


def _newest(library: Any) -> dt.date:
    days = library.days(1)
    if not days:
        raise UsageError("the library is empty", next_step="paperledge day --sample, or paperledge collect")
    newest: dt.date = days[0][0]
    return newest
