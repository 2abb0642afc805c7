"""Who is mailed what: the day's list as a file for everybody, and for each reader what fits their taste, once."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from paperledge.alerts import alerts_of
from paperledge.order import order_papers
from paperledge.records import Digest, Ranked, Reader, Skipped
from paperledge.rooms import Rooms
from paperledge.settings import Settings

if TYPE_CHECKING:
    from paperledge.library import Library
    from paperledge.rank import Space


def mail_day(rooms: Rooms, digest: Digest, ranked: Sequence[Ranked]) -> list[Skipped]:
    """The day's mail as a file, and to each reader what fits their taste and was not sent before."""
    from paperledge.publish import build_mail, write_eml

    rooms.progress.step("mail")
    write_eml(build_mail(digest, rooms.settings), rooms.settings.home / mail_path(digest.day))
    if not rooms.settings.mail.smtp_host:
        return []
    from paperledge.rank import Space

    unsent: list[Skipped] = []
    space = Space([place.paper for place in ranked])
    for reader in rooms.library.readers():
        if reader.email and reader.subscribed:
            unsent += mail_reader(rooms, digest, space, reader)
            rooms.progress.advance(reader.name)
    return unsent


def mail_reader(rooms: Rooms, digest: Digest, space: "Space", reader: Reader) -> Sequence[Skipped]:
    """One reader's own digest, sent once; what was sent is remembered."""
    if rooms.library.step(digest.day, f"mail:{reader.name}") is not None:
        return []
    personal = personal_digest(rooms.library, rooms.settings, digest, space, reader)
    unsent = rooms.send(personal)
    if not unsent:
        sent = [place.paper.id for place in personal.ranked]
        rooms.library.mark_shown(reader.name, sent, digest.day, "mail")
        rooms.library.record_step(digest.day, f"mail:{reader.name}", {"papers": len(sent)})
    return unsent


def personal_digest(
    library: "Library", settings: Settings, digest: Digest, space: "Space", reader: Reader
) -> Digest:
    """A reader's digest: their categories, their taste, nothing they were sent on an earlier day."""
    from paperledge.story import headline

    sent = library.shown(reader.name, "mail", before=digest.day)
    wanted = set(reader.categories)
    fitting = {
        p.id for p in space.papers if p.id not in sent and (not wanted or wanted.intersection(p.categories))
    }
    # Enough of the best that those left out leave a full digest.
    top = reader.digest_papers + len(space.papers) - len(fitting)
    ranked = order_papers(library, settings, digest.day, space, reader, top=top)
    best = tuple(place for place in ranked if place.paper.id in fitting)[: reader.digest_papers]
    lines = {p.paper.id: digest.headlines.get(p.paper.id) or headline(p.paper) for p in best}
    own = alerts_of(library, digest.day, reader.name)
    told = {alert.paper.id for alert in own}
    return dataclasses.replace(
        digest,
        ranked=best,
        weighed=len(fitting),
        reader=reader,
        headlines=lines,
        alerts=(*own, *(alert for alert in digest.alerts if alert.paper.id not in told)),
    )


def mail_path(day: dt.date) -> str:
    """Where a day's mail lies, relative to the home."""
    return f"mail/{day}.eml"
