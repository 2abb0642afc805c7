"""Every error paperledge raises on purpose.

PaperledgeError
├── SettingsError      a setting is unknown, out of bounds or missing     you can act: edit paperledge.toml
├── UsageError         a command or call was given something it can't use you can act: call again, corrected
├── SourceError        a paper server or feed did not give what was asked wait, or look at the source
│   ├── SourceUnavailable   down, throttling or refusing; may be tried again
│   └── SourceBroken        answered, but the answer cannot be read
├── PaperError         one paper or file cannot be used                   the rest goes on without it
├── LibraryError       the database cannot be opened, read or written
├── SearchError        the index is missing, broken or cannot take the query
├── ScriptError        a script is malformed, or was changed after its check
├── VoiceError         a voice is missing or gave no usable sound
└── PublishError       a feed, page or mail could not be built or sent

A message says what happened and to which object; `kept` what was saved; `next_step` what to do now.
"""

from typing import Any


class PaperledgeError(Exception):
    """Base of all. str() gives one paragraph: what, kept, next."""

    def __init__(self, what: str, *, kept: str = "", next_step: str = "") -> None:
        super().__init__(what)
        self.what, self.kept, self.next_step = what, kept, next_step

    def __str__(self) -> str:
        said = (self.what, self.kept and f"Kept: {self.kept}", self.next_step and f"Next: {self.next_step}")
        return " ".join(part if part.endswith("?") else part.rstrip(".") + "." for part in said if part)

    def __reduce__(self) -> tuple[Any, ...]:
        # The default would drop keyword-only fields when an error crosses a process border.
        return (_rebuild, (type(self), self.what, self.kept, self.next_step))


def _rebuild(kind: type[PaperledgeError], what: str, kept: str, next_step: str) -> PaperledgeError:
    return kind(what, kept=kept, next_step=next_step)


class SettingsError(PaperledgeError):
    """A setting is unknown, out of bounds or missing."""


class UsageError(PaperledgeError):
    """A command or call was given something it cannot use."""


class SourceError(PaperledgeError):
    """A source did not give what was asked."""


class SourceUnavailable(SourceError):
    """The source is down, throttling or refusing; asking again later may help."""


class SourceBroken(SourceError):
    """The source answered, but the answer cannot be read."""


class PaperError(PaperledgeError):
    """One paper or file cannot be used; the others are not touched."""


class LibraryError(PaperledgeError):
    """The database cannot be opened, read or written."""


class SearchError(PaperledgeError):
    """The index is missing or broken, or cannot take the query."""


class ScriptError(PaperledgeError):
    """A script is malformed, or was changed after its check."""


class VoiceError(PaperledgeError):
    """A voice is missing or gave no usable sound."""


class PublishError(PaperledgeError):
    """A feed, page or mail could not be built or sent."""
