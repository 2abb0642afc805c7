"""Opens the rooms a command needs, with the collaborators of the real world."""

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paperledge.errors import PaperError
from paperledge.records import Document, Paper
from paperledge.settings import Settings, read_settings

if TYPE_CHECKING:
    from paperledge.library import Library
    from paperledge.search import Index
    from paperledge.voice import Voice


def settings_with(home: Path, wishes: Mapping[str, Mapping[str, Any]]) -> Settings:
    """The settings of a home, with what the command line asks for instead; None means: not asked."""
    settings = read_settings(home)
    for room, values in wishes.items():
        asked = {key: value for key, value in values.items() if value is not None}
        if asked:
            changed = dataclasses.replace(getattr(settings, room), **asked)
            settings = dataclasses.replace(settings, **{room: changed})
    return settings


@contextmanager
def the_library(settings: Settings) -> Iterator["Library"]:
    """The library of a home, made on first use."""
    from paperledge.library import open_library

    settings.home.mkdir(parents=True, exist_ok=True)
    with open_library(settings.library_url, reopen=_reopen) as library:
        yield library


def _reopen(row: Mapping[str, Any]) -> Any:
    from paperledge.check import reopen_script

    return reopen_script(row)


def fresh_index(settings: Settings, library: "Library", *, closely: bool = False) -> "Index":
    """The index, brought up to the library. closely: papers like others are compared by a transformer too."""
    from paperledge.search import Index, open_transformer

    index = Index(settings.home / "index", closer=open_transformer() if closely else None)
    index.follow(library)
    return index


def voice_of(settings: Settings) -> "Voice":
    """The voice the settings name. Raises VoiceError with how to get it."""
    from paperledge.voice import open_voice

    return open_voice(settings.voice.engine, settings.voice.speed)


def guest_voice_of(settings: Settings) -> "Voice":
    """The voice of a guest, beside the one the settings name. Raises VoiceError with how to get it."""
    from paperledge.voice import open_guest_voice

    voice = settings.voice
    return open_guest_voice(voice_of(settings), voice.engine, voice.guest, voice.speed)


def find_document(text: str, library: "Library") -> Document:
    """A paper given as file or id -> the most that is there of it. Raises PaperError."""
    from paperledge.sources import abstract_document, paper_id, read_document

    path = Path(text).expanduser()
    if path.exists():
        return read_document(path)
    if "/" in text and paper_id(text) is None:
        raise PaperError(f"there is no file {text}", next_step="check the path")
    name = paper_id(text) or text
    return library.document(name) or abstract_document(library.paper(name))


def reader_of_picked(settings: Settings, library: "Library", *, online: bool) -> Any:
    """How a picked paper is read: its full text from the library or, online, from arXiv; else its abstract."""
    from paperledge.sources import abstract_document

    def read(paper: Paper) -> Document:
        kept = library.document(paper.id)
        if kept is not None:
            return kept
        if online and (document := _fetch(paper, settings)) is not None:
            library.add_document(document)
            return document
        return abstract_document(paper)

    return read


def _fetch(paper: Paper, settings: Settings) -> Document | None:
    from paperledge.sources import Client, fetch_full_text

    with Client(settings.sources.contact, settings.sources.patience_s) as client:
        return fetch_full_text(paper, settings.sources, client)
