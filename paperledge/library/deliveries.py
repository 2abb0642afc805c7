"""Which mails were handed over. Functions on an open connection.

A mail is begun before the server has its text and ended when the server has answered. One that a later run finds
begun is in doubt: the run before was killed in between. Who sends it decides; the same Message-ID lets a mail
server tell the double.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from paperledge.library import schema
from paperledge.library.connect import upsert

State = Literal["begun", "sent", "failed"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a mail came. tries: how often it was offered, >= 1."""

    message_id: str
    reader: str
    day: dt.date | None
    state: State
    tries: int
    reason: str = ""  # why it failed, in the server's words


def get(db: sa.Connection, message_id: str) -> Delivery | None:
    """How far a mail came; None when it was never begun."""
    table = schema.deliveries
    row = db.execute(sa.select(table).where(table.c.message_id == message_id)).first()
    if row is None:
        return None
    return Delivery(row.message_id, row.reader, row.day, row.state, row.tries, row.reason)


def begin(db: sa.Connection, mail: Delivery, now: dt.datetime) -> bool:
    """Note that a mail is about to be offered; False when it was sent already and must not be."""
    known = get(db, mail.message_id)
    if known is not None and known.state == "sent":
        return False
    values = {"state": "begun", "tries": known.tries + 1 if known else 1, "reason": "", "changed_at": now}
    insert = upsert(db, schema.deliveries).values(
        message_id=mail.message_id, reader=mail.reader, day=mail.day, **values
    )
    db.execute(insert.on_conflict_do_update(index_elements=["message_id"], set_=values))
    return True


def end(db: sa.Connection, message_id: str, state: State, reason: str, now: dt.datetime) -> bool:
    """Note what the server answered; False when the mail was never begun."""
    table = schema.deliveries
    changed = sa.update(table).where(table.c.message_id == message_id)
    return bool(db.execute(changed.values(state=state, reason=reason, changed_at=now)).rowcount)
