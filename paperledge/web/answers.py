"""Answers with ETag, cache rules and the headers that keep a page to itself."""

import datetime as dt
import hashlib
import json
import logging
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from paperledge.errors import PaperError, PaperledgeError, UsageError

log = logging.getLogger("paperledge.web")

_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (
        b"content-security-policy",
        _POLICY,
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
# Ask again each time: the answer is mostly 304, and nobody sees yesterday's page.
ASK_AGAIN = "no-cache"
PRIVATE = "private, no-store"
FOREVER = "public, max-age=31536000, immutable"


class StrictHeaders:
    """Adds the headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        await self.app(scope, receive, with_headers)


def words_for_people(error: PaperledgeError) -> str:
    """An error as strangers may read it: what they can act on; the rest, with its paths, goes to the log."""
    if isinstance(error, PaperError | UsageError):
        return f"{error.what[:1].upper()}{error.what[1:].rstrip('.')}."
    log.warning("%s", error)
    return "This does not work just now. Whoever runs these pages finds the reason in the log."


def etag_of(data: bytes) -> str:
    """A strong validator for these bytes."""
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'


def is_known(request: Request, etag: str, changed_at: dt.datetime | None = None) -> bool:
    """Whether the asker has this very thing already (RFC 9110, 13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    since = request.headers.get("if-modified-since")
    if since is None or changed_at is None:
        return False
    try:
        return changed_at.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def http_date(at: dt.datetime) -> str:
    """`Tue, 07 Oct 2025 05:00:00 GMT`."""
    return format_datetime(at.astimezone(dt.UTC), usegmt=True)


def answer(request: Request, data: bytes | str, kind: str, cache: str = ASK_AGAIN, **more: str) -> Response:
    """Bytes with their validator, or 304. more: further headers, underscores for hyphens."""
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    etag = etag_of(raw)
    headers = {"etag": etag, "cache-control": cache} | {k.replace("_", "-"): v for k, v in more.items()}
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(raw, media_type=kind, headers=headers)


def page(request: Request, text: str, cache: str = ASK_AGAIN) -> Response:
    """A page."""
    return answer(request, text, "text/html; charset=utf-8", cache)


def json_answer(request: Request, value: Any) -> Response:
    """Plain JSON, open to other sites' scripts."""
    text = json.dumps(value, ensure_ascii=False)
    return answer(request, text, "application/json", access_control_allow_origin="*")
