"""The one writer of an index. Vectors first, then words, then the note of how far it got."""

import contextlib
import dataclasses
import itertools
import shutil
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from filelock import FileLock, Timeout

from paperledge.errors import SearchError
from paperledge.records import Paper
from paperledge.search.manifest import Manifest, read_manifest
from paperledge.search.meaning import Encoder, paper_texts
from paperledge.search.reading import Reading
from paperledge.search.vectors import VectorWriter
from paperledge.search.words import Words, digest, hash64

CHUNK = 1_000  # papers taken at once
COMMIT = 100_000  # papers between two commits: what a killed writer may have to do again
_NONE = (0, None)  # row and digest of a paper that is not there
LOCK_S = 60.0


class Writer:
    """Adds papers to an index folder. Only `open_writer` makes one."""

    def __init__(self, folder: Path, manifest: Manifest, encoder: Encoder, *, hidden: bool) -> None:
        self._folder, self._encoder, self._manifest, self._hidden = folder, encoder, manifest, hidden
        data = folder / manifest.data
        self._words = Words.open(data / "words") if (data / "words").exists() else Words.create(data / "words")
        self._vectors = VectorWriter(data / "vectors", manifest.rows, manifest.dims)
        self._tantivy = self._words.writer()
        self._reading = Reading(self._words)
        self._sequence = manifest.sequence
        self._pending: dict[int, tuple[int, int]] = {}  # key -> row and digest of papers since the last commit
        self._dead: list[int] = []  # rows of papers that were replaced since then
        self.added = self.changed = 0

    @property
    def manifest(self) -> Manifest:
        """What was committed last."""
        return self._manifest

    def reached(self, sequence: int) -> None:
        """Note that a library's changes up to `sequence` have been added."""
        self._sequence = max(self._sequence, sequence)

    def add(self, papers: Iterable[Paper]) -> None:
        """Add papers; one that is already there unchanged is passed over, a changed one takes its own place."""
        iterator = iter(papers)
        while chunk := list(islice(iterator, CHUNK)):
            self._add_chunk(list({paper.id: paper for paper in chunk}.values()))
            if len(self._pending) >= COMMIT:
                self.commit()

    def _add_chunk(self, papers: list[Paper]) -> None:
        keys = [hash64(paper.id) for paper in papers]
        known = self._reading.known_keys(self._vectors.perhaps(keys)) | self._pending
        marks = [digest(paper) for paper in papers]
        news = [
            at for at, (key, mark) in enumerate(zip(keys, marks, strict=True)) if known.get(key, _NONE)[1] != mark
        ]
        for at, row in zip(news, itertools.count(self._vectors.rows), strict=False):
            if keys[at] in known:
                self._tantivy.delete_documents_by_query(self._words.keyed(keys[at]))
                self._dead.append(known[keys[at]][0])
                self.changed += 1
            self._pending[keys[at]] = row, marks[at]
        fresh = [papers[at] for at in news]
        self.added += len(fresh)
        # Documents first: tantivy's thread indexes them while this one encodes.
        numbers = [(keys[at], *self._pending[keys[at]]) for at in news]
        for document in self._words.documents(fresh, numbers):
            self._tantivy.add_document(document)
        if fresh:
            vectors = self._encoder.encode(paper_texts((p.title, p.abstract) for p in fresh))
            days = [p.date.toordinal() if p.date else 0 for p in fresh]
            self._vectors.append(vectors, days, [keys[at] for at in news])

    def commit(self) -> None:
        """Make everything added so far visible and safe.

        Killed before the words are committed, the vectors written so far are leftovers nobody points at; killed
        after, the sequence is old and the same papers come again, which changes nothing. A replaced vector that
        was not marked as dead by then is found, but leads to no paper any more, and is passed over.
        """
        self._vectors.sync()
        self._swap(dataclasses.replace(self._manifest, rows=self._vectors.rows))
        self._tantivy.commit()
        self._vectors.forget(self._dead)
        self._dead.clear()
        self._swap(dataclasses.replace(self._manifest, sequence=self._sequence))
        self._pending.clear()
        self._words.index.reload()
        self._reading = Reading(self._words)

    def _swap(self, manifest: Manifest) -> None:
        self._manifest = manifest
        if not self._hidden:
            manifest.write(self._folder)

    def show(self) -> None:
        """Swap in an index that was built out of sight."""
        self._hidden = False
        self._swap(self._manifest)

    def close(self) -> None:
        """Let go of everything; what came after the last commit is dropped."""
        self._vectors.close()
        self._tantivy.rollback()
        self._tantivy.wait_merging_threads()


@contextlib.contextmanager
def open_writer(folder: Path, encoder: Encoder, *, fresh: bool = False) -> Iterator[Writer]:
    """The writer of a folder, committed on leaving; nothing half-done stays when the block fails.

    fresh: write a new index beside the old one, which is swapped in at the end and replaces it.
    Raises SearchError where another process writes, the disk is full, or the encoder is not the index' own.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "writer.lock", timeout=LOCK_S):
            yield from _written(folder, encoder, fresh=fresh)
    except Timeout as error:
        raise SearchError(
            f"another process has been writing to the index in {folder} for {LOCK_S:.0f} s",
            kept="the index as it is",
            next_step="run the command again when the other one is done",
        ) from error
    except OSError as error:
        raise SearchError(
            f"the index in {folder} cannot be written ({error})",
            kept="everything up to the last commit",
            next_step="make room or correct the permissions, then run `paperledge doctor`",
        ) from error


def _written(folder: Path, encoder: Encoder, *, fresh: bool) -> Iterator[Writer]:
    found = None if fresh else read_manifest(folder)
    manifest = found or Manifest(_unused(folder), encoder.name, encoder.dims)
    check_encoder(manifest, encoder, folder)
    writer = Writer(folder, manifest, encoder, hidden=fresh)
    try:
        yield writer
        writer.commit()
        writer.show()
    finally:
        writer.close()
    for old in folder.glob("data-*"):
        # Readers that still have the old files open keep them until they let go.
        if old.name != manifest.data:
            shutil.rmtree(old, ignore_errors=True)


def _unused(folder: Path) -> str:
    taken = [int(path.name[5:]) for path in folder.glob("data-*") if path.name[5:].isdigit()]
    return f"data-{max(taken, default=0) + 1:06}"


def check_encoder(manifest: Manifest, encoder: Encoder, folder: Path) -> None:
    """Raise SearchError where an index was made with vectors of another encoder."""
    if (manifest.encoder, manifest.dims) != (encoder.name, encoder.dims):
        raise SearchError(
            f"the index in {folder} was made with the encoder {manifest.encoder} ({manifest.dims} dims), "
            f"this is {encoder.name} ({encoder.dims})",
            kept="the index as it is",
            next_step="run `paperledge doctor` to make it again",
        )
