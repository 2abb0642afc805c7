"""A library on each database there is: SQLite always, PostgreSQL where a server is installed."""

import datetime as dt
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from paperledge.library import Library, open_library
from paperledge.records import CheckedScript, CutSentence, Paper, script_from_json

NOON = dt.datetime(2025, 10, 7, 12, tzinfo=dt.UTC)


def make_paper(name: str = "arxiv:2510.00001", **values: Any) -> Paper:
    plain = {"title": f"Title of {name}", "abstract": "We study $x$. It works.", "date": dt.date(2025, 10, 7)}
    return Paper(id=name, **{**plain, **values})


def reopen(row: Mapping[str, Any]) -> CheckedScript:
    """Stands for paperledge.check.reopen_script, which this room may not know."""
    cut = tuple(CutSentence(**{**item, "reasons": tuple(item["reasons"])}) for item in row["cut"])
    return CheckedScript(script_from_json(row["script"]), cut, row["seal"])


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'paperledge.db'}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    binaries = _postgres_binaries()
    if binaries is None or importlib.util.find_spec("psycopg") is None:
        pytest.skip("needs a PostgreSQL server and psycopg (pip install paperledge[postgres])")
    # Not below pytest's own folder, which only its owner may enter.
    with tempfile.TemporaryDirectory() as name:
        yield from _serve(binaries, Path(name))


def _serve(binaries: Path, folder: Path) -> Iterator[str]:
    who: dict[str, Any] = {}
    # The server will not run as root.
    if os.geteuid() == 0:
        who = {"user": "postgres", "group": "postgres", "cwd": "/"}
        shutil.chown(folder, "postgres")
    port, data = _free_port(), folder / "data"
    initdb = [binaries / "initdb", "-D", data, "-U", "ledge", "-A", "trust", "--no-sync", "-E", "UTF8"]
    subprocess.run(initdb, check=True, capture_output=True, **who)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    start = [binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"]
    subprocess.run(start, check=True, stdout=subprocess.DEVNULL, **who)
    try:
        yield f"postgresql+psycopg://ledge@127.0.0.1:{port}"
    finally:
        stop = [binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
        subprocess.run(stop, check=True, capture_output=True, **who)


def _postgres_binaries() -> Path | None:
    found = [*sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")), shutil.which("initdb")]
    return Path(found[0]).parent if found[0] else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    import psycopg

    name = "ledge_" + uuid.uuid4().hex[:12]
    plain = postgres_server.replace("+psycopg", "")
    with psycopg.connect(f"{plain}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{postgres_server}/{name}"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def opened() -> Iterator[Callable[..., Library]]:
    """Opens libraries and closes them again."""
    libraries: list[Library] = []

    def open_it(url: str, **options: Any) -> Library:
        libraries.append(open_library(url, reopen=reopen, now=lambda: NOON, **options))
        return libraries[-1]

    yield open_it
    for library in libraries:
        library.close()


@pytest.fixture
def library(url: str, opened: Callable[..., Library]) -> Library:
    return opened(url)
