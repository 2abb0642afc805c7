"""What a file can do to us: each bad input gets a clear error or a Skipped, never a traceback or a hang."""

import gzip
import json
import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperledge.errors import PaperError
from paperledge.records import Document, Paper, Skipped
from paperledge.sources.files import open_document, read_file
from paperledge.sources.reading import abstract_document, read_document

from .files_fixtures import HTML, JATS, TEX

BOMB = "<!DOCTYPE f [" + "".join(
    f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha" * 10}">' for i in range(12)
) + "]>"  # fmt: skip
FEED = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/2504.02708v1</id><title>{}</title><summary>It is.</summary></entry></feed>'  # noqa: E501


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (b"  \n\t ", "is empty"),
        (b"\x00" * 5000, "is empty"),
        (random.Random(4000).randbytes(4000), "binary data of an unknown kind"),
        (b"PK\x03\x04" + b"x" * 500, "binary data of an unknown kind"),
        (b"\x1f\x8bnot gzip at all", "gzip data in it is broken"),
        (gzip.compress(b'{"id": "a", "title": "b"}' * 500, mtime=0)[:60], "gzip data in it is broken"),
        (b"<?xml version='1.0'?><kml><a/></kml>", "XML of an unknown kind .it begins with <kml>"),
        (b"<feed><entry><id>a</feed>", "XML breaks at line 1"),
        (BOMB.encode() + FEED.format("&l11;").encode(), "declares entities of its own|XML breaks"),
        (
            BOMB.encode() + JATS.split("?>", 1)[1].split(">", 1)[1].format(extra="&l11;").encode(),
            "declares entities|amplification",
        ),
        (
            b'<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + FEED.format("&x;").encode(),
            "declares entities",
        ),
        (b"<article article-type='x'><front><article-meta></article>", "the XML cannot be read"),
        (b"<article article-type='x'><front><article-meta/></front></article>", "no running text"),
        (b"<html><body><script>x()</script></body></html>", "no running text"),
        (b"\\documentclass{article}\\begin{document}\\end{document}", "no running text"),
        (b"<PAPER></PAPER>", "no running text"),
        (b"12345 67890 !!!", "holds no words"),
        (b'[{"id": 1', "not JSON that can be read"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, content: bytes, complaint: str) -> None:
    """A file that cannot be used is an error that names it and says what is wrong with it."""
    path = tmp_path / "bad.file"
    path.write_bytes(content)
    with pytest.raises(PaperError, match=rf"bad\.file.*(?:{complaint})"):
        list(read_file(path))


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    """A folder or a missing file is an error with the next step, not a traceback."""
    with pytest.raises(PaperError, match="is a folder") as caught:
        read_document(tmp_path)
    assert "name the files in it" in str(caught.value)
    with pytest.raises(PaperError, match=r"none\.pdf cannot be read: No such file"):
        read_document(tmp_path / "none.pdf")


def test_an_unreadable_file(tmp_path: Path) -> None:
    """A file that the system refuses is an error that says so."""
    path = tmp_path / "closed.txt"
    path.write_text("words are here.", encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):
        path = Path("/proc/self/mem")  # a superuser may read all files but this one
    with pytest.raises(PaperError, match="cannot be read"):
        read_document(path)


def test_a_line_of_50_megabytes_is_passed_over(tmp_path: Path) -> None:
    """One monstrous line costs only itself."""
    path = tmp_path / "big.jsonl"
    good = json.dumps({"id": "2504.02708", "title": "T", "abstract": "A."})
    with path.open("w", encoding="utf-8") as out:
        out.write(good + '\n{"id": "x", "title": "' + "a" * 50_000_000 + '"}\n' + good + "\n")
    found = list(read_file(path))
    assert [type(p) for p in found] == [Paper, Skipped, Paper]
    assert found[1] == Skipped("big.jsonl:2", "the line is longer than 4 MB")


def paper_of(tmp_path: Path, title: str, abstract: str) -> Paper:
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps({"id": "2504.02708", "title": title, "abstract": abstract}), encoding="utf-8")
    (paper,) = read_file(path)
    assert isinstance(paper, Paper)
    return paper


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("<script>alert(1)</script> Bees", "<script>alert(1)</script> Bees"),  # pages escape it; it is the title
        ("On $\\alpha$-bees \\& more", "On $\\alpha$-bees \\& more"),
        ("מאמר על דבורים", "מאמר על דבורים"),
        ("Bees 🐝 count", "Bees 🐝 count"),
        ("Be\x00es\x07", "Be es"),
        ("Ze\u200bro wi\u00addth \u202eright\u202c", "Zero width right"),
        ("Two\nlines\tand  spaces", "Two lines and spaces"),
    ],
)
def test_odd_titles(tmp_path: Path, title: str, kept: str) -> None:
    """Titles keep what shows; what does not show is gone."""
    assert paper_of(tmp_path, title, "One.").title == kept


@pytest.mark.parametrize(
    ("abstract", "count"), [("Bees", 1), ("Bees count. " * 15_000, 15_000), ("bees " * 30_000, 76)]
)
def test_abstracts_of_one_word_and_of_30_000(tmp_path: Path, abstract: str, count: int) -> None:
    """An abstract may be one word or a book; a text without stops is cut into passages of bearable length."""
    document = abstract_document(paper_of(tmp_path, "T", abstract))
    assert len(document.passages) == count
    assert max(len(p.text) for p in document.passages) <= 2000


def test_the_same_paper_in_several_versions(tmp_path: Path) -> None:
    """Versions of one paper share its id: the library merges them."""
    path = tmp_path / "twice.jsonl"
    rows = [{"id": f"2504.02708v{n}", "title": "T", "abstract": "A."} for n in (1, 2)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert [p.id for p in read_file(path) if isinstance(p, Paper)] == ["arxiv:2504.02708"] * 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """Text in the usual encodings is read with its letters right."""
    path = tmp_path / "text.txt"
    path.write_bytes("Erdős und Müller zählen Bienen.".replace("ő", "ö").encode(encoding))
    assert read_document(path).text == "Erdös und Müller zählen Bienen."


def test_declared_encoding_of_html(tmp_path: Path) -> None:
    """A page's own word on its encoding is believed where it is not UTF-8."""
    path = tmp_path / "page.html"
    page = '<html><head><meta charset="iso-8859-2"></head><body><p>Paul Erdős counted all of his bees.</p></body></html>'  # noqa: E501
    path.write_bytes(page.encode("iso-8859-2"))
    assert read_document(path).text == "Paul Erdős counted all of his bees."


def test_html_where_a_record_was_due(tmp_path: Path) -> None:
    """A page of regrets saved under an XML name is read as the page it is, not as records."""
    path = tmp_path / "oai.xml"
    path.write_text(
        "<!DOCTYPE html><html><body><p>We are sorry, the server is down now.</p></body></html>", encoding="utf-8"
    )
    (found,) = read_file(path)
    assert isinstance(found, Document)
    assert found.format == "html"


def test_deep_xml_and_html_do_not_break_the_stack(tmp_path: Path) -> None:
    """Nesting without end is refused or read, and never ends the program."""
    for name, content in (
        ("deep.xml", "<article article-type='x'><front/>" + "<sec>" * 5000 + "</sec>" * 5000 + "</article>"),
        ("deep.html", "<html><body>" + "<div>" * 5000 + "words are down here." + "</div>" * 5000),
        ("deep.tex", "\\begin{document}" + "{" * 5000 + "words are down here." + "}" * 5000),
    ):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        try:
            assert read_document(path).passages
        except PaperError as error:
            assert name in str(error)  # noqa: PT017


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_files_never_end_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A whole paper with bytes cut out or changed gives a document or a PaperError, nothing else."""
    whole = data.draw(
        st.sampled_from(
            [JATS.format(extra=""), HTML, TEX, FEED.format("T"), json.dumps({"id": "a", "title": "b"})]
        )
    )
    raw = bytearray(whole.encode() + b" " * 300)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(raw) - 1))
        if data.draw(st.booleans()):
            raw[place] = data.draw(st.integers(0, 255))
        else:
            del raw[place : place + data.draw(st.integers(1, 40))]
    path = tmp_path_factory.mktemp("damaged") / "x"
    path.write_bytes(bytes(raw))
    try:
        assert isinstance(open_document(path), Document)
    except PaperError as error:
        assert str(path) in str(error) or "has no abstract" in str(error)  # noqa: PT017
