"""The one door to paper servers: polite, patient, bounded. Knows nothing of what the answers mean."""

import email.utils
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import httpx

from paperledge import __version__
from paperledge.errors import SourceBroken, SourceUnavailable
from paperledge.sources.limits import ARXIV, Budget, Clock, Limiter, SystemClock, budget_of, limiter_of

T = TypeVar("T")

_BUSY = frozenset({408, 429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 5
_MAX_BROKEN = 3  # an answer that cannot be read three times over will not be readable the fourth time
# Asking again while being throttled prolongs the throttling: field reports name eleven minutes of silence.
_SILENCE_S = 600.0
_FIRST_WAIT_S = 5.0
_FIRST_WAIT_THROTTLED_S = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said, read to the end."""

    url: str
    status: int
    headers: Mapping[str, str]  # lower-case names
    content: bytes

    @property
    def next_url(self) -> str:
        """The address in `Link: <...>; rel="next"`, or ""."""
        found = re.search(r'<([^>]*)>\s*;[^,]*\brel="?next"?', self.headers.get("link", ""))
        return urljoin(self.url, found[1]) if found else ""


class TryAgain(Exception):
    """Raised by a reader of answers: this answer is not what the server would say on a better day.

    broken: the answer came but cannot be read; otherwise the server asked for patience.
    """

    def __init__(self, reason: str, *, broken: bool = True, wait_s: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.broken, self.wait_s = reason, broken, wait_s


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long and how large an answer may be."""

    silence_s: float = 30.0  # between two pieces of an answer
    answer_s: float = 300.0  # for the whole of it
    answer_bytes: int = 64 * 2**20  # after decompression; a page of arXiv's OAI-PMH holds about 3 MB


@dataclass(slots=True)
class _Tries:
    """How the tries for one address have gone."""

    host: str
    patience_s: float
    count: int = 0
    broken: int = 0
    waited_s: float = 0.0
    last: TryAgain = field(default_factory=lambda: TryAgain("was not asked"))

    def next_wait(self, fault: TryAgain) -> float | None:
        """Seconds until the next try; None when it is time to stop."""
        self.last = fault
        self.count += 1
        self.broken += fault.broken
        first = _FIRST_WAIT_S if fault.broken or fault.wait_s == 0 else _FIRST_WAIT_THROTTLED_S
        grown = first * 2.0 ** (self.count - 1)
        wait = max(fault.wait_s, _FIRST_WAIT_S) if fault.wait_s else grown
        if self.broken >= _MAX_BROKEN or self.waited_s + wait > self.patience_s:
            return None
        self.waited_s += wait
        return wait


class Client:
    """Asks paper servers. All clients of a process share one limiter per host.

    contact: an e-mail address or page, sent in the User-Agent, so that a server's people can reach you.
    patience_s: the longest time spent waiting between the tries for one address.
    """

    def __init__(
        self,
        contact: str,
        patience_s: float = 90.0,
        *,
        clock: Clock | None = None,
        bounds: Bounds | None = None,
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self._patience_s = patience_s
        self._bounds = bounds or Bounds()
        about = f" ({contact})" if contact.isprintable() and contact.strip() else ""
        self.user_agent = f"paperledge/{__version__}{about}"
        self._http = httpx.Client(
            headers={"User-Agent": self.user_agent.encode("ascii", "replace").decode()},
            timeout=httpx.Timeout(self._bounds.silence_s, connect=10.0),
            follow_redirects=False,  # each hop must wait its turn
        )

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, url: str, params: Mapping[str, str] | None = None, *, budget: Budget | None = None) -> Answer:
        """One answer, whatever its body holds. Raises as `ask` does; 400 and 404 are answers."""
        return self.ask(url, lambda answer: answer, params, budget=budget)

    def ask(
        self,
        url: str,
        read: Callable[[Answer], T],
        params: Mapping[str, str] | None = None,
        *,
        budget: Budget | None = None,
    ) -> T:
        """What `read` makes of the answer; asked again, ever more slowly, while the server is busy.

        read: gets answers below 500 other than 403, 408 and 429; raises TryAgain to have it asked again.
        Raises SourceUnavailable (down, throttling, refusing) or SourceBroken (answered nonsense to the end).
        """
        url = _whole_address(url, params)
        tries = _Tries(urlsplit(url).netloc, self._patience_s)
        while True:
            limiter = self._limiter(url, budget)
            self._not_blocked(limiter, tries)
            try:
                return read(self._follow(url, budget))
            except TryAgain as fault:
                wait_s = tries.next_wait(fault)
                if wait_s is None:
                    raise self._given_up(tries, limiter) from fault
                limiter.block(wait_s)
                self.clock.sleep(wait_s)

    def _limiter(self, url: str, budget: Budget | None) -> Limiter:
        by_name = budget_of(urlsplit(url).hostname or "")
        # Whatever a caller says, arXiv's hosts are arXiv's.
        return limiter_of(by_name if by_name is ARXIV or budget is None else budget, self.clock)

    def _not_blocked(self, limiter: Limiter, tries: _Tries) -> None:
        blocked_s = limiter.blocked_s()
        if blocked_s > max(self._patience_s - tries.waited_s, limiter.budget.gap_s):
            raise SourceUnavailable(
                f"{tries.host} asked for silence a moment ago",
                next_step=f"ask again in {blocked_s:.0f} s",
            )

    def _given_up(self, tries: _Tries, limiter: Limiter) -> SourceUnavailable | SourceBroken:
        fault = tries.last
        what = f"{tries.host} {fault.reason}; {_count(tries.count)} in {tries.waited_s:.0f} s"
        if fault.broken:
            return SourceBroken(what, next_step="look at the address in a browser; the service may have changed")
        quiet_s = fault.wait_s or (_SILENCE_S if fault.wait_s is None else 0.0)
        limiter.block(quiet_s)
        more = f"raise sources.patience_s ({self._patience_s:g})"
        return SourceUnavailable(
            what,
            next_step=f"ask again in {max(quiet_s, 60):.0f} s, what was kept is not asked for twice; or {more}",
        )

    def _follow(self, url: str, budget: Budget | None) -> Answer:
        for _ in range(_MAX_REDIRECTS + 1):
            with self._limiter(url, budget).turn():
                answer = self._fetch(url)
            if answer.status not in _REDIRECTS or not answer.headers.get("location"):
                return self._usable(answer, budget)
            target = urljoin(url, answer.headers["location"])
            allowed = ("https",) if url.startswith("https:") else ("http", "https")
            if urlsplit(target).scheme not in allowed:
                raise SourceBroken(f"{url} sends us to {target}, which we do not follow")
            url = target
        raise SourceBroken(f"{url}: more than {_MAX_REDIRECTS} redirections")

    def _usable(self, answer: Answer, budget: Budget | None) -> Answer:
        if answer.status == 403:
            # arXiv takes rapid calls after a refusal for an attack.
            self._limiter(answer.url, budget).block(_SILENCE_S)
            raise SourceUnavailable(
                f"{urlsplit(answer.url).netloc} refused us (403)",
                next_step="set sources.contact to your e-mail address, and ask again in an hour",
            )
        if answer.status in _BUSY:
            raise TryAgain(f"answered {answer.status}", broken=False, wait_s=self._asked_wait(answer))
        if answer.headers.get("ratelimit") and (spent_s := _spent_budget(answer.headers["ratelimit"])):
            self._limiter(answer.url, budget).block(spent_s)
        return answer

    def _asked_wait(self, answer: Answer) -> float | None:
        """Seconds the server asked for; 0 for a mere fault of its own, None when it throttles without a word."""
        headers = answer.headers
        if (wait_s := self._retry_after(headers)) is not None:
            return max(wait_s, 1.0)
        if spent_s := _spent_budget(headers.get("ratelimit", "")):
            return spent_s
        return None if answer.status in (429, 503) else 0.0

    def _retry_after(self, headers: Mapping[str, str]) -> float | None:
        value = headers.get("retry-after", "").strip()
        if value.isdigit():
            return float(value)
        try:
            until = email.utils.parsedate_to_datetime(value)
        except ValueError:
            return None
        if until.tzinfo is None:
            return None
        # By the server's own clock where it tells it: ours may be wrong.
        try:
            here = email.utils.parsedate_to_datetime(headers.get("date", ""))
        except ValueError:
            here = self.clock.now()
        return max(0.0, (until - here).total_seconds())

    def _fetch(self, url: str) -> Answer:
        started = self.clock.monotonic()
        kept = bytearray()
        try:
            with self._http.stream("GET", url) as response:
                for piece in response.iter_bytes():
                    kept += piece
                    if len(kept) > self._bounds.answer_bytes:
                        raise SourceBroken(
                            f"{url}: the answer is larger than {self._bounds.answer_bytes // 2**20} MB",
                            kept="nothing of it",
                        )
                    if self.clock.monotonic() - started > self._bounds.answer_s:
                        raise TryAgain("sent too slowly", broken=False, wait_s=0.0)
                return Answer(url, response.status_code, dict(response.headers), bytes(kept))
        except httpx.TimeoutException as error:
            raise TryAgain("gave no answer in time", broken=False, wait_s=0.0) from error
        except httpx.DecodingError as error:
            raise TryAgain(f"sent what cannot be unpacked: {error}") from error
        except httpx.TransportError as error:
            raise TryAgain(f"broke off: {error}", broken=False, wait_s=0.0) from error


def _whole_address(url: str, params: Mapping[str, str] | None) -> str:
    try:
        whole = httpx.URL(url, params=dict(params)) if params else httpx.URL(url)
    except httpx.InvalidURL as error:
        raise SourceBroken(f"{url!r} is no address: {error}") from error
    if whole.scheme not in ("http", "https") or not whole.host:
        raise SourceBroken(
            f"{url!r} is no address of a web server", next_step="check the address in paperledge.toml"
        )
    return str(whole)


def _spent_budget(header: str) -> float | None:
    """Seconds until a spent budget is refilled, of `RateLimit: "api";r=0;t=42`."""
    fields = dict(re.findall(r"\b([rt])=(\d+)", header))
    return float(fields["t"]) if fields.get("r") == "0" and "t" in fields else None


def _count(tries: int) -> str:
    return "1 try" if tries == 1 else f"{tries} tries"
