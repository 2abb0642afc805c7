"""Papers, their history, the attention they got, and where each source stands. Functions on an open connection."""

import datetime as dt
import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

from paperledge.errors import PaperError
from paperledge.library import schema
from paperledge.library.connect import upsert
from paperledge.library.merge import clean, is_replaced, merge_papers
from paperledge.records import Attention, Paper

_T = TypeVar("_T")
_FIELDS = (
    "id", "title", "abstract", "authors", "date", "categories", "links", "announced_on", "updated_on", "version",
    "withdrawn", "announce_type", "comment", "venue", "doi", "licence", "source",
)  # fmt: skip
_COLUMNS = tuple(schema.papers.c[name] for name in _FIELDS)
_AT_ONCE = 500  # ids in one question; SQLite takes 32,766 variables, older ones 999


@dataclass(frozen=True, slots=True)
class Added:
    """What became of papers that were given: ids that are new, ids that changed, and how many were known so."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: int = 0


def add(db: sa.Connection, papers: Iterable[Paper]) -> Added:
    """Keep papers: each id once, merged with what is known of it."""
    came: dict[str, list[Paper]] = {}
    for paper in papers:
        _demand_id(paper)
        came.setdefault(paper.id, []).append(clean(paper))
    known = {paper.id: paper for paper in get_many(db, list(came))}
    rows_new, rows_changed, history, same = [], [], [], 0
    for name, records in came.items():
        paper, old = _merge_all(known.get(name), records)
        history += old
        if name not in known:
            rows_new.append(paper)
        elif paper != known[name]:
            rows_changed.append(paper)
        else:
            same += 1
    _write(db, rows_new, rows_changed)
    _write_history(db, history)
    return Added(tuple(p.id for p in rows_new), tuple(p.id for p in rows_changed), same)


def _demand_id(paper: Paper) -> None:
    if not paper.id:
        raise PaperError(f"“{paper.title}” has no id", kept="nothing of this batch", next_step="give each an id")


def _merge_all(kept: Paper | None, records: Sequence[Paper]) -> tuple[Paper, list[Paper]]:
    """One record of all, and the older versions met on the way."""
    old = []
    for came in records:
        if kept is None:
            kept = came
            continue
        replaced = is_replaced(kept, came)
        if replaced is not None:
            old.append(replaced)
        kept = merge_papers(kept, came)
    assert kept is not None
    return kept, old


def _write(db: sa.Connection, new: Sequence[Paper], changed: Sequence[Paper]) -> None:
    if not new and not changed:
        return
    number = last_sequence(db)
    if new:
        rows = [_row(paper, number + at) for at, paper in enumerate(new, 1)]
        db.execute(sa.insert(schema.papers), rows)
        _count_up(db, len(new))
    if changed:
        rows = [_row(paper, number + at) | {"known": paper.id} for at, paper in enumerate(changed, len(new) + 1)]
        db.execute(sa.update(schema.papers).where(schema.papers.c.id == sa.bindparam("known")), rows)


def _row(paper: Paper, sequence: int) -> dict[str, Any]:
    row = {name: getattr(paper, name) for name in _FIELDS}
    row["links"] = dict(paper.links)
    row["sequence"], row["day"] = sequence, paper.announced_on or paper.date
    return row


def _count_up(db: sa.Connection, more: int) -> None:
    insert = upsert(db, schema.totals).values(name="papers", value=more)
    added = schema.totals.c.value + insert.excluded.value
    db.execute(insert.on_conflict_do_update(index_elements=["name"], set_={"value": added}))


def _write_history(db: sa.Connection, old: Sequence[Paper]) -> None:
    names = [column.name for column in schema.versions.c if column.name != "paper"]
    rows = {(p.id, p.version): {"paper": p.id, **{name: getattr(p, name) for name in names}} for p in old}
    if rows:
        db.execute(upsert(db, schema.versions).on_conflict_do_nothing(), list(rows.values()))


def last_sequence(db: sa.Connection) -> int:
    """The number of the newest change; 0 for an empty library."""
    return int(db.execute(sa.select(sa.func.max(schema.papers.c.sequence))).scalar() or 0)


def get(db: sa.Connection, name: str) -> Paper:
    """One paper. Raises PaperError that names ids near to it."""
    row = db.execute(sa.select(*_COLUMNS).where(schema.papers.c.id == name)).first()
    if row is not None:
        return _paper(row)
    near = near_ids(db, name)
    step = f"did you mean {', '.join(near)}?" if near else "look for it with `paperledge search`, or import it"
    raise PaperError(f"no paper {name!r} in the library", next_step=step)


def get_many(db: sa.Connection, names: Sequence[str]) -> list[Paper]:
    """Those of the papers that are known, in the order given."""
    found: dict[str, Paper] = {}
    for some in in_portions(dict.fromkeys(names), _AT_ONCE):
        for row in db.execute(sa.select(*_COLUMNS).where(schema.papers.c.id.in_(some))):
            found[row.id] = _paper(row)
    return [found[name] for name in names if name in found]


def near_ids(db: sa.Connection, name: str, limit: int = 3) -> list[str]:
    """Known ids that look like a name, best first: those that begin alike, so that the index finds them."""
    full = name if ":" in name else f"arxiv:{name}"
    for length in range(len(full), full.index(":") + 1, -1):
        start = full[:length]
        between = sa.and_(schema.papers.c.id >= start, schema.papers.c.id < start + "\U0010ffff")
        ids = db.execute(sa.select(schema.papers.c.id).where(between).order_by(schema.papers.c.id).limit(500))
        if rows := list(ids.scalars()):
            return difflib.get_close_matches(full, rows, n=limit, cutoff=0.7) or rows[:limit]
    return []


def on_day(db: sa.Connection, day: dt.date) -> list[Paper]:
    """Papers announced on a day, or dated so where no announcement is known; in id order."""
    found = db.execute(sa.select(*_COLUMNS).where(schema.papers.c.day == day).order_by(schema.papers.c.id))
    return [_paper(row) for row in found]


def arrived(db: sa.Connection, after: int, since: dt.date, until: dt.date) -> list[Paper]:
    """Papers of some days (both included) that came or changed after a sequence number; in id order."""
    table = schema.papers
    wanted = sa.and_(table.c.day >= since, table.c.day <= until, table.c.sequence > after)
    return [_paper(row) for row in db.execute(sa.select(*_COLUMNS).where(wanted).order_by(table.c.id))]


def days(db: sa.Connection, limit: int) -> list[tuple[dt.date, int]]:
    """Days that have papers and how many, newest first."""
    day = schema.papers.c.day
    counted = sa.select(day, sa.func.count()).where(day.is_not(None)).group_by(day).order_by(day.desc())
    return [(row[0], row[1]) for row in db.execute(counted.limit(limit))]


def count(db: sa.Connection) -> int:
    """How many papers there are; kept beside them, so it takes no scan."""
    total = sa.select(schema.totals.c.value).where(schema.totals.c.name == "papers")
    return int(db.execute(total).scalar() or 0)


def changes(db: sa.Connection, after: int, limit: int) -> list[tuple[int, Paper]]:
    """Papers that came or changed after a sequence number, in order, each once in its newest form."""
    sequence = schema.papers.c.sequence
    found = sa.select(sequence, *_COLUMNS).where(sequence > after).order_by(sequence).limit(limit)
    return [(row[0], _paper(row[1:])) for row in db.execute(found)]


def history(db: sa.Connection, name: str) -> list[Paper]:
    """Older versions of a paper, oldest first, as far as they were seen."""
    table = schema.versions
    rows = db.execute(sa.select(table).where(table.c.paper == name).order_by(table.c.version))
    return [
        Paper(id=row.paper, **{c.name: getattr(row, c.name) for c in table.c if c.name != "paper"}) for row in rows
    ]


def _paper(row: Sequence[Any]) -> Paper:
    values = dict(zip(_FIELDS, row, strict=True))
    values["authors"], values["categories"] = tuple(values["authors"]), tuple(values["categories"])
    return Paper(**values)


def add_attention(db: sa.Connection, rows: Iterable[Attention]) -> None:
    """Keep counts; a second look on the same day replaces the first."""
    names = [column.name for column in schema.attention.c]
    values = {(a.paper, a.source, a.seen_on): {n: getattr(a, n) for n in names} for a in rows}
    if not values:
        return
    insert = upsert(db, schema.attention)
    changed = {name: insert.excluded[name] for name in ("upvotes", "comments", "stars")}
    insert = insert.on_conflict_do_update(index_elements=["paper", "source", "seen_on"], set_=changed)
    db.execute(insert, list(values.values()))


def attention(db: sa.Connection, names: Sequence[str], until: dt.date) -> dict[str, tuple[Attention, ...]]:
    """What was seen of each paper up to a day, oldest first; papers without any are left out."""
    table, found = schema.attention, dict[str, list[Attention]]()
    for some in in_portions(dict.fromkeys(names), _AT_ONCE):
        wanted = sa.select(table).where(table.c.paper.in_(some), table.c.seen_on <= until)
        for row in db.execute(wanted.order_by(table.c.seen_on, table.c.source)):
            found.setdefault(row.paper, []).append(Attention(**row._mapping))
    return {name: tuple(rows) for name, rows in found.items()}


def set_cursor(db: sa.Connection, source: str, cursor: str) -> None:
    """Where the next harvest of a source goes on."""
    insert = upsert(db, schema.cursors).values(source=source, cursor=cursor)
    db.execute(insert.on_conflict_do_update(index_elements=["source"], set_={"cursor": cursor}))


def cursor(db: sa.Connection, source: str) -> str:
    """Where a harvest of a source goes on; "" for the beginning."""
    found = sa.select(schema.cursors.c.cursor).where(schema.cursors.c.source == source)
    return str(db.execute(found).scalar() or "")


def in_portions(things: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Things in lists of at most `size`, read as they are needed."""
    rest = iter(things)
    while portion := list(islice(rest, size)):
        yield portion
