"""Whether an index says the same as the library it follows."""

from dataclasses import dataclass
from typing import Protocol

from paperledge.records import Paper
from paperledge.search.finding import View
from paperledge.search.words import digest, hash64

_COMPARED = 2_000  # papers compared at once: bounds memory


class Changing(Protocol):
    """What an index can follow: a library, as far as the index is concerned."""

    def changes(self, after: int, limit: int) -> list[tuple[int, Paper]]:
        """Papers added or changed after a sequence number, oldest first."""


@dataclass(frozen=True, slots=True)
class Health:
    """An index beside its library, in papers."""

    library: int = 0
    indexed: int = 0
    waiting: int = 0  # newer than what the index has followed: `Index.follow` takes them in
    missing: int = 0  # followed, and yet not there
    stale: int = 0  # there, but not as the library has them
    extra: int = 0  # there, but not in the library
    dead: int = 0  # vectors of replaced papers: room that a rebuild gives back
    problem: str = ""  # why the index cannot be read, with the next step

    @property
    def ok(self) -> bool:
        """Whether searches find what the library holds; papers that wait do not count against it."""
        return not (self.problem or self.missing or self.stale or self.extra)


def check_health(view: View, library: Changing) -> Health:
    """Read a library through once, at bounded memory, and look every paper up."""
    after = held = waiting = missing = stale = found = 0
    while changes := library.changes(after, _COMPARED):
        known = view.words.known(paper.id for _, paper in changes)
        for sequence, paper in changes:
            _, mark = known.get(hash64(paper.id), (0, None))
            there, same = mark is not None, mark == digest(paper)
            late = sequence > view.manifest.sequence and not same
            found += there
            waiting += late
            missing += not there and not late
            stale += there and not same and not late
        held += len(changes)
        after = changes[-1][0]
    indexed = view.words.count()
    return Health(held, indexed, waiting, missing, stale, max(0, indexed - found), view.dead)
