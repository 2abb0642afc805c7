"""JATS, the XML in which PLOS, eLife, PubMed Central and others publish whole articles."""

import datetime as dt
import re
from pathlib import Path

from lxml import etree

from paperledge.errors import PaperError, SourceBroken
from paperledge.records import Document, Paper, fold
from paperledge.sources.arxiv_records import safe_xml
from paperledge.sources.files.blocks import FORMULA, Blocks, clean, without_citations
from paperledge.sources.files.marked import Marks, inline, local
from paperledge.sources.files.opening import file_id
from paperledge.sources.ids import paper_id

_NO_TEXT = frozenset(
    "fig fig-group table-wrap table-wrap-group table table-wrap-foot fn fn-group ref-list supplementary-material "
    "media graphic inline-graphic caption label object-id code preformat chem-struct boxed-text-figure "
    "inline-supplementary-material permissions kwd-group alternatives tex-math annotation processing-meta".split()
)
# Abstracts in plain words, for readers outside of the field (eLife digest, PLOS author summary).
_FOR_EVERYBODY = frozenset(
    "executive-summary summary plain-language-summary plain-language lay-summary patient".split()
)
_COUNTED = {"fig": "figures", "table-wrap": "tables", "disp-formula": "formulas", "fn": "footnotes"}
_NO_PART = re.compile(
    r"supporting information|supplementary (?:material|information|file|data)|acknowledge?ments?|references|"
    r"author contributions?|competing interests?|funding|abbreviations|data availability|additional information|"
    r"conflicts? of interest|major datasets|decision letter|author response",
    re.I,
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|color\s*:\s*(?:white|#fff)", re.I
)
_PARAGRAPHS = frozenset("p disp-quote verse-group speech statement".split())


def document_from_jats(data: bytes, path: Path) -> Document:
    """The article's abstract and body. Raises PaperError for XML that cannot be read or holds no text."""
    try:
        root = safe_xml(data)
    except SourceBroken as error:
        raise PaperError(f"{path}: {error.what}") from error
    article = next((e for e in root.iter("{*}article") if _first(e, "front") is not None), root)
    meta = _first(article, "article-meta")
    if meta is None:
        raise PaperError(f"{path}: JATS without <article-meta>")
    paper, blocks = _paper(article, meta, data, path), Blocks()
    abstract = _abstract(meta)
    if abstract is not None:
        _read_section(abstract, "Abstract", blocks)
    for summary in meta.iterchildren("{*}abstract"):
        if summary is not abstract and summary.get("abstract-type") in _FOR_EVERYBODY:
            _read_section(summary, _plain(next(summary.iterchildren("{*}title"), None)) or "Plain summary", blocks)
    body = next(article.iterchildren("{*}body"), None)
    if body is not None:
        _read_section(body, "", blocks)
        for name, counted in _COUNTED.items():
            blocks.leave_out(counted, sum(1 for _ in body.iter(f"{{*}}{name}")))
    if paper.licence:
        blocks.notes.append(f"read under the licence {paper.licence}")
    return blocks.document(paper, "jats", str(path))


def _paper(article: etree._Element, meta: etree._Element, data: bytes, path: Path) -> Paper:
    dois = [fold(e.text or "") for e in meta.iterchildren("{*}article-id") if e.get("pub-id-type") == "doi"]
    identity = (paper_id(dois[0]) if dois else None) or file_id(path, data)
    title = _first(meta, "article-title")
    abstract = _abstract(meta)
    summary = Blocks()
    if abstract is not None:
        _read_section(abstract, "Abstract", summary)
    return Paper(
        id=identity,
        title=_plain(title) if title is not None else path.stem,
        abstract=" ".join(text for _, text in summary.rows),
        authors=_authors(meta),
        date=_published(meta),
        categories=_subjects(meta),
        links={"abs": f"https://doi.org/{dois[0]}"} if dois else {},
        withdrawn=article.get("article-type") == "retraction",
        venue=_plain(_first(article, "journal-title")),
        doi=dois[0].lower() if dois else "",
        licence=_licence(meta),
        source="file",
    )


def _read_section(section: etree._Element, title: str, blocks: Blocks) -> None:
    for child in section.iterchildren("{*}*"):
        name = local(child)
        if name == "sec":
            _read_subsection(child, title, blocks)
        elif name in _PARAGRAPHS and not _is_hidden(child):
            _read_paragraph(child, title, blocks)
        elif name in ("list", "list-item", "def-list", "def-item", "def", "boxed-text") and not _is_hidden(child):
            _read_section(child, title, blocks)


def _read_subsection(section: etree._Element, above: str, blocks: Blocks) -> None:
    own = next(section.iterchildren("{*}title"), None)
    heading = re.sub(r"^[\dIVX]+(?:\.\d+)*[.)]?\s+", "", _plain(own)) if own is not None else ""
    if _NO_PART.match(heading) or section.get("sec-type") == "supplementary-material" or _is_hidden(section):
        return
    top = above.split(": ", 1)[0]
    _read_section(section, f"{top}: {heading}" if top and heading else heading or above, blocks)


def _read_paragraph(paragraph: etree._Element, title: str, blocks: Blocks) -> None:
    """A paragraph without the lists in it, then those lists, item by item."""
    blocks.add(title, inline(paragraph, _MARKS))
    for inner in paragraph.iterchildren("{*}list", "{*}disp-quote", "{*}boxed-text"):
        if not _is_hidden(inner):
            _read_section(inner, title, blocks)


def _skip(element: etree._Element) -> bool:
    name = local(element)
    if name in _NO_TEXT or name in ("list", "disp-quote", "boxed-text"):
        return True
    # A note mark points at text that stands elsewhere.
    return (name == "xref" and element.get("ref-type") in ("fn", "table-fn", "corresp", "aff")) or _is_hidden(
        element
    )


def _is_hidden(element: etree._Element) -> bool:
    return bool(_HIDDEN.search(element.get("style", ""))) or element.get("aria-hidden") == "true"


def _cites(element: etree._Element) -> bool:
    return local(element) == "xref" and element.get("ref-type") == "bibr"


def _formula(element: etree._Element) -> str | None:
    name = local(element)
    if name == "disp-formula":
        return f" {FORMULA} "
    if name not in ("inline-formula", "math"):
        return None
    maths = element if name == "math" else _first(element, "math")
    text = "".join(map(str, maths.itertext())) if maths is not None else _text_formula(element)
    text = "".join(text.split())
    # Long formulas cannot be heard, and their letters without layout mislead.
    return text if 0 < len(text) <= 40 else FORMULA


def _text_formula(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())) if _first(element, "tex-math") is None else ""


_MARKS = Marks(skip=_skip, cites=_cites, formula=_formula)


def _abstract(meta: etree._Element) -> etree._Element | None:
    """The abstract for readers of the paper, before digests, teasers and graphical ones."""
    found = list(meta.iterchildren("{*}abstract"))
    return next((a for a in found if not a.get("abstract-type")), found[0] if found else None)


def _authors(meta: etree._Element) -> tuple[str, ...]:
    names = []
    for person in meta.iterfind("{*}contrib-group/{*}contrib"):
        if person.get("contrib-type", "author") != "author":
            continue
        parts = [_plain(_first(person, part)) for part in ("given-names", "surname", "suffix")]
        names.append(" ".join(p for p in parts if p) or _plain(_first(person, "collab")))
    return tuple(n for n in names if n)


def _published(meta: etree._Element) -> dt.date | None:
    days = []
    for entry in meta.iterchildren("{*}pub-date"):
        year, month, day = (_plain(_first(entry, part)) for part in ("year", "month", "day"))
        if year.isdigit():
            try:
                days.append(dt.date(int(year), int(month or 1), int(day or 1)))
            except ValueError:
                continue
    # The first of a collection's month is no day of its own: the most telling date is the latest full one.
    return max(days, default=None)


def _subjects(meta: etree._Element) -> tuple[str, ...]:
    groups = [g for g in meta.iter("{*}subj-group") if g.get("subj-group-type") != "heading"]
    return tuple(dict.fromkeys(t for g in groups for s in g.iterchildren("{*}subject") if (t := _plain(s))))


def _licence(meta: etree._Element) -> str:
    found = _first(meta, "license")
    if found is None:
        return ""
    href = next((v for k, v in found.attrib.items() if str(k).endswith("href")), "")
    link = next((str(v) for e in found.iter("{*}ext-link") for k, v in e.attrib.items() if "href" in str(k)), "")
    if href or link:
        return str(href or link)
    said = _plain(next(found.iter("{*}license-p", "{*}p"), None))
    named = re.search(r"Creative Commons [A-Z]\w+(?:[ -][A-Z]\w+)*(?: \d\.\d)?", said)
    return named[0] if named else said[:200] or found.get("license-type", "")


def _first(element: etree._Element | None, name: str) -> etree._Element | None:
    return next(element.iter(f"{{*}}{name}"), None) if element is not None else None


def _plain(element: etree._Element | None) -> str:
    return clean(without_citations(inline(element, _MARKS))) if element is not None else ""
