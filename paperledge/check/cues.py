"""The cues of data/cues.toml as patterns, and the word lists of data/host.toml as keys."""

import functools
import re
import tomllib
from importlib import resources
from typing import Any

from paperledge.check.words import key_of


@functools.cache
def cue(name: str) -> re.Pattern[str]:
    """The pattern of a list of cues, without regard to case."""
    return re.compile("|".join(_read("cues.toml")[name]), re.IGNORECASE)


@functools.cache
def host_words(name: str) -> frozenset[str]:
    """The keys of a list of data/host.toml."""
    return frozenset(key_of(word) for word in _read("host.toml")[name].split())


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(f"data/{name}").read_text(encoding="utf-8"))
