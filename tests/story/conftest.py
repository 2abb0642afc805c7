import json
from pathlib import Path

import pytest

from paperledge.prose import split_sentences
from paperledge.records import Document, Paper, Passage, paper_from_json

DATA = Path(__file__).parent / "data"


def make_document(abstract: str, title: str = "A paper", **fields) -> Document:
    paper = Paper(id=fields.pop("id", "arxiv:2504.02708"), title=title, abstract=abstract, **fields)
    passages = tuple(Passage(f"p{i}", abstract[a:b], a, b) for i, (a, b) in enumerate(split_sentences(abstract)))
    return Document(paper, abstract, passages, "abstract")


@pytest.fixture(scope="session")
def papers() -> list[Document]:
    lines = (DATA / "papers.jsonl").read_text(encoding="utf-8").splitlines()
    found = [paper_from_json(json.loads(line)) for line in lines]
    return [make_document(p.abstract, p.title, id=p.id) for p in found]


@pytest.fixture(scope="session")
def every_paper() -> list[Document]:
    path = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "daily_papers_lists" / "papers.jsonl"
    if not path.exists():
        pytest.skip("the whole Daily Papers lists stand beside the checkout only where it is developed")
    found = [paper_from_json(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    return [make_document(p.abstract, p.title, id=p.id) for p in found]
