"""What a reader typed, taken apart. Any text parses: what is no operator is a word."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace

FIELDS = {
    "title": "title", "ti": "title", "author": "authors", "au": "authors", "cat": "categories",
    "category": "categories", "id": "id", "venue": "venue", "abstract": "body", "abs": "body",
}  # fmt: skip
_TOKEN = re.compile(
    r"""(?P<minus>[-−](?=\S))? (?:(?P<field>[A-Za-z]+):(?=\S))? (?: "(?P<phrase>[^"]*)" | (?P<word>\S+) )""",
    re.VERBOSE,
)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"') | {"\x00": " "})
_LINKS = frozenset({"AND", "OR", "&&", "||"})
_PROSE = 12  # words and phrases up to which quotation marks demand: in longer, running text they only stress


@dataclass(frozen=True, slots=True)
class Clause:
    """One demand: words (in order where `exact`) in one field, or anywhere where `field` is empty."""

    field: str
    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. `words` are wished for, `must` has to be met, `never` must not be."""

    raw: str
    words: tuple[str, ...] = ()
    must: tuple[Clause, ...] = ()
    never: tuple[Clause, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    categories: tuple[str, ...] = ()  # any of them

    def within(self, limits: "Query") -> "Query":
        """This query with the demands of another on top."""
        return replace(
            self,
            must=(*self.must, *limits.must),
            since=max(filter(None, (self.since, limits.since)), default=None),
            until=min(filter(None, (self.until, limits.until)), default=None),
            categories=limits.categories,
        )

    @property
    def phrases(self) -> tuple[Clause, ...]:
        """What stands in quotation marks, and in no named field."""
        return tuple(clause for clause in self.must if clause.exact and not clause.field)

    @property
    def only_dated(self) -> bool:
        """Whether dates are all that a paper has to meet."""
        return not (self.must or self.never or self.categories)

    @property
    def wishes(self) -> tuple[str, ...]:
        """Texts whose words rank the papers: the free words and what has to stand in title or abstract."""
        about = [clause.text for clause in self.must if clause.field in ("", "title", "body")]
        return (*about, *self.words)

    @property
    def text(self) -> str:
        """What the query is about, in running words: this is what gets compared by meaning."""
        return " ".join(self.wishes)


def parse_query(raw: str, plain: bool = False) -> Query:
    """Take a query apart: words, "phrases", author: cat: title: id: venue: since: until:, and -word. Never fails.

    A lone quotation mark, an unknown `field:` or a date that is none is read as plain words.
    plain: so is a phrase of no field, as it is in running text (more than _PROSE words and phrases).
    """
    raw = raw.encode("utf-8", "replace").decode("utf-8").translate(_QUOTES)
    words: list[str] = []
    must: list[Clause] = []
    never: list[Clause] = []
    since = until = None
    negate = False
    tokens = list(_TOKEN.finditer(raw))
    plain = plain or len(tokens) > _PROSE
    for match in tokens:
        minus, field, phrase, word = match.group("minus", "field", "phrase", "word")
        text = phrase if phrase is not None else word.strip('"')
        if phrase is None and not field and word in _LINKS:
            continue
        if phrase is None and not field and not minus and word == "NOT":
            negate = True
            continue
        field = (field or "").lower()
        day = _edge(field, text)
        if field == "since" and day:
            since = max(since, day) if since else day
        elif field == "until" and day:
            until = min(until, day) if until else day
        elif minus or negate:
            never.append(_clause(field, text, phrase is not None))
        elif phrase is not None and not field and plain:
            words.extend(text.split())
        elif field in FIELDS or phrase is not None:
            must.append(_clause(field, text, phrase is not None))
        else:
            words.append(match.group().strip('"'))
        negate = False
    return Query(raw, tuple(w for w in words if w), _told(must), _told(never), since, until)


def only_demands(raw: str) -> Query:
    """A query whose words have to be met too, every one: what stands beside papers to be like."""
    asked = parse_query(raw)
    return replace(asked, words=(), must=(*asked.must, *(Clause("", word) for word in asked.words)))


def _clause(field: str, text: str, exact: bool) -> Clause:
    known = FIELDS.get(field, "")
    return Clause(known, text if known or not field else f"{field} {text}", exact)


def _told(clauses: list[Clause]) -> tuple[Clause, ...]:
    return tuple(dict.fromkeys(c for c in clauses if c.text.strip()))


def _edge(field: str, text: str) -> dt.date | None:
    """The day that `since:` starts or `until:` ends with; a year or month alone means the whole of it."""
    match = _DATE.match(text) if field in ("since", "until") else None
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    late = field == "until"
    month = month or (12 if late else 1)
    try:
        return dt.date(year or 0, month, day or (calendar.monthrange(year or 0, month)[1] if late else 1))
    except ValueError:
        return None
