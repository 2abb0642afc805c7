"""Files are whole or not there."""

import os
from pathlib import Path

import pytest

from paperledge.disk import draft_of, sweep_drafts, write_whole


def test_a_file_is_swapped_in_whole(tmp_path: Path) -> None:
    """The new bytes stand, and no draft is left beside them."""
    write_whole(tmp_path / "deep" / "a.txt", b"one")
    write_whole(tmp_path / "deep" / "a.txt", b"two")
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["a.txt"]
    assert (tmp_path / "deep" / "a.txt").read_bytes() == b"two"


def test_a_failed_write_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    """Where the swap fails, nothing has changed."""
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path / "a.txt", b"one")
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_only_drafts_of_dead_processes_are_swept(tmp_path: Path) -> None:
    """What a living process is writing stays; what a killed one left goes."""
    mine, left = draft_of(tmp_path / "mine"), tmp_path / ".left.999999999-1.part"
    for path in (mine, left, tmp_path / "user.part"):
        path.write_bytes(b"")
    sweep_drafts(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([mine.name, "user.part"])
    assert str(os.getpid()) in mine.name
