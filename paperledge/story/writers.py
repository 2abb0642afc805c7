"""What a writer is, and how one is opened by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Protocol, runtime_checkable

from paperledge.errors import UsageError
from paperledge.records import Document, Script, Skipped
from paperledge.story.dialogue import add_guest
from paperledge.story.narrator import write_script
from paperledge.story.review import write_review

GROUP = "paperledge.writers"


class Writer(Protocol):
    """Anything that drafts a script about one paper. Nothing it writes is trusted: the check room reads it next.

    name: as in the settings, "narrator" or "llm:MODEL".
    """

    name: str

    def write(self, document: Document, *, seed: int, minutes: float | None, persona: str) -> Script:
        """A draft. Raises PaperError where the paper gives too little, ScriptError where no draft came about."""
        ...


@runtime_checkable
class Reviser(Protocol):
    """A writer that takes back what the check refused, and words it anew."""

    def revise(self, script: Script, failed: Mapping[int, Sequence[str]], document: Document) -> Script:
        """The script with other words for failed sentences. failed: index into script.sentences -> why, in words.

        Of a script about several papers, what is said about this one alone. What it leaves as it was is replaced
        by the paper's own words.
        """
        ...


@runtime_checkable
class Compere(Protocol):
    """A writer that tells several papers in one episode, and brings a guest into any."""

    def review(
        self, documents: Sequence[Document], *, seed: int, minutes: float | None, persona: str, week: bool
    ) -> tuple[Script, tuple[Skipped, ...]]:
        """A draft about several papers, and those it leaves out. Raises PaperError where none can be told."""
        ...

    def invite(self, script: Script, *, persona: str) -> Script:
        """The script with the persona's guest in it."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What a writer is given to work with; those that ask nobody need none of it."""

    drafts: Path | None = None  # answers already paid for are kept here; None: in memory alone
    ledger: Path | None = None  # a line of JSON for each call that may have cost something; None: not written
    max_tokens: int = 60_000  # sent and received together, that one script may cost
    timeout_s: float = 180.0  # for one whole answer
    wait_s: float = 2.0  # before the second try; doubled for each one after
    say: Callable[[str], None] = lambda _: None  # told what is about to be spent, and what was


Factory = Callable[[str, Desk], Writer]  # takes what follows the colon of the name, "" where nothing does


class NarratorWriter:
    """The built-in narrator: offline, in about a second, and it invents nothing."""

    def __init__(self, model: str = "", desk: Desk | None = None) -> None:  # noqa: ARG002  every writer is opened alike
        if model:
            raise UsageError(f"the narrator uses no model, saw {model!r}", next_step='write "narrator" alone')
        self.name = "narrator"

    def write(
        self, document: Document, *, seed: int = 0, minutes: float | None = None, persona: str = "ernis"
    ) -> Script:
        """See `write_script`."""
        return write_script(document, seed=seed, minutes=minutes, persona=persona)

    def review(
        self,
        documents: Sequence[Document],
        *,
        seed: int = 0,
        minutes: float | None = None,
        persona: str = "ernis",
        week: bool = False,
    ) -> tuple[Script, tuple[Skipped, ...]]:
        """See `write_review`."""
        return write_review(documents, seed=seed, minutes=minutes, persona=persona, week=week)

    def invite(self, script: Script, *, persona: str = "ernis") -> Script:
        """See `add_guest`."""
        return add_guest(script, persona)


def open_writer(name: str, desk: Desk | None = None) -> Writer:
    """A writer by its name: "narrator", "llm:MODEL", or one an installed package brings ("NAME" or "NAME:MODEL").

    Raises UsageError for an unknown name, naming the known ones, or where a writer's parts are not installed.
    """
    kind, _, model = name.partition(":")
    known = {point.name: point for point in entry_points(group=GROUP)}
    if kind not in known:
        names = ", ".join("llm:MODEL" if n == "llm" else n for n in sorted(known))
        raise UsageError(
            f"there is no writer {name!r}",
            next_step=f"choose one of: {names or 'none, the installation is incomplete'}",
        )
    return _load(known[kind])(model, desk or Desk())


def _load(point: EntryPoint) -> Factory:
    try:
        factory: Factory = point.load()
    except ImportError as missing:
        raise UsageError(
            f"the writer {point.name!r} needs the package {missing.name or missing}",
            next_step="install it with pip, or choose another writer",
        ) from missing
    return factory
