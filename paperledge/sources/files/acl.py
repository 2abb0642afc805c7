"""ACL papers: Anthology metadata records, and full texts whose sentences are numbered (the ScisummNet form)."""

import datetime as dt
import html
import re
from pathlib import Path

from lxml import etree

from paperledge.errors import PaperError, SourceBroken
from paperledge.records import Document, Paper, Skipped, fold
from paperledge.sources.arxiv_records import safe_xml
from paperledge.sources.files.blocks import Blocks, clean
from paperledge.sources.files.citations import without_text_citations
from paperledge.sources.files.opening import file_id
from paperledge.sources.ids import paper_id

_BACK_MATTER = re.compile(r"^\W*[\d.]*\s*(?:references|bibliography|acknowledge?ments?)\b", re.I)
_LONGEST_TITLE = 300
_CAPTION = re.compile(r"^(?:Table|Figure|Fig\.)\s*\d+\s*[:.]")


def paper_from_anthology(element: etree._Element) -> Paper | Skipped:
    """A paper from one <paper> of an Anthology metadata file, whose ancestors tell its volume and collection."""
    identity = _anthology_id(element)
    title = _said(element, "title")
    if identity is None or not title:
        return Skipped(identity or f"line {element.sourceline}", "no title" if identity else "no Anthology id")
    volume = element.getparent()
    meta = volume.find("meta") if volume is not None else None
    year = _said(meta, "year") or _said(element, "year")
    name = identity.removeprefix("acl:")
    return Paper(
        id=identity,
        title=title,
        abstract=_said(element, "abstract"),
        authors=tuple(n for a in element.iterchildren("author") if (n := _person(a))),
        # Records tell the year; a day would be made up, so the first stands for it.
        date=dt.date(int(year), 1, 1) if year.isdigit() and 1900 < int(year) < 2200 else None,
        categories=("cs.CL",),
        links={"abs": f"https://aclanthology.org/{name}", "pdf": f"https://aclanthology.org/{name}.pdf"},
        withdrawn=element.find("retracted") is not None,
        venue=_said(meta, "booktitle"),
        doi=_said(element, "doi").lower(),
        source="file",
    )


def document_from_acl(data: bytes, path: Path) -> Document:
    """A document from a <PAPER> of numbered sentences <S>, sections and abstract."""
    try:
        root = safe_xml(data)
    except SourceBroken as error:
        raise PaperError(f"{path}: {error.what}") from error
    blocks = Blocks()
    title = ""
    for element in root.iterchildren("*"):
        if element.tag == "S" and not title and len(_flat(element)) <= _LONGEST_TITLE:
            title = clean(_flat(element))
        elif element.tag == "S":
            # Some of these files have no sections at all.
            blocks.add("Text", _sentence(element))
        elif element.tag == "ABSTRACT":
            _add_sentences(blocks, element, "Abstract")
        elif element.tag == "SECTION":
            heading = clean(element.get("title", ""))
            if _BACK_MATTER.search(heading):
                continue
            _add_sentences(blocks, element, re.sub(r"^[\d.]+\s*", "", heading) or "Text")
    identity = paper_id(path.name.split(".xml")[0]) or file_id(path, data)
    abstract = "\n\n".join(text for part, text in blocks.rows if part == "Abstract")
    name = identity.removeprefix("acl:")
    links = {"abs": f"https://aclanthology.org/{name}"} if identity.startswith("acl:") else {}
    paper = Paper(id=identity, title=title or name, abstract=fold(abstract), links=links, source="file")
    return blocks.document(paper, "acl-xml", str(path))


def _add_sentences(blocks: Blocks, element: etree._Element, part: str) -> None:
    """Sentences as paragraphs of one: their borders are known and are kept."""
    for sentence in element.iter("S"):
        text = _sentence(sentence)
        if _CAPTION.match(text):
            blocks.leave_out("captions")
        elif text:
            blocks.add(part, text)


def _sentence(element: etree._Element) -> str:
    # These texts were escaped twice: "&amp;quot;" is a quotation mark.
    text = clean(html.unescape(_flat(element)))
    return without_text_citations(without_note_marks(text))


def without_note_marks(text: str) -> str:
    """Footnote numbers glued to a full stop or word taken off: "the Internet”.1 The" -> "the Internet”. The"."""
    return re.sub(r"(?<=[a-z)\]”\"'][.,;])\d{1,2}(?=\s+[A-Z“]|$)", "", text)


def _anthology_id(element: etree._Element) -> str | None:
    number, volume = element.get("id", ""), element.getparent()
    collection = volume.getparent() if volume is not None else None
    url = (element.findtext("url") or "").strip()
    if found := paper_id(url):
        return found
    if volume is None or collection is None or not number:
        return None
    group, volume_id = collection.get("id", ""), volume.get("id", "")
    if re.fullmatch(r"[A-Z]\d{2}", group):
        wide = 3 if not group.startswith("W") else 2
        return f"acl:{group}-{volume_id.zfill(4 - wide)}{number.zfill(wide)}"
    return f"acl:{group}-{volume_id}.{number}" if group else None


def _said(element: etree._Element | None, name: str) -> str:
    child = element.find(name) if element is not None else None
    return "" if child is None else fold(_flat(child))


def _person(element: etree._Element) -> str:
    return " ".join(t for part in ("first", "last") if (t := _said(element, part))) or fold(_flat(element))


def _flat(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))
