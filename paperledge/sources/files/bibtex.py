"""BibTeX: one paper an entry; entries that cannot be read are named, the others are kept."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from paperledge.prose import plain
from paperledge.records import Paper, Skipped, fold
from paperledge.sources.arxiv_records import given_first, iso_day
from paperledge.sources.files.opening import decode
from paperledge.sources.ids import arxiv_links, paper_id

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def papers_from_bibtex(data: bytes, name: str) -> Iterator[Paper | Skipped]:
    """Each entry's paper; `name` is of the file, for messages."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import Block, DuplicateBlockKeyBlock, Entry, ParsingFailedBlock

    for block in parse_string(decode(data).replace("\x00", "")).blocks:
        # The same key twice is still two entries of one list; the library merges equal ids.
        told: Block | None = block.ignore_error_block if isinstance(block, DuplicateBlockKeyBlock) else block
        place = f"{name}:{(block.start_line or 0) + 1}"
        if isinstance(told, Entry):
            fields = {f.key.lower(): _unwrapped(str(f.value)) for f in told.fields}
            yield _paper(fields, told.key, place)
        elif isinstance(told, ParsingFailedBlock):
            yield Skipped(place, f"the entry cannot be read: {told.error}")


def _unwrapped(value: str) -> str:
    """A value without the braces or quotes around the whole of it, which the parser leaves on repeated entries."""
    value = value.strip()
    wrapped = value[:1] + value[-1:] in ("{}", '""') and len(value) > 1
    return value[1:-1] if wrapped and "}" not in value[1:-1].split("{")[0] else value


def _paper(fields: Mapping[str, str], key: str, place: str) -> Paper | Skipped:
    title = _readable(fields.get("title", ""))
    if not title:
        return Skipped(place, f"no title in {key or 'an entry without key'}")
    identity = _identity(fields) or f"bib:{fold(key).replace(' ', '-')}"
    return Paper(
        id=identity,
        title=title,
        abstract=_readable(fields.get("abstract", "")),
        authors=_people(fields.get("author", "")),
        date=_day(fields),
        categories=tuple(filter(None, (fields.get("primaryclass", ""),))),
        links=_links(identity, fields),
        comment=_readable(fields.get("note", "")),
        venue=_readable(fields.get("journal") or fields.get("booktitle") or ""),
        doi=re.sub(r"^https?://(?:dx\.)?doi\.org/", "", fields.get("doi", "")).lower(),
        source="file",
    )


def _identity(fields: Mapping[str, str]) -> str | None:
    names: list[Any] = [fields.get(n, "") for n in ("eprint", "arxivid", "arxiv", "doi", "url")]
    # Reference managers keep the arXiv id in the journal: "arXiv preprint arXiv:2504.02708".
    found = re.search(r"arxiv:\s?(\S+)", " ".join(fields.get(n, "") for n in ("journal", "note", "volume")), re.I)
    names.append(found[1] if found else "")
    return next((identity for n in names if n and (identity := paper_id(_bare(n)))), None)


def _bare(value: str) -> str:
    return re.sub(r"^\\url\{(.*)\}$", r"\1", value.strip()).replace("\\_", "_").strip("{} ")


def _links(identity: str, fields: Mapping[str, str]) -> dict[str, str]:
    if identity.startswith("arxiv:"):
        return arxiv_links(identity.removeprefix("arxiv:"))
    url = _bare(fields.get("url", ""))
    return {"abs": url} if url.startswith(("https://", "http://")) else {}


def _people(text: str) -> tuple[str, ...]:
    names = (given_first(_readable(n)) for n in re.split(r"\s+and\s+", fold(text)))
    return tuple(n for n in names if n and n.lower() != "others")


def _day(fields: Mapping[str, str]) -> dt.date | None:
    if day := iso_day(fields.get("date", "")):
        return day
    year = re.search(r"\d{4}", fields.get("year") or fields.get("date") or "")
    month = fields.get("month", "").strip().lower()[:3]
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month) if month.isdigit() else 1
    return dt.date(int(year[0]), number if 1 <= number <= 12 else 1, 1) if year and int(year[0]) else None


def _readable(text: str) -> str:
    """A field without the braces and accents of TeX; formulas between dollars stay as they are."""
    text = fold(text)
    if "\\" not in text and "{" not in text:
        return text
    pieces = re.split(r"(\$[^$]*\$)", text)
    return fold("".join(p if p.startswith("$") else _spaced(p) for p in pieces))


def _spaced(piece: str) -> str:
    """A stretch of TeX in plain letters, the spaces at its ends kept."""
    before, after = piece[: len(piece) - len(piece.lstrip())], piece[len(piece.rstrip()) :]
    return f"{before}{plain(piece)}{after}" if piece.strip() else piece
