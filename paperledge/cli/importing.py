"""Papers from files into library and index: streamed, and resumed at the record where an import was killed."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from paperledge.cli import show
from paperledge.cli.app import DONE, IN_PART, NOTHING
from paperledge.cli.rooms import settings_with, the_library
from paperledge.errors import PaperError, UsageError
from paperledge.records import Document, Paper, Skipped, to_json
from paperledge.settings import Settings

if TYPE_CHECKING:
    from paperledge.library import Imported, Library

CHUNK = 2_000  # records kept in one transaction: what a killed import has to read again
FOLDER = "rejects"  # in the home
_TOLD = 1_000  # rejects named in the report; the files of rejects hold all


@dataclass(slots=True)
class _Tally:
    """What an import has done so far."""

    papers: int = 0
    new: int = 0
    changed: int = 0
    before: int = 0  # records that an earlier run had taken, which was killed
    rejected: int = 0  # of the whole of the files, earlier runs included
    told: list[Skipped] = field(default_factory=list)
    rejects: list[str] = field(default_factory=list)  # files of rejects, relative to the home


def import_files(*, home: Path, paths: list[Path], as_json: bool) -> int:
    """Papers from files and folders into library and index."""
    settings = settings_with(home, {})
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise UsageError(f"there is no {missing[0]}", kept="nothing was imported", next_step="check the path")
    files = [file for path in paths for file in _files(path)]
    tally = _Tally()
    with the_library(settings) as library, show.progress() as progress:
        meter = show.Meter(progress, "import", sum(file.stat().st_size for file in files))
        for file in files:
            _import_file(settings, library, file, tally, meter)
        _index(settings, library, progress)
        library.finish_import(map(_key, files))
    row = {
        "papers": tally.papers,
        "new": tally.new,
        "changed": tally.changed,
        "same": tally.papers - tally.new - tally.changed,
        "before": tally.before,
        "skipped": to_json(tally.told),
        "rejected": tally.rejected,
        "rejects": tally.rejects,
    }
    show.print_json(row) if as_json else _tell(tally, home)
    return NOTHING if not tally.papers + tally.before else IN_PART if tally.rejected else DONE


def _files(path: Path) -> list[Path]:
    return sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]


def _key(file: Path) -> str:
    """Names a file as it is now: one that was written again since is read from its beginning."""
    seen = file.stat()
    return f"{file.absolute()} {seen.st_size} {seen.st_mtime_ns}"


def _import_file(settings: Settings, library: "Library", file: Path, tally: _Tally, meter: show.Meter) -> None:
    key, size = _key(file), file.stat().st_size
    reached = library.imported(key)
    tally.before += reached.records
    before, resumed = meter.done, reached.records > 0
    name = f"{FOLDER}/{file.name}-{hashlib.sha256(bytes(file.absolute())).hexdigest()[:8]}.jsonl"
    if not reached.done:
        with _Rejects(settings.home / name, reached.rejects_bytes) as rejects:
            for part in _parts(file, reached.records):
                reached = _keep(library, key, part, rejects, reached, tally)
                meter.reach(before + part.place, f"{tally.papers:,} papers", counts=not resumed)
                resumed = False
    meter.reach(before + size, f"{tally.papers:,} papers", counts=False)
    tally.rejected += reached.rejects
    if reached.rejects:
        tally.rejects.append(name)


@dataclass(frozen=True, slots=True)
class _Part:
    """Some records of a file, in a row."""

    items: Sequence[Paper | Document]
    rejects: Sequence[Skipped]
    place: int  # bytes of the file read with them
    last: bool


def _parts(file: Path, after: int) -> Iterator[_Part]:
    from paperledge.sources import read_file_after

    items: list[Paper | Document] = []
    rejects: list[Skipped] = []
    place = 0
    try:
        for item, place in read_file_after(file, after):
            if isinstance(item, Skipped):
                rejects.append(item)
            else:
                items.append(item)
            if len(items) + len(rejects) == CHUNK:
                yield _Part(items, rejects, place, last=False)
                items, rejects = [], []
    except PaperError as error:
        rejects.append(Skipped(str(file), str(error)))
    yield _Part(items, rejects, place, last=True)


def _keep(
    library: "Library", key: str, part: _Part, rejects: "_Rejects", reached: "Imported", tally: _Tally
) -> "Imported":
    rejects.write(part.rejects)
    reached = replace(
        reached,
        records=reached.records + len(part.items) + len(part.rejects),
        papers=reached.papers + len(part.items),
        rejects=reached.rejects + len(part.rejects),
        rejects_bytes=rejects.bytes,
        done=part.last,
    )
    added = library.add_part(key, part.items, reached)
    tally.papers += len(part.items)
    tally.new += len(added.new)
    tally.changed += len(added.changed)
    tally.told += part.rejects[: _TOLD - len(tally.told)]
    return reached


class _Rejects:
    """The file of a file's rejects, one JSON object a line; where there are none, no file is left."""

    def __init__(self, path: Path, size: int) -> None:
        self._path, self._file, self.bytes = path, None, size
        if path.exists():
            # What a killed run wrote beyond the records it kept comes again.
            with path.open("r+b") as file:
                file.truncate(size)

    def __enter__(self) -> "_Rejects":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()
        if not self.bytes:
            self._path.unlink(missing_ok=True)

    _file: BinaryIO | None

    def write(self, rejects: Sequence[Skipped]) -> None:
        """Append them; they are in the file when this returns."""
        if not rejects:
            return
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("ab")
        rows = ({"record": item.id, "reason": item.reason} for item in rejects)
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8", "replace")
        self._file.write(lines)
        self._file.flush()
        self.bytes += len(lines)


def _index(settings: Settings, library: "Library", progress: show.StepProgress) -> None:
    from paperledge.search import Index

    index = Index(settings.home / "index")
    start, last = index.sequence(), library.last_change()
    meter = show.Meter(progress, "index", last - start)
    index.follow(library, lambda reached: meter.reach(reached - start, ""))


def _tell(tally: _Tally, home: Path) -> None:
    if tally.before:
        show.words.print(f"went on after the {tally.before:,} records that were imported before it was stopped")
    show.words.print(
        f"{tally.papers:,} papers read: {tally.new:,} new, {tally.changed:,} changed, {tally.rejected:,} skipped"
    )
    show.skipped(tally.told, tally.rejected)
    if tally.rejects:
        kept = home / (tally.rejects[0] if len(tally.rejects) == 1 else FOLDER)
        show.words.print(f"  all of them, with their reasons: {kept}", markup=False, soft_wrap=True)
