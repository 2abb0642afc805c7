"""Numbers in words, American style: "one hundred twenty-three", "three point one four", "twenty twenty-five"."""

import functools
import re
from collections.abc import Callable

from num2words import num2words

Match = re.Match[str]
Rule = tuple[re.Pattern[str], Callable[[Match], str]]  # where a number of some kind stands, and its words

N = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?|(?<![\w.])\.\d+)"
ALONE = r"(?<![\w.,])"  # nothing of a longer number or name before it

_DIGITS = "zero one two three four five six seven eight nine".split()
_MOST_DIGITS = 15  # longer runs are names rather than amounts and are read digit by digit


@functools.lru_cache(maxsize=4096)
def cardinal(number: int) -> str:
    """A whole number of any sign."""
    if abs(number) >= 10**_MOST_DIGITS:
        return ("minus " if number < 0 else "") + digits(str(abs(number)))
    return _plain(num2words(number))


@functools.lru_cache(maxsize=1024)
def ordinal(number: int) -> str:
    """first, twenty-first, one hundredth."""
    return _plain(num2words(number, to="ordinal"))


@functools.lru_cache(maxsize=1024)
def year(number: int) -> str:
    """A year as it is said: nineteen oh-five, two thousand eight, twenty twenty-five."""
    return _plain(num2words(number, to="year"))


def digits(text: str) -> str:
    """Digit by digit, everything else left out."""
    return " ".join(_DIGITS[int(c)] for c in text if c in "0123456789")


def amount(text: str) -> str:
    """A number as written, digits with or without thousands commas, a decimal point and a sign.

    Leading zeros make it a name, read digit by digit.
    """
    if text[0] in "+-−":
        return ("plus " if text[0] == "+" else "minus ") + amount(text[1:])
    whole, _, part = text.replace(",", "").partition(".")
    named = len(whole) > 1 and whole.startswith("0")
    words = digits(whole) if named else cardinal(int(whole or "0"))
    return f"{words} point {digits(part)}" if part else words


def version_number(text: str) -> str:
    """Parts between points as whole numbers: 3.11 is "three point eleven"."""
    return " point ".join(cardinal(int(part)) for part in text.split("."))


def fraction(upper: int, lower: int) -> str:
    """one half, three quarters, two thirds, seven tenths."""
    names = {2: ("half", "halves"), 4: ("quarter", "quarters")}
    one, many = names.get(lower, (ordinal(lower), ordinal(lower) + "s"))
    return f"{cardinal(upper)} {one if upper == 1 else many}"


def _plain(words: str) -> str:
    return words.replace(" and ", " ").replace(",", "")
