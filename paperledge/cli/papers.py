"""Collect, import, search, rank."""

import datetime as dt
from pathlib import Path
from typing import Any

from paperledge.cli import show
from paperledge.cli.app import DONE, IN_PART, NOTHING, a_day, the_day
from paperledge.cli.rooms import find_document, fresh_index, settings_with, the_library
from paperledge.errors import SourceError, UsageError
from paperledge.order import listed_papers, order_papers
from paperledge.prose import plain
from paperledge.records import Paper, Skipped, to_json


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
            show.skipped([*map(_skipped, row["skipped"])], len(row["skipped"]))
            if row["error"]:
                show.words.print(f"  {row['error']}", markup=False, style="red")
    return NOTHING if failed == len(rows) else IN_PART if failed or any(r["skipped"] for r in rows) else DONE


def _skipped(row: dict[str, str]) -> Skipped:
    return Skipped(row["id"], row["reason"])


def search(
    *,
    home: Path,
    query: str,
    n: int,
    like: list[str],
    less: list[str],
    closely: bool,
    since: str | None,
    until: str | None,
    as_json: bool,
) -> int:
    """Hits by words and meaning, or papers like others."""
    if less and not like:
        raise UsageError("--less needs --like", next_step="name a paper to be like, or use -word against a word")
    if closely and not like:
        raise UsageError("--closely needs --like", next_step="name a paper to be like")
    if not query.strip() and not like:
        raise UsageError("nothing to search for", next_step='paperledge search "your words", or --like PAPER')
    settings = settings_with(home, {})
    with the_library(settings) as library:
        index = fresh_index(settings, library, closely=closely)
        if like:
            wanted, unwanted = ([find_document(text, library).paper for text in some] for some in (like, less))
            hits = index.like(wanted, n, unwanted, within=query, since=a_day(since), until=a_day(until))
        else:
            hits = index.search(query, n, since=a_day(since), until=a_day(until))
            if meant := index.did_you_mean(query):
                show.notes.print(f"did you mean: {meant}", markup=False)
        papers = {p.id: p for p in library.papers([hit.paper for hit in hits])}
    rows = [_hit_row(hit, papers[hit.paper]) for hit in hits if hit.paper in papers]
    if as_json:
        show.print_json(rows)
    elif rows:
        show.table("", ["paper", "title", "why"], [(r["id"], plain(r["title"]), plain(r["why"])) for r in rows])
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
