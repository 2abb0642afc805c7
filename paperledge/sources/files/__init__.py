"""Papers and full texts in files.

Takes: paths of files in any of the formats of docs/reading.md, told by content.
Gives: Paper (a record), Document (a full text), Skipped (a record that cannot be used, and why).
Touches: disk, reading only; one child process for each PDF.
Read first: opening.py (which format), then the module of that format; blocks.py is where full texts end up.
"""

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from paperledge.errors import PaperError
from paperledge.records import Document, Paper, Skipped
from paperledge.sources.files.opening import Format, detect, open_both, open_bytes, read_all
from paperledge.sources.reading import abstract_document

__all__ = ["open_document", "read_file", "read_file_after"]


def read_file(path: Path) -> Iterator[Paper | Document | Skipped]:
    """What a file holds, in its own order, as it is read: memory does not grow with the file.

    A bad record comes as Skipped and the rest goes on. Raises PaperError where the file itself cannot be used.
    """
    return (item for item, _ in read_file_after(path, 0))


def read_file_after(path: Path, after: int) -> Iterator[tuple[Paper | Document | Skipped, int]]:
    """The same without the first `after` records, each with how many bytes of the file had been read by then."""
    path = Path(path)
    format = detect(path)  # noqa: A001
    if format in _WHOLE_PAPERS:
        if not after:
            yield _whole_paper(path, format), path.stat().st_size
        return
    with open_both(path) as (stream, raw):
        for item in _records(stream, path, format, after):
            yield item, raw.tell()


def open_document(path: Path) -> Document:
    """One paper's text; see `paperledge.sources.read_document`."""
    path = Path(path)
    format = detect(path)  # noqa: A001
    if format in _WHOLE_PAPERS:
        return _whole_paper(path, format)
    found = list(islice((item for item in read_file(path) if not isinstance(item, Skipped)), 2))
    if len(found) > 1:
        raise PaperError(f"{path} holds several papers, not one", next_step=f"paperledge import {path}")
    if not found:
        reasons = [item.reason for item in read_file(path) if isinstance(item, Skipped)]
        raise PaperError(f"{path}: no paper could be read from it" + (f" ({reasons[0]})" if reasons else ""))
    return found[0] if isinstance(found[0], Document) else abstract_document(found[0])


_WHOLE_PAPERS: frozenset[Format] = frozenset({"jats", "pdf", "tex", "tar", "html", "acl-xml", "text"})


def _whole_paper(path: Path, format: Format) -> Document:  # noqa: A002
    if format == "pdf":
        from paperledge.sources.files.pdf import document_from_pdf

        return document_from_pdf(path)
    with open_bytes(path) as stream:
        data = read_all(stream, path)
    return _reader(format)(data, path)


def _reader(format: Format) -> Callable[[bytes, Path], Document]:  # noqa: A002
    if format == "jats":
        from paperledge.sources.files.jats import document_from_jats as reader
    elif format in ("tex", "tar"):
        from paperledge.sources.files.tex import document_from_tex as reader
    elif format == "html":
        from paperledge.sources.files.html import document_from_html as reader
    elif format == "acl-xml":
        from paperledge.sources.files.acl import document_from_acl as reader
    else:
        from paperledge.sources.files.plain import document_from_text as reader
    return reader


def _records(
    stream: BinaryIO,
    path: Path,
    format: Format,  # noqa: A002
    after: int,
) -> Iterator[Paper | Document | Skipped]:
    if format == "jsonl":
        from paperledge.sources.files.jsonl import papers_from_lines

        return papers_from_lines(stream, path, after)
    if format in ("atom", "oai", "anthology"):
        from paperledge.sources.files.xml_records import papers_from_xml

        return islice(papers_from_xml(stream, path), after, None)
    if format == "json":
        return islice(_json_papers(read_all(stream, path), path), after, None)
    return islice(_text_records(read_all(stream, path), path, format), after, None)


def _json_papers(data: bytes, path: Path) -> Iterator[Paper | Skipped]:
    from paperledge.sources.files.jsonl import paper_from_row, papers_from_lines

    try:
        rows = json.loads(data)
    except (ValueError, RecursionError) as error:
        # A JSONL whose first line is broken looks like this too: the lines below it may be sound.
        import io

        found = list(papers_from_lines(io.BytesIO(data), path))
        if not any(isinstance(row, Paper) for row in found):
            raise PaperError(f"{path} is not JSON that can be read: {error}") from error
        yield from found
        return
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
        yield paper_from_row(row, f"{path.name}:{number}")


def _text_records(data: bytes, path: Path, format: Format) -> Iterator[Paper | Skipped]:  # noqa: A002
    if format == "abs":
        from paperledge.sources.files.arxiv_abs import paper_from_abs

        yield paper_from_abs(data, path.name)
    elif format == "ris":
        from paperledge.sources.files.ris import papers_from_ris

        yield from papers_from_ris(data, path.name)
    else:
        from paperledge.sources.files.bibtex import papers_from_bibtex

        yield from papers_from_bibtex(data, path.name)
