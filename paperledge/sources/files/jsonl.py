"""Papers one a line: our own JSONL, and arXiv's metadata snapshot, which is told by its fields."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from paperledge.records import Paper, Skipped, fold, paper_from_json
from paperledge.sources.arxiv_records import (
    first_doi,
    is_withdrawn,
    iso_day,
    mail_day,
    readable_name,
    split_authors,
)
from paperledge.sources.ids import arxiv_links, paper_id

# A paper's record is a few kilobytes; a line above this is no record, and is passed over unparsed.
LONGEST_LINE = 4_000_000


def papers_from_lines(stream: BinaryIO, path: Path, after: int = 0) -> Iterator[Paper | Skipped]:
    """Each line's paper; a line that is none comes as Skipped with its number, and the rest goes on.

    after: how many of them to pass over; these are not even parsed.
    """
    held = ((number, line) for number, line in _lines(stream) if line is None or line.strip(b"\x00 \t\r\n"))
    for number, line in islice(held, after, None):
        name = f"{path.name}:{number}"
        if line is None:
            yield Skipped(name, f"the line is longer than {LONGEST_LINE // 1_000_000} MB")
        else:
            yield paper_from_line(line, name)


def paper_from_line(line: bytes, name: str) -> Paper | Skipped:
    """One line's paper, or why there is none; `name` says where it stands."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Skipped(name, f"not JSON: {error}")
    return paper_from_row(row, name)


def paper_from_row(row: Any, name: str) -> Paper | Skipped:
    """A paper from one JSON object of either form."""
    if not isinstance(row, Mapping):
        return Skipped(name, "not a JSON object")
    missing = [key for key in ("id", "title") if not fold(str(row.get(key) or ""))]
    if missing:
        return Skipped(name, f"no {' and no '.join(missing)}")
    try:
        return _from_snapshot(row) if "authors_parsed" in row or "update_date" in row else _from_ours(row)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return Skipped(name, f"a field cannot be read: {error}")


def _from_ours(row: Mapping[str, Any]) -> Paper:
    wanted = {**row, "id": paper_id(str(row["id"])) or fold(str(row["id"])), "source": row.get("source") or "file"}
    return paper_from_json(wanted)


def _from_snapshot(row: Mapping[str, Any]) -> Paper:
    identity = paper_id(str(row["id"])) or f"arxiv:{row['id']}"
    versions = row.get("versions") or []
    days = [day for v in versions if (day := mail_day(str(v.get("created", ""))))]
    comment, abstract = fold(str(row.get("comments") or "")), fold(str(row.get("abstract") or ""))
    return Paper(
        id=identity,
        title=fold(str(row["title"])),
        abstract=abstract,
        authors=_authors(row),
        date=days[0] if days else None,
        categories=tuple(str(row.get("categories") or "").split()),
        links=arxiv_links(identity.removeprefix("arxiv:")),
        updated_on=days[-1] if len(days) > 1 else iso_day(str(row.get("update_date") or "")),
        version=len(versions) or 1,
        withdrawn=is_withdrawn(comment, abstract),
        comment=comment,
        venue=fold(str(row.get("journal-ref") or "")),
        doi=first_doi(str(row.get("doi") or "")),
        licence=str(row.get("license") or ""),
        source="file",
    )


def _authors(row: Mapping[str, Any]) -> tuple[str, ...]:
    parsed = row.get("authors_parsed")
    if not parsed:
        return split_authors(str(row.get("authors") or ""))
    names = (" ".join(filter(None, (given, family, suffix))) for family, given, suffix, *_ in parsed)
    return tuple(readable_name(n) for n in names if n)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        whole: bytes | None = line
        while len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            line, whole = stream.readline(LONGEST_LINE), None
        yield number, whole
