"""A model's answer, taken apart strictly: it fits the schema or it is refused with reasons; nothing is mended."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from paperledge.prose import plain, split_sentences
from paperledge.records import Sentence, fold

# Patter, credit and disclosure are the narrator's: nothing proves a greeting, so a model may not write one.
KINDS = ("claim", "quote", "background", "analogy", "implication", "question")
SECTIONS = ("analogy", "problem", "method", "finding", "quote", "why", "ponder")
_TIED = {"claim", "quote", "implication"}
_MOST_SENTENCES, _MOST_LETTERS, _MOST_PROBLEMS = 120, 600, 8
_MARKS = '"“”„«»'

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
CHOICE: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["passages"],
    "properties": {"passages": {"type": "array", "items": {"type": "string"}}},
}


class Refused(Exception):
    """An answer that cannot be used; `problems` says why, in words the model can act on."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems[:_MOST_PROBLEMS]


def read_draft(text: str, known: frozenset[str]) -> list[Sentence]:
    """Sentences from an answer that fits DRAFT. known: ids of the paper's passages; others are dropped.

    A text of several sentences becomes several, so that each is checked by itself. Raises Refused.
    """
    rows = _list(_object(text), "sentences")
    if len(rows) > _MOST_SENTENCES:
        raise Refused(f"{len(rows)} sentences are too many")
    problems = [f"sentence {i + 1}: {p}" for i, row in enumerate(rows) for p in _problems(row)]
    if not problems and not any(row["kind"] == "claim" for row in rows):
        problems = ["there is no claim about the paper in it"]
    if problems:
        raise Refused(*problems)
    return [sentence for row in rows for sentence in _sentences(row, known)]


def read_choice(text: str, known: frozenset[str]) -> list[str]:
    """Passage ids from an answer that fits CHOICE, in its order; unknown ones are dropped. Raises Refused."""
    ids = _list(_object(text), "passages")
    if not all(isinstance(i, str) for i in ids):
        raise Refused('"passages" must be a list of ids in quotation marks')
    return [i for i in dict.fromkeys(ids) if i in known]


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        start = " ".join(text.split())[:60]
        raise Refused(f"it is not JSON ({error}); it begins with {start!r}") from error
    except RecursionError:
        _refuse("it is nested too deeply")
    if not isinstance(value, dict):
        raise Refused(f"the JSON value is a {type(value).__name__}, not an object")
    return value


def _refuse(problem: str) -> NoReturn:
    raise Refused(problem)


def _list(row: dict[str, Any], name: str) -> list[Any]:
    value = row.get(name)
    if not isinstance(value, list):
        raise Refused(f'the object has no list "{name}"')
    return value


def _problems(row: Any) -> Iterator[str]:
    if not isinstance(row, dict):
        yield "is not an object"
        return
    text, passages = row.get("text"), row.get("passages")
    if not isinstance(text, str) or not fold(text).strip(_MARKS + " "):
        yield '"text" is missing or empty'
    elif len(text) > _MOST_LETTERS:
        yield f"{len(text)} letters are too long; {_MOST_LETTERS} at most"
    if row.get("kind") not in KINDS:
        yield f"unknown kind {_shown(row.get('kind'))}; known: {', '.join(KINDS)}"
    if row.get("section") not in SECTIONS:
        yield f"unknown section {_shown(row.get('section'))}; known: {', '.join(SECTIONS)}"
    if not isinstance(passages, list) or not all(isinstance(p, str) for p in passages):
        yield '"passages" must be a list of ids in quotation marks'


def _shown(value: Any) -> str:
    return repr(value)[:40]


def _sentences(row: Mapping[str, Any], known: frozenset[str]) -> Iterator[Sentence]:
    text, kind = plain(fold(row["text"])), row["kind"]
    ids = tuple(i for i in dict.fromkeys(row["passages"]) if i in known) if kind in _TIED else ()
    if kind == "quote":
        # All of it is put in marks, so that the check compares all of it.
        bare = text.strip(_MARKS + " ").translate(dict.fromkeys(map(ord, _MARKS), "'"))
        yield Sentence(f"“{bare}”", row["section"], kind, ids)
        return
    for start, end in split_sentences(text):
        yield Sentence(text[start:end], row["section"], kind, ids)
