"""The data tables, read once: symbols, units, and the lexicon of names."""

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Lexicon:
    """term -> what to say, the terms as one pattern, and how names written in capitals are read."""

    respelled: Mapping[str, str]
    pattern: re.Pattern[str]
    as_words: frozenset[str]
    joined: frozenset[str]


@functools.cache
def symbols() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """(character -> words, TeX command -> character)."""
    tables = _read("wording", "symbols.toml")
    return tables["unicode"], tables["tex"]


@functools.cache
def units() -> Mapping[str, Mapping[str, Any]]:
    """The tables of units.toml."""
    return _read("wording", "units.toml")


def lexicon(extra: Mapping[str, str]) -> Lexicon:
    """The shipped lexicon with a home's own terms before it."""
    return _lexicon(tuple(sorted(extra.items())))


@functools.lru_cache(maxsize=8)
def _lexicon(extra: tuple[tuple[str, str], ...]) -> Lexicon:
    tables = _read("lexicon.toml")
    respelled = {**tables["respelled"], **dict(extra)}
    terms = "|".join(re.escape(term) for term in sorted(respelled, key=lambda t: (-len(t), t)))
    # A term stands alone: no letter or digit touches it; a hyphen and a digit after it would make another name.
    pattern = re.compile(rf"(?<![\w.]){_starts(terms)}(?![\w]|-\d|\.\d)")
    return Lexicon(respelled, pattern, frozenset(tables["as_words"].split()), frozenset(tables["joined"].split()))


def _starts(terms: str) -> str:
    return f"({terms})"


def _read(*path: str) -> dict[str, Any]:
    file = resources.files("paperledge.voice").joinpath(*path)
    return tomllib.loads(file.read_text(encoding="utf-8"))
