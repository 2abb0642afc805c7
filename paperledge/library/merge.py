"""One paper over versions and sources: what is kept when a second record of it arrives."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from paperledge.records import Paper

# Records of the same version differ in spelling between sources. The more trusted one is kept, so that asking the
# same sources again, in any order, changes nothing. A source may always correct itself.
_TRUST: Mapping[str, int] = {"arxiv-oai": 4, "arxiv-api": 3, "arxiv-rss": 2, "daily-papers": 0}
_USUAL_TRUST = 1
_TEXTS = ("title", "abstract", "comment", "venue", "doi", "licence")
_ANNOUNCED = ("new", "cross", "replace", "replace-cross")  # the news first


def merge_papers(kept: Paper, came: Paper) -> Paper:
    """The one record of a paper that is known as `kept` and came again as `came`.

    The newer version wins, at equal versions the more trusted source; an empty field never overwrites a full
    one; categories and links are united; the first date and the earliest announcement stay; withdrawn stays
    until a newer version comes that is not.
    """
    if kept == came:
        return kept
    best, other = (came, kept) if _wins(came, kept) else (kept, came)
    announced_on, announce_type = _announcement(kept, came)
    return dataclasses.replace(
        best,
        **_full_texts(best, other),
        authors=best.authors or other.authors,
        date=_first(kept.date, came.date),
        categories=tuple(dict.fromkeys((*best.categories, *other.categories))),
        links={**other.links, **best.links},
        announced_on=announced_on,
        announce_type=announce_type,
        updated_on=_updated(kept, came),
        withdrawn=_withdrawn(kept, came),
    )


def _full_texts(best: Paper, other: Paper) -> dict[str, Any]:
    return {name: getattr(best, name) or getattr(other, name) for name in _TEXTS}


def is_replaced(kept: Paper, came: Paper) -> Paper | None:
    """Which of the two is an older version that belongs into the history; None when neither does.

    An old version that comes late counts only from arXiv itself: other sources do not say which version they hold.
    """
    if came.version > kept.version:
        return kept
    if came.version < kept.version and came.source.startswith("arxiv"):
        return came
    return None


def clean(paper: Paper) -> Paper:
    """The paper without what no database can keep: NUL and halves of surrogate pairs."""
    if _keeps("\n".join((paper.id, *(getattr(paper, name) for name in _TEXTS), *paper.authors))):
        return paper
    fixed: dict[str, Any] = {name: _scrub(getattr(paper, name)) for name in ("id", *_TEXTS)}
    return dataclasses.replace(paper, **fixed, authors=tuple(map(_scrub, paper.authors)))


def _keeps(text: str) -> bool:
    try:
        return b"\0" not in text.encode("utf-8")
    except UnicodeEncodeError:
        return False


def _scrub(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _wins(came: Paper, kept: Paper) -> bool:
    if came.version != kept.version:
        return came.version > kept.version
    return came.source == kept.source or _trust(came) > _trust(kept)


def _trust(paper: Paper) -> int:
    return _TRUST.get(paper.source, _USUAL_TRUST)


def _withdrawn(kept: Paper, came: Paper) -> bool:
    if came.version == kept.version:
        return kept.withdrawn or came.withdrawn
    return came.withdrawn if came.version > kept.version else kept.withdrawn


def _updated(kept: Paper, came: Paper) -> dt.date | None:
    if came.version == kept.version:
        return max(_known((kept.updated_on, came.updated_on)), default=None)
    newer, older = (came, kept) if came.version > kept.version else (kept, came)
    return newer.updated_on or older.updated_on


def _announcement(kept: Paper, came: Paper) -> tuple[dt.date | None, str]:
    """The earliest announcement and its type; on one day "new" says more than "cross"."""
    told = [(p.announced_on, _news(p.announce_type), p.announce_type) for p in (kept, came) if p.announced_on]
    if not told:
        return None, kept.announce_type or came.announce_type
    day, _, kind = min(told)
    return day, kind


def _news(announce_type: str) -> int:
    return _ANNOUNCED.index(announce_type) if announce_type in _ANNOUNCED else len(_ANNOUNCED)


def _first(*dates: dt.date | None) -> dt.date | None:
    return min(_known(dates), default=None)


def _known(dates: Iterable[dt.date | None]) -> list[dt.date]:
    return [date for date in dates if date is not None]
