"""The `llm` writer: any model of the `llm` library drafts the middle of an episode, tied to numbered sentences.

First an outline of the whole paper, in parts where it is long; then the sentences; then other words for those the
check refused. Greeting, disclosure, sign-off and credit are the narrator's own, never the model's; so is every
section it leaves out. What it says is a draft like any other: the check room decides what is spoken.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from itertools import zip_longest
from typing import Any, TypeVar, get_args

from paperledge.errors import ScriptError, UsageError
from paperledge.records import Document, Passage, Script, Section, Sentence, Skipped
from paperledge.story.dialogue import add_guest
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
from paperledge.story.llm_calls import Caller, Ledger, Question, count_tokens
from paperledge.story.llm_task import PART_WORDS, Task, split_parts
from paperledge.story.narrator import WORDS_A_MINUTE, write_script
from paperledge.story.phrases import read_data
from paperledge.story.reading import abstract_range
from paperledge.story.review import write_review
from paperledge.story.writers import Desk

ASKS = 2  # of one thing, the second time with what was wrong
_WORDS = {"abstract": 420, "full text": 720}  # of an episode
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
        task = Task.of(document, 0, _WORDS[document.read], "ernis")
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
        self._announce([document])
        told = round(minutes * WORDS_A_MINUTE) if minutes else _WORDS[document.read]
        words = max(60, told - sum(count(s.text) for s in frame.sentences if s.section in _FRAME))
        caller = self._hire(document, Ledger())
        return self._accounted(self._told(frame, Task.of(document, seed, words, persona), caller), caller)

    def review(
        self,
        documents: Sequence[Document],
        *,
        seed: int = 0,
        minutes: float | None = None,
        persona: str = "ernis",
        week: bool = False,
    ) -> tuple[Script, tuple[Skipped, ...]]:
        """A draft about several papers, and those it leaves out; the cap holds for all of them together.

        The model drafts each paper's part as for an episode of its own; `write_review` puts them together.
        Raises as `write` does, and PaperError where none can be told.
        """
        self._announce(documents)
        ledger = Ledger()

        def tell(document: Document, words: int) -> Script:
            frame = write_script(document, seed=seed, persona=persona)
            task = Task.of(document, seed, words, persona)
            return self._told(frame, task, self._hire(document, ledger))

        script, skipped = write_review(
            documents, seed=seed, minutes=minutes, persona=persona, week=week, tell=tell
        )
        script = replace(script, writer="llm", model=self._model, prompt_sha256=prompt_sha256())
        return self._accounted(script, self._callers[script.papers[0]]), skipped

    def invite(self, script: Script, *, persona: str = "ernis") -> Script:
        """See `add_guest`: what the guest asks is no model's."""
        return add_guest(script, persona)

    def _announce(self, documents: Sequence[Document]) -> None:
        """Says what is about to be spent. Raises ScriptError where that is more than may be."""
        needed, most = sum(map(self.estimate, documents)), self._desk.max_tokens
        if needed > most:
            names = documents[0].paper.id if len(documents) == 1 else f"{len(documents)} papers"
            raise ScriptError(
                f"a draft of {names} by {self._model} would cost about {needed} tokens, {most} are allowed",
                next_step="raise max_tokens under [story], or let the narrator tell it",
            )
        self._desk.say(f"ask {self._model}: about {needed} tokens, never more than {most}")

    def _hire(self, document: Document, ledger: Ledger) -> Caller:
        caller = Caller(self._model, self._desk, document.paper.id, ledger)
        self._callers[document.paper.id] = caller
        return caller

    def _told(self, frame: Script, task: Task, caller: Caller) -> Script:
        """The model's script about one paper."""
        sentences, notes = _draft(caller, task)
        return replace(
            frame,
            sentences=assemble(sentences, frame.sentences),
            writer="llm",
            model=self._model,
            prompt_sha256=prompt_sha256(),
            notes=(*frame.notes, *notes),
        )

    def revise(self, script: Script, failed: Mapping[int, Sequence[str]], document: Document) -> Script:
        """The script with the model's other words for failed sentences; those it leaves alone stay as they are.

        failed: index into script.sentences -> why it failed, in words; of several papers, only what is said about
        this one is asked for. Where no usable answer comes, or the cap is
        reached, the script comes back with a note instead. Raises UsageError for a wrong model or key.
        """
        paper = document.paper.id
        caller = self._callers.setdefault(paper, Caller(self._model, self._desk, paper))
        task = Task.of(document, script.seed, _WORDS[document.read], script.persona)
        several = len(script.papers) > 1
        drafted = {
            i: s
            for i, s in enumerate(script.sentences)
            if s.kind in KINDS and s.section not in _FRAME and (not several or s.paper == paper)
        }
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
            for new in ([replace(n, paper=s.paper) for n in fresh[i] if n.text not in said] if i in fresh else [s])
        ]
        return self._accounted(replace(script, sentences=tuple(sentences)), caller)

    def _accounted(self, script: Script, caller: Caller) -> Script:
        """The script with what it has cost by now as its last note."""
        line = caller.ledger.line(self._model)
        self._desk.say(line)
        return replace(script, notes=(*(n for n in script.notes if not n.startswith(_LEDGER)), line))


def _draft(caller: Caller, task: Task) -> tuple[list[Sentence], tuple[str, ...]]:
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
    task: Task, parts: Sequence[Sequence[Passage]], outlines: Sequence[Sequence[Point]]
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


def _ask(
    caller: Caller,
    task: Task,
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
