"""PDF: the running text in reading order. pdf_lines.py reads the lines, pdf_layout.py tells what each one is."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from paperledge.errors import PaperError
from paperledge.records import Document, Paper
from paperledge.sources.files.blocks import clean
from paperledge.sources.files.opening import file_id, open_bytes, read_all
from paperledge.sources.files.pdf_layout import Line, Page, read_pages
from paperledge.sources.files.pdf_lines import MOST_PAGES
from paperledge.sources.ids import arxiv_links, paper_id

# A dense page takes 0.05 s; a file that needs this long is broken or a drawing.
TIME_LIMIT_S = 90
# A scan has a few stray letters a page at most.
_FEWEST_LETTERS = 200


def document_from_pdf(path: Path, time_limit_s: float = TIME_LIMIT_S) -> Document:
    """The running text of a PDF, at most MOST_PAGES pages of it.

    Raises PaperError: encrypted, scanned (pictures of text), broken, or nothing read in time_limit_s.
    """
    with open_bytes(path) as stream:
        data = read_all(stream, path)
    head, pages, late = _read_lines(data, path, time_limit_s)
    letters = sum(c.isalpha() for page in pages for line in page.lines for c in line.text)
    if not late and letters < _FEWEST_LETTERS and letters < 40 * len(pages):
        raise PaperError(
            f"{path}: scanned: its {len(pages)} pages are pictures without text",
            next_step="run a text recogniser over it first, or give the paper as HTML, TeX or text",
        )
    read = read_pages(pages)
    blocks = read.blocks
    if (total := int(head["pages"])) > len(pages):
        why = f"no answer within {time_limit_s:g} s" if late else f"at most {MOST_PAGES} are"
        blocks.notes.append(f"pages {len(pages) + 1}-{total} were not read ({why})")
    stamp = next((paper_id(s) for s in read.stamps if paper_id(s)), None)
    identity = stamp or paper_id(path.name.removesuffix(".gz").removesuffix(".pdf")) or file_id(path, data)
    paper = Paper(
        id=identity,
        title=read.title or clean(str(head["title"])) or path.stem,
        abstract=" ".join(text for part, text in blocks.rows if part == "Abstract"),
        authors=_authors(str(head["author"])) or read.authors,
        links=arxiv_links(identity[6:]) if identity.startswith("arxiv:") else {},
        source="file",
    )
    return blocks.document(paper, "pdf", str(path))


def _read_lines(data: bytes, path: Path, time_limit_s: float) -> tuple[dict[str, Any], list[Page], bool]:
    """(what the file says of itself, its pages, whether time ran out)."""
    command = [sys.executable, "-m", "paperledge.sources.files.pdf_lines"]
    late = False
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=time_limit_s, check=False)
        output = done.stdout
    except subprocess.TimeoutExpired as error:
        output, late = error.stdout or b"", True
    rows = [json.loads(line) for line in output.split(b"\n")[: None if not late else -1] if line]
    if not rows or "error" in rows[0]:
        reason = (
            rows[0]["error"] if rows else ("no answer in time" if late else "broken: its reader stopped on it")
        )
        step = (
            "save it without a password" if reason == "encrypted" else "get the file again, or another form of it"
        )
        raise PaperError(f"{path}: {reason}", next_step=step)
    pages = [Page(row["width"], row["height"], tuple(Line(*line) for line in row["lines"])) for row in rows[1:]]
    if not pages:
        raise PaperError(f"{path}: broken: no page of it could be read", next_step="get the file again")
    return rows[0], pages, late


def _authors(field: str) -> tuple[str, ...]:
    names = [clean(n) for n in re.split(r"\s*[;,]\s*(?:and\s+)?|\s+and\s+", field)]
    return tuple(n for n in names if 2 <= len(n.split()) <= 5 and not re.search(r"[\d@]", n))
