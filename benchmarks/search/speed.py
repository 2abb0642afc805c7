"""Time to index and to search: `python -m benchmarks.search.speed [--set papers_sample] [--out FILE]`.

All rivals run one after the other in the same process, on the same papers and queries.
"""

import argparse
import json
import os
import platform
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.search.corpus import papers, sentence_queries, short_queries
from benchmarks.search.rivals import BareTantivy, Fts5
from paperledge.search import Index, open_encoder
from paperledge.search.meaning import paper_texts


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """(wall, processor) seconds a call takes; the second counts all threads and not what else the machine does."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def latency(search: Callable[[str], object], queries: list[str]) -> dict[str, float]:
    """p50, p95, p99 in ms, wall and processor, after a warm-up with the first queries."""
    for query in queries[: min(20, len(queries) // 4)]:
        search(query)
    times = np.array([timed(lambda q=query: search(q)) for query in queries]) * 1000
    wall = {f"p{p}": round(float(np.percentile(times[:, 0], p)), 2) for p in (50, 95, 99)}
    return wall | {f"cpu_p{p}": round(float(np.percentile(times[:, 1], p)), 2) for p in (50, 95, 99)}


def size(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def vector_recall(index: Index, texts: list[str], queries: list[str]) -> float:
    """Share of the exhaustive float top 100 that the codes and int8 rows give back."""
    encoder = open_encoder()
    every, asked = encoder.encode(texts), encoder.encode(queries)
    store, found = index._view().vectors, []
    for vector in asked:
        best = set(np.argpartition(-(every @ vector), 100)[:100].tolist())
        found.append(len(best & {row for row, _ in store.nearest(vector, 100)}) / 100)
    return round(float(np.mean(found)), 4)


def named_first(index: Index, some: list, n: int = 1_000) -> dict[str, float]:
    """Share of ids, addresses and titles whose paper comes first."""
    arxiv = [p for p in some if p.id.startswith("arxiv:")][:n]
    forms = {
        "id": [(p.id.removeprefix("arxiv:"), p) for p in arxiv],
        "url": [(f"https://arxiv.org/abs/{p.id.removeprefix('arxiv:')}v1", p) for p in arxiv],
        "title": [(p.title, p) for p in some[:n]],
    }
    return {
        form: round(sum(index.search(text, 1)[0].title == p.title for text, p in cases) / len(cases), 4)
        for form, cases in forms.items()
    }


def measure(some: list, folder: Path) -> dict[str, object]:
    """All figures."""
    ours, one, two = Index(folder / "ours"), BareTantivy(folder / "one", 1), BareTantivy(folder / "two", 2)
    fts = Fts5(folder / "fts.db")
    open_encoder().encode(["warm"] * 10)
    seconds = {
        "bare tantivy, 1 thread": timed(lambda: one.add(some)),
        "bare tantivy, 2 threads": timed(lambda: two.add(some)),
        "paperledge, words and meaning": timed(lambda: ours.add(some)),
        "SQLite FTS5": timed(lambda: fts.add(some)),
    }
    short, whole = short_queries(some, 300), sentence_queries(some, 200)
    systems = {"paperledge": ours.search, "bare tantivy": one.search, "SQLite FTS5": fts.search}
    texts = paper_texts((p.title, p.abstract) for p in some)
    encoder = open_encoder()
    return {
        "papers": len(some),
        "index_s": {name: {"wall": round(wall, 2), "cpu": round(cpu, 2)} for name, (wall, cpu) in seconds.items()},
        "short_ms": {name: latency(search, short) for name, search in systems.items()},
        "sentence_ms": {name: latency(search, whole) for name, search in systems.items()},
        "encode_per_s": round(5_000 / timed(lambda: encoder.encode(texts[:5_000]))[1]),
        "vector_recall@100": vector_recall(ours, texts, short[:100] + whole[:100]),
        "named_first": named_first(ours, some),
        "disk_bytes_a_paper": round(size(folder / "ours") / len(some)),
        "vector_bytes_a_paper": round(size(next((folder / "ours").glob("data-*/vectors"))) / len(some)),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Measure and write JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--set", default="papers_sample")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "speed.json")
    options = parser.parse_args()
    some = list(papers(options.set))
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(some, Path(folder))
    figures |= {"set": options.set, "load": os.getloadavg(), "python": platform.python_version()}
    options.out.write_text(json.dumps(figures, indent=1) + "\n")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
