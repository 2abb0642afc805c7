"""Counts in how many open arXiv records each term stands -> paperledge/rank/words.npz.

    python training/attention/tables.py ../shared/data/arxiv_143k/papers.jsonl.gz

Single words in fewer than 3 records and pairs in fewer than 20 are left out: they all count as rare.
"""

import gzip
import json
import sys
import zlib
from collections import Counter

import numpy as np

from paperledge.rank.words import COLUMNS, TABLE, column, running_text, terms
from paperledge.records import Paper


def main(path: str) -> None:
    # Two passes over hashes keep memory small: pairs are counted by a wider hash first.
    counted: Counter[str] = Counter()
    pairs = np.zeros(1 << 24, np.uint32)
    records = 0
    for found in read(path):
        records += 1
        for term in found:
            if " " in term:
                pairs[wide(term)] += 1
            else:
                counted[term] += 1
    steps = np.zeros(COLUMNS, np.uint8)
    for term, number in counted.items():
        if number >= 3:
            note(steps, term, number)
    kept: set[str] = set()
    for found in read(path):
        for term in found:
            if " " in term and pairs[wide(term)] >= 20 and term not in kept:
                kept.add(term)
                note(steps, term, int(pairs[wide(term)]))
    np.savez_compressed(TABLE, records=np.int64(records), steps=steps)
    print(f"{records} records, {(steps > 0).sum()} columns counted, {TABLE.stat().st_size / 1e3:.0f} kB")


def read(path: str):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield set(terms(running_text(Paper(row["id"], row["title"], row["abstract"]))))


def wide(term: str) -> int:
    return zlib.crc32(term.encode()) & ((1 << 24) - 1)


def note(steps: np.ndarray, term: str, number: int) -> None:
    at = column(term)
    steps[at] = max(int(steps[at]), min(255, round(16 * np.log2(number))))


if __name__ == "__main__":
    main(sys.argv[1])
