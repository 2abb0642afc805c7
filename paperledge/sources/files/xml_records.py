"""Records in XML (arXiv Atom, OAI-PMH, ACL Anthology), one at a time; each is forgotten once it is read."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from paperledge.errors import PaperError, SourceBroken
from paperledge.records import Paper, Skipped
from paperledge.sources.arxiv_records import (
    SAFE_PARSING,
    paper_from_atom_entry,
    paper_from_oai_record,
    refuse_entities,
)
from paperledge.sources.files.acl import paper_from_anthology

_READERS: dict[str, Callable[[etree._Element], Paper | Skipped]] = {
    "entry": paper_from_atom_entry,
    "record": paper_from_oai_record,
    "paper": paper_from_anthology,
}


def papers_from_xml(stream: BinaryIO, path: Path) -> Iterator[Paper | Skipped]:
    """Each record's paper. Where the XML breaks off, what came before is kept and a Skipped says the place.

    Raises PaperError for documents that declare entities of their own, and for those that break before any record.
    """
    count, told = 0, ""
    wanted = [f"{{*}}{name}" for name in (*_READERS, "error")]
    try:
        for _, element in etree.iterparse(stream, events=("end",), tag=wanted, **SAFE_PARSING):
            if count == 0:
                refuse_entities(element)
            if etree.QName(element).localname == "error":
                told = f": {element.get('code', '')} {element.text or ''}".rstrip()
                continue
            # A <record> inside another record's metadata is a stranger's element.
            if element.getparent() is None or etree.QName(element.getparent()).localname != "metadata":
                count += 1
                yield _READERS[etree.QName(element).localname](element)
                _forget(element)
    except SourceBroken as error:
        raise PaperError(f"{path}: {error.what}") from error
    except etree.XMLSyntaxError as error:
        place = f"{path.name}:{error.lineno}"
        if not count:
            raise PaperError(f"{path}: the XML breaks at line {error.lineno}: {error.msg}") from error
        yield Skipped(place, f"the XML breaks here, after {count} records: {error.msg}")
    if not count:
        yield Skipped(path.name, f"it holds no records{told}")


def _forget(element: etree._Element) -> None:
    """Free a record and the ones before it, so that a file of any length fits in memory."""
    parent = element.getparent()
    # Volume titles above the papers of an Anthology file are still needed: only records go.
    element.clear()
    if parent is not None:
        for older in list(element.itersiblings(element.tag, preceding=True)):
            parent.remove(older)
