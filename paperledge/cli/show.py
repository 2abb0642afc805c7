"""What people see in the terminal: progress, tables, paragraphs. JSON goes to stdout alone, notes to stderr."""

import json
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

from paperledge.records import to_json

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

    def finish(self) -> None:
        """Mark the step in hand as done."""
        if self._task is not None:
            task = next(t for t in self._bars.tasks if t.id == self._task)
            done = task.total if task.total is not None else max(task.completed, 1)
            self._bars.update(self._task, total=done, completed=done)
            self._bars.stop_task(self._task)
            self._task = None


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
