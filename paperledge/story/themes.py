"""What a paper is after, whatever its field (to be quicker, fairer, surer ...), and what a host can say to that.

Data: themes.toml. A theme brings a picture of the difficulty, whom it may touch, and questions to ponder.
"""

import functools
import re
from dataclasses import dataclass

from paperledge.story.phrases import read_data

_IN_TITLE = 3.0  # a word of the title counts as this many of the abstract
_LEAST = 2.2
# These words stand in nearly every paper on programs that learn: they count for less, so that others come first.
_COMMON = frozenset(
    {"cost", "measure", "data", "generation", "seeing", "few examples", "joining", "noise", "reward"}
)


@dataclass(frozen=True, slots=True)
class Theme:
    """One entry of themes.toml; its texts are patterns of `phrases.expand`."""

    name: str
    pictures: tuple[str, ...]
    matters: tuple[str, ...]
    ponders: tuple[str, ...]
    field: str = ""  # one of concepts.FIELDS, where the theme tells


@functools.cache
def _themes() -> tuple[tuple[re.Pattern[str], Theme], ...]:
    rows = read_data("themes.toml")["theme"]
    return tuple(
        (
            re.compile(row["match"], re.IGNORECASE),
            Theme(
                row["name"],
                # A picture of "it" says of what.
                tuple(f"{row['about']}? {text}" if " it like " in text else text for text in row["picture"]),
                tuple(row["matter"]),
                tuple(row["ponder"]),
                row.get("field", ""),
            ),
        )
        for row in rows
    )


def find_themes(title: str, text: str) -> list[Theme]:
    """The themes of a paper, strongest first; [] where its words speak of none often enough.

    title, text: plain; of the text the abstract will do.
    """
    weighed = [(_weight(pattern, theme, title, text), theme) for pattern, theme in _themes()]
    found = [pair for pair in weighed if pair[0] >= _LEAST]
    return [theme for _, theme in sorted(found, key=lambda pair: -pair[0])]


def _weight(pattern: re.Pattern[str], theme: Theme, title: str, text: str) -> float:
    in_title = {m.group().lower()[:6] for m in pattern.finditer(title)}
    hits = [m.group().lower()[:6] for m in pattern.finditer(text)]
    # Different words say more than the same one again.
    weight = _IN_TITLE * min(2, len(in_title)) + min(4, len(set(hits))) + 0.25 * min(6, len(hits))
    return weight * (0.6 if theme.name in _COMMON else 1.0)
