"""Files that are whole or not there: written beside, then swapped in; equal bytes are left alone."""

import shutil
from pathlib import Path

from paperledge import disk
from paperledge.errors import PublishError


def write_whole(path: Path, data: bytes) -> bool:
    """Make a file hold these bytes; False when it already did. Raises PublishError; the old file then stays."""
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
        disk.write_whole(path, data)
    except OSError as error:
        raise _unwritable(path, error) from error
    return True


def share_file(source: Path, target: Path) -> bool:
    """The same file under a second name: a hard link where the disk allows it, else a copy. False: was there."""
    try:
        known = source.stat()
        if target.is_file() and (target.stat().st_size, target.stat().st_mtime_ns) == (
            known.st_size,
            known.st_mtime_ns,
        ):
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = disk.draft_of(target)
        draft.unlink(missing_ok=True)
        try:
            draft.hardlink_to(source)
        except OSError:
            shutil.copy2(source, draft)
        draft.replace(target)
        # Renaming one hard link onto another of the same file leaves both names.
        draft.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(target, error) from error
    return True


def _unwritable(path: Path, error: OSError) -> PublishError:
    return PublishError(
        f"{path} cannot be written: {error.strerror or error}",
        kept="the file as it was before, and what was written until then",
        next_step="free some space or give this user the right to write there, then `paperledge publish`",
    )
