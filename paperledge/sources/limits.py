"""How often a host may be asked, and the one limiter per host that everybody in this process shares."""

import datetime as dt
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol


class Clock(Protocol):
    """Time as the room sees it; tests pass one that does not wait."""

    def now(self) -> dt.datetime:
        """The wall clock, aware. It may jump; nothing is timed by it."""

    def monotonic(self) -> float:
        """Seconds that only pass."""

    def sleep(self, seconds: float) -> None:
        """Wait; may return early."""


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's own time."""

    def now(self) -> dt.datetime:
        """The time in UTC."""
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        """Seconds since some start."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Budget:
    """What a server allows, whatever the name of the host: hosts of one owner share a budget."""

    name: str
    gap_s: float  # from the end of one request to the start of the next, over all threads and clients


# info.arxiv.org/help/api/tou.html: one request every three seconds, one connection, over OAI-PMH, RSS and API.
ARXIV = Budget("arxiv", 3.0)
# huggingface.co/docs/hub/rate-limits: 500 requests in 5 minutes without an account; spread evenly.
DAILY_PAPERS = Budget("daily-papers", 300 / 500)
# api.biorxiv.org states no limit; one a second is our own.
BIORXIV = Budget("biorxiv", 1.0)
_OTHER_GAP_S = 1.0
_LEAST_S = 0.001


def budget_of(host: str) -> Budget:
    """The budget of a host by its name."""
    if host == "arxiv.org" or host.endswith(".arxiv.org"):
        return ARXIV
    if host == "huggingface.co":
        return DAILY_PAPERS
    if host in ("api.biorxiv.org", "api.medrxiv.org"):
        return BIORXIV
    return Budget(f"host {host}", _OTHER_GAP_S)


@dataclass(slots=True)
class Limiter:
    """Lets one request through at a time, never sooner than the budget allows."""

    budget: Budget
    clock: Clock
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _since: float = 0.0  # monotonic time at which the wait began
    _wait_s: float = 0.0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Holds the host for one request; the gap is counted from its end."""
        with self._turn:
            while (left := self.blocked_s()) > 0:
                # A rest too small for the clock to tell would be slept for ever.
                self.clock.sleep(max(left, _LEAST_S))
            try:
                yield
            finally:
                self.block(self.budget.gap_s)

    def block(self, seconds: float) -> None:
        """Nobody asks this host for so long. A longer block that is in force stays."""
        if seconds > self.blocked_s():
            self._since, self._wait_s = self.clock.monotonic(), seconds

    def blocked_s(self) -> float:
        """Seconds until the host may be asked."""
        passed = self.clock.monotonic() - self._since
        if passed < 0:
            # The clock went back (a machine that slept, a test): wait the whole time again, never longer.
            self._since, passed = self.clock.monotonic(), 0.0
        return max(0.0, self._wait_s - passed)


# The one piece of process-wide state: a limit per host means nothing if each client keeps its own.
_LIMITERS: dict[tuple[Clock, str], Limiter] = {}
_REGISTER = threading.Lock()


def limiter_of(budget: Budget, clock: Clock) -> Limiter:
    """The limiter of a budget; the same one for everybody who goes by the same clock."""
    with _REGISTER:
        return _LIMITERS.setdefault((clock, budget.name), Limiter(budget, clock))
