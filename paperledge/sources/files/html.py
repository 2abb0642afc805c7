"""HTML: arXiv's own (LaTeXML), and ordinary web pages, of which the main column is read."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from paperledge.errors import PaperError
from paperledge.records import Document, Paper
from paperledge.sources.arxiv_records import iso_day
from paperledge.sources.files.blocks import FORMULA, Blocks, clean, without_citations
from paperledge.sources.files.marked import Marks, inline, local
from paperledge.sources.files.opening import decode, file_id
from paperledge.sources.ids import arxiv_links, paper_id

_NO_TEXT = frozenset(
    "script style noscript template nav header footer aside form button input select textarea svg canvas iframe "
    "object embed figure figcaption table pre code head dialog video audio map menu".split()
)
_NO_TEXT_CLASS = re.compile(
    r"ltx_(?:note|bibliography|page_|tag|authors|dates|acknowledgements|navigation|TOC|figure|table|equation|ERROR|"
    r"keywords|classification|role_footnote|listing|algorithm|float|appendix_toc|rdf)|"
    r"(?:^|[\s_-])(?:nav|navbar|menu|sidebar|footer|breadcrumbs?|cookie|banner|advert|share|social|related|comments?|"
    r"references|bibliography|footnotes?|caption|sr-only|visually-hidden|hidden|toc)(?:$|[\s_-])"
)
_KEPT_CLASS = re.compile(r"ltx_(?:document|page_main|page_content|abstract|section|para|p\b|title)")
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0*(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:;|$|!)|"
    r"opacity\s*:\s*0(?:\.0+)?\s*(?:;|$|!)|(?<![-\w])color\s*:\s*(?:white|transparent|#f{3}(?:f{3})?\b|rgba?\(\s*255\s*,"
    r"\s*255\s*,\s*255)|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0",
    re.I,
)
_BACK_MATTER = re.compile(
    r"^(?:references|bibliography|acknowledge?ments?|see also|external links|notes|footnotes)\b", re.I
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_BLOCKS = frozenset("p li blockquote dd dt".split())
_CAPTION_TAGS = {"figure": "figures", "table": "tables"}
_NUMBERED = re.compile(r"^\s*(?:\d+(?:\.\d+)*|[IVX]+|[A-Z])(?:\.\d+)*[.)]?\s+(?=[A-Z])")


def document_from_html(data: bytes, path: Path) -> Document:
    """The text of a page. Raises PaperError for pages without running text."""
    root = _parse(data, path)
    blocks = Blocks()
    _count(root, blocks)
    latexml = bool(_all(root, "//*[contains(@class, 'ltx_document')]"))
    main = _main(root)
    title = _title(root)
    abstract = _abstract(main)
    if abstract is not None:
        _Walk(blocks, "Abstract").read(abstract)
        abstract.drop_tree()
    _Walk(blocks, "").read(main)
    paper = _paper(
        root, data, path, title or path.stem, " ".join(t for part, t in blocks.rows if part == "Abstract")
    )
    if paper.licence:
        blocks.notes.append(f"read under the licence {paper.licence}")
    if not latexml and abstract is None:
        blocks.notes.append("an ordinary web page: its main column was read")
    return blocks.document(paper, "html", str(path))


def _parse(data: bytes, path: Path) -> lxml_html.HtmlElement:
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    # lxml would guess an encoding of its own from what it is given as bytes.
    declared = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", data[:2048])
    text = decode(data)
    if declared and "�" not in text and not _is_utf8(data):
        text = _declared(data, declared[1].decode("ascii")) or text
    try:
        root = lxml_html.document_fromstring(
            re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", "")), parser=parser
        )
    except (etree.ParserError, ValueError) as error:
        raise PaperError(f"{path}: the HTML cannot be read: {error}") from error
    return root


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _declared(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace")
    except LookupError:
        return ""


class _Walk:
    """Reads blocks of text in order, under the last heading of each level."""

    def __init__(self, blocks: Blocks, title: str) -> None:
        self.blocks, self.title, self.top = blocks, title, ""
        self.top_level, self.in_back_matter = 9, False

    def read(self, element: etree._Element) -> None:
        for child in element.iterchildren(tag=etree.Element):
            name = local(child)
            if _skip(child):
                continue
            if name in _HEADINGS:
                self.heading(child, int(name[1]))
            elif name in _BLOCKS or not any(local(e) in _BLOCKS | _HEADINGS for e in child.iterdescendants()):
                self.add(child)
            else:
                self.read(child)

    def add(self, element: etree._Element) -> None:
        if not self.in_back_matter:
            self.blocks.add(self.title, inline(element, _MARKS))

    def heading(self, element: etree._Element, level: int) -> None:
        text = _NUMBERED.sub("", clean(without_citations(inline(element, _MARKS))))
        # A heading of its own level or above ends the references; one under them does not.
        if not text or (self.in_back_matter and level > self.top_level):
            return
        self.in_back_matter = bool(_BACK_MATTER.match(text))
        if level <= max(2, self.top_level if self.top else 2):
            self.top, self.top_level = text, level
            self.title = text
        else:
            self.title = f"{self.top}: {text}"


def _all(element: etree._Element, query: str) -> list[Any]:
    return list(element.xpath(query))  # type: ignore[arg-type]


def _skip(element: etree._Element) -> bool:
    return local(element) in _NO_TEXT or _is_hidden(element) or _is_furniture(element)


def _is_furniture(element: etree._Element) -> bool:
    names = element.get("class", "")
    if element.get("role") in (
        "navigation",
        "banner",
        "contentinfo",
        "doc-bibliography",
        "doc-footnote",
        "search",
    ):
        return True
    return bool(_NO_TEXT_CLASS.search(names)) and not _KEPT_CLASS.search(names) and not _cites(element)


def _is_hidden(element: etree._Element) -> bool:
    if element.get("hidden") is not None or (element.get("aria-hidden") == "true" and local(element) != "math"):
        return True
    if _HIDDEN_STYLE.search(element.get("style", "")):
        return True
    return local(element) == "font" and element.get("color", "").lower() in ("white", "#fff", "#ffffff")


def _cites(element: etree._Element) -> bool:
    if local(element) == "cite":
        return "ltx_cite" in element.get("class", "")
    if local(element) == "sup":
        return not clean("".join(map(str, element.itertext()))).strip("0123456789,-–[]() ") and _links(element)
    return local(element) == "a" and "#bib" in element.get("href", "")


def _links(element: etree._Element) -> bool:
    return any("#" in a.get("href", "") for a in element.iter("a"))


def _formula(element: etree._Element) -> str | None:
    if local(element) != "math":
        return None
    from paperledge.prose import plain

    tex = element.get("alttext", "")
    text = plain(f"${tex}$") if tex else "".join("".join(map(str, element.itertext())).split())
    return text if 0 < len(text) <= 40 and "\\" not in text else FORMULA


_MARKS = Marks(skip=_skip, cites=_cites, formula=_formula)


def _count(root: etree._Element, blocks: Blocks) -> None:
    for tag, name in _CAPTION_TAGS.items():
        blocks.leave_out(name, sum(1 for _ in root.iter(tag)))
    hidden = [e for e in root.iter(etree.Element) if local(e) not in ("head", "script", "style") and _is_hidden(e)]
    blocks.leave_out("hidden elements", sum(1 for e in hidden if clean("".join(map(str, e.itertext())))))


def _main(root: etree._Element) -> etree._Element:
    for query in (
        "//article[contains(@class, 'ltx_document')]",
        "//main",
        "//article",
        "//*[@role='main']",
        "//body",
    ):
        found = [e for e in _all(root, query) if not _is_hidden(e)]
        if found:
            largest: etree._Element = max(found, key=lambda e: len("".join(map(str, e.itertext()))))
            return largest
    return root


def _abstract(main: etree._Element) -> lxml_html.HtmlElement | None:
    found = _all(
        main,
        ".//*[contains(@class, 'ltx_abstract')] | .//blockquote[contains(@class, 'abstract')]"
        " | .//*[self::section or self::div][@id='abstract' or @class='abstract']",
    )
    found = [e for e in found if not _is_hidden(e)]
    for heading in (
        _all(found[0], ".//*[self::h1 or self::h2 or self::h3 or self::h6 or @class='descriptor']")
        if found
        else ()
    ):
        heading.drop_tree()
    return found[0] if found else None


def _title(root: etree._Element) -> str:
    for query in (
        "//h1[contains(@class, 'ltx_title_document')]",
        "//meta[@name='citation_title']",
        "//h1",
        "//title",
    ):
        for element in _all(root, query):
            text = clean(element.get("content") or inline(element, _MARKS))
            text = re.sub(r"^Title:\s*", "", without_citations(text))
            if text and not _is_hidden(element):
                return text
    return ""


def _paper(root: etree._Element, data: bytes, path: Path, title: str, abstract: str) -> Paper:
    meta = {
        e.get("name", "").lower(): clean(e.get("content", "")) for e in _all(root, "//meta[@name and @content]")
    }
    people = [clean(e.get("content", "")) for e in _all(root, "//meta[@name='citation_author']")]
    if not people:
        people = [clean(inline(e, _MARKS)) for e in _all(root, "//*[contains(@class, 'ltx_personname')]")]
        people = [name for row in people for name in re.split(r"\s*(?:,|;|&|\band\b)\s*", row)]
    identity = _identity(root, meta, path) or file_id(path, data)
    return Paper(
        id=identity,
        title=title,
        abstract=abstract,
        authors=tuple(_forward(n) for n in people if 1 < len(n) < 60 and "@" not in n),
        date=_day(meta),
        links=arxiv_links(identity[6:]) if identity.startswith("arxiv:") else {},
        doi=meta.get("citation_doi", "").lower(),
        licence=next((e.get("href", "") for e in _all(root, "//a[@rel='license'] | //link[@rel='license']")), ""),
        source="file",
    )


def _identity(root: etree._Element, meta: dict[str, str], path: Path) -> str | None:
    names = [
        meta.get("citation_arxiv_id", ""),
        meta.get("citation_doi", ""),
        path.name.removesuffix(".gz").removesuffix(".html"),
    ]
    names += [e.get("href", "") for e in _all(root, "//link[@rel='canonical']")]
    watermark = re.search(r"arXiv:(\S+)", " ".join(_all(root, "//*[@id='watermark-tr']//text()")))
    names += [watermark[1]] if watermark else []
    names += [e.get("href", "") for e in _all(root, "//base")]
    return next((found for n in names if n and (found := paper_id(n))), None)


def _day(meta: dict[str, str]) -> dt.date | None:
    for name in ("citation_date", "citation_publication_date", "citation_online_date", "date", "dc.date"):
        if day := iso_day(meta.get(name, "").replace("/", "-")):
            return day
    return None


def _forward(name: str) -> str:
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma else name
