"""The frozen records that cross rooms. Nothing here touches disk or network.

Offsets are counted in characters of `Document.text`; times are seconds; dates are `datetime.date`.
"""

import dataclasses
import datetime as dt
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "claim",  # about this paper: names passages, must pass the check
    "quote",  # word for word from the paper
    "background",  # the host's own explanation: no number, name or finding of the paper
    "analogy",  # likewise, as a picture from daily life
    "implication",  # the host's hedged reading of what the paper says it is for
    "question",
    "patter",
    "credit",  # title, authors, where to find it
    "disclosure",  # the host is an AI voice, and what was read
]
KINDS: tuple[Kind, ...] = (
    "claim", "quote", "background", "analogy", "implication", "question", "patter", "credit", "disclosure",
)  # fmt: skip
UNPROVABLE: frozenset[Kind] = frozenset({"background", "analogy", "question", "patter"})

Section = Literal[
    "greeting", "analogy", "problem", "method", "finding", "quote", "why", "ponder", "signoff", "credit",
]  # fmt: skip
Read = Literal["abstract", "full text"]


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper over all its versions and sources."""

    id: str  # "arxiv:2504.02708", "arxiv:math/9901002", "doi:10.7554/elife.00005", "acl:P02-1019", "list:001"
    title: str  # as the source gives it, white space folded; may hold TeX
    abstract: str  # likewise; "" when the source has none
    authors: tuple[str, ...] = ()
    date: dt.date | None = None  # first submitted or published
    categories: tuple[str, ...] = ()  # primary first
    links: Mapping[str, str] = field(default_factory=dict, hash=False)  # "abs", "pdf", "html", "code", "project"
    announced_on: dt.date | None = None  # the batch it came in; dates by fetch are not kept
    updated_on: dt.date | None = None
    version: int = 1
    withdrawn: bool = False
    announce_type: str = ""  # "new", "cross", "replace", "replace-cross" where the source says so
    comment: str = ""
    venue: str = ""
    doi: str = ""
    licence: str = ""
    source: str = ""  # "arxiv-oai", "arxiv-api", "arxiv-rss", "daily-papers", "file"


@dataclass(frozen=True, slots=True)
class Attention:
    """What others made of a paper by some day. Counts are totals so far, >= 0."""

    paper: str
    seen_on: dt.date
    upvotes: int = 0
    comments: int = 0
    stars: int = 0  # of the linked code repository
    source: str = "daily-papers"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something a step could not use, and why; it is always counted in the report."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """A titled stretch of a document: text[start:end]."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of a paper; `text` is exactly document.text[start:end]."""

    id: str  # "p0", "p1", ... in reading order
    text: str
    start: int
    end: int
    part: str = ""  # title of the Part it stands in


@dataclass(frozen=True, slots=True)
class Document:
    """What was read of a paper: its text, and the sentences a claim can rest on."""

    paper: Paper
    text: str
    passages: tuple[Passage, ...]
    read: Read
    parts: tuple[Part, ...] = ()
    format: str = "abstract"  # "abstract", "text", "jats", "pdf", "tex", "html", "acl-xml"
    sha256: str = ""  # of `text`, hex
    notes: tuple[str, ...] = ()  # what a reader should know: "pages 41-500 were not read", ...


@dataclass(frozen=True, slots=True)
class Ranked:
    """A paper's place in an order. Scores compare within one order only."""

    paper: Paper
    score: float
    reasons: tuple[str, ...] = ()  # in words, strongest first


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage offered for a sentence; score in 0..1."""

    id: str
    text: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check found. ok is None for kinds that nothing can prove."""

    ok: bool | None
    score: float  # likelihood that the passages support the sentence, 0..1; 0 where ok is None
    evidence: tuple[Evidence, ...] = ()  # best first
    reasons: tuple[str, ...] = ()  # in words; why it failed, or what was found

    @property
    def passage(self) -> Evidence | None:
        """The passage that supports best, if any."""
        return self.evidence[0] if self.evidence else None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a script. Times are set when it has been spoken."""

    text: str
    section: Section
    kind: Kind
    passages: tuple[str, ...] = ()  # passage ids it rests on; the first is the main one
    paper: str = ""  # whose passages; "" means the script's first paper
    verdict: Verdict | None = None
    start_s: float | None = None
    end_s: float | None = None
    speaker: str = ""  # "" means the persona's host


@dataclass(frozen=True, slots=True)
class Script:
    """A draft: nothing here has been checked."""

    title: str
    papers: tuple[str, ...]  # paper ids
    source_sha256: tuple[str, ...]  # of each document's text, same order
    sentences: tuple[Sentence, ...]
    read: Read | Literal["mixed"]  # mixed: of some of its papers the full text, of others the abstract
    writer: str = "narrator"
    model: str = ""
    prompt_sha256: str = ""
    seed: int = 0
    persona: str = "ernis"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CutSentence:
    """A sentence that was not let through; `repaired` when the paper's own words took its place."""

    text: str
    kind: Kind
    reasons: tuple[str, ...]
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class CheckedScript:
    """A script whose every provable sentence passed. Only `paperledge.check` makes one (a test looks)."""

    script: Script
    cut: tuple[CutSentence, ...]
    seal: str  # digest over the sentences and verdicts; a script changed afterwards no longer fits it

    @property
    def claims(self) -> int:
        """How many claims the script makes."""
        return sum(s.kind == "claim" for s in self.script.sentences)

    @property
    def claims_bound(self) -> int:
        """How many of them are tied to a passage that supports them."""
        return sum(
            s.kind == "claim" and s.verdict is not None and s.verdict.ok is True for s in self.script.sentences
        )


@dataclass(frozen=True, slots=True)
class Chapter:
    """A titled stretch of an episode, seconds from its start."""

    title: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Sound:
    """A mastered sound file. Paths are relative to the home."""

    path: str
    seconds: float
    bytes: int
    sha256: str
    level_lufs: float
    peak_dbtp: float
    voice: str
    chapters: tuple[Chapter, ...] = ()


@dataclass(frozen=True, slots=True)
class Episode:
    """One told paper (or several). Paths are relative to the home."""

    id: str  # "2025-10-07-2510.05096"
    day: dt.date
    papers: tuple[str, ...]
    title: str
    script: CheckedScript  # with times, when there is sound
    script_path: str
    sound: Sound | None = None  # None: told without audio


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone papers are ranked and mailed for. Paper ids; newest last."""

    name: str
    email: str = ""
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()  # empty: all
    digest_papers: int = 20
    token: str = ""  # opaque; opens the reader's feed and unsubscribes; may be revoked
    subscribed: bool = True


@dataclass(frozen=True, slots=True)
class Batch:
    """What one answer of a source held. Kept together with its cursor, so that a killed harvest goes on here."""

    source: str
    papers: tuple[Paper, ...] = ()
    attention: tuple[Attention, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    cursor: str = ""  # hand it back to go on after this batch
    last: bool = False  # nothing follows; `cursor` is then where the next harvest starts


@dataclass(frozen=True, slots=True)
class Alert:
    """A new paper that saved searches found."""

    paper: Paper
    searches: tuple[str, ...]  # their names
    why: str  # in words


Outcome = Literal["new", "none-by-calendar", "none-by-filter", "degraded", "failed"]


@dataclass(frozen=True, slots=True)
class Digest:
    """One day's list for one reader (or for everybody), ready to be mailed or shown."""

    day: dt.date
    outcome: Outcome
    ranked: tuple[Ranked, ...]  # best first, already cut to length
    weighed: int  # how many papers were weighed to make it
    episodes: tuple[Episode, ...] = ()
    reader: Reader | None = None
    headlines: Mapping[str, str] = field(default_factory=dict, hash=False)  # paper id -> its point in a sentence
    alerts: tuple[Alert, ...] = ()  # what saved searches found, told once


def to_json(record: Any) -> Any:
    """A record as plain JSON values: dates as ISO text, tuples as lists, empty fields kept."""
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return {f.name: to_json(getattr(record, f.name)) for f in dataclasses.fields(record)}
    if isinstance(record, dt.date):
        return record.isoformat()
    if isinstance(record, Mapping):
        return {str(key): to_json(value) for key, value in record.items()}
    if isinstance(record, list | tuple):
        return [to_json(value) for value in record]
    return record


def dump_json(record: Any) -> str:
    """The one text form of a record on disk: sorted keys, so that equal records are equal bytes."""
    return json.dumps(to_json(record), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def paper_from_json(row: Mapping[str, Any]) -> Paper:
    """A Paper from a line of our own JSONL; unknown fields are left out, authors and date may be missing.

    Raises KeyError without id or title, ValueError for a date that is none.
    """
    return Paper(
        id=str(row["id"]),
        title=fold(str(row["title"])),
        abstract=fold(str(row.get("abstract") or "")),
        authors=tuple(str(a["name"]) if isinstance(a, Mapping) else str(a) for a in row.get("authors") or ()),
        date=_day(row.get("date")),
        categories=tuple(str(c) for c in row.get("categories") or ()),
        links={str(k): str(v) for k, v in (row.get("links") or {}).items()} if _is_map(row.get("links")) else {},
        announced_on=_day(row.get("announced_on")),
        updated_on=_day(row.get("updated_on")),
        version=int(row.get("version") or 1),
        withdrawn=bool(row.get("withdrawn")),
        announce_type=str(row.get("announce_type") or ""),
        comment=fold(str(row.get("comment") or "")),
        venue=str(row.get("venue") or ""),
        doi=str(row.get("doi") or ""),
        licence=str(row.get("licence") or ""),
        source=str(row.get("source") or ""),
    )


def script_from_json(row: Mapping[str, Any]) -> Script:
    """A Script from its JSON form (see `dump_json`). Raises KeyError or TypeError where it is malformed."""
    known = {f.name for f in dataclasses.fields(Script)}
    values = {key: value for key, value in row.items() if key in known}
    for name in ("papers", "source_sha256", "notes"):
        if name in values:
            values[name] = tuple(values[name])
    values["sentences"] = tuple(_sentence(s) for s in row["sentences"])
    return Script(**values)


def _sentence(row: Mapping[str, Any]) -> Sentence:
    known = {f.name for f in dataclasses.fields(Sentence)}
    values = {key: value for key, value in row.items() if key in known}
    values["passages"] = tuple(values.get("passages") or ())
    if values.get("verdict") is not None:
        values["verdict"] = _verdict(values["verdict"])
    return Sentence(**values)


def _verdict(row: Mapping[str, Any]) -> Verdict:
    evidence = tuple(Evidence(**e) for e in row.get("evidence") or ())
    return Verdict(ok=row["ok"], score=row["score"], evidence=evidence, reasons=tuple(row.get("reasons") or ()))


def fold(text: str) -> str:
    """White space and control characters folded to single spaces, ends stripped; NUL never survives.

    Characters that show nothing (zero-width, soft hyphen, bidi controls) vanish without leaving a space.
    """
    text = " ".join(text.split())
    if text.isprintable():
        return text
    return " ".join("".join(_seen(c) for c in text).split())


def _seen(char: str) -> str:
    if char.isprintable():
        return char
    return "" if unicodedata.category(char) == "Cf" else " "


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(str(value)[:10]) if value else None


def _is_map(value: Any) -> bool:
    return isinstance(value, Mapping)
