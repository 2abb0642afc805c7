"""Documents, episodes, and the steps of each day. Functions on an open connection."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from paperledge.errors import PaperError
from paperledge.library import papers as paper_rows
from paperledge.library import schema
from paperledge.library.connect import upsert
from paperledge.records import (
    Chapter,
    CheckedScript,
    Document,
    Episode,
    Part,
    Passage,
    Sound,
    paper_from_json,
    to_json,
)  # fmt: skip

Reopen = Callable[[Mapping[str, Any]], CheckedScript]


def put_document(db: sa.Connection, document: Document) -> None:
    """Keep what was read of a paper, in place of what was read before; its paper comes into the library too."""
    paper_rows.add(db, [document.paper])
    values = {"sha256": document.sha256, "body": to_json(document)}
    insert = upsert(db, schema.documents).values(paper=document.paper.id, **values)
    db.execute(insert.on_conflict_do_update(index_elements=["paper"], set_=values))


def document(db: sa.Connection, name: str) -> Document | None:
    """What was read of a paper; None when nothing was."""
    body = db.execute(sa.select(schema.documents.c.body).where(schema.documents.c.paper == name)).scalar()
    if body is None:
        return None
    return Document(
        paper=paper_from_json(body["paper"]),
        text=body["text"],
        passages=tuple(Passage(**row) for row in body["passages"]),
        read=body["read"],
        parts=tuple(Part(**row) for row in body["parts"]),
        format=body["format"],
        sha256=body["sha256"],
        notes=tuple(body["notes"]),
    )


def put_episode(db: sa.Connection, episode: Episode) -> None:
    """Keep an episode after those its day already has; one that is known keeps its place."""
    table = schema.episodes
    place = db.execute(
        sa.select(table.c.place).where(table.c.id == episode.id, table.c.day == episode.day)
    ).scalar()
    if place is None:
        last = sa.select(sa.func.coalesce(sa.func.max(table.c.place), -1) + 1).where(table.c.day == episode.day)
        place = db.execute(last).scalar()
    values = {"day": episode.day, "place": place, "body": to_json(episode)}
    insert = upsert(db, table).values(id=episode.id, **values)
    db.execute(insert.on_conflict_do_update(index_elements=["id"], set_=values))


def episode(db: sa.Connection, name: str, reopen: Reopen) -> Episode:
    """One episode. Raises PaperError for an unknown one."""
    body = db.execute(sa.select(schema.episodes.c.body).where(schema.episodes.c.id == name)).scalar()
    if body is None:
        raise PaperError(f"no episode {name!r} in the library", next_step="see `paperledge day`, which tells them")
    return _episode(body, reopen)


def episodes(db: sa.Connection, limit: int, day: dt.date | None, reopen: Reopen) -> list[Episode]:
    """Episodes, newest day first, within a day in rank order."""
    table = schema.episodes
    wanted = sa.select(table.c.body).order_by(table.c.day.desc(), table.c.place).limit(limit)
    if day is not None:
        wanted = wanted.where(table.c.day == day)
    return [_episode(body, reopen) for body in db.execute(wanted).scalars()]


def _episode(body: Mapping[str, Any], reopen: Reopen) -> Episode:
    return Episode(
        id=body["id"],
        day=dt.date.fromisoformat(body["day"]),
        papers=tuple(body["papers"]),
        title=body["title"],
        script=reopen(body["script"]),
        script_path=body["script_path"],
        sound=_sound(body["sound"]) if body["sound"] else None,
    )


def _sound(row: Mapping[str, Any]) -> Sound:
    chapters = tuple(Chapter(**chapter) for chapter in row["chapters"])
    return Sound(**{**row, "chapters": chapters})


def put_step(db: sa.Connection, day: dt.date, name: str, result: Any) -> None:
    """A step is done, with this result."""
    row = to_json(result)
    insert = upsert(db, schema.steps).values(day=day, name=name, result=row)
    db.execute(insert.on_conflict_do_update(index_elements=["day", "name"], set_={"result": row}))


def step(db: sa.Connection, day: dt.date, name: str) -> Any | None:
    """The result of a step that is done; None when it is not."""
    table = schema.steps
    return db.execute(sa.select(table.c.result).where(table.c.day == day, table.c.name == name)).scalar()


def last_step(db: sa.Connection, name: str) -> dt.date | None:
    """The newest day on which a step was done."""
    return db.execute(sa.select(sa.func.max(schema.steps.c.day)).where(schema.steps.c.name == name)).scalar()
