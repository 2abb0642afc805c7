"""RIS, the form in which reference managers hand over lists: one paper a record."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from paperledge.records import Paper, Skipped, fold
from paperledge.sources.arxiv_records import given_first
from paperledge.sources.files.opening import decode
from paperledge.sources.ids import arxiv_links, paper_id


def papers_from_ris(data: bytes, name: str) -> Iterator[Paper | Skipped]:
    """Each record's paper. Records are parsed alone, so that a broken one costs only itself."""
    import rispy

    text = decode(data).replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    for number, record in enumerate(re.split(r"(?m)^(?=TY  - )", text)[1:], 1):
        place = f"{name}#{number}"
        try:
            rows = rispy.loads(record if re.search(r"(?m)^ER  -", record) else record.rstrip() + "\nER  - \n")
        except (OSError, ValueError, KeyError, TypeError) as error:
            yield Skipped(place, f"the record cannot be read: {error}")
            continue
        yield _paper(rows[0], place) if rows else Skipped(place, "the record is empty")


def _paper(row: Mapping[str, Any], place: str) -> Paper | Skipped:
    title = fold(str(row.get("title") or row.get("primary_title") or ""))
    if not title:
        return Skipped(place, "no title")
    urls = [fold(str(u)) for u in row.get("urls") or () if u]
    doi = fold(str(row.get("doi") or "")).lower()
    names = [doi, *urls, str(row.get("accession_number") or ""), str(row.get("number") or "")]
    identity = next((found for n in names if n and (found := paper_id(n))), None)
    identity = identity or f"ris:{re.sub(r'[^a-z0-9]+', '-', title.lower()).strip('-')[:60]}"
    return Paper(
        id=identity,
        title=title,
        abstract=fold(str(row.get("abstract") or row.get("notes_abstract") or "")),
        authors=tuple(given_first(str(n)) for n in row.get("authors") or row.get("first_authors") or () if n),
        date=_day(row),
        links=_links(identity, urls),
        venue=fold(str(row.get("journal_name") or row.get("secondary_title") or "")),
        doi=doi,
        source="file",
    )


def _links(identity: str, urls: list[str]) -> dict[str, str]:
    if identity.startswith("arxiv:"):
        return arxiv_links(identity.removeprefix("arxiv:"))
    return {"abs": urls[0]} if urls and urls[0].startswith(("https://", "http://")) else {}


def _day(row: Mapping[str, Any]) -> dt.date | None:
    """From "2015/03/12/", where month and day may be missing."""
    told = str(row.get("date") or row.get("publication_year") or row.get("year") or "")
    numbers = [int(n) for n in re.findall(r"\d+", told)[:3]]
    if not numbers or not 1000 <= numbers[0] <= 9999:
        return None
    year, month, day = (*numbers, 1, 1)[:3] if len(numbers) < 2 else (*numbers, 1)[:3]
    try:
        return dt.date(year, month, day)
    except ValueError:
        return dt.date(year, 1, 1)
