"""Digits in words, by what stands around them. Rules apply in the order of `_RULES`, the most telling first."""

import re
from collections.abc import Callable

from paperledge.voice.wording.dates import CLOCK, DATES, DECADES, YEARS, is_year, many
from paperledge.voice.wording.measures import DIMENSIONS, MEASURES, MONEY, POWERS, settle_unit_powers, size_words
from paperledge.voice.wording.number_words import (
    ALONE,
    Match,
    N,
    Rule,
    amount,
    cardinal,
    digits,
    fraction,
    ordinal,
    version_number,
    year,
)

__all__ = ["read_numbers", "settle_unit_powers"]


def read_numbers(text: str) -> str:
    """Text without a digit."""
    for pattern, say in _RULES:
        text = pattern.sub(_set_apart(say), text)
    return text


def _set_apart(say: Callable[[Match], str]) -> Callable[[Match], str]:
    """Words never touch a letter beside them; a hyphen to a following word stays."""

    def put(match: Match) -> str:
        words = say(match)
        if words == match.group():
            return words
        before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
        left = " " if words[:1].isalpha() and (before.isalnum() or before in tuple("$€£%°")) else ""
        right = " " if words[-1:].isalpha() and after.isalnum() else ""
        return left + words + right

    return put


def _percent_range(m: Match) -> str:
    return f"{_signed(m[1])} to {amount(m[2])} percent"


def _sized_range(m: Match) -> str:
    return f"{amount(m[1])} {size_words(m[2]) + ' ' if m[2] else ''}to {amount(m[3])} {size_words(m[4])}"


def _range(m: Match) -> str:
    low, high = m[1], m[2]
    if " - " in m.group() and float(low) > float(high):
        return f"{amount(low)} minus {amount(high)}"
    if is_year(low) and is_year(high):
        return f"{year(int(low))} to {year(int(high))}"
    if is_year(low) and len(high) == 2 and int(high) > int(low[2:]):
        return f"{year(int(low))} to {year(int(low[:2] + high))}"
    return f"{amount(low)} to {amount(high)}"


def _sized(m: Match) -> str:
    return f"{_signed(m[1])} {size_words(m[2])}"


def _signed(text: str) -> str:
    return amount(text.replace("−", "-"))


def _plural(m: Match) -> str:
    return many(amount(m[1]))


def _fraction(m: Match) -> str:
    upper, lower = int(m[1]), int(m[2])
    if 0 < upper < lower <= 10:
        return fraction(upper, lower)
    if upper <= lower:
        return f"{cardinal(upper)} out of {cardinal(lower)}"
    return f"{cardinal(upper)} over {cardinal(lower)}"


def _times(m: Match) -> str:
    return f"{amount(m[1])} times"


def _ratio(m: Match) -> str:
    return f"{amount(m[1])} to {amount(m[2])}"


def _version(m: Match) -> str:
    return f"version {version_number(m[1])}"


def _named_version(m: Match) -> str:
    return f"{m[1]} {version_number(m[2])}"


def _plain(m: Match) -> str:
    return amount(m.group())


def _parts(m: Match) -> str:
    return " point ".join(cardinal(int(p)) for p in m.group().split("."))


_VERSIONED = "Python|CUDA|version|Version|release|Release|Ubuntu|PyTorch|TensorFlow|Java|Unicode"

_RULES: tuple[Rule, ...] = (
    (re.compile(r"(?<=\d)[\u00a0\u2009\u202f ](?=\d{3}(?:\D|$))"), lambda _: ","),
    *DATES,
    *POWERS,
    (
        re.compile(rf"{ALONE}(?<![A-Za-z]-)({N})\s?([KkMBT])?\s?[-–—]\s?({N})\s?([KkMBT]|bn)\b(?!-?\d)"),
        _sized_range,
    ),
    (
        re.compile(r"\b([248])K(?=\s(?:ultra|image|video|resolution|display|frame|texture|generation|monitor))"),
        lambda m: f"{cardinal(int(m[1]))} K",
    ),
    # A name with numbers in it: GPT-4; Llama-2-7B, whose two numbers must not be heard as one.
    (re.compile(r"(?<=[A-Za-z])-(\d+(?:\.\d+)*)-(?=[\d.]+[BM]\b)"), lambda m: f" {m[1]}, "),
    (re.compile(r"(?<=[A-Za-z])-(\d+(?:\.\d+)*)(-(?=\d))?"), lambda m: f" {m[1]}{' ' if m[2] else ''}"),
    (re.compile(r"(?<=[A-Za-z])-(?=\d)"), lambda _: " "),
    *MONEY,
    *DIMENSIONS,
    (
        re.compile(rf"(?<![\w.,%])([-−+]?{N})\s?%?\s?(?:[-–—]|to)\s?({N})\s?(?:%|percent\b)(?![\w])(?!-?p)"),
        _percent_range,
    ),
    *DECADES,
    *MEASURES,
    (re.compile(rf"(?:(?<![\w.,)\]])(?=[-−+])|{ALONE})([-−+]?{N})\s?([KkMBT]|bn|mn)\b(?![/'])"), _sized),
    (re.compile(rf"{ALONE}({N})\s?(?:[x×])(?![\w×])"), _times),
    (re.compile(rf"{ALONE}(\d+)(?:st|nd|rd|th)\b"), lambda m: ordinal(int(m[1]))),
    (re.compile(r"(?<![\w.,/])(\d{1,4})/(\d{1,4})(?![\w/]|\.\d)"), _fraction),
    *CLOCK,
    (re.compile(rf"(?<![\w.,:])({N}):({N})(?![\w:])"), _ratio),
    # YOLOv8, EfficientNetV2
    (re.compile(r"(?<=[A-Za-z]{3})[vV](\d+(?:\.\d+)*)(?!\w)"), lambda m: f" {_version(m)}"),
    (re.compile(r"(?<![\w.])[vV]\.?\s?(\d+(?:\.\d+)*)(?![\w])"), _version),
    (re.compile(rf"\b({_VERSIONED})\s?(\d+(?:\.\d+)+)(?![\w])"), _named_version),
    (re.compile(r"(?<![\w.,-])(\d+(?:\.\d+)?)\s?[-–—]\s?(\d+(?:\.\d+)?)(?![\w.]*\d|-\d)"), _range),
    (re.compile(r"(?<![\d.])\d+(?:\.\d+){2,}(?![\d])"), _parts),
    # A sign that belongs to its number: nothing but space, a bracket or a comparison before it.
    (re.compile(rf"(?:(?<=[\s(\[=<>≤≥~≈,/])|^)[-−+](?:{N})(?!\w)"), lambda m: _signed(m.group())),
    *YEARS,
    # What is glued to letters is a name.
    (re.compile(rf"(?<=[A-Za-z])({N})s\b"), _plural),
    (re.compile(N), _plain),
    (re.compile(r"\d+"), lambda m: digits(m.group())),
)
