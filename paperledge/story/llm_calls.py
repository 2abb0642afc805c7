"""Asking a model through the `llm` library: bounded in time, tries, tokens; what is paid for is kept at once."""

import datetime as dt
import hashlib
import json
import os
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paperledge.errors import ScriptError, UsageError
from paperledge.story.llm_trouble import LONGEST_WAIT_S, asked_wait, explain, is_passing, is_unpaid
from paperledge.story.writers import Desk

if TYPE_CHECKING:
    import llm

TRIES = 4  # of one call, as long as none of them can have cost anything
LONGEST_ANSWER = 8_000  # tokens
_LEAST_ANSWER = 250  # tokens; with fewer left no call is made
_LETTERS = 4  # a token, on average, in English


@dataclass(frozen=True, slots=True)
class Question:
    """All that decides an answer, besides the model."""

    system: str
    text: str
    schema: Mapping[str, Any]  # JSON schema the answer must fit
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Tokens are the server's count where it gives one, else a fourth of the letters."""

    text: str
    tokens_in: int
    tokens_out: int


@dataclass(slots=True)
class Ledger:
    """What a script has cost so far, answers kept from an earlier try included."""

    calls: int = 0
    kept: int = 0  # of these calls, answered from the drafts
    tokens_in: int = 0
    tokens_out: int = 0

    def add(self, answer: Answer, kept: bool = False) -> None:
        """Book one call."""
        self.calls, self.kept = self.calls + 1, self.kept + kept
        self.tokens_in, self.tokens_out = self.tokens_in + answer.tokens_in, self.tokens_out + answer.tokens_out

    @property
    def tokens(self) -> int:
        """Sent and received together."""
        return self.tokens_in + self.tokens_out

    def line(self, model: str) -> str:
        """For the script's notes."""
        kept = f"; {self.kept} answered from kept drafts" if self.kept else ""
        calls = f"{self.calls} call" + "s" * (self.calls != 1)
        return f"model {model}: {calls}, about {self.tokens_in} tokens in, {self.tokens_out} out{kept}"


def count_tokens(text: str) -> int:
    """About how many tokens a text is; real counts differ by a quarter or so."""
    return -(-len(text) // _LETTERS)


@dataclass(slots=True)
class Caller:
    """Puts questions to one model and books what they cost."""

    name: str  # of the model, as the llm library knows it
    desk: Desk
    about: str = ""  # whose paper it is for, by id
    ledger: Ledger = field(default_factory=Ledger)
    _model: "llm.Model | None" = None

    def fits_schemas(self) -> bool:
        """Whether the model holds itself to a JSON schema."""
        return bool(self._open().supports_schema)

    def ask(self, question: Question) -> str:
        """The answer as text; from the drafts where it was given before.

        An answer that broke off is given as far as it came: it is paid for, and can be gone on with.
        Raises UsageError where key or model is wrong, ScriptError where no answer came or the cap is reached.
        """
        path = self._path(question)
        if kept := _read_kept(path):
            self.ledger.add(kept, kept=True)
            return kept.text
        answer, end = self._call(question)
        if path:
            _keep(path, self.name, answer)
        self._book(answer, end)
        return answer.text

    def _call(self, question: Question) -> tuple[Answer, str]:
        model, wait_s = self._open(), self.desk.wait_s
        for tried in range(1, TRIES + 1):
            call = _Call(model, question, self._affordable(question))
            error = call.run(self.desk.timeout_s)
            if error is None:
                return call.answer(), "answered"
            if not isinstance(error, Exception):
                raise error  # an interrupt is not ours to explain
            if call.received and is_passing(error):
                return call.answer(), "broke off"
            doubtful = bool(call.received) or (is_passing(error) and not is_unpaid(error))
            if doubtful:
                self._book(call.answer(), "failed")  # it may be billed all the same
            last = tried == TRIES or asked_wait(error) > LONGEST_WAIT_S
            if doubtful or last or not is_passing(error):
                raise explain(error, self.name, model.needs_key or "NAME", self._kept_words()) from error
            time.sleep(max(wait_s, asked_wait(error)))
            wait_s *= 2
        raise AssertionError("the last try returns or raises")

    def _book(self, answer: Answer, end: str) -> None:
        """One call in the script's own count, and as a line of the ledger on disk."""
        self.ledger.add(answer)
        if self.desk.ledger is None:
            return
        row = {
            "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "model": self.name,
            "paper": self.about,
            "tokens_in": answer.tokens_in,
            "tokens_out": answer.tokens_out,
            "end": end,
        }
        try:
            self.desk.ledger.parent.mkdir(parents=True, exist_ok=True)
            with self.desk.ledger.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(row) + "\n")
        except OSError as error:
            raise ScriptError(
                f"a call of {self.name} could not be booked in {self.desk.ledger.name}: {error}",
                kept=self._kept_words(),
                next_step="make room, or make it writable; what was answered is not paid twice",
            ) from error

    def _affordable(self, question: Question) -> int:
        """Tokens the answer may have. Raises ScriptError where the cap leaves too few for one."""
        needed = count_tokens(question.system + question.text)
        left = self.desk.max_tokens - self.ledger.tokens - needed
        if left < _LEAST_ANSWER:
            raise ScriptError(
                f"the next call to {self.name} would send about {needed} tokens, and {self.ledger.tokens} of "
                f"{self.desk.max_tokens} are spent",
                kept=self._kept_words(),
                next_step="raise max_tokens under [story]; what was answered is not paid twice",
            )
        return min(left, LONGEST_ANSWER)

    def _kept_words(self) -> str:
        if not self.desk.drafts or not self.ledger.calls:
            return ""
        return f"answers so far in the drafts folder ({self.ledger.line(self.name)})"

    def _open(self) -> "llm.Model":
        if self._model is None:
            self._model = open_model(self.name, self.desk.timeout_s)
        return self._model

    def _path(self, question: Question) -> Path | None:
        if not self.desk.drafts:
            return None
        parts = [self.name, question.system, question.text, question.schema, question.seed]
        whole = json.dumps(parts, sort_keys=True).encode()
        return self.desk.drafts / f"{hashlib.sha256(whole).hexdigest()}.json"


def open_model(name: str, timeout_s: float) -> "llm.Model":
    """A model the `llm` library knows, by name or alias. Raises UsageError where there is none."""
    import llm

    try:
        model = llm.get_model(name)
    except llm.UnknownModelError as unknown:
        raise UsageError(
            f"the llm library knows no model {name!r}",
            next_step="`llm models` lists those it knows; a plugin or extra-openai-models.yaml adds others",
        ) from unknown
    _bound_client(model, timeout_s)
    return model


def _bound_client(model: "llm.Model", timeout_s: float) -> None:
    """The OpenAI client tries thrice on its own and waits ten minutes: both are decided here instead."""
    make: Any = getattr(model, "get_client", None)
    if make is not None:

        def bounded(*given: Any, **named: Any) -> Any:
            return make(*given, **named).with_options(max_retries=0, timeout=timeout_s)

        # The library makes new model objects for every look-up, so this one is ours.
        object.__setattr__(model, "get_client", bounded)


class _Late(TimeoutError):
    """No whole answer in time."""


class _TooLong(Exception):
    """The answer went on past what it may cost."""


class _Call:
    """One call in a thread of its own, for most model libraries can't be told when to give up."""

    def __init__(self, model: "llm.Model", question: Question, most: int) -> None:
        self._model, self._question, self._most = model, question, most
        self._done: Future[None] = Future()
        self._stop = threading.Event()
        self._usage: tuple[int | None, int | None] = (None, None)
        self.received: list[str] = []

    def run(self, timeout_s: float) -> BaseException | None:
        """What went wrong, if anything."""
        threading.Thread(target=self._run, daemon=True).start()
        try:
            return self._done.exception(timeout_s)
        except TimeoutError:
            return _Late(f"no whole answer within {timeout_s:g} s")
        finally:
            self._stop.set()

    def answer(self) -> Answer:
        """What was received."""
        text = "".join(self.received)
        told_in, told_out = self._usage
        asked = count_tokens(self._question.system + self._question.text)
        return Answer(text, told_in or asked, told_out or count_tokens(text))

    def _run(self) -> None:
        try:
            self._read()
        except BaseException as error:  # noqa: BLE001  carried over to the thread that waits, and explained there
            self._done.set_exception(error)
        else:
            self._done.set_result(None)

    def _read(self) -> None:
        model, question = self._model, self._question
        known = model.Options.model_fields
        # Ollama's names; unless told otherwise it cuts off the beginning of long questions without a word.
        room = 2 * count_tokens(question.system + question.text) + self._most
        ollama = {"num_predict": self._most, "num_ctx": room}
        options = {"seed": question.seed, "max_tokens": self._most, **ollama}
        response = model.prompt(
            question.text,
            system=question.system,
            schema=dict(question.schema) if model.supports_schema else None,
            stream=model.can_stream,
            options={name: value for name, value in options.items() if name in known},
        )
        letters = 0
        for chunk in response:
            if self._stop.is_set():
                return
            self.received.append(chunk)
            letters += len(chunk)
            if letters > self._most * _LETTERS * 2:  # only a server that ignores max_tokens gets here
                raise _TooLong(f"the answer is longer than {self._most} tokens")
        usage = response.usage()
        self._usage = (usage.input, usage.output)


def _read_kept(path: Path | None) -> Answer | None:
    if path is None or not path.exists():
        return None
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        return Answer(str(row["text"]), int(row["tokens_in"]), int(row["tokens_out"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None  # a damaged draft is asked for anew


def _keep(path: Path, model: str, answer: Answer) -> None:
    """Swapped in whole: a draft is there or it is not."""
    row = {"model": model, "text": answer.text, "tokens_in": answer.tokens_in, "tokens_out": answer.tokens_out}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(row, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        os.replace(draft, path)  # noqa: PTH105
    except OSError as error:
        raise ScriptError(f"an answer of {model} could not be kept: {error}") from error
