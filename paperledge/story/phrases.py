"""The host's own phrases: data files, and a seeded choice among wordings."""

import functools
import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")


def expand(pattern: str) -> list[str]:
    """Every wording of a pattern: "[That's|Here's] it" -> ["That's it", "Here's it"]. {names} are left alone."""
    found = _CHOICE.search(pattern)
    if not found:
        return [" ".join(pattern.split())]
    return [
        w
        for option in found.group(1).split("|")
        for w in expand(pattern[: found.start()] + option + pattern[found.end() :])
    ]


@functools.cache
def read_data(name: str) -> dict[str, Any]:
    """A TOML file of this room."""
    folder = resources.files("paperledge.story")
    return tomllib.loads((folder / name).read_text(encoding="utf-8"))


class Chooser:
    """Picks wordings by a digest of what they are picked for, so that paper and seed fix them.

    forbidden: words and phrases that no wording may hold, while another is left.
    """

    def __init__(self, key: str, phrases: Mapping[str, Any], forbidden: Sequence[str] = ()) -> None:
        self._key, self._phrases = key, phrases
        words = "|".join(re.escape(word) for word in forbidden)
        self._forbidden = re.compile(rf"\b(?:{words})\b", re.IGNORECASE) if words else None

    def among(self, slot: str, options: Sequence[str], short: bool = False) -> str:
        """One of the wordings; of the shorter third where `short`."""
        every = [w for option in options for w in expand(option)]
        if self._forbidden:
            every = [w for w in every if not self._forbidden.search(w)] or every
        if short:
            size = sorted(len(w.split()) for w in every)[len(every) // 3]
            every = [w for w in every if len(w.split()) <= size]
        digest = hashlib.sha256(f"{self._key}\n{slot}".encode()).digest()
        return every[int.from_bytes(digest[:8], "big") % len(every)]

    def pick(self, *slot: str, short: bool = False, **values: str) -> str:
        """A wording of a slot of the phrases ("why", "public", "medicine"), its {names} filled in.

        A missing last step falls back to "general", and "found_theory" to "found".
        """
        table: Any = self._phrases
        for step in slot[:-1]:
            table = table[step]
        options = table.get(slot[-1]) or table.get("general") or table[slot[-1].partition("_")[0]]
        # Wordings that need a value nobody has are passed over.
        usable = [o for o in options if all(values.get(n) for n in re.findall(r"\{(\w+)\}", o))]
        return re.sub(
            r"\{(\w+)\}", lambda m: values[m.group(1)], self.among(".".join(slot), usable or options, short)
        )
