"""The `llm` writer: any model of the `llm` library drafts the middle of an episode, tied to numbered sentences.

First an outline of the whole paper, in parts where it is long; then the sentences; then other words for those the
check refused. Greeting, disclosure, sign-off and credit are the narrator's own, never the model's; so is every
section it leaves out. What it says is a draft like any other: the check room decides what is spoken.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from importlib.util import find_spec
from itertools import zip_longest
from string import Template
from typing import Any, TypeVar, get_args

from paperledge.errors import ScriptError, UsageError
from paperledge.prose import plain
from paperledge.records import Document, Passage, Script, Section, Sentence
from paperledge.story.english import count
from paperledge.story.llm_answer import (
    DRAFT,
    KINDS,
    OUTLINE,
    REVISION,
    SECTIONS,
    Point,
    Refused,
    read_draft,
    read_outline,
    read_revision,
)
from paperledge.story.llm_calls import Caller, Question, count_tokens
from paperledge.story.narrator import WORDS_A_MINUTE, write_script
from paperledge.story.personas import Persona, open_persona
from paperledge.story.phrases import read_data
from paperledge.story.reading import abstract_range, is_order
from paperledge.story.repair import nearest
from paperledge.story.writers import Desk

ASKS = 2  # of one thing, the second time with what was wrong
PART_WORDS = 6_000  # of the paper, in one call
_WORDS = {"abstract": 420, "full text": 720}  # of an episode
_POINTS = 30  # of the outline of a paper, over all parts
_LEAST_POINTS = 6  # of a part
_DRAFT_TOKENS, _OUTLINE_TOKENS = 3_000, 900  # of usual answers, for the estimate
_FRAME = {"greeting", "signoff", "credit"}
_NEEDED = ("problem", "method", "finding", "why", "ponder")
_ORDER = {section: place for place, section in enumerate(get_args(Section))}
_LEDGER = "model "  # how the note begins that says what was spent

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
        self._callers: dict[str, Caller] = {}  # paper -> its own, so that revising falls under the draft's cap

    def estimate(self, document: Document) -> int:
        """About how many tokens a draft costs, sent and received, where nothing is asked twice. Calls nobody.

        Sentences that fail the check cost some thousand more each time they are sent back.
        """
        task = _Task.of(document, 0, _WORDS[document.read], "ernis")
        fixed = count_tokens(task.system + task.json_only(DRAFT))
        parts = split_parts(task.passages)
        outlining = [count_tokens(task.outline(part, i, len(parts))) for i, part in enumerate(parts)]
        last = count_tokens(task.draft(parts[0], ()))
        return sum(outlining) + len(parts) * (fixed + _OUTLINE_TOKENS) + fixed + last + _DRAFT_TOKENS

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
        self._desk.say(f"ask {self._model}: about {needed} tokens, never more than {self._desk.max_tokens}")
        told = round(minutes * WORDS_A_MINUTE) if minutes else _WORDS[document.read]
        words = max(60, told - sum(count(s.text) for s in frame.sentences if s.section in _FRAME))
        task = _Task.of(document, seed, words, persona)
        self._callers[document.paper.id] = caller = Caller(self._model, self._desk, document.paper.id)
        sentences, notes = _draft(caller, task)
        script = replace(
            frame,
            sentences=assemble(sentences, frame.sentences),
            writer="llm",
            model=self._model,
            prompt_sha256=prompt_sha256(),
            notes=(*frame.notes, *notes),
        )
        return self._accounted(script, caller)

    def revise(self, script: Script, failed: Mapping[int, Sequence[str]], document: Document) -> Script:
        """The script with the model's other words for failed sentences; those it leaves alone stay as they are.

        failed: index into script.sentences -> why it failed, in words. Where no usable answer comes, or the cap is
        reached, the script comes back with a note instead. Raises UsageError for a wrong model or key.
        """
        paper = document.paper.id
        caller = self._callers.setdefault(paper, Caller(self._model, self._desk, paper))
        task = _Task.of(document, script.seed, _WORDS[document.read], script.persona)
        drafted = {i: s for i, s in enumerate(script.sentences) if s.kind in KINDS and s.section not in _FRAME}
        old = {i: drafted[i] for i in sorted(failed) if i in drafted}
        if not old:
            return script
        read = partial(read_revision, old=old, known=task.known)
        try:
            fresh = dict(_ask(caller, task, task.revision(old, failed), REVISION, lambda text, _: read(text)))
        except ScriptError as error:
            note = f"failed sentences were not worded anew by the model: {error.what}"
            return self._accounted(replace(script, notes=(*script.notes, note)), caller)
        said = {s.text for i, s in enumerate(script.sentences) if i not in fresh}
        sentences = [
            new
            for i, s in enumerate(script.sentences)
            for new in ([n for n in fresh[i] if n.text not in said] if i in fresh else [s])
        ]
        return self._accounted(replace(script, sentences=tuple(sentences)), caller)

    def _accounted(self, script: Script, caller: Caller) -> Script:
        """The script with what it has cost by now as its last note."""
        line = caller.ledger.line(self._model)
        self._desk.say(line)
        return replace(script, notes=(*(n for n in script.notes if not n.startswith(_LEDGER)), line))


def _draft(caller: Caller, task: "_Task") -> tuple[list[Sentence], tuple[str, ...]]:
    """The model's sentences, and notes on what they rest on."""
    parts = split_parts(task.passages)
    outlines = []
    for i, part in enumerate(parts):
        read = partial(_outline_of, known=frozenset(p.id for p in part))
        outlines.append(_ask(caller, task, task.outline(part, i, len(parts)), OUTLINE, read))
    points, passages = merge_outlines(task, parts, outlines)
    sentences = _ask(caller, task, task.draft(passages, points), DRAFT, partial(_sentences_of, known=task.known))
    return sentences, task.notes(parts, sum(map(len, outlines)) - len(points), len(passages))


def _outline_of(text: str, going_on: bool, known: frozenset[str]) -> tuple[list[Point], bool]:  # noqa: ARG001
    return read_outline(text, known)


def _sentences_of(text: str, going_on: bool, known: frozenset[str]) -> tuple[list[Sentence], bool]:
    return read_draft(text, known, going_on)


def merge_outlines(
    task: "_Task", parts: Sequence[Sequence[Passage]], outlines: Sequence[Sequence[Point]]
) -> tuple[list[Point], list[Passage]]:
    """One outline, sections in their order, and the passages to write from, in the paper's order.

    A paper in one part is written from whole; a longer one from its abstract and the passages of its outline, each
    part's first points first, as many as PART_WORDS allow.
    """
    if len(parts) == 1:
        return _in_order(outlines[0]), list(parts[0])
    sizes = {p.id: len(p.text.split()) for p in task.passages}
    start, stop = abstract_range(task.document)
    wanted: set[str] = set()
    words = 0
    for passage in task.document.passages[start:stop]:
        size = sizes.get(passage.id, 0)
        if size and words + size <= PART_WORDS // 2:  # some abstracts are whole papers
            wanted.add(passage.id)
            words += size
    kept: list[Point] = []
    for point in (p for rank in zip_longest(*outlines) for p in rank if p is not None):
        fresh = set(point.passages) - wanted
        size = sum(sizes[i] for i in fresh)
        if words + size <= PART_WORDS:
            kept.append(point)
            wanted |= fresh
            words += size
    place = {id(p): n for n, p in enumerate(p for outline in outlines for p in outline)}
    kept.sort(key=lambda p: place[id(p)])
    return _in_order(kept), [p for p in task.passages if p.id in wanted]


def _in_order(points: Sequence[Point]) -> list[Point]:
    return sorted(points, key=lambda p: SECTIONS.index(p.section))


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
    def known(self) -> frozenset[str]:
        return frozenset(p.id for p in self.passages)

    @property
    def fence(self) -> str:
        # Nobody can write this line into a paper: it follows from the paper's own text.
        return f"=== {hashlib.sha256(self.document.text.encode('utf-8', 'replace')).hexdigest()[:24]} ==="

    @property
    def system(self) -> str:
        return self._filled("system")

    def outline(self, passages: Sequence[Passage], part: int, parts: int) -> str:
        return self._filled(
            "outline",
            part="" if parts == 1 else f" This is part {part + 1} of {parts} of a long paper.",
            most=str(max(_LEAST_POINTS, _POINTS // parts)),
            passages=_numbered(passages),
        )

    def draft(self, passages: Sequence[Passage], outline: Sequence[Point]) -> str:
        return self._filled(
            "write",
            words=str(self.words),
            persona=_host(self.persona),
            forbidden="; ".join(self.persona.forbidden) or "(nothing)",
            outline="\n".join(f"{p.section}: {p.text} [{', '.join(p.passages)}]" for p in outline) or "(none)",
            passages=_numbered(passages),
        )

    def revision(self, old: Mapping[int, Sentence], failed: Mapping[int, Sequence[str]]) -> str:
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
        return self._filled("json", schema=json.dumps(schema))

    def again(self, problems: Sequence[str]) -> str:
        return self._filled("again", problems="\n".join(f"- {p}" for p in problems))

    def go_on(self, last: str) -> str:
        return self._filled("go_on", last=last)

    def notes(self, parts: Sequence[Sequence[Passage]], left_out: int, used: int) -> tuple[str, ...]:
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


def _ask(
    caller: Caller,
    task: _Task,
    text: str,
    schema: Mapping[str, Any],
    read: Callable[[str, bool], tuple[list[T], bool]],
) -> list[T]:
    """What the model answers, row by row.

    After a refused answer it is told what was wrong; of one that broke off what came whole is kept, and the model
    is asked for the rest. read: an answer, whether it goes on with another -> its rows, whether it came whole.
    """
    asked = text if caller.fits_schemas() else text + task.json_only(schema)
    rows: list[T] = []
    refused, extra = 0, ""
    problems: tuple[str, ...] = ()
    while refused < ASKS:
        answer = caller.ask(Question(task.system, asked + extra, schema, task.seed))
        try:
            found, whole = read(answer, bool(rows))
        except Refused as no:
            refused, problems = refused + 1, no.problems
            extra = task.again(problems) + (task.go_on(_last(rows)) if rows else "")
            continue
        fresh = [row for row in found if row not in rows]
        rows += fresh
        if whole or not fresh:
            return rows
        extra = task.go_on(_last(rows))
    if rows:
        return rows
    raise ScriptError(
        f"{caller.name} gave no usable draft of {task.document.paper.id}: {'; '.join(problems[:3])}",
        kept=caller.ledger.line(caller.name) + ", all answers in the drafts folder" * bool(caller.desk.drafts),
        next_step="another seed asks anew; another model, or the narrator, may do better",
    )


def _last(rows: Sequence[Any]) -> str:
    last = rows[-1]
    if isinstance(last, tuple):
        return f"number {last[0]}"
    return str(last.text)


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
    whole = json.dumps([read_data("llm_prompt.toml"), OUTLINE, DRAFT, REVISION], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()
