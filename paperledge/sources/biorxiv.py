"""bioRxiv and medRxiv: the preprints posted between two days.

Source: api.biorxiv.org (no key): /details/SERVER/FROM/TO/CURSOR/json. Each version of a preprint is a row.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from paperledge.errors import SourceBroken
from paperledge.records import Batch, Paper, Skipped, fold
from paperledge.settings import SourceSettings
from paperledge.sources.answers import expect_ok, json_answer
from paperledge.sources.arxiv_records import given_first, is_withdrawn, iso_day
from paperledge.sources.base import count_kept, read_place
from paperledge.sources.client import Answer, Client, TryAgain
from paperledge.sources.ids import paper_id
from paperledge.sources.limits import BIORXIV
from paperledge.sources.merging import merge_papers

# Since late 2019 the DOI tells when the preprint was received: 10.1101/2024.05.08.593085.
_DAY_IN_DOI = re.compile(r"/(20\d\d)\.([01]\d)\.([0-3]\d)\.")


class Biorxiv:
    """The source "biorxiv"."""

    name = "biorxiv"

    def __init__(self, settings: SourceSettings, client: Client) -> None:
        self._url = settings.biorxiv_url.rstrip("/")
        self._client = client

    def fetch(self, since: dt.date | None, until: dt.date | None, cursor: str) -> Iterator[Batch]:
        """The preprints (all subjects) posted on since..until; versions of one preprint make one paper.

        Raises SourceUnavailable or SourceBroken.
        """
        return count_kept(self._batches(since, until, cursor))

    def _batches(self, since: dt.date | None, until: dt.date | None, cursor: str) -> Iterator[Batch]:
        place = read_place(cursor)
        first, last = place.stretch(since, until, self._client.clock.now().date())
        start = int(place.within(first, last) or 0)
        while True:
            url = f"{self._url}/details/{self.name}/{first}/{last}/{start}/json"
            rows, total = self._client.ask(url, read_rows, budget=BIORXIV)
            if not rows and start < total:
                raise SourceBroken(f"{self.name} promised {total} rows and gave none from {start} on")
            start += len(rows)
            found = [_paper(row, self.name) for row in rows]
            complete = start >= total
            here = place.done(last) if complete else place.moved(first, last, str(start))
            yield Batch(
                self.name,
                papers=merge_papers(f for f in found if isinstance(f, Paper)),
                skipped=tuple(f for f in found if isinstance(f, Skipped)),
                cursor=here.cursor,
                last=complete,
            )
            if complete:
                return


class Medrxiv(Biorxiv):
    """The source "medrxiv": the same API, the other server."""

    name = "medrxiv"


def read_rows(answer: Answer) -> tuple[list[Any], int]:
    """The rows of a page, and how many there are in all. Raises TryAgain for anything else."""
    expect_ok(answer)
    page = json_answer(answer)
    try:
        said, rows = page["messages"][0], page.get("collection", [])
        status = str(said["status"])
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise TryAgain("sent JSON of an unknown form") from error
    if status.lower().startswith("no posts"):
        return [], 0
    if status != "ok" or not isinstance(rows, list):
        raise TryAgain(f"answered {status!r}")
    total = str(said.get("total", len(rows)))
    return rows, int(total) if total.isdigit() else len(rows)


def _paper(row: Any, server: str) -> Paper | Skipped:
    if not isinstance(row, Mapping):
        return Skipped(f"{server} row", "not a record")
    identity = paper_id(str(row.get("doi") or ""))
    title = fold(str(row.get("title") or ""))
    if identity is None or not title:
        return Skipped(str(row.get("doi") or title or f"{server} row"), "no DOI" if title else "no title")
    doi = identity.removeprefix("doi:")
    abstract = fold(str(row.get("abstract") or ""))
    version = int(row["version"]) if str(row.get("version", "")).isdigit() else 1
    posted = iso_day(str(row.get("date") or ""))
    page = f"https://www.{server}.org/content/{doi}v{version}"
    return Paper(
        id=identity,
        title=title,
        abstract=abstract,
        authors=tuple(given_first(n) for n in str(row.get("authors") or "").split(";") if n.strip()),
        date=posted if version == 1 else _day_in_doi(doi),
        categories=(category,) if (category := fold(str(row.get("category") or ""))) else (),
        links={"abs": page, "pdf": f"{page}.full.pdf"},
        announced_on=posted,
        updated_on=posted if version > 1 else None,
        version=version,
        withdrawn=title.upper().startswith("WITHDRAWN") or is_withdrawn("", abstract),
        announce_type="new" if version == 1 else "replace",
        venue=server,
        doi=doi,
        licence=str(row.get("license") or ""),
        source=server,
    )


def _day_in_doi(doi: str) -> dt.date | None:
    found = _DAY_IN_DOI.search(doi)
    return iso_day("-".join(found.groups())) if found else None
