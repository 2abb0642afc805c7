"""Files that are whole or not there, whenever the process ends: written beside, then swapped in."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from paperledge.errors import LibraryError


def write_whole(path: Path, data: bytes) -> None:
    """Make a file hold these bytes; until then the old file stands. Raises OSError, and leaves nothing behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = draft_of(path)
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def draft_of(path: Path) -> Path:
    """Where this process and thread may write before swapping in; its name tells whose it is."""
    return path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")


def sweep_drafts(folder: Path) -> None:
    """Take away what processes that were killed have left of their drafts, here and below."""
    for draft in folder.rglob(".*.part"):
        owner = draft.name.rsplit(".", 2)[1].split("-")[0]
        if not (owner.isdigit() and _lives(int(owner))):
            draft.unlink(missing_ok=True)


@contextmanager
def hold_home(home: Path) -> Iterator[None]:
    """Holds the home for this run. Raises LibraryError when another run holds it."""
    import filelock

    home.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(home / "day.lock", timeout=0)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise LibraryError(
            f"another run is at work in {home}",
            kept="everything it has done so far",
            next_step="wait for it to end; this run changed nothing",
        ) from error
    try:
        yield
    finally:
        lock.release()


def _lives(process: int) -> bool:
    if os.name == "nt":
        # There, signal 0 would end the process instead of asking after it.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
