"""Words as the check sees them: a key that forgives tense and number, and the class a word belongs to."""

import functools
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Any

# A number (with the unit that clings to it), a word with digits in it ("3D", "Qwen2.5"), a word, a sign.
_WORD = re.compile(
    r"\d+(?:[.,]\d+)*(?=(?:x|k|K|M|B|s|ms|GB|TB|MB|h|m|mm|cm|km|nm|kg|mg|Hz|kHz|dB|th|fold)?(?![^\W_]))"
    r"|[^\W_]*\d[^\W_]*(?:\.\d+[^\W_]*)*|[^\W\d_]+(?:['’][^\W\d_]+)?(?:\d+(?:\.\d+)*[^\W_]*)?|[%×$€°±<>=≥≤]"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: text[start:end], its key, and whether it is a name, a number or a function word."""

    text: str
    start: int
    end: int
    key: str
    number: bool = False
    function: bool = False


def read_words(text: str) -> tuple[Word, ...]:
    """The words of a (plain) text in order; hyphens part words, contractions are opened ("isn't": is, not)."""
    return _read(text)


@functools.lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Word, ...]:
    out: list[Word] = []
    for match in _WORD.finditer(text):
        # The 4 of "GPT-4" is part of a name.
        named = re.search(r"[^\W\d_]-$", text[max(0, match.start() - 2) : match.start()]) is not None
        if named and _NUMBER.match(match.group()):
            out.append(Word(match.group(), match.start(), match.end(), number_key(match.group())))
        else:
            out.extend(_open(match.group(), match.start(), match.end()))
    return tuple(out)


def _open(raw: str, start: int, end: int) -> Iterable[Word]:
    low = raw.lower().replace("’", "'")
    if _NUMBER.match(raw):
        yield Word(raw, start, end, number_key(raw), number=True)
    elif low == "cannot" or low.endswith("n't"):
        head = {"can't": "can", "won't": "will", "cannot": "can", "shan't": "shall"}.get(low, low[:-3])
        yield Word(raw, start, end, key_of(head), function=True)
        yield Word(raw, start, end, "not", function=False)
    elif "'" in low:
        yield _word(raw, low.split("'")[0], start, end)
    else:
        yield _word(raw, low, start, end)


def _word(raw: str, low: str, start: int, end: int) -> Word:
    if low in table("counts") and low not in ("double", "doubled", "half"):
        return Word(
            raw, start, end, table("counts")[low], number=low not in ("one", "zero"), function=low == "one"
        )
    function = low in plain_class("function") and not (raw.isupper() and len(raw) > 1)
    return Word(raw, start, end, key_of(low), function=function)


def number_key(raw: str) -> str:
    """Digits in one form: thousands marks and closing zeros gone."""
    text = re.sub(r",(?=\d{3}(?:\D|$))", "", raw)
    if re.fullmatch(r"\d+,\d{1,2}", text):
        text = text.replace(",", ".")
    if "." in text and text.count(".") == 1:
        text = text.rstrip("0").rstrip(".")
    return text.lstrip("0") or "0" if "." not in text else text


@functools.lru_cache(maxsize=65536)
def key_of(word: str) -> str:
    """A word without number, tense and case: "improves", "improved" and "improving" share one."""
    low = word.lower()
    if low in table("irregular"):
        return _stem_end(table("irregular")[low])
    if len(low) <= 3 or not low.isalpha():
        return low
    if low.endswith("ies") and len(low) > 4:
        low = low[:-3] + "y"
    elif low.endswith(("sses", "xes", "ches", "shes", "zzes")):
        low = low[:-2]
    elif low.endswith("s") and not low.endswith(("ss", "us", "is")):
        low = low[:-1]
    low = low.replace("isation", "ization").replace("isz", "iz")
    for suffix in ("ations", "ation"):
        if low.endswith(suffix) and len(low) > len(suffix) + 4:
            return _stem_end(low[: -len(suffix)] + "ate")
    for suffix, least in (("ing", 3), ("ed", 3), ("ment", 4)):
        if low.endswith(suffix) and len(low) - len(suffix) >= least and re.search("[aeiouy]", low[: -len(suffix)]):
            low = _undouble(low[: -len(suffix)])
            break
    return _stem_end(low)


def _undouble(low: str) -> str:
    return low[:-1] if len(low) > 3 and low[-1] == low[-2] and low[-1] not in "lsz" else low


def _stem_end(low: str) -> str:
    if len(low) > 3 and low.endswith("e") and low != "none":
        low = low[:-1]
    if len(low) > 4 and low.endswith("ys"):
        low = low[:-2] + "yz"
    if len(low) > 3 and low.endswith("y"):
        low = low[:-1] + "i"
    return low


@functools.cache
def _tables() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("data/words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def table(name: str) -> dict[str, Any]:
    """A table of data/words.toml."""
    found: dict[str, Any] = _tables()[name]
    return found


@functools.cache
def plain_class(name: str) -> frozenset[str]:
    """The words of a class as they are written."""
    return frozenset(_tables()[name].split())


@functools.cache
def word_class(name: str) -> frozenset[str]:
    """The keys of the words of a class."""
    return frozenset(key_of(word) for word in _tables()[name].split())


def keys_of(words: str) -> frozenset[str]:
    """The keys of the words of a list."""
    return frozenset(key_of(word) for word in words.split())


@functools.cache
def synonyms_of(key: str) -> frozenset[str]:
    """Keys that may stand for this one in a reworded sentence, itself among them."""
    found = {key}
    for group in _synonym_groups():
        if key in group:
            found |= group
    return frozenset(found)


@functools.cache
def _synonym_groups() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(key_of(word) for word in line.split()) for line in _tables()["synonyms"])


@functools.cache
def opposites_of(key: str) -> frozenset[str]:
    """Keys of the opposite pole; never one that is also a synonym."""
    found: set[str] = set()
    for left, right in _poles():
        if key in left and key not in right:
            found |= right
        if key in right and key not in left:
            found |= left
    return frozenset(found - synonyms_of(key))


def same_pole(left: str, right: str) -> bool:
    """Whether two keys stand on one side of a pair of opposites ("better", "superior")."""
    return any(left in side and right in side for pair in _poles() for side in pair)


@functools.cache
def _poles() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    out = []
    for line in _tables()["antonyms"]:
        left, right = (frozenset(key_of(word) for word in side.split()) for side in line.split("|"))
        out.append((left, right))
    return tuple(out)


def kin(left: str, right: str) -> bool:
    """Whether two keys may be forms of one word: equal, synonyms, or alike but for their endings."""
    left, right = left.removesuffix("li"), right.removesuffix("li")
    if left == right or right in synonyms_of(left):
        return True
    if min(len(left), len(right)) < 5 or right in opposites_of(left):
        return False
    shared = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        shared += 1
    least = min(len(left), len(right))
    alike = shared >= max(5, least - 1) or (shared >= 7 and shared >= least - 2)
    return alike and max(len(left), len(right)) - shared <= 4
