"""What must hold of the files a feed points to, where they lie at hand."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree

from paperledge.publish.feedrules_item import link_of, seconds_of
from paperledge.publish.findings import (
    APPLE,
    CHAPTERS,
    OURS,
    PODCAST_NS,
    RSS,
    WEBVTT,
    Level,
    all_of,
    attribute,
    text_of,
)

_CUE = re.compile(r"(?:(\d+):)?(\d\d):(\d\d)\.(\d{3}) --> (?:(\d+):)?(\d\d):(\d\d)\.(\d{3})")
LINE_CHARACTERS = 65
Fault = tuple[str, Level, str, str]  # rule, level, what, source


class Shelf:
    """The files of a site by their addresses. base: the address of the folder, with a slash at its end."""

    def __init__(self, folder: Path, base: str) -> None:
        self.folder, self.base = folder, base

    def knows(self, url: str | None) -> bool:
        """Whether an address belongs to this site at all."""
        return bool(url) and str(url).startswith(self.base)

    def path(self, url: str) -> Path | None:
        """The file of an address; None when there is none inside the folder."""
        path = (self.folder / unquote(url.removeprefix(self.base))).resolve()
        return path if path.is_file() and path.is_relative_to(self.folder.resolve()) else None


def channel_files(channel: etree._Element, shelf: Shelf) -> Iterator[Fault]:
    """The channel's picture."""
    url = attribute(channel, "itunes:image", "href")
    if not shelf.knows(url):
        return
    path = shelf.path(str(url))
    if path is None:
        yield "F01", "error", f"no file for {url}", APPLE
        return
    yield from (("F02", "error", what, APPLE) for what in _picture(path))


def _picture(path: Path) -> Iterator[str]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as picture:
            size, mode, kind = picture.size, picture.mode, picture.format
    except (UnidentifiedImageError, OSError):
        yield f"{path.name} is no picture"
        return
    if size[0] != size[1] or not 1400 <= size[0] <= 3000:
        yield f"{size[0]} x {size[1]} pixels; wanted a square of 1,400 to 3,000"
    if mode != "RGB" or kind not in ("JPEG", "PNG"):
        yield f"{kind} {mode}; wanted a JPEG or PNG in RGB"


def item_files(item: etree._Element, shelf: Shelf) -> Iterator[Fault]:
    """An item's sound, transcripts and chapters."""
    yield from _sound(item, shelf)
    seconds = seconds_of(text_of(item, "itunes:duration"))
    for node in all_of(item, "podcast:transcript"):
        url = node.get("url")
        if not shelf.knows(url):
            continue
        path = shelf.path(str(url))
        if path is None:
            yield "F06", "error", f"no file for {url}", PODCAST_NS
        elif node.get("type") == "text/vtt":
            yield from _vtt(path.read_text("utf-8", "replace"), seconds)
        elif node.get("type") == "application/json":
            yield from _transcript(path.read_bytes())
    for node in all_of(item, "podcast:chapters"):
        if shelf.knows(node.get("url")):
            yield from _chapters(shelf.path(str(node.get("url"))), seconds)


def _sound(item: etree._Element, shelf: Shelf) -> Iterator[Fault]:
    url = link_of(item)
    if not shelf.knows(url):
        return
    path = shelf.path(url)
    if path is None:
        yield "F03", "error", f"no file for {url}", RSS
        return
    size, length = path.stat().st_size, attribute(item, "enclosure", "length")
    if str(size) != length:
        yield "F04", "error", f"length says {length}, the file has {size} bytes", RSS
    with path.open("rb") as file:
        head = file.read(3)
    if path.suffix == ".mp3" and head != b"ID3" and not (head[:1] == b"\xff" and head[1:2] >= b"\xe0"):
        yield "F05", "error", f"{path.name} does not begin like an MP3", APPLE


def _vtt(text: str, seconds: int | None) -> Iterator[Fault]:
    if not re.match(r"\ufeff?WEBVTT(?:[ \t\n]|$)", text):
        yield "F07", "error", "does not begin with WEBVTT", WEBVTT
    ends = [_seconds(match.groups()[4:]) for match in _CUE.finditer(text)]
    starts = [_seconds(match.groups()[:4]) for match in _CUE.finditer(text)]
    if not ends:
        yield "F08", "error", "no cue in it", WEBVTT
        return
    if starts != sorted(starts) or any(e <= s for s, e in zip(starts, ends, strict=True)):
        yield "F09", "error", "cues stand out of order or end before they begin", WEBVTT
    if seconds and ends[-1] > seconds + 1:
        yield "F10", "error", f"the last cue ends at {ends[-1]:.1f} s of {seconds} s", OURS
    lines = [re.sub(r"<[^>]*>", "", line) for line in text.split("\n") if "-->" not in line]
    if longest := [
        line for line in lines if len(line.replace("&amp;", "&").replace("&lt;", "<")) > LINE_CHARACTERS
    ]:
        yield "F11", "advice", f"{len(longest)} lines longer than {LINE_CHARACTERS} characters", APPLE


def _seconds(groups: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, milli = (int(g or 0) for g in groups)
    return hours * 3600 + minutes * 60 + seconds + milli / 1000


def _transcript(data: bytes) -> Iterator[Fault]:
    body = _json(data)
    segments = body.get("segments") if isinstance(body, dict) else None
    if not isinstance(segments, list) or not segments:
        yield "F12", "error", "no segments in the JSON transcript", PODCAST_NS
        return
    if any(not isinstance(s, dict) or "startTime" not in s or "body" not in s for s in segments):
        yield "F13", "error", "a segment without startTime or body", PODCAST_NS


def _chapters(path: Path | None, seconds: int | None) -> Iterator[Fault]:
    if path is None:
        yield "F14", "error", "no file of chapters", PODCAST_NS
        return
    body = _json(path.read_bytes())
    rows = body.get("chapters") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(rows, list) or "version" not in body:
        yield "F15", "error", "no version or no chapters in it", CHAPTERS
        return
    given = [row.get("startTime") for row in rows if isinstance(row, dict)]
    starts = [float(s) for s in given if isinstance(s, int | float) and s >= 0]
    if len(starts) != len(rows):
        yield "F16", "error", "a chapter without startTime", CHAPTERS
    elif starts != sorted(starts):
        yield "F17", "error", "chapters are not in order", CHAPTERS
    elif seconds and starts and starts[-1] > seconds:
        yield "F18", "error", f"a chapter begins at {starts[-1]} s of {seconds} s", CHAPTERS


def _json(data: bytes) -> Any:
    try:
        return json.load(io.BytesIO(data))
    except (ValueError, RecursionError):
        return None
