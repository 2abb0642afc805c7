"""When arXiv announces: listing days, holidays, and which submissions a listing holds.

A *listing day* is the date printed on the listing, the mailing and the RSS feed. Its papers become public at
20:00 Eastern the evening before, Sunday to Thursday, so listing days are Monday to Friday.
Source: arXiv, "Availability of submissions" (info.arxiv.org/help/availability.html).
"""

import datetime as dt
import functools
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")
_FREEZE = dt.time(14)  # Eastern; what came in later waits for the next announcement
_ANNOUNCED = dt.time(20)
_DAY = dt.timedelta(days=1)
_SUNDAY, _FRIDAY, _SATURDAY = 6, 4, 5

# As arXiv printed them (month, day). For 2025 the page ends with "December Holidays are not yet scheduled";
# 12-30 is known from the feed of 2025-12-31, which was empty.
_PRINTED: dict[int, tuple[tuple[int, int], ...]] = {
    2023: ((1, 16), (6, 14), (6, 19), (7, 4), (9, 4), (11, 23), (12, 25), (12, 27)),
    2025: ((1, 1), (1, 20), (6, 19), (7, 6), (9, 1), (11, 27), (12, 25), (12, 30)),
    2026: ((1, 1), (1, 19), (6, 19), (7, 3), (9, 7), (11, 26), (12, 25), (12, 29), (12, 31)),
}


def expects_announcement(day: dt.date) -> bool:
    """Whether arXiv's calendar has a listing of this date.

    Holidays of years whose list arXiv has not printed are inferred from the usual ones; ad hoc ones are unknown.
    """
    eve = day - _DAY
    return eve.weekday() not in (_FRIDAY, _SATURDAY) and eve not in _deferred(eve.year)


@functools.lru_cache(maxsize=65536)
def announcement_days_between(start: dt.date, end: dt.date) -> int:
    """How many listings there were after `start`, up to and with `end`; 0 where end is not after start."""
    return sum(expects_announcement(start + k * _DAY) for k in range(1, (end - start).days + 1))


def previous_listing(day: dt.date) -> dt.date:
    """The last listing day before `day`."""
    return next(d for k in range(1, 30) if expects_announcement(d := day - k * _DAY))


def newest_listing(now: dt.datetime) -> dt.date:
    """The listing day whose papers were the last to become public at this moment (aware datetime)."""
    here = now.astimezone(EASTERN)
    day = here.date() + _DAY if here.time() >= _ANNOUNCED else here.date()
    return day if expects_announcement(day) else previous_listing(day)


def submission_window(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From when to when (UTC) the submissions of a listing came in; papers held by moderators are older.

    Raises ValueError for a date that has no listing.
    """
    if not expects_announcement(day):
        raise ValueError(f"arXiv has no listing of {day}")
    return _frozen_at(previous_listing(day)), _frozen_at(day)


def _frozen_at(day: dt.date) -> dt.datetime:
    eve = day - _DAY
    last = eve - 2 * _DAY if eve.weekday() == _SUNDAY else eve
    return dt.datetime.combine(last, _FREEZE, EASTERN).astimezone(dt.UTC)


@functools.cache
def _deferred(year: int) -> frozenset[dt.date]:
    """Evenings without an announcement."""
    days = [dt.date(year, *d) for d in _PRINTED[year]] if year in _PRINTED else _usual_holidays(year)
    # A Friday has no announcement of its own: what its deadline would have let in is due on Sunday evening.
    return frozenset(d + 2 * _DAY if d.weekday() == _FRIDAY else d for d in days)


def _usual_holidays(year: int) -> list[dt.date]:
    return [
        dt.date(year, 1, 1),
        _nth_weekday(year, 1, 0, 3),  # Martin Luther King Day
        dt.date(year, 6, 19),
        dt.date(year, 7, 4),
        _nth_weekday(year, 9, 0, 1),  # Labor Day
        _nth_weekday(year, 11, 3, 4),  # Thanksgiving
        dt.date(year, 12, 25),
    ]


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + _DAY * ((weekday - first.weekday()) % 7 + 7 * (nth - 1))
