"""Documents the tests of this room share."""

import json
from pathlib import Path

import pytest

from paperledge.prose import split_sentences
from paperledge.records import Document, Paper, Passage

DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def make_document(
    text: str, *, title: str = "A paper", authors: tuple[str, ...] = (), read: str = "abstract"
) -> Document:
    """A document with a passage for each sentence."""
    paper = Paper("arxiv:2504.02708", title, text, authors)
    spans = split_sentences(text)
    passages = tuple(Passage(f"p{i}", text[a:b], a, b) for i, (a, b) in enumerate(spans))
    return Document(paper, text, passages, read, sha256="0" * 64)  # type: ignore[arg-type]


def real_abstracts() -> list[dict[str, str]]:
    """Six real abstracts (CC0, data/SOURCE.md)."""
    return [json.loads(line) for line in (DATA / "abstracts.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def driving() -> Document:
    """A real abstract with numbers, names and a hedge."""
    row = real_abstracts()[0]
    return make_document(row["abstract"], title=row["title"], authors=("Zilin Huang", "Zihao Sheng", "Sikai Chen"))
