"""Pages for people: days, papers, episodes, search."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request, Response

from paperledge.errors import PaperError, SearchError, UsageError
from paperledge.prose import plain
from paperledge.publish.pages import Around, Asked, DayRow, Extra, HitView
from paperledge.publish.views import view_paper
from paperledge.web.answers import page, words_for_people
from paperledge.web.desk import FRESH_S, Desk

if TYPE_CHECKING:
    from paperledge.search import Hit

HITS = 20


def people_routes(desk: Desk) -> APIRouter:
    """GET and HEAD of every page."""
    router = APIRouter()
    get = router.api_route

    @get("/", methods=["GET", "HEAD"])
    def home(request: Request) -> Response:
        day = desk.newest()
        if day is None:
            return page(request, desk.pages.days([], desk.links))
        return page(request, desk.memory.get(("page", day), FRESH_S, lambda: day_page(desk, day)))

    @get("/day/{text}", methods=["GET", "HEAD"])
    @get("/day/{text}/", methods=["GET", "HEAD"], include_in_schema=False)
    def day(request: Request, text: str) -> Response:
        wanted = read_day(text)
        return page(request, desk.memory.get(("page", wanted), FRESH_S, lambda: day_page(desk, wanted)))

    @get("/days", methods=["GET", "HEAD"])
    @get("/days/", methods=["GET", "HEAD"], include_in_schema=False)
    def days(request: Request) -> Response:
        return page(request, desk.memory.get("days page", FRESH_S, lambda: days_page(desk)))

    @get("/paper/{name:path}", methods=["GET", "HEAD"])
    def paper(request: Request, name: str) -> Response:
        return page(request, desk.memory.get(("paper", name), FRESH_S, lambda: paper_page(desk, name)))

    @get("/episode/{name}", methods=["GET", "HEAD"])
    @get("/episode/{name}/", methods=["GET", "HEAD"], include_in_schema=False)
    def episode(request: Request, name: str) -> Response:
        return page(request, desk.memory.get(("episode page", name), FRESH_S, lambda: episode_page(desk, name)))

    @get("/search", methods=["GET", "HEAD"])
    @get("/search/", methods=["GET", "HEAD"], include_in_schema=False)
    def search(request: Request) -> Response:
        asked = Asked(**{name: request.query_params.get(name, "").strip()[:1000] for name in Asked.__slots__})
        return page(request, search_page(desk, asked))

    return router


def read_day(text: str) -> dt.date:
    """A date of an address. Raises HTTPException 404."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise HTTPException(404, f"“{text}” is no day; a day is written like 2025-10-07.") from error


def day_page(desk: Desk, day: dt.date) -> str:
    """A day's page. Raises HTTPException 404 for a day of which nothing is known."""
    digest = desk.digest(day)
    if digest is None:
        raise HTTPException(404, f"Nothing is known of {day}.")
    around = desk.around(day)
    newest = Around(around.before, None) if day == desk.newest() else around
    return desk.pages.day(digest, desk.links, newest, Extra(upvotes=desk.upvotes(digest)))


def days_page(desk: Desk) -> str:
    """All days, each with its number of papers."""
    counts = dict(desk.library.days(400))
    days = sorted({*counts, *desk.days()[:400]}, reverse=True)
    rows = [DayRow(day, f"{counts.get(day, 0):,} papers" if counts.get(day) else "no new papers") for day in days]
    return desk.pages.days(rows, desk.links)


def paper_page(desk: Desk, name: str) -> str:
    """A paper's page. Raises PaperError."""
    paper = desk.paper(name)
    seen = desk.library.attention([paper.id], dt.date.max).get(paper.id, ())
    upvotes = max((a.upvotes for a in seen), default=0)
    told = desk.told_about(paper)
    return desk.pages.paper(paper, desk.links, told, headline=desk.headline(paper), upvotes=upvotes)


def episode_page(desk: Desk, name: str) -> str:
    """An episode's page. Raises PaperError."""
    episode = desk.episode(name)
    return desk.pages.episode(episode, desk.library.papers(episode.papers), desk.links)


def search_page(desk: Desk, asked: Asked) -> str:
    """What was found, or why nothing could be."""
    try:
        hits, better = find(desk, asked, HITS)
    except (UsageError, PaperError, SearchError) as error:
        return desk.pages.search(desk.links, asked, problem=words_for_people(error))
    liked = view_paper(desk.paper(asked.like)) if asked.like else None
    return desk.pages.search(desk.links, asked, hits=view_hits(desk, hits), liked=liked, better=better)


def find(desk: Desk, asked: Asked, count: int) -> "tuple[list[Hit], str]":
    """Hits for a question, or papers like one; and the question with its typing errors put right."""
    if asked.like and not asked.q:
        return desk.index.like([desk.paper(asked.like).id], count), ""
    if not asked.q and not asked.filtered:
        return [], ""
    hits = desk.index.search(
        asked.q,
        count,
        since=_limit(asked.since, "From day"),
        until=_limit(asked.until, "To day"),
        categories=[c for c in asked.category.replace(",", " ").split() if c],
        author=asked.author,
    )
    return hits, desk.index.did_you_mean(asked.q) if asked.q else ""


def _limit(text: str, name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"“{name}” is {text!r}, which is no day", next_step="write it like 2025-10-07") from error


def view_hits(desk: Desk, hits: "Sequence[Hit]") -> list[HitView]:
    """Hits with their papers; one question to the library for all."""
    papers = {p.id: p for p in desk.library.papers([hit.paper for hit in hits])}
    return [
        HitView(
            view_paper(papers[hit.paper]),
            "words: " + ", ".join(hit.words[:8]) if hit.words else "",
            plain(hit.sentence),
        )
        for hit in hits
        if hit.paper in papers
    ]


def nearest(desk: Desk, path: str) -> list[tuple[str, str]]:
    """Pages that may have been meant by an address: (name, address)."""
    part, _, name = path.strip("/").partition("/")
    if part in ("day", "episode"):
        return _near_days(desk, name[:10])
    if part == "paper" and name:
        try:
            hits = desk.index.search(name.replace("/", " "), 3)
        except (SearchError, UsageError):
            return []
        return [(plain(hit.title), desk.links.paper(hit.paper)) for hit in hits]
    return [
        ("The newest day", desk.links.home),
        ("Search", f"{desk.links.search}?{urlencode({'q': name or part})}"),
    ]


def _near_days(desk: Desk, text: str) -> list[tuple[str, str]]:
    try:
        wanted = dt.date.fromisoformat(text)
    except ValueError:
        days = desk.days()[:3]
    else:
        days = sorted(desk.days(), key=lambda day: abs(day - wanted))[:3]
    return [(f"{day:%A}, {day.day} {day:%B %Y}", desk.links.day(day)) for day in sorted(days, reverse=True)]
