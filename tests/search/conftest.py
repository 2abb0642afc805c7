import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from paperledge.records import Paper, paper_from_json
from paperledge.search import Index

DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).resolve().parents[2].parent / "shared"


class FolderLibrary:
    """What an index follows, kept in a list: (sequence, paper), a changed paper moving to the end."""

    def __init__(self, papers=()):
        self.rows: list[tuple[int, Paper]] = []
        for paper in papers:
            self.put(paper)

    def put(self, paper):
        last = self.rows[-1][0] if self.rows else 0
        self.rows = [row for row in self.rows if row[1].id != paper.id] + [(last + 1, paper)]

    def changes(self, after, limit):
        return [row for row in self.rows if row[0] > after][:limit]


class HashEncoder:
    """Other vectors than the shipped ones: every word a fixed random direction, 64 dimensions."""

    name, dims = "hash-64", 64

    def encode(self, texts):
        rows = np.zeros((len(texts), self.dims), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                seed = int.from_bytes(hashlib.md5(word.encode()).digest()[:4], "little")
                row += np.random.default_rng(seed).normal(size=self.dims)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / np.where(lengths > 0, lengths, 1)


@pytest.fixture(scope="session")
def papers() -> list[Paper]:
    lines = (DATA / "papers.jsonl").read_text(encoding="utf-8").splitlines()
    return [paper_from_json(json.loads(line)) for line in lines]


@pytest.fixture(scope="session")
def index(papers, tmp_path_factory) -> Index:
    """An index over the 200 papers that tests only read."""
    index = Index(tmp_path_factory.mktemp("index"))
    assert index.add(papers) == 200
    return index
