"""Readers, their votes, and what they were shown. Functions on an open connection."""

import datetime as dt
import difflib
import secrets
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from paperledge.errors import PaperError, UsageError
from paperledge.library import papers as paper_rows
from paperledge.library import schema
from paperledge.library.connect import upsert
from paperledge.records import Reader

_OWN = ("email", "categories", "digest_papers", "subscribed")
_REMOVED = "(removed)"


def put(db: sa.Connection, reader: Reader, now: dt.datetime) -> None:
    """Add a reader or change one; their votes are added to, a token is kept unless another is given."""
    if not reader.name.strip():
        raise UsageError("a reader needs a name", next_step="give one")
    known = db.execute(sa.select(schema.readers.c.token).where(schema.readers.c.name == reader.name)).scalar()
    values = {name: getattr(reader, name) for name in _OWN}
    values |= {"token": reader.token or known or new_token(), "categories": list(reader.categories)}
    insert = upsert(db, schema.readers).values(name=reader.name, **values)
    db.execute(insert.on_conflict_do_update(index_elements=["name"], set_=values))
    for value, names in ((1, reader.liked), (-1, reader.disliked)):
        for name in names:
            vote(db, reader.name, name, value, now)


def new_token() -> str:
    """144 bits nobody can guess, fit for an address."""
    return secrets.token_urlsafe(18)


def get(db: sa.Connection, name: str) -> Reader:
    """One reader with their votes. Raises UsageError that names readers near to it."""
    found = _read(db, schema.readers.c.name == name)
    if found:
        return found[0]
    names = list(db.execute(sa.select(schema.readers.c.name)).scalars())
    near = difflib.get_close_matches(name, names, n=3)
    step = f"did you mean {', '.join(near)}?" if near else "add them with `paperledge readers add`"
    raise UsageError(f"no reader {name!r}", next_step=step)


def every(db: sa.Connection) -> list[Reader]:
    """All readers in name order."""
    return _read(db, sa.true())


def by_token(db: sa.Connection, token: str) -> Reader | None:
    """Whose token it is; None when it is nobody's (any more)."""
    found = _read(db, schema.readers.c.token == token) if token else []
    return found[0] if found else None


def _read(db: sa.Connection, which: sa.ColumnElement[bool]) -> list[Reader]:
    table, votes = schema.readers, schema.votes
    rows = db.execute(sa.select(table).where(which).order_by(table.c.name)).all()
    # Everybody's votes in one question: a question for each of 100,000 readers would take minutes.
    wanted = sa.select(votes.c.reader, votes.c.paper, votes.c.value).join(table, table.c.name == votes.c.reader)
    given: dict[tuple[str, int], list[str]] = {}
    for vote_row in db.execute(wanted.where(which).order_by(votes.c.reader, votes.c.place)):
        given.setdefault((vote_row.reader, vote_row.value), []).append(vote_row.paper)
    return [_reader(row, given) for row in rows]


def _reader(row: Any, given: dict[tuple[str, int], list[str]]) -> Reader:
    return Reader(
        name=row.name,
        email=row.email,
        liked=tuple(given.get((row.name, 1), ())),
        disliked=tuple(given.get((row.name, -1), ())),
        categories=tuple(row.categories),
        digest_papers=row.digest_papers,
        token=row.token,
        subscribed=row.subscribed,
    )


def set_token(db: sa.Connection, name: str, token: str) -> None:
    """Give a reader another token; the old one opens nothing from now on."""
    get(db, name)
    db.execute(sa.update(schema.readers).where(schema.readers.c.name == name).values(token=token))


def vote(db: sa.Connection, reader: str, paper: str, value: int, now: dt.datetime) -> None:
    """1 likes, -1 dislikes, 0 takes the vote back. Raises UsageError or PaperError for an unknown name."""
    if value not in (-1, 0, 1):
        raise UsageError(f"a vote is -1, 0 or 1, not {value!r}")
    votes = schema.votes
    mine = sa.and_(votes.c.reader == reader, votes.c.paper == paper)
    known = db.execute(sa.select(votes.c.value).where(mine)).scalar()
    if known == value:
        return
    if known is None:
        _demand(db, reader, paper)
    if value == 0:
        db.execute(sa.delete(votes).where(mine))
        return
    last = sa.select(sa.func.coalesce(sa.func.max(votes.c.place), -1) + 1).where(votes.c.reader == reader)
    values = {"value": value, "place": db.execute(last).scalar(), "voted_at": now}
    insert = upsert(db, votes).values(reader=reader, paper=paper, **values)
    db.execute(insert.on_conflict_do_update(index_elements=["reader", "paper"], set_=values))


def _demand(db: sa.Connection, reader: str, paper: str) -> None:
    if db.execute(sa.select(schema.readers.c.name).where(schema.readers.c.name == reader)).first() is None:
        get(db, reader)
    if db.execute(sa.select(schema.papers.c.id).where(schema.papers.c.id == paper)).first() is None:
        near = paper_rows.near_ids(db, paper)
        step = f"did you mean {', '.join(near)}?" if near else "import it first"
        raise PaperError(f"no paper {paper!r} in the library", kept="the reader's other votes", next_step=step)


def mark_shown(db: sa.Connection, reader: str, papers: Iterable[str], day: dt.date, channel: str) -> None:
    """Remember what a reader ("": everybody) was shown where; the first day is kept."""
    rows = [{"reader": reader, "channel": channel, "paper": p, "day": day} for p in dict.fromkeys(papers)]
    if not rows:
        return
    insert, known = upsert(db, schema.shown), schema.shown.c.day
    earlier = insert.excluded.day < known
    keys = ["reader", "channel", "paper"]
    db.execute(
        insert.on_conflict_do_update(index_elements=keys, set_={"day": insert.excluded.day}, where=earlier), rows
    )


def shown(db: sa.Connection, reader: str, channel: str, before: dt.date | None) -> set[str]:
    """Papers a reader was shown in a channel, ever or first before a day."""
    table = schema.shown
    wanted = sa.select(table.c.paper).where(table.c.reader == reader, table.c.channel == channel)
    if before is not None:
        wanted = wanted.where(table.c.day < before)
    return set(db.execute(wanted).scalars())


def export(db: sa.Connection, name: str) -> dict[str, Any]:
    """Everything that is kept about a reader, as plain JSON values. Raises UsageError for an unknown one."""
    get(db, name)
    tables = {
        "votes": schema.votes,
        "shown": schema.shown,
        "deliveries": schema.deliveries,
        "searches": schema.searches,
    }
    out: dict[str, Any] = {"reader": _rows(db, sa.select(schema.readers).where(schema.readers.c.name == name))[0]}
    for title, table in tables.items():
        wanted = sa.select(table).where(table.c.reader == name).order_by(*table.primary_key.columns)
        out[title] = _rows(db, wanted)
    return out


def _rows(db: sa.Connection, wanted: sa.Select[Any]) -> list[dict[str, Any]]:
    return [{key: _plain(value) for key, value in row._mapping.items()} for row in db.execute(wanted)]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value


def remove(db: sa.Connection, name: str) -> None:
    """Erase a reader: votes, searches, what they were shown, mails; name and address in the record of each day."""
    email = get(db, name).email
    for table in (schema.votes, schema.shown, schema.deliveries, schema.searches):
        db.execute(sa.delete(table).where(table.c.reader.in_([name, email or name])))
    db.execute(sa.delete(schema.steps).where(schema.steps.c.name.in_([f"mail:{name}", f"alerts:{name}"])))
    _forget_in_steps(db, name, email)
    db.execute(sa.delete(schema.readers).where(schema.readers.c.name == name))


def _forget_in_steps(db: sa.Connection, name: str, email: str) -> None:
    steps = schema.steps
    for row in db.execute(sa.select(steps)).all():
        told = _without(row.result, name, email)
        if told != row.result:
            mine = sa.and_(steps.c.day == row.day, steps.c.name == row.name)
            db.execute(sa.update(steps).where(mine).values(result=told))


def _without(value: Any, name: str, email: str) -> Any:
    if isinstance(value, dict):
        return {key: _without(item, name, email) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, name, email) for item in value]
    if not isinstance(value, str):
        return value
    return _REMOVED if value == name else value.replace(email, _REMOVED) if email else value
