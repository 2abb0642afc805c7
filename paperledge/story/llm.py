"""The `llm` writer: any model of the `llm` library drafts the middle of an episode, tied to numbered sentences.

Greeting, disclosure, sign-off and credit are the narrator's own, never the model's; so is every section it leaves
out. What it says is a draft like any other: the check room decides what is spoken.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from string import Template
from typing import Any, TypeVar, get_args

from paperledge.errors import ScriptError, UsageError
from paperledge.prose import plain
from paperledge.records import Document, Passage, Script, Section, Sentence
from paperledge.story.english import count
from paperledge.story.llm_answer import CHOICE, DRAFT, Refused, read_choice, read_draft
from paperledge.story.llm_calls import Caller, Question, count_tokens
from paperledge.story.narrator import WORDS_A_MINUTE, write_script
from paperledge.story.personas import Persona, open_persona
from paperledge.story.phrases import read_data
from paperledge.story.reading import abstract_range, is_order
from paperledge.story.writers import Desk

ASKS = 2  # of one thing, the second time with what was wrong
PART_WORDS = 6_000  # of the paper, in one call
_WORDS = {"abstract": 420, "full text": 720}  # of an episode
_CHOSEN = 120  # sentences of a long paper that reach the last call
_DRAFT_TOKENS, _CHOICE_TOKENS = 3_000, 400  # of usual answers, for the estimate
_FRAME = {"greeting", "signoff", "credit"}
_NEEDED = ("problem", "method", "finding", "why", "ponder")
_ORDER = {section: place for place, section in enumerate(get_args(Section))}

T = TypeVar("T")


class LlmWriter:
    """Drafts by a model. Opened by `open_writer("llm:MODEL")`."""

    def __init__(self, model: str, desk: Desk | None = None) -> None:
        if not model:
            raise UsageError("the llm writer needs a model", next_step='write "llm:MODEL"; see `llm models`')
        if find_spec("llm") is None:
            raise UsageError(
                "the llm writer needs the llm library", next_step="install it: pip install 'paperledge[llm]'"
            )
        self.name, self._model, self._desk = f"llm:{model}", model, desk or Desk()

    def estimate(self, document: Document) -> int:
        """About how many tokens a draft costs, sent and received, where nothing is asked twice. Calls nobody."""
        task = _Task.of(document, 0, _WORDS[document.read], "ernis")
        fixed = count_tokens(task.system + task.json_only(DRAFT))
        parts = split_parts(task.passages)
        if len(parts) == 1:
            return fixed + count_tokens(task.draft(parts[0])) + _DRAFT_TOKENS
        choosing = [count_tokens(task.choose(part, i, len(parts))) for i, part in enumerate(parts)]
        last = count_tokens(task.draft(parts[0])) * min(1, _CHOSEN / len(parts[0]))
        return sum(choosing) + len(parts) * (fixed + _CHOICE_TOKENS) + fixed + round(last) + _DRAFT_TOKENS

    def write(
        self, document: Document, *, seed: int = 0, minutes: float | None = None, persona: str = "ernis"
    ) -> Script:
        """A draft about one paper.

        Raises PaperError where the paper gives too little to tell, UsageError for a wrong model or key,
        ScriptError where this paper costs too much or no usable answer came; the drafts keep what was answered.
        """
        frame = write_script(document, seed=seed, minutes=minutes, persona=persona)
        needed = self.estimate(document)
        if needed > self._desk.max_tokens:
            raise ScriptError(
                f"a draft of {document.paper.id} by {self._model} would cost about {needed} tokens, "
                f"{self._desk.max_tokens} are allowed",
                next_step="raise max_tokens under [story], or let the narrator tell it",
            )
        told = round(minutes * WORDS_A_MINUTE) if minutes else _WORDS[document.read]
        words = max(60, told - sum(count(s.text) for s in frame.sentences if s.section in _FRAME))
        task = _Task.of(document, seed, words, persona)
        caller = Caller(self._model, self._desk)
        sentences = self._draft(caller, task)
        return replace(
            frame,
            sentences=assemble(sentences, frame.sentences),
            writer="llm",
            model=self._model,
            prompt_sha256=prompt_sha256(),
            notes=(*frame.notes, *task.notes(), caller.ledger.line(self._model)),
        )

    def _draft(self, caller: Caller, task: "_Task") -> list[Sentence]:
        parts = split_parts(task.passages)
        passages = parts[0] if len(parts) == 1 else self._choose(caller, task, parts)
        read = partial(read_draft, known=frozenset(p.id for p in task.passages))
        return _ask(caller, task, task.draft(passages), DRAFT, read)

    def _choose(self, caller: Caller, task: "_Task", parts: Sequence[Sequence[Passage]]) -> list[Passage]:
        """The sentences of a long paper to write from: its opening, and what the model picks of each part."""
        start, stop = abstract_range(task.document)
        wanted = {p.id for p in task.document.passages[start:stop]}
        for i, part in enumerate(parts):
            read = partial(read_choice, known=frozenset(p.id for p in part))
            picked = _ask(caller, task, task.choose(part, i, len(parts)), CHOICE, read)
            wanted.update(picked[: task.most_chosen(len(parts))])
        return [p for p in task.passages if p.id in wanted]


@dataclass(frozen=True, slots=True)
class _Task:
    """What a model is told about one paper."""

    document: Document
    passages: tuple[Passage, ...]  # those it is shown
    seed: int
    words: int
    persona: Persona

    @classmethod
    def of(cls, document: Document, seed: int, words: int, persona: str) -> "_Task":
        shown = tuple(p for p in document.passages if not is_order(p.text))
        return cls(document, shown, seed, words, open_persona(persona))

    @property
    def fence(self) -> str:
        # Nobody can write this line into a paper: it follows from the paper's own text.
        return f"=== {hashlib.sha256(self.document.text.encode('utf-8', 'replace')).hexdigest()[:24]} ==="

    @property
    def system(self) -> str:
        return self._filled("system")

    def draft(self, passages: Sequence[Passage]) -> str:
        return self._filled(
            "write",
            words=str(self.words),
            persona=self.persona.about,
            forbidden="; ".join(self.persona.forbidden),
            passages=_numbered(passages),
        )

    def choose(self, passages: Sequence[Passage], part: int, parts: int) -> str:
        return self._filled(
            "choose",
            part=str(part + 1),
            parts=str(parts),
            most=str(self.most_chosen(parts)),
            passages=_numbered(passages),
        )

    def most_chosen(self, parts: int) -> int:
        return max(4, _CHOSEN // parts)

    def json_only(self, schema: Mapping[str, Any]) -> str:
        return self._filled("json", schema=json.dumps(schema))

    def again(self, problems: Sequence[str]) -> str:
        return self._filled("again", problems="\n".join(f"- {p}" for p in problems))

    def notes(self) -> tuple[str, ...]:
        hidden = len(self.document.passages) - len(self.passages)
        return (f"sentences not shown to the model because they read like orders: {hidden}",) if hidden else ()

    def _filled(self, name: str, **values: str) -> str:
        title = plain(self.document.paper.title)
        known = {"fence": self.fence, "title": "(left out)" if is_order(title) else title, **values}
        return Template(read_data("llm_prompt.toml")[name]).substitute(known)


def _ask(caller: Caller, task: _Task, text: str, schema: Mapping[str, Any], read: Callable[[str], T]) -> T:
    """An answer that could be read; after a refused one the model is told what was wrong with it."""
    asked = text if caller.fits_schemas() else text + task.json_only(schema)
    problems: tuple[str, ...] = ()
    for _ in range(ASKS):
        question = Question(task.system, asked + (task.again(problems) if problems else ""), schema, task.seed)
        try:
            return read(caller.ask(question))
        except Refused as refused:
            problems = refused.problems
    raise ScriptError(
        f"{caller.name} gave no usable draft of {task.document.paper.id}: {'; '.join(problems[:3])}",
        kept=caller.ledger.line(caller.name) + ", all answers in the drafts folder" * bool(caller.desk.drafts),
        next_step="another seed asks anew; another model, or the narrator, may do better",
    )


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


def assemble(drafted: Sequence[Sentence], frame: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The model's sentences in the narrator's frame, sections in their order.

    The narrator gives greeting, sign-off, credit, the words that lead up to a quote, and each section left empty.
    """
    there = {s.section for s in drafted}
    missing = {s for s in _NEEDED if s not in there}
    leads = [s for s in frame if s.section == "quote" and s.kind == "patter" and "quote" in there]
    kept = [s for s in frame if s.section in _FRAME or s.section in missing]
    return tuple(sorted([*kept, *leads, *drafted], key=lambda s: _ORDER[s.section]))


def prompt_sha256() -> str:
    """Stands for the wording a model is asked with; paper, seed and model fill in the rest."""
    whole = json.dumps([read_data("llm_prompt.toml"), DRAFT, CHOICE], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()
