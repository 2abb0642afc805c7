"""Imports of any size: rejects kept with reasons, killed and resumed, done again without a change."""

import gzip
import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from paperledge.cli.show import time_left
from tests.cli.conftest import Answer

Call = Callable[..., Answer]


def line(number: int) -> str:
    row = {"id": f"x:{number}", "title": f"Title {number}", "abstract": f"What bees did in year {number}."}
    return json.dumps(row)


def lines(count: int, bad: int) -> str:
    """`count` records; every `bad`-th cannot be used."""
    return "".join(('{"id": "x"}' if n % bad == bad - 1 else line(n)) + "\n" for n in range(count))


@pytest.mark.parametrize("packed", [False, True])
def test_rejects_are_kept_in_a_file_with_their_reasons(call: Call, tmp_path: Path, *, packed: bool) -> None:
    """What cannot be used stands in the file that the command names; done again, it is the same file."""
    source = tmp_path / "some.jsonl"
    text = lines(50, bad=10).encode()
    source.write_bytes(gzip.compress(text) if packed else text)
    first = call("import", source, "--home", tmp_path / "home", "--json")
    assert (first.code, first.json["papers"], first.json["new"], first.json["rejected"]) == (1, 45, 45, 5)
    (name,) = first.json["rejects"]
    kept = (tmp_path / "home" / name).read_text()
    rows = [json.loads(row) for row in kept.splitlines()]
    assert rows[0] == {"record": "some.jsonl:10", "reason": "no title"}
    assert [row["record"] for row in rows] == [item["id"] for item in first.json["skipped"]]
    again = call("import", source, "--home", tmp_path / "home", "--json").json
    assert (again["new"], again["changed"], again["same"], again["rejects"]) == (0, 0, 45, [name])
    assert (tmp_path / "home" / name).read_text() == kept
    told = call("import", source, "--home", tmp_path / "home").out
    assert str(tmp_path / "home" / name) in told


def test_a_mended_file_leaves_no_rejects(call: Call, tmp_path: Path) -> None:
    """The file of rejects says what is wrong with the file as it is now."""
    source = tmp_path / "some.jsonl"
    source.write_text(lines(20, bad=10))
    (name,) = call("import", source, "--home", tmp_path / "home", "--json").json["rejects"]
    source.write_text(lines(20, bad=99))
    mended = call("import", source, "--home", tmp_path / "home", "--json")
    assert (mended.code, mended.json["new"], mended.json["rejects"]) == (0, 2, [])
    assert not (tmp_path / "home" / name).exists()


def test_a_killed_import_goes_on_at_its_record(call: Call, tmp_path: Path) -> None:
    """Killed, it reads on after what it kept: no record twice, none left out, each reject once."""
    count = 30_000
    source, home = tmp_path / "many.jsonl.gz", tmp_path / "home"
    source.write_bytes(gzip.compress(lines(count, bad=100).encode()))
    kept = kill_midway([sys.executable, "-m", "paperledge", "import", str(source), "--home", str(home)], home)
    answer = call("import", source, "--home", home, "--json")
    row = answer.json
    assert 0 < kept <= row["before"] < count
    assert row["before"] + row["papers"] + row["rejected"] - rejected_before(row["before"]) == count
    assert (row["new"], row["changed"], row["rejected"]) == (row["papers"], 0, count // 100)
    records = [json.loads(one)["record"] for one in (home / row["rejects"][0]).read_text().splitlines()]
    assert records == [f"many.jsonl.gz:{n}" for n in range(100, count + 1, 100)]
    assert call("search", "id:x:29998", "--home", home, "--json").json[0]["id"] == "x:29998"
    again = call("import", source, "--home", home, "--json").json
    assert (again["before"], again["same"]) == (0, count - count // 100)


def rejected_before(records: int) -> int:
    """How many of the first records of the file above cannot be used."""
    return records // 100


def kill_midway(command: list[str], home: Path) -> int:
    """Run an import and kill it once some records are kept; how many it had kept when it was looked at."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        kept = 0
        while not kept and process.poll() is None:
            time.sleep(0.01)
            kept = records_kept(home / "paperledge.db")
        process.send_signal(signal.SIGKILL)
    return kept


def records_kept(database: Path) -> int:
    if not database.exists():
        return 0
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        try:
            return int(db.execute("select coalesce(sum(records), 0) from imports").fetchone()[0])
        except sqlite3.OperationalError:
            return 0
        finally:
            db.rollback()


def test_the_time_left_follows_the_pace() -> None:
    """Seconds, minutes or hours by the pace so far; nothing before there is a pace."""
    assert time_left(0, 100, 5.0) == ""
    assert time_left(50, 100, 5.0) == "10 s left"
    assert time_left(10, 1_000, 6.0) == "10 min left"
    assert time_left(1, 10_000, 3.6) == "10.0 h left"
