"""Hugging Face's Daily Papers: which papers a community picked on a day, and what it made of them.

Source: huggingface.co/docs/hub/api. `date` is the day of the *list*, not arXiv's; counts are as of the asking.
"""

import ast
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

from paperledge.errors import SourceBroken
from paperledge.records import Attention, Batch, Paper, Skipped, fold
from paperledge.settings import SourceSettings
from paperledge.sources.answers import expect_ok, json_answer
from paperledge.sources.arxiv_records import is_withdrawn, iso_day
from paperledge.sources.base import Place, count_kept, read_place
from paperledge.sources.client import Answer, Client, TryAgain
from paperledge.sources.ids import arxiv_links, paper_id
from paperledge.sources.limits import DAILY_PAPERS
from paperledge.sources.merging import merge_papers

_DAY = dt.timedelta(days=1)
_PAGE = 100  # the most it gives at once


class DailyPapers:
    """The source "daily-papers"."""

    name = "daily-papers"

    def __init__(self, settings: SourceSettings, client: Client) -> None:
        self._url = settings.daily_papers_url.rstrip("/")
        self._client = client

    def fetch(self, since: dt.date | None, until: dt.date | None, cursor: str) -> Iterator[Batch]:
        """The lists of since..until, a batch per page. An empty list is no error: weekends have none.

        Without dates the last day that was asked for comes again, as its votes go on. Raises SourceUnavailable,
        SourceBroken.
        """
        return count_kept(self._batches(since, until, cursor))

    def paper(self, name: str) -> tuple[Paper, Attention] | None:
        """One paper and its votes by arXiv id ("2405.15738"); None where Daily Papers does not know it."""
        answer = self._client.get(f"{self._url}/papers/{name}", budget=DAILY_PAPERS)
        if answer.status == 404:
            return None
        expect_ok(answer)
        row = json_answer(answer)
        found = self._read({"paper": row}, None)
        if isinstance(found, Skipped):
            raise SourceBroken(f"Daily Papers gave {found.id} in a form we cannot read: {found.reason}")
        return found

    def _batches(self, since: dt.date | None, until: dt.date | None, cursor: str) -> Iterator[Batch]:
        place = read_place(cursor)
        first, last = place.stretch(since, until, self._client.clock.now().date())
        day = max(first, iso_day(place.within(first, last)) or first)
        while day <= last:
            url, following = f"{self._url}/daily_papers?date={day}&limit={_PAGE}", day + _DAY
            asked = set()
            while url:
                asked.add(url)
                rows, url = self._client.ask(url, read_list, budget=DAILY_PAPERS)
                if url in asked:
                    raise SourceBroken(f"Daily Papers' list of {day} leads back to a page we have had")
                # A list that was broken off is asked for from its beginning: votes have moved its pages.
                here = place.moved(first, last, str(day if url else following))
                complete = day == last and not url
                yield self._batch(rows, day, place.done(last) if complete else here, complete)
            day = following

    def _batch(self, rows: list[Any], day: dt.date, place: Place, last: bool) -> Batch:
        found = [self._read(row, day) for row in rows]
        pairs = [f for f in found if not isinstance(f, Skipped)]
        return Batch(
            self.name,
            papers=merge_papers(paper for paper, _ in pairs),
            attention=tuple({seen.paper: seen for _, seen in pairs}.values()),
            skipped=tuple(f for f in found if isinstance(f, Skipped)),
            cursor=place.cursor,
            last=last,
        )

    def _read(self, row: Any, listed_on: dt.date | None) -> tuple[Paper, Attention] | Skipped:
        item = _unquoted(row)
        if not isinstance(item, Mapping) or not isinstance(item.get("paper"), Mapping):
            return Skipped(f"item of the list of {listed_on}", f"cannot be read: {str(row)[:60]!r}")
        paper = item["paper"]
        identity = paper_id(str(paper.get("id") or ""))
        title = fold(str(paper.get("title") or item.get("title") or ""))
        if identity is None or not title:
            return Skipped(str(paper.get("id") or title or "item"), "no arXiv id" if title else "no title")
        seen = Attention(
            paper=identity,
            seen_on=self._client.clock.now().date(),
            upvotes=_number(paper.get("upvotes")),
            comments=_number(item.get("numComments")),
            stars=_number(paper.get("githubStars")),
        )
        return _paper(paper, item, identity, listed_on), seen


def read_list(answer: Answer) -> tuple[list[Any], str]:
    """The items of a page, and the address of the next one or "". Raises TryAgain for anything else."""
    expect_ok(answer)
    rows = json_answer(answer)
    if not isinstance(rows, list):
        raise TryAgain(f"sent JSON of an unknown form: {json.dumps(rows)[:60]}")
    # The end of a list may still name a next page, which is empty.
    return rows, answer.next_url if rows else ""


def _paper(paper: Mapping[str, Any], item: Mapping[str, Any], identity: str, listed_on: dt.date | None) -> Paper:
    abstract = fold(str(paper.get("summary") or item.get("summary") or ""))
    links = arxiv_links(identity.removeprefix("arxiv:")) if identity.startswith("arxiv:") else {}
    elsewhere = {"code": paper.get("githubRepo"), "project": paper.get("projectPage")}
    links |= {key: str(value) for key, value in elsewhere.items() if _is_web(value)}
    return Paper(
        id=identity,
        title=title if (title := fold(str(paper.get("title") or ""))) else fold(str(item.get("title") or "")),
        abstract=abstract,
        authors=tuple(_names(paper.get("authors"))),
        date=iso_day(str(paper.get("publishedAt") or "")),
        links=links,
        announced_on=listed_on,
        withdrawn=is_withdrawn("", abstract),
        source="daily-papers",
    )


def _names(authors: Any) -> Iterator[str]:
    for author in authors if isinstance(authors, list) else ():
        name = fold(str(author.get("name") or "")) if isinstance(author, Mapping) else ""
        if name and not author.get("hidden"):
            yield name


def _unquoted(row: Any) -> Any:
    """An item as it was meant: the list of 2024-12-11 was stored with its items as quoted Python literals."""
    if not isinstance(row, str) or len(row) > 200_000:
        return row
    try:
        return ast.literal_eval(row)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return row


def _number(value: Any) -> int:
    return max(0, value) if isinstance(value, int) else 0


def _is_web(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("https://", "http://"))
