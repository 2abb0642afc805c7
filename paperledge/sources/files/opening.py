"""Opening a file of unknown form: gzip seen through, the format told by content, never by name."""

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

from paperledge.errors import PaperError

Format = Literal[
    "jsonl", "json", "atom", "oai", "abs", "jats", "pdf", "tex", "tar", "html", "bibtex", "ris",
    "anthology", "acl-xml", "text",
]  # fmt: skip
HEAD = 65_536
# A whole file is held in memory only for the formats that hold one paper.
LARGEST = 200_000_000

_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_PROLOG = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.S | re.I)
_XML_ROOTS: dict[str, Format] = {
    "feed": "atom", "entry": "atom", "oai-pmh": "oai", "listrecords": "oai", "record": "oai", "article": "jats",
    "collection": "anthology", "volume": "anthology", "paper": "acl-xml", "html": "html",
}  # fmt: skip
_HTML_TAGS = frozenset("head body div p h1 h2 main section span meta title table ul br a".split())
_TEX = re.compile(
    r"\\documentclass|\\documentstyle|\\begin\{document\}|\\(?:sub)*section\*?\{|\\input[ {]|^\\def\\", re.M
)
_BIB = re.compile(r"^\s*@[a-zA-Z]+\s*[{(]\s*[^,\s{}]*\s*,", re.M)
_BIB_STRING = re.compile(r"\A\s*(?:%[^\n]*\n\s*)*@(?:string|comment|preamble)\s*[{(]", re.I)
_RIS = re.compile(r"^TY  - ", re.M)
_ABS = re.compile(r"\A-{10,}\s*\n\\\\\s*\n(?:arXiv|Paper|From)\b", re.I)


@contextmanager
def open_bytes(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes, unpacked where they are gzip. Raises PaperError for what cannot be opened or is empty."""
    with open_both(path) as (stream, _):
        yield stream


@contextmanager
def open_both(path: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """Likewise, with the file itself, whose place says how far it was read."""
    if path.is_dir():
        raise PaperError(f"{path} is a folder, not a file", next_step=f"name the files in it: {path}/*")
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            yield (gzip.GzipFile(fileobj=raw) if packed else raw), raw  # type: ignore[misc]
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise PaperError(
            f"{path}: the gzip data in it is broken ({error})", next_step="get the file again"
        ) from error
    except OSError as error:
        raise PaperError(f"{path} cannot be read: {error.strerror or error}") from error


def read_all(stream: BinaryIO, path: Path) -> bytes:
    """The whole file. Raises PaperError above LARGEST bytes."""
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise PaperError(f"{path} is larger than {LARGEST // 1_000_000} MB, too large for one paper")
    return data


def detect(path: Path) -> Format:
    """Which format a file is in. Raises PaperError for empty files, binary junk and unknown XML."""
    with open_bytes(path) as stream:
        return detect_bytes(stream.read(HEAD), str(path))


def detect_bytes(head: bytes, name: str) -> Format:
    """The same by the first bytes of a file; `name` is for the message."""
    if not head.strip(b"\x00 \t\r\n"):
        raise PaperError(f"{name} is empty")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[257:262] == b"ustar":
        return "tar"
    text = _head_text(head, name)
    if text.startswith("<"):
        return _markup(text, name)
    if text[:1] in "{[" and (found := _json(text)):
        return found
    if _ABS.search(text):
        return "abs"
    if _RIS.search(text):
        return "ris"
    if _TEX.search(text):
        return "tex"
    if _BIB.search(text) or _BIB_STRING.search(text):
        return "bibtex"
    promised = re.search(r"\.(xml|jsonl?|pdf|bib|ris|html?)(?:\.gz)?$", name, re.I)
    if promised:
        # A server's excuse saved under the name of the answer it did not give.
        raise PaperError(f"{name} is named as {promised[1].upper()} but begins {' '.join(text.split())[:60]!r}")
    return "text"


def decode(data: bytes) -> str:
    """Text of unknown encoding: by its mark, else UTF-8, else Windows-1252, which gives every byte a letter."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def file_id(path: Path, data: bytes) -> str:
    """An id for a paper that carries none: its file's name, and its content so that two never share one."""
    slug = re.sub(r"[^a-z0-9]+", "-", path.name.split(".")[0].lower()).strip("-")[:40] or "paper"
    return f"file:{slug}-{hashlib.sha256(data).hexdigest()[:8]}"


def _head_text(head: bytes, name: str) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode(head[: len(head) // 2 * 2]).lstrip("\ufeff \t\r\n")
    control = sum(b < 9 or 13 < b < 27 or 27 < b < 32 for b in head)
    if head.startswith(b"PK\x03\x04") or control > len(head) // 50 + 4:
        raise PaperError(
            f"{name}: binary data of an unknown kind", next_step="give the paper as PDF, HTML, TeX or text"
        )
    return decode(head).lstrip("\ufeff \t\r\n\x00")


def _markup(text: str, name: str) -> Format:
    if re.match(r"<!doctype\s+html", text, re.I):
        return "html"
    root = _ROOT.search(_PROLOG.sub("", text))
    tag = root[1] if root else ""
    found = _XML_ROOTS.get(tag.lower())
    # <article> is also an element of HTML; JATS says what it is.
    if found == "jats" and not re.search(r"article-type|<front\b|<article-meta|dtd-version|JATS|NLM//", text):
        return "html"
    if found == "acl-xml" and tag == "paper":
        return "anthology"
    if found:
        return found
    if tag.lower() in _HTML_TAGS:
        return "html"
    raise PaperError(f"{name}: XML of an unknown kind (it begins with <{tag}>)" if tag else f"{name}: broken XML")


def _json(text: str) -> Format | None:
    first, newline, _ = text.partition("\n")
    if re.match(r"\[\s*[\[{\"\]]|\{\s*\"|\{\s*\}", text):
        whole = (first.rstrip().endswith("}") and first.startswith("{")) or (not newline and first.startswith("{"))
        return "jsonl" if whole else "json"
    return "jsonl" if newline and first.startswith("{") else None
