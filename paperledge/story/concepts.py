"""The concept book: technical terms, what they mean in plain words, and a picture from daily life.

The book is data (`concepts/*.toml`, form in concepts/README.md); this module reads it and finds its terms.
"""

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from paperledge.errors import SettingsError

FIELDS = (
    "machine learning", "language", "vision", "speech and sound", "robotics", "computing", "statistics",
    "mathematics", "biology", "medicine", "neuroscience", "physics", "astronomy", "chemistry and materials",
    "earth and climate", "society and economics",
)  # fmt: skip
_TOKEN = re.compile(r"[^\W_]+")
_LONGEST = 6  # tokens in the longest alias that is looked for


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry. `plain` and `analogy` can be spoken as they stand; `field` is one of FIELDS."""

    term: str
    plain: str
    analogy: str
    field: str
    aliases: tuple[str, ...] = ()
    more_plain: tuple[str, ...] = ()  # other wordings, so that a daily listener doesn't hear the same one
    more_analogies: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()  # one of these words must occur in the paper, where the term alone is ambiguous

    @property
    def names(self) -> tuple[str, ...]:
        """Term and aliases."""
        return (self.term, *self.aliases)


@dataclass(frozen=True, slots=True)
class Match:
    """A concept where it stands in a text: text[start:end]."""

    concept: Concept
    start: int
    end: int


class ConceptBook:
    """Concepts by the words they are written with.

    `find` takes time linear in the text; the longest name wins; names with two or more capitals match as
    written, others in any case, hyphenated or not, singular or plural.
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.concepts = tuple(concepts)
        self._exact: dict[tuple[str, ...], Concept] = {}
        self._folded: dict[tuple[str, ...], Concept] = {}
        for concept in self.concepts:
            for name in concept.names:
                table, key = self._place(name)
                if table.setdefault(key, concept) is not concept:
                    raise SettingsError(
                        f"concept book: {name!r} stands in the entries {table[key].term!r} and {concept.term!r}",
                        next_step="take it out of one of them",
                    )

    def _place(self, name: str) -> tuple[dict[tuple[str, ...], Concept], tuple[str, ...]]:
        tokens = _TOKEN.findall(name)
        if is_acronym(name):
            return self._exact, tuple(tokens)
        return self._folded, tuple(_singular(t.lower()) for t in tokens)

    def find(self, text: str) -> list[Match]:
        """Every concept in a text, in order, none overlapping; ambiguous ones only beside one of their `needs`."""
        tokens = list(_TOKEN.finditer(text))
        exact = [_singular_acronym(t.group()) for t in tokens]
        folded = [_singular(t.group().lower()) for t in tokens]
        known = set(folded)
        matches, i = [], 0
        while i < len(tokens):
            found = self._longest(exact, folded, i)
            if found and _fits(found[0], known, text.lower()) and _joined(text, tokens, i, found[1]):
                concept, size = found
                matches.append(Match(concept, tokens[i].start(), tokens[i + size - 1].end()))
                i += size
            else:
                i += 1
        return matches

    def _longest(self, exact: list[str], folded: list[str], i: int) -> tuple[Concept, int] | None:
        for size in range(min(_LONGEST, len(exact) - i), 0, -1):
            found = self._exact.get(tuple(exact[i : i + size])) or self._folded.get(tuple(folded[i : i + size]))
            if found:
                return found, size
        return None

    def expansion(self, acronym: str) -> str:
        """The term an acronym stands for, "" when the book does not know it."""
        found = self.names(acronym)[:1]
        return found[0] if found and found[0] != acronym else ""

    def names(self, acronym: str) -> tuple[str, ...]:
        """Term and aliases of the entry that an acronym stands in, () when none does."""
        found = self._exact.get(tuple(_singular_acronym(t) for t in _TOKEN.findall(acronym)))
        return found.names if found else ()


def is_acronym(name: str) -> bool:
    """Whether a name is written mostly in capitals ("LLM", "mRNA", "t-SNE"), so that its case matters."""
    return " " not in name and sum(c.isupper() for c in name) >= 2


def _joined(text: str, tokens: list[re.Match[str]], i: int, size: int) -> bool:
    """Whether only spaces and hyphens stand between the tokens of a match."""
    gaps = (text[tokens[k].end() : tokens[k + 1].start()] for k in range(i, i + size - 1))
    return all(gap and not gap.strip(" -‐‑–\n") for gap in gaps)


def _fits(concept: Concept, known: set[str], lowered: str) -> bool:
    return not concept.needs or any(
        _singular(need.lower()) in known or (" " in need and need.lower() in lowered) for need in concept.needs
    )


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _singular_acronym(word: str) -> str:
    return word[:-1] if len(word) > 2 and word.endswith("s") and word[:-1].isupper() else word


@functools.cache
def open_book() -> ConceptBook:
    """The book shipped in the package. Raises SettingsError naming the file of a malformed entry."""
    folder = resources.files("paperledge.story") / "concepts"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return ConceptBook(c for f in files for c in read_concepts(f.read_text(encoding="utf-8"), f.name))


def read_concepts(toml: str, name: str) -> list[Concept]:
    """The entries of one file; `name` is used in errors. Raises SettingsError."""
    try:
        rows = tomllib.loads(toml).get("concept", [])
        return [_concept(row, name) for row in rows]
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"concept book {name}: {error}", next_step="mend the file") from error


def _concept(row: Mapping[str, Any], name: str) -> Concept:
    unknown = set(row) - {"term", "aliases", "plain", "analogy", "field", "needs", "more_plain", "more_analogies"}
    missing = {"term", "plain", "analogy", "field"} - set(row)
    if unknown or missing or row["field"] not in FIELDS:
        wrong = ", ".join(sorted(unknown | missing)) or f"field {row['field']!r}"
        raise SettingsError(f"concept book {name}, entry {row.get('term')!r}: {wrong} unknown or missing")
    return Concept(
        term=row["term"],
        plain=row["plain"],
        analogy=row["analogy"],
        field=row["field"],
        aliases=tuple(row.get("aliases", ())),
        needs=tuple(row.get("needs", ())),
        more_plain=tuple(row.get("more_plain", ())),
        more_analogies=tuple(row.get("more_analogies", ())),
    )
