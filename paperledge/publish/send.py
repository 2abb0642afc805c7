"""Handing a mail to the mail server, at most once as far as SMTP allows.

The library is told that a mail is begun only when the server has agreed to take its text, and what became of it
when the server has answered. A run that ends in between leaves the mail in doubt: nobody can know whether it was
delivered. Such a mail is named and not sent again by itself.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, Literal

from paperledge.errors import PublishError
from paperledge.settings import MailSettings

if TYPE_CHECKING:
    from paperledge.library import Library

TIMEOUT_S = 30.0  # for each answer of the server
TLS_PORT = 465  # speaks TLS from the first byte (RFC 8314)
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_LOST = (OSError, smtplib.SMTPException)


class _Refused(Exception):
    """The server said no; the mail was not taken."""


class _InDoubt(Exception):
    """The server had the whole text and did not answer."""


def send_mail(
    message: EmailMessage,
    settings: MailSettings,
    password: str,
    library: "Library",
    *,
    timeout_s: float = TIMEOUT_S,
    again: bool = False,
) -> Literal["sent", "sent before"]:
    """Offer a mail to the server of the settings.

    again: offer also a mail that is in doubt. Raises PublishError with the server's words; it says whether the
    mail was not taken, and may be offered again, or is in doubt.
    """
    name = str(message["Message-ID"])
    known = library.delivery(name)
    if known is not None and known.state == "sent":
        return "sent before"
    doubtful = known is not None and known.state == "begun"
    if known is not None and doubtful and not again:
        raise _doubt(message, known.reason or "the run that sent it ended before the server answered")
    try:
        with _connection(settings, password, timeout_s) as server:
            _hand_over(server, message, library)
    except _InDoubt as error:
        library.end_delivery(name, "begun", str(error))
        raise _doubt(message, str(error)) from error
    except (*_LOST, _Refused) as error:
        words = _words(error)
        if not doubtful:
            _note_failure(message, words, library)
        server_name = f"{settings.smtp_host}:{settings.smtp_port}"
        raise PublishError(
            f"the mail to {_recipient(message)} was not taken by {server_name}: {words}",
            kept="the mail; it is offered again by the next run",
            next_step="`paperledge mail`, once the server takes it",
        ) from error
    return "sent"


def _hand_over(server: smtplib.SMTP, message: EmailMessage, library: "Library") -> None:
    server.ehlo_or_helo_if_needed()
    _demand(server.mail(message["From"].addresses[0].addr_spec), 250)
    _demand(server.rcpt(_recipient(message)), 250)
    _demand(server.docmd("DATA"), 354)
    _begin(message, library)
    try:
        server.send(_dotted(message.as_bytes(policy=policy.SMTP)))
        answer = server.getreply()
    except _LOST as error:
        raise _InDoubt(f"the server was lost while it had the text: {_words(error)}") from error
    _demand(answer, 250)
    library.end_delivery(str(message["Message-ID"]), "sent")


def _dotted(data: bytes) -> bytes:
    """The text as it goes over the wire: a line that begins with a dot gets a second one (RFC 5321, 4.5.2)."""
    whole = data if data.endswith(b"\r\n") else data + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", whole) + b".\r\n"


def _demand(answer: tuple[int, bytes], wanted: int) -> None:
    code, words = answer
    # 251: not local, will forward. It is a yes.
    if code != wanted and not (wanted == 250 and code == 251):
        raise _Refused(f"{code} {words.decode('utf-8', 'replace')}")


@contextmanager
def _connection(settings: MailSettings, password: str, timeout_s: float) -> Iterator[smtplib.SMTP]:
    """A connection that is encrypted and logged in as the settings ask. Ends it, whatever happened."""
    if not settings.smtp_host:
        raise PublishError("no mail server is set up", next_step="set mail.smtp_host in paperledge.toml")
    if not settings.smtp_tls and settings.smtp_host not in _LOCAL:
        raise PublishError(
            f"mail.smtp_tls is false, and {settings.smtp_host} is not this machine",
            kept="the mail, unsent: its text and the password would travel in the open",
            next_step="set mail.smtp_tls to true",
        )
    server = _dial(settings, timeout_s)
    try:
        if settings.smtp_tls and settings.smtp_port != TLS_PORT:
            _upgrade(server, settings)
        if settings.smtp_user:
            _log_in(server, settings, password)
        yield server
        with suppress(*_LOST):
            server.quit()
    finally:
        server.close()


def _dial(settings: MailSettings, timeout_s: float) -> smtplib.SMTP:
    host, port = settings.smtp_host, settings.smtp_port
    if settings.smtp_tls and port == TLS_PORT:
        return smtplib.SMTP_SSL(host, port, timeout=timeout_s, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=timeout_s)


def _upgrade(server: smtplib.SMTP, settings: MailSettings) -> None:
    server.ehlo_or_helo_if_needed()
    if not server.has_extn("starttls"):
        raise PublishError(
            f"{settings.smtp_host}:{settings.smtp_port} offers no TLS",
            kept="the mail, unsent",
            next_step="use port 465, another server, or mail.smtp_tls = false for a server on this machine",
        )
    server.starttls(context=ssl.create_default_context())


def _log_in(server: smtplib.SMTP, settings: MailSettings, password: str) -> None:
    if not password:
        raise PublishError(
            f"mail.smtp_user is {settings.smtp_user!r}, but there is no password",
            next_step="set PAPERLEDGE_SMTP_PASSWORD in the environment",
        )
    server.login(settings.smtp_user, password)


def _begin(message: EmailMessage, library: "Library") -> None:
    to = message["To"].addresses[0]
    library.begin_delivery(str(message["Message-ID"]), to.display_name, message["Date"].datetime.date())


def _note_failure(message: EmailMessage, words: str, library: "Library") -> None:
    name = str(message["Message-ID"])
    known = library.delivery(name)
    if known is None or known.state != "begun":
        _begin(message, library)
    library.end_delivery(name, "failed", words)


def _recipient(message: EmailMessage) -> str:
    return str(message["To"].addresses[0].addr_spec)


def _words(error: Exception) -> str:
    # smtplib turns some time-outs into a server that hung up.
    if isinstance(error, TimeoutError) or str(error).endswith("timed out"):
        return "no answer in time"
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
    return str(error) or type(error).__name__


def _doubt(message: EmailMessage, reason: str) -> PublishError:
    to = _recipient(message)
    return PublishError(
        f"the mail of {message['Date'].datetime.date()} to {to} may or may not have been delivered: {reason}",
        kept="the mail; it is not sent again by itself, so that nobody gets it twice",
        next_step=f"ask {to}, or send another copy with `paperledge mail --to {to}`",
    )
