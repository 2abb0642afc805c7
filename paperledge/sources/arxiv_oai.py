"""arXiv's bulk door, OAI-PMH: everything that changed since last time, page by page, resumable.

Source: info.arxiv.org/help/oa; openarchives.org/OAI/2.0/openarchivesprotocol.htm. Datestamps are days of last
*modification*; resumption tokens expire daily; a page holds about 1,300 records.
"""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from paperledge.errors import SourceBroken, UsageError
from paperledge.records import Batch, Paper, Skipped
from paperledge.settings import SourceSettings
from paperledge.sources.answers import expect_ok, xml_answer
from paperledge.sources.arxiv_records import iso_day, paper_from_oai_record
from paperledge.sources.base import USUAL_DAYS, count_kept
from paperledge.sources.calendar import expects_announcement
from paperledge.sources.client import Answer, Client, TryAgain
from paperledge.sources.limits import ARXIV
from paperledge.sources.merging import merge_papers

_PHYSICS = frozenset(
    "astro-ph cond-mat gr-qc hep-ex hep-lat hep-ph hep-th math-ph nlin nucl-ex nucl-th physics quant-ph".split()
)
_DAY = dt.timedelta(days=1)
# A record so much younger than its paper was touched for another reason than being announced.
_LONGEST_HOLD = dt.timedelta(days=10)


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a harvest has come; its JSON form is the cursor."""

    next: str = ""  # where the next harvest starts: arXiv's own date when this one began
    since: str = ""
    until: str = ""  # "": open
    sets: tuple[str, ...] = ()  # still to be done, the first one at `token`; empty: the harvest is complete
    token: str = ""

    @property
    def complete(self) -> bool:
        return not self.sets

    def covers(self, since: str, until: str) -> bool:
        return self.since <= since and (not self.until or (until != "" and until <= self.until))


@dataclass(frozen=True, slots=True)
class Page:
    """One answer to ListRecords."""

    papers: tuple[Paper, ...]
    skipped: tuple[Skipped, ...]
    token: str
    answered_on: str  # the server's date
    error: str = ""  # its OAI-PMH error code


class ArxivOai:
    """The source "arxiv"."""

    name = "arxiv"

    def __init__(self, settings: SourceSettings, client: Client) -> None:
        self._url = settings.arxiv_oai_url
        self._sets = tuple(dict.fromkeys(map(set_of, settings.categories))) or ("",)
        self._client = client

    def fetch(self, since: dt.date | None, until: dt.date | None, cursor: str) -> Iterator[Batch]:
        """Everything modified on since..until, and whatever an earlier harvest has left undone before it.

        A paper is dated to a listing (`announced_on`) when its record is as young as the paper. Deleted records
        come as skipped. Raises SourceUnavailable, SourceBroken; UsageError where since is after until.
        """
        if since and until and since > until:
            raise UsageError(f"since {since} is after until {until}")
        return count_kept(self._batches(since, until, _place(cursor)))

    def _batches(self, since: dt.date | None, until: dt.date | None, place: _Place) -> Iterator[Batch]:
        today = self._client.clock.now().date()
        first = min(filter(None, (since.isoformat() if since else "", place.next)), default="")
        first = first or (today - USUAL_DAYS * _DAY).isoformat()
        # Without `until` nothing is lost that changes while we ask; arXiv recommends it.
        last = until.isoformat() if until and until < today else ""
        if not place.complete:
            enough = place.covers(first, last)
            for batch in self._round(place):
                place = _place(batch.cursor)
                yield dataclasses.replace(batch, last=batch.last and enough)
            if enough:
                return
        yield from self._round(_Place(place.next, first, last, self._sets))

    def _round(self, place: _Place) -> Iterator[Batch]:
        """Every set from the place on; papers that several sets hold come once."""
        seen: set[str] = set()
        restarted = ""
        while not place.complete:
            page = self._page(place)
            if page.error == "badResumptionToken" and place.token and restarted != place.sets[0]:
                restarted = place.sets[0]
                place = dataclasses.replace(place, token="")
                continue
            if page.error:
                raise SourceBroken(
                    f"arXiv's OAI-PMH answered {page.error} for {place.sets[0] or 'all sets'}",
                    next_step="check sources.categories; or `paperledge collect arxiv --since DATE` to begin anew",
                )
            if page.token and page.token == place.token:
                raise SourceBroken(f"arXiv's OAI-PMH gave the same page twice ({place.sets[0]})")
            place = _after(place, page)
            fresh = tuple(p for p in merge_papers(page.papers) if p.id not in seen)
            if len(self._sets) > 1:
                seen.update(p.id for p in fresh)
            cursor = _cursor(place)
            yield Batch(self.name, fresh, skipped=page.skipped, cursor=cursor, last=place.complete)

    def _page(self, place: _Place) -> Page:
        if place.token:
            params = {"verb": "ListRecords", "resumptionToken": place.token}
        else:
            asked = {"from": place.since, "until": place.until, "set": place.sets[0]}
            params = {"verb": "ListRecords", "metadataPrefix": "arXiv"} | {k: v for k, v in asked.items() if v}
        return self._client.ask(self._url, read_page, params, budget=ARXIV)


def set_of(category: str) -> str:
    """The OAI-PMH set of a category or archive: "cs.AI" -> "cs:cs:AI", "hep-th" -> "physics:hep-th"."""
    archive, _, subject = category.partition(".")
    group = "physics" if archive in _PHYSICS else archive
    return ":".join(filter(None, (group, archive, subject)))


def read_page(answer: Answer) -> Page:
    """One page of ListRecords. Raises TryAgain for anything else; an OAI-PMH error is told in `error`."""
    expect_ok(answer)
    root = xml_answer(answer)
    if etree.QName(root).localname != "OAI-PMH":
        raise TryAgain(f"sent <{etree.QName(root).localname}> where OAI-PMH was due")
    answered_on = (root.findtext("{*}responseDate") or "")[:10]
    error = root.find("{*}error")
    if error is not None:
        code = error.get("code", "an error without a code")
        return Page((), (), "", answered_on, "" if code == "noRecordsMatch" else code)
    records = root.find("{*}ListRecords")
    if records is None:
        raise TryAgain("sent OAI-PMH without records or error")
    found = [_dated(record) for record in records.iterchildren("{*}record")]
    return Page(
        papers=tuple(f for f in found if isinstance(f, Paper)),
        skipped=tuple(f for f in found if isinstance(f, Skipped)),
        token=(records.findtext("{*}resumptionToken") or "").strip(),
        answered_on=answered_on,
    )


def _dated(record: etree._Element) -> Paper | Skipped:
    paper = paper_from_oai_record(record)
    if isinstance(paper, Skipped):
        return paper
    stamp = iso_day(record.findtext("{*}header/{*}datestamp") or "")
    if paper.updated_on:
        return dataclasses.replace(paper, announce_type="replace")
    if stamp and paper.date and stamp - paper.date <= _LONGEST_HOLD:
        listing = next(day for k in range(15) if expects_announcement(day := stamp + k * _DAY))
        return dataclasses.replace(paper, announced_on=listing, announce_type="new")
    return paper


def _after(place: _Place, page: Page) -> _Place:
    sets = place.sets if page.token else place.sets[1:]
    if sets:
        return dataclasses.replace(place, sets=sets, token=page.token)
    # What changed on the server's own day may change again: that day is asked for again next time.
    reached = page.answered_on
    if place.until:
        reached = min(filter(None, (reached, _day_after(place.until))))
    return _Place(next=max(place.next, reached), since=place.since, until=place.until)


def _day_after(day: str) -> str:
    return (dt.date.fromisoformat(day) + _DAY).isoformat()


def _cursor(place: _Place) -> str:
    return json.dumps(dataclasses.asdict(place), sort_keys=True)


def _place(cursor: str) -> _Place:
    """Raises SourceBroken for a cursor that is not ours."""
    if not cursor:
        return _Place()
    try:
        row = json.loads(cursor)
        return _Place(**{**row, "sets": tuple(row["sets"])})
    except (ValueError, TypeError, KeyError) as error:
        raise SourceBroken(
            f"the stored place in arXiv's archive cannot be read: {cursor[:80]!r}",
            next_step="`paperledge collect arxiv --since DATE` with an emptied cursor",
        ) from error
