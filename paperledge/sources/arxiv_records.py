"""arXiv's own records, from whichever door they come (Atom, OAI-PMH, snapshot, .abs): bytes -> Paper."""

import datetime as dt
import email.utils
import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

from paperledge.errors import SourceBroken
from paperledge.prose import plain
from paperledge.records import Paper, Skipped, fold
from paperledge.sources.ids import arxiv_links, paper_id, paper_version

# Entities stay closed, nothing is fetched, and a tree deeper or larger than libxml2's own bounds is an error.
SAFE_PARSING: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}

# "Withdrawn" is also what happens to drugs and troops: in an abstract it must be said of the paper itself.
_WITHDRAWN = re.compile(
    r"\b(?:paper|article|submission|manuscript|preprint|work|version|e-?print|note|letter|thesis|draft)s?\b"
    r"[^.;]{0,40}?\b(?:is|was|are|has been|have been|been|being|now)\s+(?:\w+ly\s+)?(?:withdrawn|retracted)\b",
    re.I,
)
_WITHDRAWN_COMMENT = re.compile(
    r"^\W*(?:this |the )?(?:(?:paper|article|submission|manuscript|preprint)s? )?(?:was |has been |have been )?"
    r"(?:withdrawn|retracted)\b",
    re.I,
)
_ELSEWHERE = re.compile(r"withdrawn from (?!arxiv)\w", re.I)


def safe_xml(data: bytes) -> etree._Element:
    """The root of an XML answer, parsed with entities and network off.

    Raises SourceBroken for what is no XML, for HTML in its place, and for documents that declare entities.
    """
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"<"):
        raise SourceBroken(f"wanted XML, saw {head[:60].decode('utf-8', 'replace')!r}")
    if re.match(rb"<!doctype html|<html[\s>]", head, re.I):
        raise SourceBroken("wanted XML, saw an HTML page")
    try:
        root = etree.fromstring(data, etree.XMLParser(**SAFE_PARSING))
    except etree.XMLSyntaxError as error:
        raise SourceBroken(f"the XML cannot be read: {error.msg}") from error
    refuse_entities(root)
    return root


def refuse_entities(root: etree._Element) -> None:
    """Raises SourceBroken for a document that declares entities of its own: honest records have none."""
    dtd = root.getroottree().docinfo.internalDTD
    entities = dtd.entities() if dtd is not None else []  # type: ignore[attr-defined]
    if entities:
        raise SourceBroken("the XML declares entities of its own, which is refused")


def paper_from_atom_entry(entry: etree._Element) -> Paper | Skipped:
    """A paper from one <entry> of the arXiv API; Skipped for the entry that tells an error."""
    address = _text(entry, "id")
    identity = paper_id(address)
    if identity is None or not identity.startswith("arxiv:"):
        reason = _text(entry, "summary") if "errors" in address else "no arXiv id"
        return Skipped(address or "entry without id", reason or "no arXiv id")
    name = identity.removeprefix("arxiv:")
    comment, abstract = _text(entry, "comment"), _text(entry, "summary")
    primary = [e.get("term", "") for e in _children(entry, "primary_category")]
    terms = [e.get("term", "") for e in _children(entry, "category")]
    links = arxiv_links(name)
    return Paper(
        id=identity,
        title=_text(entry, "title"),
        abstract=abstract,
        authors=tuple(n for a in _children(entry, "author") if (n := readable_name(_text(a, "name")))),
        date=iso_day(_text(entry, "published")),
        categories=_categories([*primary, *terms]),
        links=links,
        updated_on=iso_day(_text(entry, "updated")),
        version=paper_version(address) or 1,
        withdrawn=is_withdrawn(comment, abstract),
        comment=comment,
        venue=_text(entry, "journal_ref"),
        doi=_text(entry, "doi").lower(),
        source="arxiv-api",
    )


def paper_from_oai_record(record: etree._Element) -> Paper | Skipped:
    """A paper from one OAI-PMH <record> (prefixes arXiv, arXivRaw and oai_dc); Skipped for deleted records."""
    header = next(_children(record, "header"), None)
    identifier = "" if header is None else _text(header, "identifier")
    if header is not None and header.get("status") == "deleted":
        return Skipped(paper_id(identifier) or identifier or "record without id", "deleted at the source")
    metadata = next(_children(record, "metadata"), None)
    body = next(metadata.iterchildren("{*}*"), None) if metadata is not None else None
    if body is None:
        return Skipped(paper_id(identifier) or identifier or "record without id", "the record holds no metadata")
    if etree.QName(body).localname == "dc":
        return _from_dublin_core(body, identifier)
    identity = paper_id(_text(body, "id")) or paper_id(identifier)
    title = _text(body, "title")
    if identity is None or not title:
        return Skipped(identifier or "record without id", "no arXiv id" if title else "no title")
    return _from_arxiv_metadata(body, identity)


def _from_arxiv_metadata(body: etree._Element, identity: str) -> Paper:
    versions = list(_children(body, "version"))
    dates = [mail_day(_text(v, "date")) for v in versions]
    comment, abstract = _text(body, "comments"), _text(body, "abstract")
    last_type = _text(versions[-1], "source_type") if versions else ""
    return Paper(
        id=identity,
        title=_text(body, "title"),
        abstract=abstract,
        authors=_authors(body),
        date=dates[0] if dates else iso_day(_text(body, "created")),
        categories=_categories(_text(body, "categories").split()),
        links=arxiv_links(identity.removeprefix("arxiv:")),
        updated_on=dates[-1] if len(dates) > 1 else iso_day(_text(body, "updated")),
        version=_version_number(versions[-1].get("version", ""), len(versions)) if versions else 1,
        withdrawn=is_withdrawn(comment, abstract, last_type),
        comment=comment,
        venue=_text(body, "journal-ref"),
        doi=first_doi(_text(body, "doi")),
        licence=_text(body, "license"),
        source="arxiv-oai",
    )


def _from_dublin_core(body: etree._Element, identifier: str) -> Paper | Skipped:
    names = [_fold(e) for e in _children(body, "identifier")]
    identity = next(filter(None, map(paper_id, (identifier, *names))), None) or identifier
    title = _text(body, "title")
    if not identity or not title:
        return Skipped(identifier or "record without id", "no paper id" if title else "no title")
    said = [_fold(e) for e in _children(body, "description")]
    comment = next((s.removeprefix("Comment:").strip() for s in said if s.startswith("Comment:")), "")
    abstract = next((s for s in said if not s.startswith("Comment:")), "")
    dates = [day for e in _children(body, "date") if (day := iso_day(_fold(e)))]
    arxiv = identity.startswith("arxiv:")
    return Paper(
        id=identity,
        title=title,
        abstract=abstract,
        authors=tuple(given_first(_fold(e)) for e in _children(body, "creator") if _fold(e)),
        date=min(dates, default=None),
        categories=_categories(_fold(e) for e in _children(body, "subject")),
        links=arxiv_links(identity.removeprefix("arxiv:")) if arxiv else {},
        updated_on=max(dates) if len(set(dates)) > 1 else None,
        withdrawn=is_withdrawn(comment, abstract),
        comment=comment,
        doi=next((i.removeprefix("doi:") for n in names if (i := paper_id(n) or "").startswith("doi:")), ""),
        licence=_text(body, "rights"),
        source="arxiv-oai" if arxiv else "oai",
    )


def is_withdrawn(comment: str, abstract: str, source_type: str = "") -> bool:
    """Whether the authors took the paper back: said of it in the comment or abstract, or an emptied last version.

    source_type: of the last version; arXiv writes "I" for a version without files.
    """
    if source_type.strip().upper() == "I":
        return True
    said = _WITHDRAWN_COMMENT.search(comment) or _WITHDRAWN.search(comment)
    return bool((said and not _ELSEWHERE.search(comment)) or _WITHDRAWN.search(abstract[:300]))


def split_authors(text: str) -> tuple[str, ...]:
    """Names from arXiv's one author line: affiliations in brackets left out, "and" and commas as borders."""
    bare = fold(_without_brackets(re.sub(r"\\[ ,;]", " ", text)))
    bare = re.sub(r"[,\s]+(Jr\.?|Sr\.?|II|III|IV)(?=,|;|\s+and\b|$)", r" \1", bare)
    names = (readable_name(n) for n in re.split(r"\s*[,;&]\s*(?:and\s+)?|\s+and\s+", bare))
    return tuple(n for n in names if n and n.lower() not in ("and", "et al", "et al."))


def readable_name(name: str) -> str:
    """A name with TeX accents resolved: "Erd\\H{o}s" -> "Erdős"."""
    name = fold(name)
    return plain(name) if "\\" in name or "{" in name else name


def given_first(name: str) -> str:
    """ "Curie, Marie" -> "Marie Curie"; names without a comma stay."""
    family, comma, given = readable_name(name).partition(",")
    return f"{given.strip()} {family.strip()}".strip() if comma else family.strip()


def first_doi(text: str) -> str:
    """The first DOI of a field that may hold several."""
    return text.split(maxsplit=1)[0].lower() if text.split() else ""


def iso_day(text: str) -> dt.date | None:
    """The day of "2025-10-07" or "2025-10-07T17:59:00Z"; None for anything else."""
    try:
        return dt.date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def mail_day(text: str) -> dt.date | None:
    """The day of "Mon, 2 Apr 2007 19:18:42 GMT", the form arXiv dates its versions in."""
    try:
        return email.utils.parsedate_to_datetime(text).date()
    except ValueError:
        return iso_day(text)


def _version_number(text: str, count: int) -> int:
    digits = text.lstrip("v")
    return int(digits) if digits.isdigit() else count


def _authors(body: etree._Element) -> tuple[str, ...]:
    holder = next(_children(body, "authors"), None)
    if holder is None:
        return ()
    people = list(_children(holder, "author"))
    if not people:
        return split_authors(_fold(holder))
    parts = ("forenames", "keyname", "suffix")
    names = (" ".join(t for p in parts if (t := _text(person, p))) for person in people)
    return tuple(readable_name(n) for n in names if n)


def _categories(terms: Iterable[str]) -> tuple[str, ...]:
    # MSC and ACM classes stand among the terms of Atom entries; arXiv's own hold no space or comma.
    return tuple(dict.fromkeys(t for t in terms if t and not re.search(r"^\d|[;,]|^[A-K]\.\d", t)))


def _without_brackets(text: str) -> str:
    kept, depth = [], 0
    for char in text:
        depth += char == "("
        if depth == 0:
            kept.append(char)
        depth = max(0, depth - (char == ")"))
    return "".join(kept)


def _children(element: etree._Element, name: str) -> Any:
    return element.iterchildren(f"{{*}}{name}")


def _text(element: etree._Element, name: str) -> str:
    child = next(_children(element, name), None)
    return "" if child is None else _fold(child)


def _fold(element: etree._Element) -> str:
    return fold("".join(map(str, element.itertext())))
