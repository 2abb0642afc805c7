"""Sound by byte ranges (RFC 9110, 14): players seek by asking for parts of the file."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from paperledge.web.answers import FOREVER, http_date, is_known

_RANGE = re.compile(r"\s*(\d*)\s*-\s*(\d*)\s*")
_AT_ONCE = 512 * 1024  # bytes; more is streamed
_PORTION = 256 * 1024


@dataclass(frozen=True, slots=True)
class SoundFile:
    """A file as it is offered."""

    path: Path
    media_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes start to end, end not included."""

    start: int
    end: int


class Unsatisfiable(Exception):
    """No byte that was asked for exists."""


def read_ranges(text: str, size: int) -> list[Span] | None:
    """What a Range header asks of a file of `size` bytes, in order; None where the header is to be ignored.

    Raises Unsatisfiable when every range lies past the end.
    """
    unit, _, rest = text.partition("=")
    if unit.strip().lower() != "bytes":
        return None
    spans = []
    for piece in rest.split(","):
        match = _RANGE.fullmatch(piece)
        if match is None or (not match[1] and not match[2]):
            return None
        if match[1] and match[2] and int(match[1]) > int(match[2]):
            return None
        spans.append(_span(match[1], match[2], size))
    found = [span for span in spans if span is not None]
    if not found:
        raise Unsatisfiable
    return found


def _span(first: str, last: str, size: int) -> Span | None:
    if not first:
        length = int(last)
        return Span(max(0, size - length), size) if length and size else None
    start = int(first)
    return Span(start, min(size, int(last) + 1 if last else size)) if start < size else None


def send_sound(request: Request, file: SoundFile) -> Response:
    """The whole file, the part asked for, 304 or 416. Several ranges at once get the whole (RFC 9110, 14.2)."""
    stat = file.path.stat()
    changed_at = dt.datetime.fromtimestamp(int(stat.st_mtime), dt.UTC)
    headers = {
        "accept-ranges": "bytes",
        "etag": file.etag,
        "last-modified": http_date(changed_at),
        "cache-control": FOREVER,
        "access-control-allow-origin": "*",
    }
    if is_known(request, file.etag, changed_at):
        return Response(status_code=304, headers=headers)
    try:
        spans = _asked(request, file, stat.st_size, headers["last-modified"])
    except Unsatisfiable:
        return Response(status_code=416, headers=headers | {"content-range": f"bytes */{stat.st_size}"})
    if spans is not None and len(spans) == 1:
        span = spans[0]
        headers["content-range"] = f"bytes {span.start}-{span.end - 1}/{stat.st_size}"
        return _send(request, file, span, 206, headers)
    return _send(request, file, Span(0, stat.st_size), 200, headers)


def _asked(request: Request, file: SoundFile, size: int, changed: str) -> list[Span] | None:
    text = request.headers.get("range")
    # Range has a meaning for GET alone.
    if text is None or request.method != "GET":
        return None
    condition = request.headers.get("if-range")
    if condition is not None and condition.strip() not in (file.etag, changed):
        return None
    return read_ranges(text, size)


def _send(request: Request, file: SoundFile, span: Span, status: int, headers: dict[str, str]) -> Response:
    length = span.end - span.start
    headers["content-length"] = str(length)
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=file.media_type)
    if length <= _AT_ONCE:
        body = b"".join(_read(file.path, span))
        return Response(body, status_code=status, headers=headers, media_type=file.media_type)
    return StreamingResponse(
        _read(file.path, span), status_code=status, headers=headers, media_type=file.media_type
    )


def _read(path: Path, span: Span) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(span.start)
        left = span.end - span.start
        while left and (data := file.read(min(_PORTION, left))):
            left -= len(data)
            yield data
