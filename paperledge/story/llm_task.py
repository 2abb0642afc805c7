"""What a model is told about one paper: instructions, the numbered passages behind a fence, what was refused."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from string import Template
from typing import Any

from paperledge.prose import plain
from paperledge.records import Document, Passage, Sentence
from paperledge.story.dials import terms_explained
from paperledge.story.llm_answer import Point
from paperledge.story.personas import Persona, open_persona
from paperledge.story.phrases import read_data
from paperledge.story.reading import is_order
from paperledge.story.repair import nearest

PART_WORDS = 6_000  # of the paper, in one call
_POINTS = 30  # of the outline of a paper, over all parts
_LEAST_POINTS = 6  # of a part


@dataclass(frozen=True, slots=True)
class Task:
    """What a model is told about one paper."""

    document: Document
    passages: tuple[Passage, ...]  # those it is shown
    seed: int
    words: int
    persona: Persona

    @classmethod
    def of(cls, document: Document, seed: int, words: int, persona: str) -> "Task":
        """The task of a script of so many words; sentences that read like orders are not shown."""
        shown = tuple(p for p in document.passages if not is_order(p.text))
        return cls(document, shown, seed, words, open_persona(persona))

    @property
    def known(self) -> frozenset[str]:
        """Ids of the passages it is shown."""
        return frozenset(p.id for p in self.passages)

    @property
    def fence(self) -> str:
        """The line around the paper's text."""
        # Nobody can write this line into a paper: it follows from the paper's own text.
        return f"=== {hashlib.sha256(self.document.text.encode('utf-8', 'replace')).hexdigest()[:24]} ==="

    @property
    def system(self) -> str:
        """The instructions that hold for every call."""
        return self._filled("system")

    def outline(self, passages: Sequence[Passage], part: int, parts: int) -> str:
        """Asks for the outline of a part of the paper; parts are counted from 0."""
        return self._filled(
            "outline",
            part="" if parts == 1 else f" This is part {part + 1} of {parts} of a long paper.",
            most=str(max(_LEAST_POINTS, _POINTS // parts)),
            passages=_numbered(passages),
        )

    def draft(self, passages: Sequence[Passage], outline: Sequence[Point]) -> str:
        """Asks for the sentences of the script."""
        words = read_data("llm_prompt.toml")
        return self._filled(
            "write",
            words=str(self.words),
            persona=_host(self.persona),
            audience=words["audience"][self.persona.claims].strip(),
            terms=str(terms_explained(self.persona.dials.clarity)),
            reached=", ".join(words["reached"][audience] for audience in self.persona.audiences),
            forbidden="; ".join(self.persona.forbidden) or "(nothing)",
            outline="\n".join(f"{p.section}: {p.text} [{', '.join(p.passages)}]" for p in outline) or "(none)",
            passages=_numbered(passages),
        )

    def revision(self, old: Mapping[int, Sentence], failed: Mapping[int, Sequence[str]]) -> str:
        """Asks for other words. old: the refused sentences by number; failed: why, in words."""
        rows: list[str] = []
        shown: set[str] = set()
        for i, sentence in old.items():
            ids = ", ".join(sentence.passages) or "none"
            why = "; ".join(failed[i]) or "the paper does not support it"
            rows.append(f"{i}. ({sentence.kind}, rests on {ids}) {sentence.text}\n   Refused: {plain(why)}")
            shown.update(sentence.passages, (p.id for p in nearest(sentence.text, self.passages)))
        near = [p for p in self.passages if p.id in shown]
        return self._filled("revise", sentences="\n".join(rows), passages=_numbered(near))

    def json_only(self, schema: Mapping[str, Any]) -> str:
        """What a model is told that cannot hold itself to a schema."""
        return self._filled("json", schema=json.dumps(schema))

    def again(self, problems: Sequence[str]) -> str:
        """What was wrong with an answer that cannot be used."""
        return self._filled("again", problems="\n".join(f"- {p}" for p in problems))

    def go_on(self, last: str) -> str:
        """Asks for the rest of an answer that broke off after `last`."""
        return self._filled("go_on", last=last)

    def notes(self, parts: Sequence[Sequence[Passage]], left_out: int, used: int) -> tuple[str, ...]:
        """How much of the paper the model saw, for the script's notes."""
        every = len(self.passages)
        notes = [f"the model read all {every} sentences" + f", in {len(parts)} parts" * (len(parts) > 1)]
        if len(parts) > 1:
            notes[0] += f", and wrote from the {used} its outlines name, the abstract among them"
        if left_out:
            notes.append(f"points of the outlines that did not fit into one call: {left_out}")
        if hidden := len(self.document.passages) - every:
            notes.append(f"sentences not shown to the model because they read like orders: {hidden}")
        return tuple(notes)

    def _filled(self, name: str, **values: str) -> str:
        title = plain(self.document.paper.title)
        known = {"fence": self.fence, "title": "(left out)" if is_order(title) else title, **values}
        return Template(read_data("llm_prompt.toml")[name]).substitute(known)


def _host(persona: Persona) -> str:
    """Who tells, in words; each dial as its share of the most."""
    dials = ", ".join(f"{f.name} {getattr(persona.dials, f.name):.0%}" for f in fields(persona.dials))
    return f"{persona.about or persona.host}\nDials, 0 to 100 %: {dials}"


def _numbered(passages: Sequence[Passage]) -> str:
    lines, part = [], ""
    for passage in passages:
        if passage.part and passage.part != part:
            part = passage.part
            lines.append(f"({plain(part)})")
        lines.append(f"[{passage.id}] {plain(passage.text)}")
    return "\n".join(lines)


def split_parts(passages: Sequence[Passage]) -> list[list[Passage]]:
    """The passages in runs of at most PART_WORDS words; at least one run."""
    parts: list[list[Passage]] = [[]]
    words = 0
    for passage in passages:
        size = len(passage.text.split())
        if parts[-1] and words + size > PART_WORDS:
            parts.append([])
            words = 0
        parts[-1].append(passage)
        words += size
    return parts
