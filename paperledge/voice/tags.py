"""What an MP3 says of itself: ID3 v2.4 with chapters, transcript, cover and the note that an AI speaks."""

import datetime as dt
import functools
import importlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from paperledge.records import Chapter

AI_NOTE = (
    "Spoken by a computer voice. The script was written by a program from the paper named in it, "
    "and every claim in it was checked against that paper."
)


@dataclass(frozen=True, slots=True)
class Tags:
    """What is written into the file."""

    title: str
    podcast: str
    author: str
    day: dt.date | None
    transcript: str
    chapters: Sequence[Chapter]
    cover_jpeg: bytes
    language: str = "eng"  # ISO 639-2, three letters
    link: str = ""


def add_tags(mp3: bytes, tags: Tags) -> bytes:
    """The MP3 with its tags in front; the sound is not touched. Equal input gives equal bytes."""
    with io.BytesIO(mp3) as file:
        _frames(tags).save(file, v1=0, v2_version=4, padding=lambda _: 0)
        tagged = file.getvalue()
    start = len(tagged) - len(mp3)
    return tagged[:_HEADER] + _chapters_in_order(tagged[_HEADER:start]) + mp3


_HEADER = 10  # bytes, of the tag and of each frame alike


def _chapters_in_order(frames: bytes) -> bytes:
    """The same frames, chapters last and by number; mutagen sorts by size, and some players show that order."""
    parts: list[bytes] = []
    while frames:
        size = functools.reduce(lambda whole, byte: whole << 7 | byte, frames[4:8], 0) + _HEADER
        parts.append(frames[:size])
        frames = frames[size:]
    others = [part for part in parts if not part.startswith(b"CHAP")]
    chapters = [part for part in parts if part.startswith(b"CHAP")]
    return b"".join(others + sorted(chapters, key=_chapter_number))


def _chapter_number(frame: bytes) -> int:
    return int(frame[_HEADER + len("chp") :].split(b"\0", 1)[0])


def _id3() -> Any:
    """mutagen's frames, which carry no types."""
    return importlib.import_module("mutagen.id3")


def _frames(tags: Tags) -> Any:
    id3 = _id3()
    utf8 = id3.Encoding.UTF8
    frames = id3.ID3()
    texts = {
        id3.TIT2: tags.title, id3.TPE1: tags.author, id3.TALB: tags.podcast,
        id3.TDRC: tags.day.isoformat() if tags.day else "", id3.TCON: "Podcast", id3.TLAN: tags.language,
    }  # fmt: skip
    for kind, text in texts.items():
        if text:
            frames.add(kind(encoding=utf8, text=[text]))
    frames.add(id3.COMM(encoding=utf8, lang=tags.language, desc="", text=[AI_NOTE]))
    frames.add(id3.TXXX(encoding=utf8, desc="ai-content", text=["true"]))
    frames.add(id3.USLT(encoding=utf8, lang=tags.language, desc="", text=tags.transcript))
    frames.add(id3.APIC(encoding=utf8, mime="image/jpeg", type=3, desc="Cover", data=tags.cover_jpeg))
    if tags.link:
        frames.add(id3.WOAF(url=tags.link))
    _add_chapters(frames, tags.chapters)
    return frames


def _add_chapters(frames: Any, chapters: Sequence[Chapter]) -> None:
    id3 = _id3()
    if not chapters:
        return
    names = [f"chp{number}" for number in range(len(chapters))]
    # Flags 3: top level and in order.
    frames.add(id3.CTOC(element_id="toc", flags=3, child_element_ids=names, sub_frames=[]))
    for name, chapter in zip(names, chapters, strict=True):
        title = id3.TIT2(encoding=id3.Encoding.UTF8, text=[chapter.title])
        frames.add(
            id3.CHAP(
                element_id=name,
                start_time=round(chapter.start_s * 1000),
                end_time=round(chapter.end_s * 1000),
                start_offset=0xFFFFFFFF,  # "use the times"
                end_offset=0xFFFFFFFF,
                sub_frames=[title],
            )
        )
