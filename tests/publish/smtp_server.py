"""A real SMTP server on this machine that can be told to misbehave in one way."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

Manner = Literal[
    "well", "busy", "no sender", "no reader", "no text", "spam", "drops at once", "drops before text",
    "drops after text", "stalls at once", "stalls after text", "babbles", "no login",
]  # fmt: skip


@dataclass
class Mailbox:
    """What the server saw. taken: whole mails it had in hand, whether or not it said so."""

    manner: Manner
    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    tls: ssl.SSLContext | None = None
    offers_tls: bool = False


class _Talk(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        self.box: Mailbox = self.server.box
        if self.box.manner == "stalls at once":
            self.box.ended.wait(20)
            return
        if self.box.manner == "drops at once":
            return
        self.say("421 try later" if self.box.manner == "busy" else "220 test ready")
        if self.box.manner == "babbles":
            self.wfile.write(b"\xff\xfe no protocol at all\r\n" * 3)
            return
        while line := self.rfile.readline():
            if not self.answer(line.decode("latin-1").strip()):
                return

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def answer(self, line: str) -> bool:
        self.box.commands.append(line)
        verb = line.upper().partition(" ")[0]
        if verb == "EHLO":
            self.say("250-test")
            if self.box.offers_tls:
                self.say("250-STARTTLS")
            self.say("250 AUTH PLAIN")
        elif verb == "STARTTLS":
            return self.upgrade()
        elif verb == "AUTH":
            self.say("535 wrong" if self.box.manner == "no login" else "235 welcome")
        elif verb == "MAIL":
            self.say("550 sender unknown" if self.box.manner == "no sender" else "250 ok")
        elif verb == "RCPT":
            self.say("550 no such reader" if self.box.manner == "no reader" else "250 ok")
        elif verb == "DATA":
            return self.take()
        elif verb == "QUIT":
            self.say("221 bye")
            return False
        else:
            self.say("250 ok")
        return True

    def upgrade(self) -> bool:
        self.say("220 go on")
        assert self.box.tls is not None
        try:
            self.connection = self.box.tls.wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, OSError):
            return False
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)  # type: ignore[assignment]
        return True

    def take(self) -> bool:
        if self.box.manner == "no text":
            self.say("452 disk full")
            return True
        if self.box.manner == "drops before text":
            return False
        self.say("354 go on")
        data = b""
        while not data.endswith(b"\r\n.\r\n"):
            line = self.rfile.readline()
            if not line:
                return False
            data += line
        self.box.taken.append(data.removesuffix(b".\r\n"))
        if self.box.manner == "stalls after text":
            self.box.ended.wait(20)
            return False
        if self.box.manner == "drops after text":
            return False
        self.say("554 smells of spam" if self.box.manner == "spam" else "250 taken")
        return True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    box: Mailbox

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


@contextmanager
def mail_server(manner: Manner = "well", tls: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    """Runs while the block does."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.box = Mailbox(manner, server.server_address[1], tls=tls, offers_tls=tls is not None)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.box
        finally:
            server.box.ended.set()
            server.shutdown()
            thread.join()
