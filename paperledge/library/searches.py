"""Saved searches. Functions on an open connection. What they told is kept in `shown`, channel "search"."""

import difflib
from dataclasses import dataclass

import sqlalchemy as sa

from paperledge.errors import UsageError
from paperledge.library import schema
from paperledge.library.connect import upsert

_FIELDS = ("name", "query", "like", "less", "reader", "after")


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """What somebody wants to be told of, once for each new paper."""

    name: str
    query: str = ""  # as typed
    like: tuple[str, ...] = ()  # paper ids
    less: tuple[str, ...] = ()
    reader: str = ""  # "" stands for everybody
    after: int = 0  # the library's newest change when it was saved: papers up to there are no news


def put(db: sa.Connection, search: SavedSearch) -> None:
    """Save a search, in place of one of this name."""
    if not search.name.strip():
        raise UsageError("a search needs a name", next_step="give one")
    values = {"query": search.query, "like": list(search.like), "less": list(search.less), "after": search.after}
    insert = upsert(db, schema.searches).values(name=search.name, reader=search.reader, **values)
    db.execute(insert.on_conflict_do_update(index_elements=["reader", "name"], set_=values))


def every(db: sa.Connection) -> list[SavedSearch]:
    """All of them, by reader and name."""
    table = schema.searches
    rows = db.execute(sa.select(*(table.c[name] for name in _FIELDS)).order_by(table.c.reader, table.c.name))
    return [
        SavedSearch(row.name, row.query, tuple(row.like), tuple(row.less), row.reader, row.after) for row in rows
    ]


def remove(db: sa.Connection, name: str, reader: str) -> None:
    """Take one out. Raises UsageError that names searches near to it."""
    table = schema.searches
    mine = sa.and_(table.c.reader == reader, table.c.name == name)
    if db.execute(sa.delete(table).where(mine)).rowcount:
        return
    names = list(db.execute(sa.select(table.c.name).where(table.c.reader == reader)).scalars())
    near = difflib.get_close_matches(name, names, n=3)
    whose = f" of {reader}" if reader else ""
    step = f"did you mean {', '.join(near)}?" if near else "see `paperledge searches list`"
    raise UsageError(f"no saved search {name!r}{whose}", next_step=step)
