"""What a reader may do with the token from their mail: read their own order, vote, leave. No login, no cookie."""

import dataclasses
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from starlette.responses import RedirectResponse

from paperledge.publish.mail import house_token
from paperledge.publish.pages import Extra
from paperledge.records import Reader
from paperledge.web.answers import PRIVATE, json_answer, page
from paperledge.web.desk import Desk

FORM_BYTES = 8192


async def small_form(request: Request) -> dict[str, str]:
    """The fields of a form that was sent in the ordinary way. Raises HTTPException 413, 415."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("", "application/x-www-form-urlencoded"):
        raise HTTPException(415, "Send the form as application/x-www-form-urlencoded.")
    data = b""
    async for portion in request.stream():
        data += portion
        if len(data) > FORM_BYTES:
            raise HTTPException(413, "That is more than the form holds.")
    fields = parse_qs(data.decode("utf-8", "replace"), max_num_fields=20)
    return {name: values[-1] for name, values in fields.items()}


def reader_of(desk: Desk, token: str) -> Reader:
    """Whose token it is. Raises HTTPException 404."""
    reader = desk.library.reader_by_token(token)
    if reader is None:
        raise HTTPException(404, "This address belongs to nobody, or was renewed.")
    return reader


def reader_routes(desk: Desk) -> APIRouter:
    """Everything that needs a reader's token."""
    router = APIRouter()

    @router.get("/for/{token}")
    def own_day(request: Request, token: str) -> Response:
        reader = reader_of(desk, token)
        day = desk.newest()
        digest = desk.digest_for(reader, day) if day else None
        if day is None or digest is None:
            raise HTTPException(404, "There is nothing to list yet.")
        votes = dict.fromkeys(reader.liked, 1) | dict.fromkeys(reader.disliked, -1)
        extra = Extra(desk.upvotes(digest), reader.token, votes)
        return page(request, desk.pages.day(digest, desk.links, desk.around(day), extra), PRIVATE)

    @router.post("/vote")
    def vote(request: Request, form: Annotated[dict[str, str], Depends(small_form)]) -> Response:
        reader = reader_of(desk, form.get("token", ""))
        try:
            value = int(form.get("value", ""))
        except ValueError as error:
            raise HTTPException(400, "A vote is 1, 0 or -1.") from error
        desk.library.vote(reader.name, form.get("paper", ""), value)
        if "application/json" in request.headers.get("accept", ""):
            return json_answer(request, {"paper": form.get("paper", ""), "value": value})
        return RedirectResponse(f"/for/{reader.token}", status_code=303)

    return router


def leaving_routes(desk: Desk) -> APIRouter:
    """Off the list in one click (RFC 8058): GET asks and changes nothing, POST does it."""
    router = APIRouter()

    @router.get("/unsubscribe/{token}")
    def ask(request: Request, token: str) -> Response:
        if token == house_token(desk.settings):
            return page(request, desk.pages.message("Nothing to leave", _HOUSE, desk.links), PRIVATE)
        reader = reader_of(desk, token)
        text = f"{reader.email or reader.name} gets the list of {desk.settings.publish.title} by mail."
        if not reader.subscribed:
            return page(request, desk.pages.message("You have left already", _LEFT, desk.links), PRIVATE)
        return page(
            request,
            desk.pages.message("Leave the list?", text, desk.links, button="Send me no more mail"),
            PRIVATE,
        )

    @router.post("/unsubscribe/{token}")
    def leave(request: Request, token: str) -> Response:
        if token == house_token(desk.settings):
            return page(request, desk.pages.message("Nothing to leave", _HOUSE, desk.links), PRIVATE)
        reader = reader_of(desk, token)
        if reader.subscribed:
            desk.library.add_reader(dataclasses.replace(reader, subscribed=False))
        return page(request, desk.pages.message("You have left the list", _LEFT, desk.links), PRIVATE)

    return router


_LEFT = "No more mail comes to you. Your votes are kept; whoever runs this list can erase them, or bring you back."
_HOUSE = (
    "This mail was the house's own copy of the list. It went to whoever runs it, and nobody is subscribed by it."
)
