"""Documents: sentences with offsets, and the language they are in."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperledge.errors import PaperError
from paperledge.records import Paper, Part
from paperledge.sources.files import read_file
from paperledge.sources.reading import abstract_document, english_part, language, make_document, read_document

from .files_fixtures import shared

PAPER = Paper(
    id="arxiv:2504.02708", title="Bees", abstract="Bees count. They do so up to $n=4$.", date=dt.date(2025, 4, 3)
)


def test_an_abstract_is_kept_to_the_letter() -> None:
    """The text of an abstract document is the abstract itself, and each passage is a stretch of it."""
    document = abstract_document(PAPER)
    assert document.text == PAPER.abstract
    assert [p.text for p in document.passages] == ["Bees count.", "They do so up to $n=4$."]
    assert all(document.text[p.start : p.end] == p.text for p in document.passages)
    assert (document.read, document.format) == ("abstract", "abstract")
    assert document.sha256 == hashlib.sha256(PAPER.abstract.encode()).hexdigest()


def test_no_abstract_is_an_error_that_names_the_paper() -> None:
    """A paper without abstract gives no empty document but an error that names it."""
    with pytest.raises(PaperError, match=r"arxiv:1 “T” has no abstract"):
        abstract_document(Paper(id="arxiv:1", title="T", abstract="  "))


def test_sentences_stay_within_their_part() -> None:
    """No sentence crosses the border of a part, and each names the part it stands in."""
    text = "One is here Two is there. Three stands outside"
    document = make_document(
        PAPER, text, read="full text", format="text", parts=[Part("A", 0, 11), Part("B", 12, 25)]
    )
    assert [(p.id, p.text, p.part) for p in document.passages] == [
        ("p0", "One is here", "A"),
        ("p1", "Two is there.", "B"),
        ("p2", "Three stands outside", ""),
    ]


@given(st.text(max_size=300), st.lists(st.integers(0, 300), max_size=6))
def test_every_character_that_shows_is_in_one_passage(text: str, borders: list[int]) -> None:
    """Whatever the parts are, passages are stretches of the text that hold every visible character once."""
    cuts = sorted({min(b, len(text)) for b in borders})
    parts = [Part("x", a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    document = make_document(PAPER, text, read="full text", format="text", parts=parts)
    covered = [i for p in document.passages for i in range(p.start, p.end)]
    assert len(covered) == len(set(covered))
    assert {i for i, c in enumerate(text) if not c.isspace()} <= set(covered)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("We present a method that is better than all the others. It works.", "en"),
        ("Wir zeigen, dass unsere Methode besser ist als alle anderen Verfahren in diesem Bereich.", "de"),
        ("Los resultados obtenidos indican que la variedad es la mejor identificada por todos los modelos.", "es"),
        ("Nous présentons une nouvelle méthode pour la classification des textes en français.", "fr"),
        ("本文提出了一种新的方法来解决这个问题,并且取得了很好的效果。 它 很 好 用。", "zh"),
        ("x = 1", ""),
        ("", ""),
    ],
)
def test_language(text: str, code: str) -> None:
    """The language of most of a text is told; a text without words has none."""
    assert language(text) == code


def test_english_part_of_real_mixed_abstracts() -> None:
    """Of the real abstracts that mix languages the English half is kept, with a note; all others stay whole."""
    papers = list(read_file(shared("daily_papers_lists/papers.jsonl")))
    assert len(papers) == 71
    shortened = {}
    for paper in papers:
        assert isinstance(paper, Paper)
        whole = abstract_document(paper)
        kept = english_part(whole)
        assert kept.text == whole.text
        if kept != whole:
            shortened[paper.id] = (len(kept.passages), len(whole.passages))
            assert "not in English" in kept.notes[-1]
    assert shortened == {"list:039": (4, 8), "list:041": (8, 17)}


def test_plain_text_keeps_the_offsets_of_its_file(tmp_path: Path) -> None:
    """In a plain text file offsets are those of the file; a title line is the title and no passage."""
    path = tmp_path / "bees.txt"
    path.write_text("Bees count to four\n\nBees can count. They\ncount to four.\n", encoding="utf-8")
    document = read_document(path)
    assert document.text == path.read_text(encoding="utf-8")
    assert document.paper.title == "Bees count to four"
    assert [(p.id, p.text) for p in document.passages] == [
        ("p0", "Bees can count."),
        ("p1", "They\ncount to four."),
    ]
    assert document.read == "abstract"  # a few sentences are no full paper
    assert document.paper.id.startswith("file:bees-")


def test_a_long_text_is_a_full_text(tmp_path: Path) -> None:
    """Six hundred words or more are told as a whole paper."""
    path = tmp_path / "long.txt"
    path.write_text("Bees can count up to four. " * 200, encoding="utf-8")
    assert read_document(path).read == "full text"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('{"id": "a", "title": "A", "abstract": "One."}\n{"id": "b", "title": "B"}\n', "holds several papers"),
        ('{"id": "a", "title": "A"}\n', "has no abstract"),
        ('{"title": "A"}\n', r"no paper could be read from it \(no id\)"),
    ],
)
def test_json_that_is_not_one_paper(tmp_path: Path, content: str, complaint: str) -> None:
    """A JSON file gives a document only when it holds one paper with an abstract."""
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PaperError, match=complaint):
        read_document(path)


def test_one_paper_as_pretty_json(tmp_path: Path) -> None:
    """One paper may be spread over lines."""
    path = tmp_path / "x.json"
    path.write_text('{\n "id": "2504.02708v3",\n "title": "A",\n "abstract": "One is it."\n}\n', encoding="utf-8")
    document = read_document(path)
    assert (document.paper.id, document.text) == ("arxiv:2504.02708", "One is it.")
