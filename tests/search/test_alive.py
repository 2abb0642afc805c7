import dataclasses
import json
import multiprocessing
import os
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock

from paperledge.errors import SearchError
from paperledge.search import Index, writing
from tests.search.conftest import FolderLibrary, HashEncoder


def ids(hits):
    return [hit.paper for hit in hits]


def test_missing_index(tmp_path):
    """Without an index there is a clear error that says how to make one, and the count is 0."""
    index = Index(tmp_path / "none")
    assert index.count() == 0
    assert index.sequence() == 0
    with pytest.raises(SearchError, match="paperledge doctor"):
        index.search("anything")


def test_adding_again_changes_nothing(papers, tmp_path):
    """Papers that are there already, unchanged, are passed over."""
    index = Index(tmp_path)
    assert index.add(papers[:50]) == 50
    before = (tmp_path / "data-000001" / "vectors" / "int8").stat().st_size
    assert index.add(papers[:50]) == 0
    assert index.count() == 50
    assert (tmp_path / "data-000001" / "vectors" / "int8").stat().st_size == before


def test_one_document_over_versions(papers, tmp_path):
    """A changed paper takes the place of its older form, within one call and over several."""
    index = Index(tmp_path)
    paper = papers[0]
    second = dataclasses.replace(paper, title="Quokka census by drone", version=2)
    index.add([paper, *papers[1:20], second])
    assert index.count() == 20
    assert ids(index.search("quokka census", 1)) == [paper.id]
    third = dataclasses.replace(paper, title="Wombat census by drone", version=3)
    index.add([third])
    assert index.count() == 20
    assert index.search("wombat census", 1)[0].title == third.title
    assert all(hit.title != second.title for hit in index.search("quokka census", 20))


def test_follow(papers, tmp_path):
    """The index takes in what changed, remembers how far it got, and writes nothing when nothing came."""
    library, index = FolderLibrary(papers[:100]), Index(tmp_path)
    assert index.follow(library) == 100
    assert (index.count(), index.sequence()) == (100, 100)
    mark = (tmp_path / "index.json").stat().st_mtime_ns
    assert index.follow(library) == 0
    assert (tmp_path / "index.json").stat().st_mtime_ns == mark
    library.put(dataclasses.replace(papers[3], title="Quokka census by drone"))
    library.put(papers[150])
    assert index.follow(library) == 2
    assert index.count() == 101
    assert ids(index.search("quokka census", 1)) == [papers[3].id]
    assert index.verify(library).ok


def test_readers_see_a_commit(papers, tmp_path):
    """A reader that was opened before sees new papers at its next search."""
    writer, reader = Index(tmp_path), Index(tmp_path)
    writer.add(papers[:10])
    assert reader.count() == 10
    writer.add(papers[10:30])
    assert reader.count() == 30
    assert ids(reader.search(papers[25].title, 1)) == [papers[25].id]


def test_rebuild(papers, tmp_path):
    """A rebuild gives the same papers without leftovers, and readers go over to it."""
    library, index = FolderLibrary(papers[:60]), Index(tmp_path)
    index.follow(library)
    library.put(dataclasses.replace(papers[0], title="Quokka census by drone"))
    index.follow(library)
    reader = Index(tmp_path)
    assert reader.verify(library).dead == 1
    assert index.rebuild(library) == 60
    health = reader.verify(library)
    assert health.ok
    assert (health.indexed, health.dead) == (60, 0)
    assert [path.name for path in tmp_path.glob("data-*")] == ["data-000002"]


def test_failed_rebuild_keeps_the_old(papers, tmp_path):
    """When a rebuild breaks off, searches go on in the old index, and the next writer clears up."""

    class Breaking(FolderLibrary):
        def changes(self, after, limit):
            if after:
                raise ConnectionError("the library went away")
            return super().changes(after, 20)

    index = Index(tmp_path)
    index.follow(FolderLibrary(papers[:40]))
    with pytest.raises(SearchError, match="went away"):
        index.rebuild(Breaking(papers[:40]))
    assert index.count() == 40
    assert ids(index.search(papers[5].title, 1)) == [papers[5].id]
    index.add(papers[40:45])
    assert [path.name for path in tmp_path.glob("data-*")] == ["data-000001"]


def _write_slowly(folder: Path, papers, chunk: int) -> None:
    writing.COMMIT = chunk
    writing.CHUNK = chunk
    Index(folder).follow(FolderLibrary(papers))


@pytest.mark.parametrize("after_s", [0.4, 0.8, 1.2, 1.6])
def test_killed_writer(papers, tmp_path, after_s):
    """Killed at any moment, the index works, and following again heals it: nothing lost, nothing doubled."""
    process = multiprocessing.get_context("spawn").Process(target=_write_slowly, args=(tmp_path, papers, 5))
    process.start()
    deadline = time.monotonic() + 20
    while not (tmp_path / "index.json").exists() and time.monotonic() < deadline and process.is_alive():
        time.sleep(0.01)
    time.sleep(after_s - 0.4)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    index, library = Index(tmp_path), FolderLibrary(papers)
    for hit in index.search("language models", 20):
        assert hit.title
    index.follow(library)
    health = index.verify(library)
    assert health.ok, health
    assert (health.indexed, health.waiting) == (200, 0)
    assert ids(index.search(papers[123].title, 1)) == [papers[123].id]


def test_readers_during_writes(papers, tmp_path):
    """Searches go on, each in a whole state of the index, while papers are added and it is rebuilt."""
    index, library = Index(tmp_path), FolderLibrary(papers[:50])
    index.follow(library)
    reader, stop, errors, searches = Index(tmp_path), threading.Event(), [], []

    def read():
        while not stop.is_set():
            try:
                searches.append(ids(reader.search(papers[7].title, 3))[0] == papers[7].id)
            except SearchError as error:
                errors.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    for start in range(50, 200, 30):
        for paper in papers[start : start + 30]:
            library.put(paper)
        index.follow(library)
    index.rebuild(library)
    stop.set()
    thread.join()
    assert not errors
    assert len(searches) > 5
    assert all(searches)


def test_second_writer_waits(papers, tmp_path, monkeypatch):
    """While another process writes, a writer waits, then says who is in the way."""
    monkeypatch.setattr(writing, "LOCK_S", 0.1)
    with FileLock(tmp_path / "writer.lock"), pytest.raises(SearchError, match="another process"):
        Index(tmp_path).add(papers[:1])


def _truncate(folder):
    path = folder / "data-000001" / "vectors" / "int8"
    os.truncate(path, path.stat().st_size // 2)


def _edit(folder, **changes):
    row = json.loads((folder / "index.json").read_text())
    (folder / "index.json").write_text(json.dumps(row | changes))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda folder: (folder / "index.json").write_text("{"), "cannot be read"),
        (lambda folder: (folder / "index.json").write_text("[]"), "names no format"),
        (lambda folder: _edit(folder, rows="many"), "rows is 'many'"),
        (lambda folder: _edit(folder, data="../elsewhere"), "elsewhere"),
        (lambda folder: _edit(folder, format=99), "newer paperledge"),
        (lambda folder: _edit(folder, format=1), "format 1"),
        (_truncate, "damaged"),
        (lambda folder: (folder / "data-000001" / "vectors" / "signs").unlink(), "damaged"),
        (lambda folder: shutil.rmtree(folder / "data-000001" / "words"), "word index"),
        (lambda folder: (folder / "data-000001" / "words" / "meta.json").write_text("{"), "word index"),
        (lambda folder: next((folder / "data-000001" / "words").glob("*.term")).unlink(), "word index"),
    ],
)
def test_damage(papers, tmp_path, damage, told):
    """A damaged or newer index is named with a next step; doctor sees it, and a rebuild heals it."""
    library = FolderLibrary(papers[:20])
    Index(tmp_path).follow(library)
    damage(tmp_path)
    with pytest.raises(SearchError, match=told) as caught:
        Index(tmp_path).search("models")
    assert caught.value.next_step
    assert told in Index(tmp_path).verify(library).problem
    Index(tmp_path).rebuild(library)
    assert Index(tmp_path).verify(library).ok


def test_other_encoder(papers, tmp_path):
    """Vectors of different encoders are never compared: the index says whose it is, and a rebuild changes it."""
    library = FolderLibrary(papers[:30])
    Index(tmp_path).follow(library)
    other = Index(tmp_path, HashEncoder())
    with pytest.raises(SearchError, match="hash-64"):
        other.search("models")
    with pytest.raises(SearchError, match="hash-64"):
        other.add(papers[30:])
    other.rebuild(library)
    assert ids(other.search(papers[4].title, 1)) == [papers[4].id]


def test_health_counts(papers, tmp_path):
    """What waits, is missing, stale or extra is counted each in its own place."""
    library, index = FolderLibrary(papers[:40]), Index(tmp_path)
    index.follow(library)
    index.add([papers[100], dataclasses.replace(papers[1], title="Changed behind the library's back")])
    library.put(papers[50])
    health = index.verify(library)
    assert (health.library, health.indexed, health.waiting) == (41, 41, 1)
    assert (health.missing, health.stale, health.extra) == (0, 1, 1)
    assert not health.ok


def test_read_only_folder(papers, tmp_path):
    """A folder that cannot be written gives a SearchError that says so."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SearchError, match="cannot be written"):
        Index(tmp_path / "file").add(papers[:1])
