"""arXiv's .abs files: a mail-like head between two rules of backslashes, then the abstract."""

import re
from collections.abc import Mapping

from paperledge.records import Paper, Skipped, fold
from paperledge.sources.arxiv_records import first_doi, is_withdrawn, mail_day, split_authors
from paperledge.sources.files.opening import decode
from paperledge.sources.ids import arxiv_links, paper_id

_FIELD = re.compile(r"^([A-Za-z][A-Za-z-]+)(?:\s\(revised\sv(\d+)\))?:\s?(.*)$")
_SIZE = re.compile(r"\s*\((\d+)kb(?:,(\w*))?\)\s*$")


def paper_from_abs(data: bytes, name: str) -> Paper | Skipped:
    """The paper of one .abs file; `name` is for the message."""
    sections = re.split(r"^\\\\\s*$", decode(data), flags=re.M)
    if len(sections) < 3:
        return Skipped(name, "not an .abs file: its backslash rules are missing")
    fields, dates = _head(sections[1])
    identity = paper_id(fields.get("arXiv") or fields.get("Paper") or "")
    title = fold(fields.get("Title", ""))
    if identity is None or not title:
        return Skipped(name, "no arXiv id" if title else "no title")
    abstract, comment = fold(" ".join(sections[2:])), fold(fields.get("Comments", ""))
    version, last_type, first, last = _versions(dates)
    return Paper(
        id=identity,
        title=title,
        abstract=abstract,
        authors=split_authors(fields.get("Authors") or fields.get("Author") or ""),
        date=mail_day(first),
        categories=tuple((fields.get("Categories") or fields.get("Subj-class") or "").split()),
        links=arxiv_links(identity.removeprefix("arxiv:")),
        updated_on=mail_day(last) if version > 1 else None,
        version=version,
        withdrawn=is_withdrawn(comment, abstract, last_type),
        comment=comment,
        venue=fold(fields.get("Journal-ref", "")),
        doi=first_doi(fields.get("DOI", "")),
        licence=fields.get("License", "").strip(),
        source="file",
    )


def _head(text: str) -> tuple[Mapping[str, str], list[tuple[int, str]]]:
    """Fields by name, continued lines joined; and the date of each version."""
    rows: list[tuple[str, int, str]] = []
    for line in text.splitlines():
        match = _FIELD.match(line)
        if match:
            rows.append((match[1], int(match[2] or 1), match[3]))
        elif rows and line.startswith((" ", "\t")):
            rows[-1] = (*rows[-1][:2], f"{rows[-1][2]} {line.strip()}")
    fields = {name: value for name, _, value in reversed(rows) if name != "Date"}
    return fields, [(version, value) for name, version, value in rows if name == "Date"]


def _versions(dates: list[tuple[int, str]]) -> tuple[int, str, str, str]:
    """(latest version, its source type, first date, last date) as the head writes them."""
    if not dates:
        return 1, "", "", ""
    dates = sorted(dates)
    size = _SIZE.search(dates[-1][1])
    first, last = (_SIZE.sub("", value).strip() for value in (dates[0][1], dates[-1][1]))
    return dates[-1][0], (size[2] or "") if size else "", first, last
