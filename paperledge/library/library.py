"""The library: each call is one transaction, done whole or not at all."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from paperledge.errors import LibraryError, UsageError
from paperledge.library import days, deliveries, imports, papers, readers, searches
from paperledge.library.connect import open_engine, plain_errors
from paperledge.library.days import Reopen
from paperledge.library.deliveries import Delivery, State
from paperledge.library.imports import Imported
from paperledge.library.migrate import migrate
from paperledge.library.papers import Added
from paperledge.library.searches import SavedSearch
from paperledge.records import Attention, Batch, CheckedScript, Document, Episode, Paper, Reader

WAIT_S = 30.0  # for another writer; a batch takes about a second
_PORTION = 5000  # papers merged in one transaction: bounded memory, and no other writer waits for long


def _no_reopen(_row: Mapping[str, Any]) -> CheckedScript:
    raise LibraryError(
        "this library was opened without a way to rebuild checked scripts",
        next_step="open_library(url, reopen=paperledge.check.reopen_script)",
    )


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def open_library(
    url: str,
    *,
    reopen: Reopen = _no_reopen,
    now: Callable[[], dt.datetime] = _utc_now,
    wait_s: float = WAIT_S,
) -> "Library":
    """The library at a database URL ("sqlite:///PATH" or "postgresql+psycopg://..."), made or migrated if needed.

    reopen: rebuilds a CheckedScript from its JSON row (paperledge.check.reopen_script); needed for episodes only.
    wait_s: how long a write waits for another writer. Raises LibraryError with the next step.
    """
    engine = open_engine(url, wait_s=wait_s)
    where = f"library {engine.url.database if engine.dialect.name == 'sqlite' else engine.url}"
    try:
        with plain_errors(where):
            migrate(engine, where)
    except LibraryError:
        engine.dispose()
        raise
    return Library(engine, where, reopen, now)


class Library:
    """Everything precious. Made by `open_library`; a context manager. Threads and processes may share a database.

    Every method raises LibraryError when the database cannot be read or written; nothing is half-written then.
    """

    def __init__(self, engine: sa.Engine, where: str, reopen: Reopen, now: Callable[[], dt.datetime]) -> None:
        self._engine, self._where, self._reopen, self._clock = engine, where, reopen, now
        self._writing = engine.execution_options(writes=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with plain_errors(self._where), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        with plain_errors(self._where), self._writing.begin() as connection:
            yield connection

    def _now(self) -> dt.datetime:
        return self._clock().astimezone(dt.UTC).replace(tzinfo=None)

    # Papers

    def add_batch(self, batch: Batch) -> Added:
        """One answer of a source: papers, attention and cursor together, or nothing of it."""
        with self._write() as db:
            added = papers.add(db, batch.papers)
            papers.add_attention(db, batch.attention)
            if batch.cursor:
                papers.set_cursor(db, batch.source, batch.cursor)
            return added

    def add_papers(self, given: Iterable[Paper]) -> Added:
        """Papers from anywhere, streamed. Portions of 5,000 are kept as they come, each whole."""
        new: list[str] = []
        changed: dict[str, None] = {}
        same = 0
        for portion in papers.in_portions(given, _PORTION):
            with self._write() as db:
                added = papers.add(db, portion)
            new += added.new
            changed |= dict.fromkeys(added.changed)
            same += added.same
        return Added(tuple(new), tuple(changed), same)

    def imported(self, file: str) -> Imported:
        """How far a file has been imported by an import that is not done; nothing of it otherwise."""
        with self._read() as db:
            return imports.get(db, file)

    def add_part(self, file: str, given: Iterable[Paper | Document], reached: Imported) -> Added:
        """Some records of a file and how far it has come with them: together, or nothing of it."""
        items = list(given)
        with self._write() as db:
            added = papers.add(db, [item.paper if isinstance(item, Document) else item for item in items])
            for item in items:
                if isinstance(item, Document):
                    days.put_document(db, item)
            imports.put(db, file, reached)
        return added

    def finish_import(self, files: Iterable[str]) -> None:
        """An import is done: its files are read from the beginning the next time."""
        with self._write() as db:
            imports.forget(db, files)

    def cursor(self, source: str) -> str:
        """Where a harvest of a source goes on; "" for the beginning."""
        with self._read() as db:
            return papers.cursor(db, source)

    def paper(self, name: str) -> Paper:
        """The paper with a canonical id. Raises PaperError that names near ids."""
        with self._read() as db:
            return papers.get(db, name)

    def papers(self, names: Iterable[str]) -> list[Paper]:
        """Those of the papers that are known, in the order given."""
        with self._read() as db:
            return papers.get_many(db, list(names))

    def papers_on(self, day: dt.date) -> list[Paper]:
        """Papers announced on a day, or dated so where no announcement is known; in id order."""
        with self._read() as db:
            return papers.on_day(db, day)

    def arrived(self, after: int, since: dt.date, until: dt.date) -> list[Paper]:
        """Papers of some days (both included) that came or changed after a sequence number; in id order."""
        with self._read() as db:
            return papers.arrived(db, after, since, until)

    def days(self, limit: int) -> list[tuple[dt.date, int]]:
        """Days that have papers and how many each, newest first."""
        with self._read() as db:
            return papers.days(db, limit)

    def count(self) -> int:
        """How many papers there are, at once at any size."""
        with self._read() as db:
            return papers.count(db)

    def changes(self, after: int, limit: int) -> list[tuple[int, Paper]]:
        """(sequence, paper) for what came or changed after a sequence number, in order. 0: from the beginning."""
        with self._read() as db:
            return papers.changes(db, after, limit)

    def last_change(self) -> int:
        """The sequence number of the newest change; 0 for an empty library."""
        with self._read() as db:
            return papers.last_sequence(db)

    def versions(self, name: str) -> list[Paper]:
        """Older versions of a paper as far as they were seen, oldest first; text and state only."""
        with self._read() as db:
            return papers.history(db, name)

    def attention(self, names: Iterable[str], until: dt.date) -> dict[str, tuple[Attention, ...]]:
        """What was seen of each paper up to a day, oldest first; papers without any are left out."""
        with self._read() as db:
            return papers.attention(db, list(names), until)

    def add_document(self, document: Document) -> None:
        """What was read of a paper, in place of what was read before; the paper itself comes in too."""
        with self._write() as db:
            days.put_document(db, document)

    def document(self, paper: str) -> Document | None:
        """What was read of a paper; None when nothing was."""
        with self._read() as db:
            return days.document(db, paper)

    # Readers

    def add_reader(self, reader: Reader) -> Reader:
        """Add a reader or change one. An empty token is filled; votes named in it are added to those there are."""
        with self._write() as db:
            readers.put(db, reader, self._now())
            return readers.get(db, reader.name)

    def reader(self, name: str) -> Reader:
        """One reader. Raises UsageError that names readers near to it."""
        with self._read() as db:
            return readers.get(db, name)

    def readers(self) -> list[Reader]:
        """All readers in name order."""
        with self._read() as db:
            return readers.every(db)

    def reader_by_token(self, token: str) -> Reader | None:
        """Whose token it is; None when it is nobody's (any more)."""
        with self._read() as db:
            return readers.by_token(db, token)

    def renew_token(self, name: str) -> str:
        """A new token for a reader; the old one opens nothing from now on."""
        token = readers.new_token()
        with self._write() as db:
            readers.set_token(db, name, token)
        return token

    def export_reader(self, name: str) -> dict[str, Any]:
        """Everything that is kept about a reader, as plain JSON values."""
        with self._read() as db:
            return readers.export(db, name)

    def remove_reader(self, name: str) -> None:
        """Erase every trace of a reader, from the file too. Raises UsageError for an unknown one."""
        with self._write() as db:
            readers.remove(db, name)
        self._empty_journal()

    def _empty_journal(self) -> None:
        """Old pages stand in SQLite's write-ahead log until it is folded into the database."""
        if self._engine.dialect.name != "sqlite":
            return
        with plain_errors(self._where), self._engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise LibraryError(
                f"{self._where}: the reader is erased, but another program keeps the old journal open",
                kept="nothing of the reader in the tables",
                next_step="stop the other program (`paperledge serve`?); the journal empties when it closes",
            )

    def vote(self, reader: str, paper: str, value: int) -> None:
        """1 likes, -1 dislikes, 0 takes the vote back. Raises UsageError or PaperError for an unknown name."""
        with self._write() as db:
            readers.vote(db, reader, paper, value, self._now())

    def mark_shown(self, reader: str, given: Iterable[str], day: dt.date, channel: str) -> None:
        """Remember what a reader ("": everybody) was shown where; the first day is kept."""
        with self._write() as db:
            readers.mark_shown(db, reader, given, day, channel)

    def shown(self, reader: str, channel: str, before: dt.date | None = None) -> set[str]:
        """Papers a reader was shown in a channel, ever or first before a day."""
        with self._read() as db:
            return readers.shown(db, reader, channel, before)

    def save_search(self, search: SavedSearch) -> SavedSearch:
        """Save a search, in place of one of this name; papers known by now are no news to it."""
        with self._write() as db:
            saved = dataclasses.replace(search, after=papers.last_sequence(db))
            if search.reader:
                readers.get(db, search.reader)
            for name in (*search.like, *search.less):
                papers.get(db, name)
            searches.put(db, saved)
        return saved

    def searches(self) -> list[SavedSearch]:
        """All saved searches, by reader and name; those of everybody first."""
        with self._read() as db:
            return searches.every(db)

    def remove_search(self, name: str, reader: str = "") -> None:
        """Take a saved search out. Raises UsageError that names those near to it."""
        with self._write() as db:
            searches.remove(db, name, reader)

    # Days

    def add_episode(self, episode: Episode) -> None:
        """An episode after those its day already has; one that is known keeps its place."""
        with self._write() as db:
            days.put_episode(db, episode)

    def episode(self, name: str) -> Episode:
        """One episode. Raises PaperError for an unknown one, ScriptError when its script was changed."""
        with self._read() as db:
            return days.episode(db, name, self._reopen)

    def episodes(self, limit: int, day: dt.date | None = None) -> list[Episode]:
        """Episodes, newest day first, within a day in rank order."""
        with self._read() as db:
            return days.episodes(db, limit, day, self._reopen)

    def step(self, day: dt.date, name: str) -> Any | None:
        """The JSON result of a step that is done; None when it is not."""
        with self._read() as db:
            return days.step(db, day, name)

    def last_step(self, name: str) -> dt.date | None:
        """The newest day on which a step was done."""
        with self._read() as db:
            return days.last_step(db, name)

    def record_step(self, day: dt.date, name: str, result: Any) -> None:
        """A step is done, with this result (records become plain JSON; None is no result)."""
        if result is None:
            raise UsageError(f"step {name!r} of {day} was recorded without a result", next_step="give {} at least")
        with self._write() as db:
            days.put_step(db, day, name, result)

    # Deliveries

    def delivery(self, message_id: str) -> Delivery | None:
        """How far a mail came; None when it was never begun."""
        with self._read() as db:
            return deliveries.get(db, message_id)

    def begin_delivery(self, message_id: str, reader: str = "", day: dt.date | None = None) -> bool:
        """Note that a mail is about to be offered to the server; False when it was sent already."""
        with self._write() as db:
            return deliveries.begin(db, Delivery(message_id, reader, day, "begun", 1), self._now())

    def end_delivery(self, message_id: str, state: State, reason: str = "") -> None:
        """Note what the server answered: "sent" or "failed". Raises UsageError for a mail never begun."""
        with self._write() as db:
            if not deliveries.end(db, message_id, state, reason, self._now()):
                raise UsageError(f"the mail {message_id} was never begun")


__all__ = ["Library", "open_library"]
