"""Figures at size: `python -m benchmarks.search.size --papers 100000 [--papers 1000000] [--folder DIR [--keep]]`.

Each step runs in a process of its own, so that its memory is its own; what it found is written to
results/size-N.json at once. results/size.md and results/size.svg are made of all such files. With --keep the files
stay in DIR/N, where a later run with other --steps finds them and adds its figures to those that are there.
"""

import argparse
import json
import os
import pickle
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.search.corpus import sentence_queries, short_queries, varied
from benchmarks.search.report import write_report
from benchmarks.search.rivals import BareTantivy, Fts5, SanityLite
from benchmarks.search.speed import latency, size, timed
from paperledge.records import Paper, to_json
from paperledge.search import Index, open_encoder
from paperledge.search.meaning import paper_texts
from paperledge.search.vectors import FILES, VectorStore

RESULTS = Path(__file__).parent / "results"
CHUNK = 10_000
DAY = 2_500


def make(folder: Path, n: int) -> dict[str, Any]:
    """The papers, as a file for the import and in portions that are quick to read; and a day more of them."""
    some = varied(n + DAY)
    with (folder / "papers.jsonl").open("w", encoding="utf-8") as lines:
        for number in range(0, n, CHUNK):
            chunk = list(islice(some, min(CHUNK, n - number)))
            lines.writelines(json.dumps(to_json(paper)) + "\n" for paper in chunk)
            (folder / f"chunk-{number:09}").write_bytes(pickle.dumps(chunk))
    (folder / "day").write_bytes(pickle.dumps(list(some)))
    return {"bytes": size(folder)}


def read(folder: Path) -> Iterator[Paper]:
    """The papers again."""
    for path in sorted(folder.glob("chunk-*")):
        yield from pickle.loads(path.read_bytes())


def asked(folder: Path) -> tuple[list[str], list[str]]:
    """Short queries and whole sentences out of papers all over the set."""
    some = [paper for number, paper in enumerate(read(folder)) if number % 50 == 0]
    return short_queries(some, 300), sentence_queries(some, 200)


def told(work: Callable[[], object], n: int) -> dict[str, float]:
    """Seconds of a piece of indexing; `main` is the part of the processor time that the calling thread took."""
    before = time.thread_time()
    wall, cpu = timed(work)
    main = time.thread_time() - before
    return {"wall_s": round(wall, 2), "cpu_s": round(cpu, 2), "main_s": round(main, 2), "per_s": round(n / wall)}


def index_ours(folder: Path, n: int) -> dict[str, Any]:
    """Words and meaning."""
    open_encoder().encode(["warm"] * 10)
    row = told(lambda: Index(folder / "ours").add(read(folder)), n)
    vectors = size(next((folder / "ours").glob("data-*/vectors")))
    return row | {"disk": size(folder / "ours"), "vector_bytes_a_paper": round(vectors / n)}


def index_bare(folder: Path, n: int) -> dict[str, Any]:
    """Tantivy alone, one thread and two; reading the papers is part of every indexing time."""
    reading = timed(lambda: sum(1 for _ in read(folder)))
    rows = {}
    for threads in (1, 2):
        rows[f"threads {threads}"] = told(
            lambda t=threads: BareTantivy(folder / f"bare{t}", t).add(read(folder)), n
        )
    shutil.rmtree(folder / "bare2")
    return rows | {"disk": size(folder / "bare1"), "reading_s": round(reading[0], 2)}


def index_fts(folder: Path, n: int) -> dict[str, Any]:
    """SQLite FTS5."""
    return told(lambda: Fts5(folder / "fts.db").add(read(folder)), n) | {
        "disk": (folder / "fts.db").stat().st_size
    }


def searched(folder: Path, search: Callable[[str], object], most: tuple[int, int] = (300, 200)) -> dict[str, Any]:
    """Latencies of both kinds of queries, short ones and sentences; only the first `most` of each."""
    short, whole = (queries[:some] for queries, some in zip(asked(folder), most, strict=True))
    return {"short": latency(search, short), "sentence": latency(search, whole)}


def search_ours(folder: Path, _n: int) -> dict[str, Any]:
    """Latency of searches, and of papers like one."""
    index = Index(folder / "ours")
    row = searched(folder, index.search)
    names = [paper.id for paper in islice(read(folder), 20)]
    return row | {"like": latency(lambda name: index.like([name]), names)}


def search_bare(folder: Path, _n: int) -> dict[str, Any]:
    """Tantivy alone, top 100."""
    return searched(folder, BareTantivy(folder / "bare1", 1).search)


def search_fts(folder: Path, _n: int) -> dict[str, Any]:
    """FTS5, fewer queries: a sentence takes it seconds."""
    return searched(folder, Fts5(folder / "fts.db").search, (40, 15))


def search_sanity(folder: Path, _n: int) -> dict[str, Any]:
    """The rule of arxiv-sanity-lite, three papers."""
    rule, some = SanityLite(), list(read(folder))
    wall, _ = timed(lambda: rule.add(some))
    return {
        "index_s": round(wall, 1),
        "like_s": [round(timed(lambda r=row: rule.like(r))[0], 2) for row in range(3)],
    }


def recall(folder: Path, n: int) -> dict[str, Any]:
    """Share of the exhaustive float top 100 that the index' vectors give back."""
    encoder, whole_store = open_encoder(), Index(folder / "ours")._view().vectors
    # Without the day, where that was added before.
    store = VectorStore(*(getattr(whole_store, name)[:n] for name in FILES))
    short, whole = asked(folder)
    vectors = encoder.encode(short[:50] + whole[:50])
    best = np.full((len(vectors), 0), 0.0)
    rows = np.full((len(vectors), 0), 0)
    papers = read(folder)
    start = 0
    while chunk := list(islice(papers, CHUNK)):
        scores = vectors @ encoder.encode(paper_texts((p.title, p.abstract) for p in chunk)).T
        best = np.hstack((best, scores))
        rows = np.hstack((rows, np.tile(np.arange(start, start + len(chunk)), (len(vectors), 1))))
        kept = np.argpartition(-best, min(100, best.shape[1] - 1), axis=1)[:, :100]
        best, rows = (np.take_along_axis(table, kept, 1) for table in (best, rows))
        start += len(chunk)
    found = [{row for row, _ in store.nearest(vector, 100)} for vector in vectors]
    return {
        "recall@100": round(
            float(np.mean([len(a & set(b.tolist())) / 100 for a, b in zip(found, rows, strict=True)])), 4
        )
    }


def a_day(folder: Path, _n: int) -> dict[str, Any]:
    """A day of 2,500 papers comes in by another process while this one, warm, searches."""
    index, (short, _) = Index(folder / "ours"), asked(folder)
    for query in short[-100:]:
        index.search(query)
    seconds: list[float] = []

    def write() -> None:
        with ProcessPoolExecutor(1, get_context("spawn")) as other:
            seconds.append(other.submit(add_day, folder).result())

    writer = threading.Thread(target=write)
    writer.start()
    times = []
    while writer.is_alive():
        times.append(timed(lambda: index.search(short[len(times) % len(short)]))[0])
    low, high = (round(1000 * float(np.percentile(times, p)), 1) for p in (50, 95))
    return {"papers": DAY, "seconds": round(seconds[0], 1), "searches": len(times), "p50": low, "p95": high}


def add_day(folder: Path) -> float:
    """Seconds to add it."""
    some = pickle.loads((folder / "day").read_bytes())
    return timed(lambda: Index(folder / "ours").add(some))[0]


def bring(folder: Path, n: int) -> dict[str, Any]:
    """`paperledge import` of the file into a new home: read, kept in the library, indexed."""
    from paperledge.cli.importing import import_files

    row = told(lambda: import_files(home=folder / "home", paths=[folder / "papers.jsonl"], as_json=True), n)
    row |= {
        "library": (folder / "home" / "paperledge.db").stat().st_size,
        "index": size(folder / "home" / "index"),
    }
    shutil.rmtree(folder / "home")
    return row


STEPS: dict[str, Callable[[Path, int], dict[str, Any]]] = {
    "make": make,
    "index_ours": index_ours,
    "index_bare": index_bare,
    "index_fts": index_fts,
    "search_ours": search_ours,
    "search_bare": search_bare,
    "search_fts": search_fts,
    "recall": recall,
    "day": a_day,
    "search_sanity": search_sanity,
    "import": bring,
}


def step(name: str, folder: Path, n: int) -> dict[str, Any]:
    """One step, with its memory and how busy the machine was."""
    import resource

    before = os.getloadavg()[0]
    row = STEPS[name](folder, n)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    # Mapped files count in the peak, and go when another program needs the room; this is what does not.
    status = Path("/proc/self/status").read_text().split()
    own = int(status[status.index("RssAnon:") + 1]) // 1024
    return row | {"peak_rss_mb": peak, "own_mb": own, "load": [round(before, 1), round(os.getloadavg()[0], 1)]}


def main() -> None:
    """Every step for every size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=int, action="append", required=True)
    parser.add_argument("--folder", type=Path, help="where the files go (4 GB for a million); removed afterwards")
    parser.add_argument("--keep", action="store_true", help="leave the files in the folder, for more steps later")
    parser.add_argument("--steps", nargs="+", default=list(STEPS), choices=list(STEPS))
    options = parser.parse_args()
    if options.keep and not options.folder:
        parser.error("--keep needs a --folder")
    for n in options.papers:
        folder = options.folder / str(n) if options.keep else Path(tempfile.mkdtemp(dir=options.folder))
        folder.mkdir(parents=True, exist_ok=True)
        path = RESULTS / f"size-{n}.json"
        figures: dict[str, Any] = json.loads(path.read_text()) if options.keep and path.exists() else {"papers": n}
        try:
            for name in options.steps:
                with ProcessPoolExecutor(1, get_context("spawn")) as other:
                    figures[name] = other.submit(step, name, folder, n).result()
                print(n, name, figures[name], flush=True)
                path.write_text(json.dumps(figures, indent=1) + "\n")
        finally:
            if not options.keep:
                shutil.rmtree(folder)
    write_report(RESULTS)


if __name__ == "__main__":
    main()
