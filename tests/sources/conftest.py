"""A real HTTP server on this machine that behaves as told, and a clock that does not wait."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from paperledge.settings import SourceSettings
from paperledge.sources.client import Bounds, Client

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
DATA = Path(__file__).parent / "data"


class FakeClock:
    """Passes only when somebody waits; the wall clock can be moved apart from the steady one."""

    def __init__(self) -> None:
        self.wall = dt.datetime(2025, 10, 7, 9, 0, tzinfo=dt.UTC)
        self.steady = 1000.0
        self.naps: list[float] = []

    def now(self) -> dt.datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.pass_time(seconds)

    def pass_time(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += dt.timedelta(seconds=seconds)


@dataclass(frozen=True)
class Reply:
    """What the server says. way: "", "stall", "endless", "cut" (breaks off half-way), "drip" (time passes)."""

    body: str | bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    way: str = ""


@dataclass(frozen=True)
class Request:
    """A line of the server's log."""

    at: float
    path: str
    query: dict[str, str]
    agent: str


Answering = Callable[[Request], Reply]


class PaperServer:
    """Answers each path by a function, or by a list of replies of which the last one stays."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.log: list[Request] = []
        self.replies: dict[str, Answering | list[Reply]] = {}
        self.over = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.answer(self)

            def log_message(self, *args: object) -> None:
                """Our own log is enough."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def gaps(self) -> list[float]:
        """Seconds between the requests, by the clock the client goes by."""
        return [b.at - a.at for a, b in zip(self.log, self.log[1:], strict=False)]

    def say(self, path: str, *replies: Reply | str | bytes) -> None:
        self.replies[path] = [r if isinstance(r, Reply) else Reply(r) for r in replies]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        agent = handler.headers["User-Agent"]
        request = Request(self.clock.monotonic(), parts.path, dict(parse_qsl(parts.query)), agent)
        self.log.append(request)
        known = self.replies.get(parts.path, [Reply("nothing here", 404)])
        reply = (known.pop(0) if len(known) > 1 else known[0]) if isinstance(known, list) else known(request)
        try:
            self._send(handler, reply)
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True

    def _send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        handler.send_response_only(reply.status)
        if "Date" not in reply.headers:
            handler.send_header("Date", format_datetime(self.clock.wall, usegmt=True))
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        if reply.way != "endless":
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if reply.way in ("cut", "drip"):
            handler.wfile.write(body[: len(body) // 2])
            handler.wfile.flush()
            if reply.way == "cut":
                handler.close_connection = True
                return
            self.over.wait(0.2)
            self.clock.pass_time(3600)
            body = body[len(body) // 2 :]
        if reply.way == "stall":
            self.over.wait(10)
        while reply.way == "endless" and not self.over.is_set():
            handler.wfile.write(b"<record/>" * 10_000)
        handler.wfile.write(body)

    def close(self) -> None:
        self.over.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def server(clock: FakeClock) -> Iterator[PaperServer]:
    server = PaperServer(clock)
    yield server
    server.close()


@pytest.fixture
def make_client(clock: FakeClock) -> Iterator[Callable[..., Client]]:
    made: list[Client] = []

    def make(patience_s: float = 90.0, contact: str = "reader@example.org") -> Client:
        bounds = Bounds(silence_s=0.4, answer_s=60, answer_bytes=2**20)
        made.append(Client(contact, patience_s, clock=clock, bounds=bounds))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(make_client: Callable[..., Client]) -> Client:
    return make_client()


@pytest.fixture
def settings(server: PaperServer) -> SourceSettings:
    return SourceSettings(
        contact="reader@example.org",
        categories=("cs.CL", "cs.AI"),
        arxiv_oai_url=f"{server.url}/oai",
        arxiv_api_url=f"{server.url}/api/query",
        arxiv_rss_url=f"{server.url}/rss",
        daily_papers_url=f"{server.url}/hf",
        biorxiv_url=f"{server.url}/bio",
    )


def shared_file(name: str) -> Path:
    """A file of the shared data beside the checkout; the test is skipped where it is missing."""
    path = SHARED / "data" / name
    if not path.exists():
        pytest.skip(f"needs shared/data/{name} beside the checkout")
    return path


def ids(papers: Sequence[object]) -> list[str]:
    return [getattr(p, "id", "") for p in papers]
