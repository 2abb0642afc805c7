"""A real HTTP server on this machine that speaks the OpenAI chat protocol and misbehaves on demand."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    """What the server does with one request: a status, words, a pause before them, a broken line after them."""

    text: str = ""
    status: int = 200
    wait_s: float = 0.0
    drip_s: float = 0.0  # before each piece of the stream
    drop: bool = False  # hang up in the middle of the stream
    usage: bool = True
    headers: dict[str, str] = field(default_factory=dict)


OUTLINE = '{"points": [{"section": "finding", "point": "sleep helps memory", "passages": ["p3"]}]}'


@dataclass
class ChatServer:
    url: str
    replies: list[Reply] = field(default_factory=list)  # used up in order, the last one again and again
    requests: list[dict] = field(default_factory=list)
    # Whoever asks for an outline gets one of these, in the same way.
    outlines: list[Reply] = field(default_factory=lambda: [Reply(OUTLINE)])
    outline_requests: list[dict] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def prompt(self, number: int) -> str:
        return words(self.requests[number])

    def next(self, request: dict) -> Reply:
        outline = '"points"' in json.dumps(request.get("response_format", {})) + words(request)
        (self.outline_requests if outline else self.requests).append(request)
        replies = self.outlines if outline else self.replies
        return replies.pop(0) if len(replies) > 1 else replies[0]


def words(request: dict) -> str:
    return "\n".join(m["content"] for m in request["messages"])


@contextmanager
def chat_server() -> Iterator[ChatServer]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            reply = chat.next(request)
            chat.closing.wait(reply.wait_s)
            with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked may have given up
                self.answer(reply, streamed=bool(request.get("stream")))

        def answer(self, reply: Reply, streamed: bool) -> None:
            self.close_connection = True
            self.send_response(reply.status)
            for name, value in {"connection": "close", **reply.headers}.items():
                self.send_header(name, value)
            if reply.status != 200:
                body = json.dumps({"error": {"message": reply.text or "no", "type": "test"}}).encode()
                self.sent(body, "application/json")
            elif streamed:
                self.stream(reply)
            else:
                self.sent(json.dumps(whole(reply)).encode(), "application/json")

        def sent(self, body: bytes, kind: str) -> None:
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def stream(self, reply: Reply) -> None:
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            for event in events(reply):
                chat.closing.wait(reply.drip_s)
                data = b"data: " + json.dumps(event).encode() + b"\n\n"
                self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            if not reply.drop:
                self.wfile.write(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    chat = ChatServer(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield chat
    finally:
        chat.closing.set()
        server.shutdown()
        server.server_close()


def whole(reply: Reply) -> dict:
    message = {"role": "assistant", "content": reply.text}
    return {**_head("chat.completion"), "usage": USAGE, "choices": [
        {"index": 0, "finish_reason": "stop", "message": message}
    ]}  # fmt: skip


def events(reply: Reply) -> Iterator[dict]:
    for start in range(0, len(reply.text), 40):
        delta = {"role": "assistant", "content": reply.text[start : start + 40]}
        yield {**_head("chat.completion.chunk"), "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    if reply.usage and not reply.drop:
        yield {**_head("chat.completion.chunk"), "choices": [], "usage": USAGE}


USAGE = {"prompt_tokens": 900, "completion_tokens": 300, "total_tokens": 1200}


def _head(kind: str) -> dict:
    return {"id": "c1", "object": kind, "created": 0, "model": "served"}
