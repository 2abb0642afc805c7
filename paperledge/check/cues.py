"""The cues of data/cues.toml as patterns."""

import functools
import re
import tomllib
from importlib import resources


@functools.cache
def cue(name: str) -> re.Pattern[str]:
    """The pattern of a list of cues, without regard to case."""
    text = resources.files(__package__).joinpath("data/cues.toml").read_text(encoding="utf-8")
    return re.compile("|".join(tomllib.loads(text)[name]), re.IGNORECASE)
