"""Stand-ins for the outside, used by our tests and free for yours."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from paperledge.records import Attention, Batch, Paper


@dataclass(frozen=True, slots=True)
class ListSource:
    """A source that gives what it was handed, in batches of `size`, and resumes at its cursor."""

    papers: Sequence[Paper]
    attention: Sequence[Attention] = ()
    name: str = "list"
    size: int = 100

    def fetch(self, since: dt.date | None, until: dt.date | None, cursor: str) -> Iterator[Batch]:
        """Batches from the cursor on; the last one also carries the attention."""
        start = int(cursor or 0)
        for at in range(start, len(self.papers), self.size):
            end = min(at + self.size, len(self.papers))
            last = end == len(self.papers)
            attention = tuple(self.attention) if last else ()
            yield Batch(self.name, tuple(self.papers[at:end]), attention, cursor=str(end), last=last)


@dataclass(slots=True)
class QuietProgress:
    """Remembers the steps instead of showing them."""

    steps: list[str] = field(default_factory=list)

    def step(self, name: str, total: int | None = None) -> None:
        """A step begins."""
        self.steps.append(name if total is None else f"{name} ({total})")

    def advance(self, note: str = "") -> None:
        """Nothing to show."""
