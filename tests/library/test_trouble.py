"""Two writers, killed writers, full disks, locked, damaged and newer databases."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from paperledge.errors import LibraryError
from paperledge.library import Library, open_library, schema
from paperledge.library.connect import open_engine
from paperledge.library.migrate import HEAD, known_versions
from paperledge.records import Reader

from .conftest import make_paper

WRITER = """
    import sys
    from paperledge.library import open_library
    from paperledge.records import Paper, Reader
    url, name = sys.argv[1:]
    with open_library(url) as library:
        library.add_reader(Reader(name))
        for number in range(40):
            mine = Paper(f"arxiv:{name}{number}", "T", "A")
            shared = Paper(f"arxiv:shared{number}", "T", "A", links={name: "x"})
            library.add_papers([mine, shared])
            library.vote(name, mine.id, 1)
"""


def start(code: str, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", textwrap.dedent(code), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: "subprocess.Popen[str]") -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


def test_two_processes_write_at_once(url: str, opened: Callable[..., Library]) -> None:
    """Both make the database, both write all the time; nothing is lost, and no number is given twice."""
    for process in [start(WRITER, url, name) for name in ("a", "b")]:
        finish(process)
    library = opened(url)
    assert library.count() == 120
    for name in ("a", "b"):
        assert library.reader(name).liked == tuple(f"arxiv:{name}{n}" for n in range(40))
    shared = library.papers(f"arxiv:shared{n}" for n in range(40))
    assert all(dict(p.links) == {"a": "x", "b": "x"} for p in shared)
    numbers = [number for number, _ in library.changes(0, 1000)]
    assert len(set(numbers)) == 120


KILLED = """
    import os, signal, sys
    import sqlalchemy as sa
    from paperledge.library import open_library
    from paperledge.records import Batch, Paper
    url, deadly = sys.argv[1], int(sys.argv[2])
    counted = 0
    def count(*_):
        global counted
        counted += 1
        if counted == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
    sa.event.listen(sa.Engine, "after_cursor_execute", count)
    sa.event.listen(sa.Engine, "commit", count)
    with open_library(url) as library:
        library.add_batch(Batch("s", tuple(Paper(f"arxiv:{n}", "T", "A") for n in range(2000)), cursor="2"))
"""


@pytest.mark.parametrize("statement", [3, 12, 28, 31, 35, 39, 41])
def test_a_killed_writer_leaves_all_or_nothing(
    sqlite_url: str, opened: Callable[..., Library], statement: int
) -> None:
    """SIGKILL in a migration or in a batch: the next run finds the state before it, or the one after it."""
    process = start(KILLED, sqlite_url, str(statement))
    process.communicate(timeout=60)
    assert process.returncode in (-signal.SIGKILL, 0)
    tables = len(schema.metadata.tables) + 1
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert len(raw.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()) in (0, tables)
    raw.close()
    library = opened(sqlite_url)
    assert (library.count(), library.cursor("s")) in ((0, ""), (2000, "2"))
    library.add_papers([make_paper()])
    assert library.count() in (1, 2001)


FULL = """
    import resource, sys
    from paperledge.errors import LibraryError
    from paperledge.library import open_library
    from paperledge.records import Batch, Paper
    with open_library(sys.argv[1]) as library:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))
        for page in range(1, 100):
            papers = tuple(Paper(f"arxiv:{page}.{n}", "T", "A" * 2000) for n in range(200))
            try:
                library.add_batch(Batch("s", papers, cursor=str(page)))
            except LibraryError as error:
                print(error)
                break
"""


def test_a_full_disk_is_told_and_keeps_whole_batches(sqlite_url: str, opened: Callable[..., Library]) -> None:
    """The error says what to do; every batch before it is there, nothing of the one that did not fit."""
    said = finish(start(FULL, sqlite_url))
    assert "Next: free some space" in said
    library = opened(sqlite_url)
    done = int(library.cursor("s"))
    assert done >= 1
    assert library.count() == done * 200


def test_a_locked_database_is_waited_for_then_told(sqlite_url: str, opened: Callable[..., Library]) -> None:
    """Reading goes on while another program writes; a write waits, then says who is in the way."""
    library = opened(sqlite_url, wait_s=0.2)
    raw = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    assert library.count() == 0
    with pytest.raises(LibraryError, match="another program was writing"):
        library.add_papers([make_paper()])
    raw.execute("ROLLBACK")
    raw.close()
    assert library.add_papers([make_paper()]).new


@pytest.mark.parametrize(
    "text", [b"this is no database, whatever its name says" * 200, b"SQLite format 3\0" + b"x" * 5000]
)
def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path, text: bytes) -> None:
    """What was there stays there, so that it can be mended."""
    path = tmp_path / "paperledge.db"
    path.write_bytes(text)
    with pytest.raises(LibraryError, match="move it away") as caught:
        open_library(f"sqlite:///{path}")
    assert str(path) in str(caught.value)
    assert path.read_bytes() == text


def test_damage_inside_is_told(sqlite_url: str, opened: Callable[..., Library]) -> None:
    """A page overwritten by a failing disk gives an error with the next step, no traceback of the driver."""
    opened(sqlite_url).add_papers(make_paper(f"arxiv:{n}", abstract="A" * 3000) for n in range(300))
    opened(sqlite_url).close()
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    body = bytearray(path.read_bytes())
    body[8 * 4096 : 60 * 4096] = b"\xff" * (52 * 4096)
    path.write_bytes(bytes(body))
    with pytest.raises(LibraryError) as caught, opened(sqlite_url) as library:
        library.changes(0, 1000)
    assert caught.value.next_step


def test_a_newer_schema_is_left_alone(sqlite_url: str, opened: Callable[..., Library]) -> None:
    """An older program does not touch what a newer one made."""
    opened(sqlite_url).close()
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(LibraryError, match="newer than this program") as caught:
        open_library(sqlite_url)
    assert "update paperledge" in caught.value.next_step


def test_a_folder_that_may_not_be_written_is_told() -> None:
    """Nothing is made, and the error says whose right is missing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        open_library(f"sqlite:///{folder}/paperledge.db").close()
        (folder / "paperledge.db").chmod(0o444)
        folder.chmod(0o555)
        # Root may write anywhere, so the test becomes nobody for a moment.
        was_root = os.geteuid() == 0
        if was_root:
            os.seteuid(65534)
        try:
            with (
                pytest.raises(LibraryError) as caught,
                open_library(f"sqlite:///{folder}/paperledge.db") as library,
            ):
                library.add_papers([make_paper()])
            with pytest.raises(LibraryError, match="opened"):
                open_library(f"sqlite:///{folder}/new.db")
        finally:
            if was_root:
                os.seteuid(0)
            folder.chmod(0o755)
        assert caught.value.next_step
        assert [p.name for p in folder.iterdir()] == ["paperledge.db"]


def test_the_migrations_make_the_tables_the_program_uses(url: str, opened: Callable[..., Library]) -> None:
    """schema.py and the migrations say the same, and the newest step is the one the program asks for."""
    opened(url)
    engine = open_engine(url, wait_s=1)
    with engine.connect() as connection:
        options = {"compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, schema.metadata) == []
        assert set(sa.inspect(connection).get_table_names()) == {*schema.metadata.tables, "alembic_version"}
    engine.dispose()
    assert max(known_versions()) == HEAD


def test_an_older_database_keeps_everything(url: str, opened: Callable[..., Library]) -> None:
    """Each later step is run on what earlier programs wrote; papers and votes are as they were."""
    library = opened(url)
    library.add_papers([make_paper()])
    library.add_reader(Reader("ada", liked=(make_paper().id,)))
    engine = open_engine(url, wait_s=5)
    with engine.begin() as db:
        for name in ("imports", "searches"):
            db.execute(sa.text(f"DROP TABLE {name}"))
        db.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    newer = opened(url)
    assert (newer.count(), newer.reader("ada").liked) == (1, (make_paper().id,))
    with engine.connect() as db:
        context = MigrationContext.configure(db)
        assert context.get_current_revision() == HEAD
        assert compare_metadata(context, schema.metadata) == []
    engine.dispose()


def test_a_bad_password_is_not_shown(postgres_url: str) -> None:
    """A server that refuses is named without the password that was tried."""
    with pytest.raises(LibraryError) as caught:
        open_library(re.sub(r"ledge@", "ledge:sesame@", postgres_url) + "_missing")
    assert "sesame" not in str(caught.value)
    assert caught.value.next_step
