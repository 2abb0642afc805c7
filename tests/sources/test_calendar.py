import datetime as dt

import pytest

from paperledge.sources.calendar import (
    announcement_days_between,
    expects_announcement,
    newest_listing,
    previous_listing,
    submission_window,
)

DAY = dt.date


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (DAY(2025, 10, 7), True),  # the sample day, a Tuesday
        (DAY(2025, 10, 6), True),  # Monday: announced on Sunday evening
        (DAY(2025, 10, 11), False),  # Saturday
        (DAY(2025, 10, 12), False),  # Sunday
        (DAY(2025, 12, 31), False),  # the feed of that day was empty
        (DAY(2025, 7, 7), False),  # arXiv printed "Sun 6 July" for the Fourth on a Friday
        (DAY(2026, 11, 26), True),  # Thanksgiving morning: announced on Wednesday evening
        (DAY(2026, 11, 27), False),  # the morning after
        (DAY(2026, 12, 30), False),
        (DAY(2027, 11, 26), False),  # no list printed yet: the usual holidays
        (DAY(2027, 1, 19), False),
    ],
)
def test_calendar_knows_weekends_and_holidays(day, expected):
    """A day is expected to have a listing exactly when arXiv announces on the evening before."""
    assert expects_announcement(day) is expected


def test_announcement_days_leave_weekends_and_holidays_out():
    """Age is counted in listings: Friday to Monday is one, and Thanksgiving week has four."""
    assert announcement_days_between(DAY(2025, 10, 3), DAY(2025, 10, 6)) == 1
    assert announcement_days_between(DAY(2026, 11, 20), DAY(2026, 11, 27)) == 4
    assert announcement_days_between(DAY(2025, 10, 7), DAY(2025, 10, 7)) == 0
    assert announcement_days_between(DAY(2025, 10, 7), DAY(2025, 10, 1)) == 0


@pytest.mark.parametrize(
    ("moment", "listing"),
    [
        ("2025-10-06T23:59:00+00:00", DAY(2025, 10, 6)),  # 19:59 Eastern
        ("2025-10-07T00:01:00+00:00", DAY(2025, 10, 7)),  # 20:01 Eastern
        ("2025-10-12T12:00:00+00:00", DAY(2025, 10, 10)),  # Sunday noon: Friday's
        ("2025-10-13T00:30:00+00:00", DAY(2025, 10, 13)),  # Sunday 20:30 Eastern: Monday's
        ("2026-01-13T00:30:00+00:00", DAY(2026, 1, 12)),  # winter: 19:30 Eastern
    ],
)
def test_newest_listing_goes_by_eastern_time(moment, listing):
    """A listing is public from 20:00 Eastern on the evening before, in summer and winter."""
    assert newest_listing(dt.datetime.fromisoformat(moment)) == listing


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        (DAY(2025, 10, 8), "2025-10-06T18:00", "2025-10-07T18:00"),  # Wednesday
        (DAY(2025, 10, 6), "2025-10-02T18:00", "2025-10-03T18:00"),  # Monday: Thursday to Friday
        (DAY(2025, 10, 7), "2025-10-03T18:00", "2025-10-06T18:00"),  # Tuesday: Friday to Monday
        (DAY(2026, 1, 14), "2026-01-12T19:00", "2026-01-13T19:00"),  # winter
    ],
)
def test_submission_window_follows_arxivs_table(day, start, end):
    """The submissions of a listing came in between the two deadlines that arXiv's table names."""
    assert [f"{m:%Y-%m-%dT%H:%M}" for m in submission_window(day)] == [start, end]


def test_submission_windows_leave_no_gap():
    """Over two years, holidays included, each window begins where the one before ends."""
    days = [d for k in range(730) if expects_announcement(d := DAY(2025, 3, 3) + dt.timedelta(k))]
    for day in days[1:]:
        assert submission_window(day)[0] == submission_window(previous_listing(day))[1]


def test_a_day_without_listing_has_no_window():
    """Asking for the window of a Saturday is an error that names the day."""
    with pytest.raises(ValueError, match="2025-10-11"):
        submission_window(DAY(2025, 10, 11))
