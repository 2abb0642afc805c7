"""The pages as a program that answers. `build_app` puts the routes together and turns errors into words."""

from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

from paperledge.errors import LibraryError, PaperError, PaperledgeError, SearchError, UsageError
from paperledge.settings import Settings
from paperledge.web.answers import HEADERS, StrictHeaders, words_for_people
from paperledge.web.api import api_routes
from paperledge.web.desk import Desk
from paperledge.web.files import episode_routes, file_routes
from paperledge.web.people import nearest, people_routes
from paperledge.web.readers import leaving_routes, reader_routes

if TYPE_CHECKING:
    from paperledge.library import Library
    from paperledge.search import Index

TITLES = {
    400: "That cannot be answered", 404: "Not found", 405: "Not that way", 413: "Too much at once",
    415: "Not in that form", 503: "Not just now",
}  # fmt: skip


def build_app(settings: Settings, library: "Library", index: "Index") -> FastAPI:
    """The web application over an open library and index; both stay the caller's to close."""
    desk = Desk(settings, library, index)
    app = FastAPI(title=settings.publish.title, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(StrictHeaders)
    for routes in (people_routes, file_routes, episode_routes, reader_routes, leaving_routes, api_routes):
        app.include_router(routes(desk))

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return explain(desk, request, error.status_code, str(error.detail))

    @app.exception_handler(PaperledgeError)
    def failed(request: Request, error: Exception) -> Response:
        assert isinstance(error, PaperledgeError)
        return explain(desk, request, status_of(error), words_for_people(error))

    @app.exception_handler(Exception)
    def broken(request: Request, _: Exception) -> Response:
        # The framework logs the error; this answer leaves without passing StrictHeaders.
        answer = explain(desk, request, 500, "This page could not be made. The reason stands in the log.")
        answer.raw_headers.extend(HEADERS)
        return answer

    return app


def status_of(error: Exception) -> int:
    """The HTTP status that says who can do something about an error."""
    if isinstance(error, PaperError):
        return 404
    if isinstance(error, UsageError):
        return 400
    return 503 if isinstance(error, LibraryError | SearchError) else 500


def explain(desk: Desk, request: Request, status: int, words: str) -> Response:
    """An error as a page for people, as JSON under /api."""
    headers = {"cache-control": "no-store"}
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": words}, status, headers)
    near = nearest(desk, request.url.path) if status == 404 else []
    title = TITLES.get(status, "Something went wrong")
    return HTMLResponse(desk.pages.message(title, words, desk.links, near=near), status, headers)
