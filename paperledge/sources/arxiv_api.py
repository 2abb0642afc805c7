"""arXiv's search API (Atom): papers by id, by query, or by the listing they came in.

Source: info.arxiv.org/help/api/user-manual.html. At most 2,000 entries a page and 30,000 a query; results change
once a day; an error is a feed with one entry titled "Error"; a page may come empty although more is promised.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from paperledge.errors import SourceBroken, UsageError
from paperledge.records import Batch, Paper, Skipped, fold
from paperledge.settings import SourceSettings
from paperledge.sources.answers import xml_answer
from paperledge.sources.arxiv_records import paper_from_atom_entry
from paperledge.sources.base import count_kept, read_place
from paperledge.sources.calendar import expects_announcement, newest_listing, submission_window
from paperledge.sources.client import Answer, Client, TryAgain
from paperledge.sources.ids import paper_id
from paperledge.sources.limits import ARXIV
from paperledge.sources.merging import merge_papers

PAGE = 500
MOST = 30_000
IDS_AT_ONCE = 100
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: its papers, how many there are in all, and what it complains of."""

    papers: tuple[Paper, ...]
    skipped: tuple[Skipped, ...]
    entries: int
    total: int
    error: str = ""


class ArxivApi:
    """The source "arxiv-api"."""

    name = "arxiv-api"

    def __init__(self, settings: SourceSettings, client: Client) -> None:
        self._url = settings.arxiv_api_url
        self._categories = settings.categories
        self._client = client

    def fetch(self, since: dt.date | None, until: dt.date | None, cursor: str) -> Iterator[Batch]:
        """The papers of each listing of since..until, by the time they were submitted.

        A paper that moderators held back has an older submission time and is missed here; the source "arxiv"
        has it. Raises SourceUnavailable or SourceBroken.
        """
        return count_kept(self._listings(since, until, cursor))

    def search(self, query: str, most: int = 100) -> Iterator[Batch]:
        """Papers for a query in arXiv's own language ("ti:attention AND cat:cs.CL"), best first.

        Raises UsageError for an empty query, SourceBroken for one that arXiv refuses.
        """
        if not query.strip():
            raise UsageError(
                "an empty query", next_step='try "cat:cs.CL", "ti:attention" or "all:protein folding"'
            )
        return count_kept(self._pages(query, most=most, start=0))

    def by_ids(self, names: Sequence[str]) -> Iterator[Batch]:
        """The papers of these ids or addresses; unknown and malformed ones come as skipped."""
        return count_kept(self._by_ids(names))

    def _listings(self, since: dt.date | None, until: dt.date | None, cursor: str) -> Iterator[Batch]:
        place = read_place(cursor)
        first, last = place.stretch(since, until, newest_listing(self._client.clock.now()))
        day, start = first, 0
        if at := place.within(first, last):
            reached, _, entries = at.partition(" ")
            day, start = dt.date.fromisoformat(reached), int(entries)
        days = [d for k in range((last - day).days + 1) if expects_announcement(d := day + k * _DAY)]
        if not days:
            yield Batch(self.name, cursor=place.done(last).cursor, last=True)
        for number, day in enumerate(days, start=1):
            for batch in self._pages(self._query_of(day), most=MOST, start=start):
                complete = batch.last and number == len(days)
                here = f"{days[number]} 0" if batch.last and not complete else f"{day} {batch.cursor}"
                papers = tuple(dataclasses.replace(p, announced_on=day, announce_type="new") for p in batch.papers)
                after = place.done(last) if complete else place.moved(first, last, here)
                yield dataclasses.replace(batch, papers=papers, cursor=after.cursor, last=complete)
            start = 0

    def _query_of(self, day: dt.date) -> str:
        start, end = (f"{moment:%Y%m%d%H%M}" for moment in submission_window(day))
        categories = " OR ".join(f"cat:{c}" for c in self._categories)
        return f"({categories}) AND submittedDate:[{start} TO {end}]"

    def _pages(self, query: str, *, most: int, start: int) -> Iterator[Batch]:
        # Best first is arXiv's own order; by date, a page does not shift under us.
        order = "submittedDate" if "submittedDate:" in query else "relevance"
        direction = "ascending" if order == "submittedDate" else "descending"
        while True:
            size = min(PAGE, most - start)
            params = {"search_query": query, "sortBy": order, "sortOrder": direction}
            page = self._ask(params | {"start": str(start), "max_results": str(size)})
            if page.error:
                raise SourceBroken(f"arXiv's API refused the query {query!r}: {page.error}")
            start += page.entries
            last = start >= min(page.total, most)
            skipped = page.skipped
            if last and page.total > most == MOST:
                skipped += (
                    Skipped(query, f"arXiv ends at {MOST} of {page.total} papers; ask for fewer categories"),
                )
            yield Batch(self.name, page.papers, skipped=skipped, cursor=str(start), last=last)
            if last:
                return

    def _by_ids(self, names: Sequence[str]) -> Iterator[Batch]:
        wanted = {name: paper_id(name) for name in names}
        bad = tuple(Skipped(n, "no arXiv id") for n, i in wanted.items() if not (i or "").startswith("arxiv:"))
        good = list(
            dict.fromkeys(i.removeprefix("arxiv:") for i in wanted.values() if i and i.startswith("arxiv:"))
        )
        chunks = [good[k : k + IDS_AT_ONCE] for k in range(0, len(good), IDS_AT_ONCE)] or [[]]
        for number, chunk in enumerate(chunks, start=1):
            papers, skipped = self._chunk(chunk) if chunk else ((), ())
            skipped = (*(bad if number == 1 else ()), *skipped)
            yield Batch(self.name, papers, skipped=skipped, cursor="", last=number == len(chunks))

    def _chunk(self, names: list[str]) -> tuple[tuple[Paper, ...], tuple[Skipped, ...]]:
        """One id_list; a name that arXiv will not take is left out and the rest asked for again."""
        refused: list[Skipped] = []
        left = list(names)
        while left:
            # Without max_results the answer ends after ten, whatever the list.
            page = self._ask({"id_list": ",".join(left), "max_results": str(len(left))})
            if not page.error:
                known = {p.id for p in page.papers}
                lost = [n for n in left if f"arxiv:{n}" not in known]
                missing = [Skipped(f"arxiv:{n}", "arXiv does not know it") for n in lost]
                return page.papers, (*refused, *page.skipped, *missing)
            culprit = next((n for n in left if n in page.error), None)
            if culprit is None:
                raise SourceBroken(f"arXiv's API refused a list of {len(left)} ids: {page.error}")
            refused.append(Skipped(f"arxiv:{culprit}", page.error))
            left.remove(culprit)
        return (), tuple(refused)

    def _ask(self, params: dict[str, str]) -> Page:
        expected = int(params.get("start", "0"))

        def read(answer: Answer) -> Page:
            page = read_page(answer)
            if not page.error and "search_query" in params and not page.entries and page.total > expected:
                raise TryAgain(f"promised {page.total} papers and gave none from {expected} on")
            return page

        return self._client.ask(self._url, read, params, budget=ARXIV)


def read_page(answer: Answer) -> Page:
    """One Atom page; arXiv's error entry is told in `error`. Raises TryAgain for anything else."""
    root = xml_answer(answer)
    if etree.QName(root).localname != "feed":
        raise TryAgain(f"answered {answer.status}: sent <{etree.QName(root).localname}> where Atom was due")
    entries = list(root.iterchildren("{*}entry"))
    if len(entries) == 1 and "/api/errors" in (entries[0].findtext("{*}id") or ""):
        return Page((), (), 0, 0, error=fold(entries[0].findtext("{*}summary") or "an error without words"))
    if answer.status >= 400:
        raise SourceBroken(f"{answer.url} answered {answer.status}", next_step="check sources.arxiv_api_url")
    found = [paper_from_atom_entry(entry) for entry in entries]
    total = (root.findtext("{*}totalResults") or "").strip()
    return Page(
        papers=merge_papers(f for f in found if isinstance(f, Paper)),
        skipped=tuple(f for f in found if isinstance(f, Skipped)),
        entries=len(entries),
        total=int(total) if total.isdigit() else len(entries),
    )
