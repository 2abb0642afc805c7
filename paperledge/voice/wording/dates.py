"""Dates, years, decades and the time of day in words."""

import re

from paperledge.voice.wording.number_words import ALONE, Match, Rule, amount, cardinal, ordinal, year

_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = "(?:" + "|".join(f"{m}|{m[:3]}\\.?" for m in _MONTHS) + "|Sept\\.?)"


def _month(text: str) -> str:
    return next(m for m in _MONTHS if m.startswith(text[:3]))


def _iso_date(m: Match) -> str:
    month, day = int(m[2]), int(m[3])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return m.group()
    return f"{_MONTHS[month - 1]} {ordinal(day)}, {year(int(m[1]))}"


def _month_day(m: Match) -> str:
    when = (
        f"{_month(m[1])} {ordinal(int(m[2]))}" if 1 <= int(m[2]) <= 31 else f"{_month(m[1])} {cardinal(int(m[2]))}"
    )
    return when + (f", {year(int(m[3]))}" if m[3] else "")


def _day_month(m: Match) -> str:
    when = f"{_month(m[2])} {ordinal(int(m[1]))}"
    return when + (f", {year(int(m[3]))}" if m[3] else "")


def _decade(m: Match) -> str:
    return many(year(int(m[1] + m[2])) if m[2] != "00" else cardinal(int(m[1] + m[2])))


def _tens(m: Match) -> str:
    return many(cardinal(int(m[1])))


def many(words: str) -> str:
    """The plural of a number in words: nineties, twos."""
    return words[:-1] + "ies" if words.endswith("y") else words + ("es" if words.endswith("x") else "s")


def _clock(m: Match) -> str:
    hour, minute = int(m[1]), int(m[2])
    if hour > 23 or minute > 59:
        return m.group()
    said = "hundred" if minute == 0 else ("oh " if minute < 10 else "") + cardinal(minute)
    return (
        f"{cardinal(hour)} {said}"
        if m[3] is None
        else f"{cardinal(hour)} {said if minute else ''} {m[3][0].upper()} M"
    )


def is_year(text: str) -> bool:
    """Whether four digits may be a year at all."""
    return text.isdigit() and len(text) == 4 and 1500 <= int(text) <= 2099


_BEFORE_YEAR = frozenset(
    "between in since by from until till during year years after before early late mid around circa of through "
    "and to spring summer autumn fall winter january february march april may june july august september october "
    "november december".split()
)
_BETWEEN = frozenset(
    "and we the a an is was were are as at by in on our it its to with for which that has have had when where but "
    "or of".split()
)


def _year_or_amount(m: Match) -> str:
    number = m.group()
    if not is_year(number) or not (_bracketed(m) or _reads_as_year(m)):
        return amount(number)
    return year(int(number))


def _reads_as_year(m: Match) -> bool:
    """By the word before (in, since, a conference's name) and whether a counted noun follows."""
    before = re.findall(r"[\w'.-]+", m.string[max(0, m.start() - 30) : m.start()])
    follows = re.match(r"\s+([a-z][\w-]*)|(-[a-z])", m.string[m.end() : m.end() + 30])
    joined = bool(follows and follows[2])
    counted = joined or bool(follows and follows[1] not in _BETWEEN)
    last, recent = before[-1] if before else "", 1950 <= int(m.group()) <= 2050
    if last.lower() in _BEFORE_YEAR:
        return not counted
    if last.lower() in ("a", "the", "this"):
        return recent and not joined
    return recent and len(last) > 1 and last.isalpha() and last[0].isupper() and not _starts(m, last)


def _starts(m: Match, word: str) -> bool:
    """Whether the word before is the first of the text, and capital only for that."""
    return (
        not re.search(r"\w", m.string[: m.start()].rstrip()[: -len(word)]) and sum(c.isupper() for c in word) < 2
    )


def _bracketed(m: Match) -> bool:
    return m.string[: m.start()][-1:] == "(" and m.string[m.end() :][:1] == ")"


DATES: tuple[Rule, ...] = (
    (re.compile(rf"{ALONE}([12]\d{{3}})-(\d\d)-(\d\d)(?![\w-])"), _iso_date),
    (
        re.compile(rf"\b({_MONTH})\s(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s((?:1[5-9]|20)\d\d)\b)?(?![.:]\d|%)"),
        _month_day,
    ),
    (
        re.compile(rf"{ALONE}(\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?({_MONTH})\b(?:,?\s((?:1[5-9]|20)\d\d)\b)?"),
        _day_month,
    ),
)
DECADES: tuple[Rule, ...] = (
    (re.compile(r"(?<![\w.,])(\d\d)(\d0)'?s\b"), _decade),
    (re.compile(r"(?:(?<=the )'?|(?<!\w)')([2-9]0)'?s\b"), _tens),
)
CLOCK: tuple[Rule, ...] = ((re.compile(r"(?<![\w.,:])(\d{1,2}):(\d\d)\s?(am|pm|AM|PM|A M|P M)\b"), _clock),)
YEARS: tuple[Rule, ...] = ((re.compile(r"(?<![\w.,])\d{4}(?![\w]|[.,]\d)"), _year_or_amount),)
