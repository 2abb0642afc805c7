"""Opens the database, and turns what can go wrong with it into words."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from paperledge.errors import LibraryError

# One writer at a time on PostgreSQL too: merging reads before it writes, and sequence numbers must become
# visible in their order, or a follower would step over one. The number only has to be ours.
_WRITER_LOCK = 7_265_414_937
_JOURNAL_TRIES = 250  # of 20 ms; the switch itself takes a few
_NOTHING = "everything as it was before this call; nothing is half-written"
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# What SQLite or the server says -> what to do about it; the first that fits.
_ADVICE = (
    ("locked", "another program was writing all the time", "wait for it to end, then run again"),
    ("busy", "another program was writing all the time", "wait for it to end, then run again"),
    ("readonly", "it may not be written", "give this user the right to write the file and its folder"),
    ("read-only", "it may not be written", "give this user the right to write the file and its folder"),
    ("permission denied", "this user has no right to it", "give this user the right, or choose another home"),
    ("unable to open", "it cannot be opened", "check that the folder exists and may be written, or choose --home"),
    ("full", "the disk is full", "free some space, then run again"),
    ("disk i/o error", "the disk would not take it", "free some space or check the disk, then run again"),
    ("no space left", "the disk is full", "free some space, then run again"),
    ("malformed", "the file is damaged", "put back a copy, or move it away and collect again"),
    ("not a database", "the file is no database", "put back a copy, or move it away and collect again"),
    ("connection", "the server does not answer", "check library.url, and that the server runs"),
    ("authentication", "the server refused the login", "check user and password in library.url"),
)  # fmt: skip


def open_engine(url: str, *, wait_s: float) -> sa.Engine:
    """An engine whose write transactions take the writer's place at once. Raises LibraryError for a bad URL."""
    try:
        parsed = sa.make_url(url)
        options: dict[str, Any] = {"json_serializer": _JSON.encode}
        if parsed.get_backend_name() == "sqlite":
            options["connect_args"] = {"timeout": wait_s, "check_same_thread": False, "isolation_level": None}
        engine = sa.create_engine(parsed, **options)
    except (SQLAlchemyError, NoSuchModuleError, ImportError) as error:
        raise LibraryError(
            f"the library URL cannot be used: {error}",
            next_step="write sqlite:///PATH, or postgresql+psycopg://... after installing paperledge[postgres]",
        ) from error
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    _take_journal(cursor)
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # What a reader has erased is overwritten, not only forgotten.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.close()


def _take_journal(cursor: sqlite3.Cursor) -> None:
    """Switch to the write-ahead log. SQLite waits for nobody here, so two programs that both make it must."""
    for tries_left in range(_JOURNAL_TRIES, -1, -1):
        try:
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or not tries_left:
                raise
            time.sleep(0.02)


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif writes:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")


@contextmanager
def plain_errors(where: str) -> Iterator[None]:
    """Database errors inside become LibraryError with the next step. where: the database, for people."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise explain(error, where) from error
    except UnicodeEncodeError as error:
        raise LibraryError(
            f"{where}: a text holds half a character ({error.reason})",
            kept=_NOTHING,
            next_step="read the file again with its right encoding",
        ) from error


def explain(error: Exception, where: str) -> LibraryError:
    """The LibraryError for what a database said."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    said = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
    for sign, what, step in _ADVICE:
        if sign in said.lower():
            return LibraryError(f"{where}: {what} ({said})", kept=_NOTHING, next_step=step)
    return LibraryError(f"{where}: {said}", kept=_NOTHING, next_step="run `paperledge doctor`")


def upsert(connection: sa.Connection, table: sa.Table) -> Any:
    """An INSERT that can say what to do on conflict, in the database's own dialect."""
    from sqlalchemy.dialects import postgresql, sqlite

    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
