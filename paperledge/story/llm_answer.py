"""A model's answer, taken apart strictly: what fits the schema is taken, the rest refused with reasons.

No value is mended. A code fence around the answer goes; of an answer that broke off, what came whole is taken.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from paperledge.prose import plain, split_sentences
from paperledge.records import Section, Sentence, fold

# Patter, credit and disclosure are the narrator's: nothing proves a greeting, so a model may not write one.
KINDS = ("claim", "quote", "background", "analogy", "implication", "question")
SECTIONS = ("analogy", "problem", "method", "finding", "quote", "why", "ponder")
_TIED = {"claim", "quote", "implication"}
_MOST_SENTENCES, _MOST_LETTERS, _MOST_PROBLEMS = 120, 600, 8
_MARKS = '"“”„«»'
_MOST_POINT = 200  # letters
_FENCED = re.compile(r"```\w*\s*\n(.*?)(?:\s*```\s*)?", re.DOTALL)

DRAFT: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["sentences"],
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["text", "section", "kind", "passages"],
                "properties": {
                    "text": {"type": "string"},
                    "section": {"type": "string", "enum": list(SECTIONS)},
                    "kind": {"type": "string", "enum": list(KINDS)},
                    "passages": {"type": "array", "items": {"type": "string"}},
                },
            },
        }
    },
}
OUTLINE: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["points"],
    "properties": {
        "points": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["section", "point", "passages"],
                "properties": {
                    "section": {"type": "string", "enum": list(SECTIONS)},
                    "point": {"type": "string"},
                    "passages": {"type": "array", "items": {"type": "string"}},
                },
            },
        }
    },
}
REVISION: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["sentences"],
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["number", "text", "kind", "passages"],
                "properties": {
                    "number": {"type": "integer"},
                    "text": {"type": "string"},
                    "kind": {"type": "string", "enum": list(KINDS)},
                    "passages": {"type": "array", "items": {"type": "string"}},
                },
            },
        }
    },
}


@dataclass(frozen=True, slots=True)
class Point:
    """One thing an episode should tell, and the passages it rests on, best first."""

    section: str
    text: str
    passages: tuple[str, ...]


class Refused(Exception):
    """An answer that cannot be used; `problems` says why, in words the model can act on."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems[:_MOST_PROBLEMS]


def read_draft(text: str, known: frozenset[str], going_on: bool = False) -> tuple[list[Sentence], bool]:
    """Sentences from an answer that fits DRAFT, and whether it came whole. Raises Refused.

    known: ids of the paper's passages; others are dropped. going_on: it goes on with an answer that broke off, so
    it needs no claim of its own. A text of several sentences becomes several, so that each is checked by itself.
    """
    rows, whole = _rows(text, "sentences")
    _refuse_wrong(rows, section=True)
    if whole and not going_on and not any(row["kind"] == "claim" for row in rows):
        raise Refused("there is no claim about the paper in it")
    return [sentence for row in rows for sentence in _sentences(row, row["section"], known)], whole


def read_outline(text: str, known: frozenset[str]) -> tuple[list[Point], bool]:
    """Points from an answer that fits OUTLINE, and whether it came whole. Raises Refused.

    Unknown ids are dropped, and a point with none left.
    """
    rows, whole = _rows(text, "points")
    problems = [f"point {i + 1}: {p}" for i, row in enumerate(rows) for p in _point_problems(row)]
    if problems:
        raise Refused(*problems)
    points = [
        Point(row["section"], plain(fold(row["point"]))[:_MOST_POINT], _known(row["passages"], known))
        for row in rows
    ]
    return [p for p in points if p.passages], whole


def read_revision(
    text: str, old: Mapping[int, Sentence], known: frozenset[str]
) -> tuple[list[tuple[int, list[Sentence]]], bool]:
    """Other words for sentences in `old`, by number, and whether the answer came whole. Raises Refused.

    Left out: unknown numbers, the same words again, and a claim that comes back as something nobody can prove.
    """
    rows, whole = _rows(text, "sentences")
    _refuse_wrong(rows, section=False)
    found = []
    for row in rows:
        number = row.get("number")
        before = old.get(number) if isinstance(number, int) else None
        if before is None or not isinstance(number, int) or row["kind"] not in _TIED | {before.kind}:
            continue
        after = list(_sentences(row, before.section, known))
        if [s.text for s in after] != [before.text] or after[0].passages != before.passages:
            found.append((number, after))
    return found, whole


def _refuse_wrong(rows: Sequence[Any], section: bool) -> None:
    if len(rows) > _MOST_SENTENCES:
        raise Refused(f"{len(rows)} sentences are too many")
    problems = [f"sentence {i + 1}: {p}" for i, row in enumerate(rows) for p in _problems(row, section)]
    if problems:
        raise Refused(*problems)


def _rows(text: str, name: str) -> tuple[list[Any], bool]:
    """The list of that name, and whether all of it came."""
    fenced = _FENCED.fullmatch(text.strip())
    text = fenced.group(1) if fenced else text.strip()
    try:
        value = json.loads(text)
    except ValueError as error:
        if rows := _whole_rows(text, name):
            return rows, False
        if not text:
            raise Refused("it is empty") from error
        raise Refused(f"it is not JSON ({error}); it begins with {' '.join(text.split())[:60]!r}") from error
    except RecursionError:
        _refuse("it is nested too deeply")
    if not isinstance(value, dict):
        raise Refused(f"the JSON value is a {type(value).__name__}, not an object")
    return _list(value, name), True


def _whole_rows(text: str, name: str) -> list[Any]:
    """The objects that came whole in a list that did not."""
    head = re.match(rf'\{{\s*"{name}"\s*:\s*\[\s*', text)
    rows: list[Any] = []
    at = head.end() if head else len(text)
    while at < len(text):
        try:
            row, at = json.JSONDecoder().raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        rows.append(row)
        comma = re.compile(r"\s*,\s*").match(text, at)
        if comma is None:
            break
        at = comma.end()
    return rows


def _refuse(problem: str) -> NoReturn:
    raise Refused(problem)


def _list(row: dict[str, Any], name: str) -> list[Any]:
    value = row.get(name)
    if not isinstance(value, list):
        raise Refused(f'the object has no list "{name}"')
    return value


def _problems(row: Any, section: bool) -> Iterator[str]:
    if not isinstance(row, dict):
        yield "is not an object"
        return
    text = row.get("text")
    if not isinstance(text, str) or not fold(text).strip(_MARKS + " "):
        yield '"text" is missing or empty'
    elif len(text) > _MOST_LETTERS:
        yield f"{len(text)} letters are too long; {_MOST_LETTERS} at most"
    if row.get("kind") not in KINDS:
        yield f"unknown kind {_shown(row.get('kind'))}; known: {', '.join(KINDS)}"
    if section and row.get("section") not in SECTIONS:
        yield f"unknown section {_shown(row.get('section'))}; known: {', '.join(SECTIONS)}"
    yield from _id_problems(row)


def _point_problems(row: Any) -> Iterator[str]:
    if not isinstance(row, dict):
        yield "is not an object"
        return
    if not isinstance(row.get("point"), str):
        yield '"point" is missing'
    if row.get("section") not in SECTIONS:
        yield f"unknown section {_shown(row.get('section'))}; known: {', '.join(SECTIONS)}"
    yield from _id_problems(row)


def _id_problems(row: Mapping[str, Any]) -> Iterator[str]:
    passages = row.get("passages")
    if not isinstance(passages, list) or not all(isinstance(p, str) for p in passages):
        yield '"passages" must be a list of ids in quotation marks'


def _known(ids: Sequence[str], known: frozenset[str]) -> tuple[str, ...]:
    return tuple(i for i in dict.fromkeys(ids) if i in known)


def _shown(value: Any) -> str:
    return repr(value)[:40]


def _sentences(row: Mapping[str, Any], section: Section, known: frozenset[str]) -> Iterator[Sentence]:
    text, kind = plain(fold(row["text"])), row["kind"]
    ids = _known(row["passages"], known) if kind in _TIED else ()
    if kind == "quote":
        # All of it is put in marks, so that the check compares all of it.
        bare = text.strip(_MARKS + " ").translate(dict.fromkeys(map(ord, _MARKS), "'"))
        yield Sentence(f"“{bare}”", section, kind, ids)
        return
    for start, end in split_sentences(text):
        yield Sentence(text[start:end], section, kind, ids)
