"""How far files have been imported. Functions on an open connection."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from paperledge.library import schema
from paperledge.library.connect import upsert

_FIELDS = ("records", "papers", "rejects", "rejects_bytes", "done")


@dataclass(frozen=True, slots=True)
class Imported:
    """How far a file was imported. Counts are of the whole file so far, >= 0."""

    records: int = 0  # read, rejects among them
    papers: int = 0
    rejects: int = 0
    rejects_bytes: int = 0  # of the file of rejects that belong to these records
    done: bool = False  # read to its end


def get(db: sa.Connection, file: str) -> Imported:
    """How far a file has come; nothing of it where it is not known."""
    table = schema.imports
    row = db.execute(sa.select(*(table.c[name] for name in _FIELDS)).where(table.c.file == file)).first()
    return Imported(*row) if row else Imported()


def put(db: sa.Connection, file: str, reached: Imported) -> None:
    """A file has come so far."""
    values = {name: getattr(reached, name) for name in _FIELDS}
    insert = upsert(db, schema.imports).values(file=file, **values)
    db.execute(insert.on_conflict_do_update(index_elements=["file"], set_=values))


def forget(db: sa.Connection, files: Iterable[str]) -> None:
    """The import these files belong to is done: the next one reads them from the beginning."""
    for file in files:
        db.execute(sa.delete(schema.imports).where(schema.imports.c.file == file))
