"""The papers and queries that are measured with, from the data beside the checkout."""

import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from paperledge.records import Paper, paper_from_json

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SMALL = frozenset(
    "a an the of for and in on with to by from via using is are at as its it we our towards toward".split()
)


def rows(name: str) -> Iterator[dict]:
    """Rows of a gzipped JSONL file."""
    with gzip.open(SHARED / name, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def papers(name: str) -> Iterator[Paper]:
    """Papers of a set; dates in other forms than ISO are left out."""
    for row in rows(f"{name}/papers.jsonl.gz"):
        day = str(row.get("date") or "")
        yield paper_from_json(row | {"date": day if _DAY.match(day) else None})


def known_items() -> tuple[list[Paper], list[tuple[str, str]]]:
    """Papers with a one-sentence summary by author or annotator, and (summary, paper id)."""
    found: list[Paper] = []
    queries = []
    for row in rows("openreview_tldr/tldr.jsonl.gz"):
        found.append(Paper(f"openreview:{row['id']}", row["title"], row["abstract"]))
        queries.append((row["tldr"], found[-1].id))
    for row in rows("scitldr/dev.jsonl.gz"):
        found.append(Paper(f"scitldr:{row['paper_id']}", row["title"], " ".join(row["source"])))
        queries.append((row["target"][0], found[-1].id))
    return found, queries


def short_queries(some: list[Paper], n: int, seed: int = 7) -> list[str]:
    """2 to 5 telling words of a title, in the order they stand."""
    dice, out = random.Random(seed), []
    while len(out) < n:
        words = [w for w in re.findall(r"[A-Za-z][\w-]+", dice.choice(some).title) if w.lower() not in _SMALL]
        size = dice.randint(2, 5)
        if len(words) >= size:
            start = dice.randint(0, len(words) - size)
            out.append(" ".join(words[start : start + size]))
    return out


def sentence_queries(some: list[Paper], n: int, seed: int = 7) -> list[str]:
    """Whole sentences out of abstracts, 10 to 40 words."""
    dice, out = random.Random(seed), []
    while len(out) < n:
        sentences = re.split(r"(?<=[.!?])\s", dice.choice(some).abstract)
        fitting = [s for s in sentences if 10 <= len(s.split()) <= 40]
        if fitting:
            out.append(dice.choice(fitting))
    return out


def varied(n: int, seed: int = 7) -> Iterator[Paper]:
    """n papers: the real ones first, then mixtures of them, the same for a seed; every fifth holds a new word.

    A mixture takes the front of one title and the end of another, and sentences of both abstracts by turns. So
    lengths and frequent words stay as they are, and the vocabulary goes on growing as in a real archive.
    """
    dice = random.Random(seed)
    real = [paper for name in ("papers_sample", "arxiv_143k") for paper in papers(name)]
    real = list({paper.id: paper for paper in real}.values())
    yield from real[:n]
    for number in range(len(real), n):
        yield _mixture(dice, dice.choice(real), dice.choice(real), number)


def _mixture(dice: random.Random, one: Paper, other: Paper, number: int) -> Paper:
    first, last = one.title.split(), other.title.split()
    title = " ".join(first[: (len(first) + 1) // 2] + last[len(last) // 2 :])
    mine, theirs = (re.split(r"(?<=[.!?])\s", paper.abstract) for paper in (one, other))
    sentences = [dice.choice(pair) for pair in zip(mine, theirs, strict=False)] + mine[len(theirs) :]
    if number % 5 == 0:
        sentences.append(f"We call it {''.join(dice.choices('abcdefghijklmnopqrstuvwxyz', k=9))}.")
    return Paper(
        id=f"arxiv:9{number // 100_000:03}.{number % 100_000:05}",
        title=title,
        abstract=" ".join(sentences),
        authors=(*one.authors[:2], *other.authors[:2]),
        date=one.date,
        categories=tuple(dict.fromkeys((*one.categories, *other.categories)))[:3],
    )
