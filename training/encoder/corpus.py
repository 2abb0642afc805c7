"""The texts the encoder learns from: arXiv titles and abstracts (CC0), the newest papers held out."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
SETS = ("arxiv_143k", "papers_sample")
HELD_OUT_FROM = "2606"  # arXiv ids from June 2026 on are for measuring only


@dataclass(frozen=True, slots=True)
class Row:
    """One paper's id, title and abstract."""

    id: str
    title: str
    abstract: str

    @property
    def held_out(self) -> bool:
        """Whether the paper is kept for measuring."""
        return self.id.removeprefix("arxiv:")[:4] >= HELD_OUT_FROM


def read_rows() -> Iterator[Row]:
    """Every paper with an arXiv id once, in file order. Rows of other origin state no licence and are left out."""
    seen: set[str] = set()
    for name in SETS:
        with gzip.open(SHARED / name / "papers.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                wanted = row["id"].startswith("arxiv:") and row["id"] not in seen
                if wanted and len(row["abstract"]) > 200:
                    seen.add(row["id"])
                    yield Row(row["id"], row["title"], row["abstract"])
