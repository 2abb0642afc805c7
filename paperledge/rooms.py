"""What a day works with: the rooms' doors, the settings, and somebody to tell how far it is."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from paperledge.records import Digest, Document, Paper, Skipped
from paperledge.settings import Settings

if TYPE_CHECKING:
    from paperledge.library import Library
    from paperledge.sources import Source
    from paperledge.voice import Voice


class Progress(Protocol):
    """Where the steps of a day are told as they happen."""

    def step(self, name: str, total: int | None = None) -> None:
        """A step begins; total: how many things it will do, where that is known."""

    def advance(self, note: str = "") -> None:
        """One of them is done."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """Everything a day works with; passed in, so that a test can pass its own."""

    settings: Settings
    library: "Library"
    sources: "Sequence[Source]"
    open_voice: "Callable[[], Voice] | None"  # None: tell without audio
    read: Callable[[Paper], Document]  # a picked paper -> the most of it that may be read
    send: Callable[[Digest], Sequence[Skipped]]  # hands a reader's digest to the mail server, where one is set up
    progress: Progress
    today: dt.date
    open_guest: "Callable[[], Voice] | None" = None  # the voice of a guest; None: the host's
