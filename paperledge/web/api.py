"""The same as JSON."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from paperledge.publish.pages import Asked
from paperledge.publish.views import view_paper
from paperledge.records import Episode, to_json
from paperledge.web.answers import json_answer
from paperledge.web.desk import Desk
from paperledge.web.people import find, read_day

MOST = 100


def api_routes(desk: Desk) -> APIRouter:
    """GET of days, papers and searches."""
    router = APIRouter(prefix="/api")

    @router.get("/day/{text}")
    def day(request: Request, text: str) -> Response:
        wanted = read_day(text)
        digest = desk.digest(wanted)
        if digest is None:
            raise HTTPException(404, f"Nothing is known of {wanted}.")
        upvotes = desk.upvotes(digest)
        ranked = [
            {
                "id": r.paper.id, "title": r.paper.title, "score": r.score, "reasons": list(r.reasons),
                "headline": digest.headlines.get(r.paper.id, ""), "upvotes": upvotes.get(r.paper.id, 0),
                "authors": list(r.paper.authors), "links": dict(view_paper(r.paper).links),
            }
            for r in digest.ranked
        ]  # fmt: skip
        told = [describe_episode(desk, e) for e in digest.episodes]
        row = {"date": wanted.isoformat(), "outcome": digest.outcome, "weighed": digest.weighed}
        return json_answer(request, row | {"ranked": ranked, "episodes": told})

    @router.get("/paper/{name:path}")
    def paper(request: Request, name: str) -> Response:
        found = desk.paper(name)
        told = [describe_episode(desk, e) for e in desk.told_about(found)]
        return json_answer(request, to_json(found) | {"episodes": told})

    @router.get("/search")
    def search(request: Request) -> Response:
        values = {name: request.query_params.get(name, "").strip()[:1000] for name in Asked.__slots__}
        count = request.query_params.get("n", "10")
        if not (count.isascii() and count.isdigit() and 1 <= int(count) <= MOST):
            raise HTTPException(400, f"n is {count!r}; wanted 1 to {MOST}.")
        hits, _ = find(desk, Asked(**values), int(count))
        return json_answer(
            request, [{"id": h.paper, "title": h.title, "score": h.score, "why": h.why} for h in hits]
        )

    return router


def describe_episode(desk: Desk, episode: Episode) -> dict[str, Any]:
    """An episode in a line of JSON."""
    sound = episode.sound
    return {
        "id": episode.id, "papers": list(episode.papers), "title": episode.title,
        "page": desk.links.episode(episode.id), "audio": desk.links.audio(episode),
        "seconds": sound.seconds if sound else None, "claims": episode.script.claims,
        "claims_bound": episode.script.claims_bound, "cut": len(episode.script.cut),
    }  # fmt: skip
