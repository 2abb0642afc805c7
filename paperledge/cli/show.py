"""What people see in the terminal: progress, tables, paragraphs. JSON goes to stdout alone, notes to stderr."""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from paperledge.records import Skipped, to_json

notes = Console(stderr=True, highlight=False)
words = Console(highlight=False)


def print_json(document: Any) -> None:
    """One JSON document on stdout."""
    print(json.dumps(to_json(document), ensure_ascii=False, indent=2))  # noqa: T201


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A plain table; texts from papers are shown as they are, never as markup."""
    drawn = Table(title=title or None, title_justify="left", box=None, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*(escape(str(cell)) for cell in row))
    words.print(drawn)


def skipped(some: Sequence[Skipped], count: int) -> None:
    """The first twenty of what was skipped, with reasons. count: how many there are in all."""
    for item in some[:20]:
        words.print(f"  skipped {item.id}: {item.reason}", markup=False, style="yellow")
    if count > 20:
        words.print(f"  and {count - 20:,} more", style="yellow")


class StepProgress:
    """The steps of a day as they happen, one line each."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def step(self, name: str, total: int | None = None) -> None:
        """Close the step before and begin this one."""
        self.finish()
        self._task = self._bars.add_task(escape(name), total=total, note="")

    def advance(self, note: str = "") -> None:
        """One thing of this step is done."""
        if self._task is not None:
            self._bars.update(self._task, advance=1, note=escape(note))

    def reach(self, done: float, note: str = "") -> None:
        """So much of this step is done, of the total it was begun with."""
        if self._task is not None:
            self._bars.update(self._task, completed=done, note=escape(note))

    def finish(self) -> None:
        """Mark the step in hand as done."""
        if self._task is not None:
            task = next(t for t in self._bars.tasks if t.id == self._task)
            done = task.total if task.total is not None else max(task.completed, 1)
            self._bars.update(self._task, total=done, completed=done)
            self._bars.stop_task(self._task)
            self._task = None


class Meter:
    """A step of known size, shown in per cent with the time that is left."""

    def __init__(self, progress: StepProgress, name: str, total: int) -> None:
        self._progress, self._total, self.done = progress, max(1, total), 0
        self._worked, self._since = 0, time.monotonic()
        progress.step(name, 100)

    def reach(self, done: int, note: str, *, counts: bool = True) -> None:
        """So much of the total is done. counts: by work, not because it was done before."""
        self._worked += done - self.done if counts else 0
        self.done = done
        share = min(1.0, done / self._total)
        left = time_left(self._worked, self._total - done, time.monotonic() - self._since)
        self._progress.reach(100 * share, ", ".join(filter(None, (note, left))))


def time_left(worked: int, left: int, seconds: float) -> str:
    """How long the rest takes at the pace so far, in words; "" where that cannot be said yet."""
    if worked <= 0 or left <= 0 or seconds < 1:
        return ""
    rest = left * seconds / worked
    if rest < 90:
        return f"{rest:.0f} s left"
    return f"{rest / 60:.0f} min left" if rest < 90 * 60 else f"{rest / 3600:.1f} h left"


@contextmanager
def progress() -> Iterator[StepProgress]:
    """Progress on stderr, live on a terminal and one line a step elsewhere."""
    bars = Progress(
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}", markup=True),
        BarColumn(bar_width=18),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}", style="dim"),
        TimeElapsedColumn(),
        console=notes,
    )
    with bars:
        steps = StepProgress(bars)
        yield steps
        steps.finish()
