import dataclasses
import email
import email.policy
import shutil
import ssl
import subprocess
from email.message import EmailMessage
from pathlib import Path

import pytest

from paperledge.errors import PublishError
from paperledge.library import Library
from paperledge.publish import build_mail, send_mail
from paperledge.records import Reader
from paperledge.settings import MailSettings, Settings
from tests.publish.samples import make_digest
from tests.publish.smtp_server import Mailbox, Manner, mail_server

ADA = Reader("ada", "ada@example.org", token="t0ken")


@pytest.fixture
def message(settings: Settings) -> EmailMessage:
    return build_mail(dataclasses.replace(make_digest(count=3, told=0), reader=ADA), settings)


def local(box: Mailbox, **more: object) -> MailSettings:
    return MailSettings(smtp_host="127.0.0.1", smtp_port=box.port, **({"smtp_tls": False} | more))  # type: ignore[arg-type]


def send(message: EmailMessage, box: Mailbox, library: Library, **more: object) -> str:
    return send_mail(message, local(box, **more), "secret", library, timeout_s=0.5)


def state(message: EmailMessage, library: Library) -> str:
    delivery = library.delivery(str(message["Message-ID"]))
    return delivery.state if delivery else "never begun"


def test_sent_whole_and_once(message: EmailMessage, library: Library) -> None:
    """The server gets the very mail, once; offered again, it is not sent again."""
    with mail_server() as box:
        assert send(message, box, library) == "sent"
        assert send(message, box, library) == "sent before"
    assert len(box.taken) == 1
    came = email.message_from_bytes(box.taken[0], policy=email.policy.default)
    assert came["Message-ID"] == message["Message-ID"]
    assert came["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    body = came.get_body(("plain",))
    mine = message.get_body(("plain",))
    assert body is not None
    assert mine is not None
    assert body.get_content().split() == mine.get_content().split()
    assert state(message, library) == "sent"


REFUSALS: list[tuple[Manner, str]] = [
    ("busy", "try later"), ("no sender", "sender unknown"), ("no reader", "no such reader"),
    ("no text", "disk full"),
    ("spam", "smells of spam"), ("drops at once", "closed"), ("drops before text", "closed"),
    ("stalls at once", "no answer in time"), ("babbles", ""), ("no login", "wrong"),
]  # fmt: skip


@pytest.mark.parametrize(("manner", "words"), REFUSALS)
def test_a_mail_that_was_not_taken(manner: Manner, words: str, message: EmailMessage, library: Library) -> None:
    """A server that refuses, stalls or hangs up before the text: told in its words, and sent next time."""
    user = {"smtp_user": "ada"} if manner == "no login" else {}
    with mail_server(manner) as box, pytest.raises(PublishError) as caught:
        send(message, box, library, **user)
    assert words in str(caught.value)
    assert "ada@example.org" in str(caught.value)
    assert state(message, library) == "failed"
    with mail_server() as better:
        assert send(message, better, library) == "sent"
    assert len(better.taken) == 1


@pytest.mark.parametrize("manner", ["drops after text", "stalls after text"])
def test_a_mail_in_doubt(manner: Manner, message: EmailMessage, library: Library) -> None:
    """Lost after the text: nobody knows, so it is named and never sent again by itself, only when asked to."""
    with mail_server(manner) as box, pytest.raises(PublishError, match="may or may not have been delivered"):
        send(message, box, library)
    assert len(box.taken) == 1
    assert state(message, library) == "begun"
    with mail_server() as better:
        with pytest.raises(PublishError, match="may or may not"):
            send(message, better, library)
        assert better.taken == []
        assert send_mail(message, local(better), "", library, again=True) == "sent"
    assert len(better.taken) == 1


def test_a_run_that_was_killed_in_between(message: EmailMessage, library: Library) -> None:
    """A mail that a killed run had begun is in doubt, too."""
    library.begin_delivery(str(message["Message-ID"]), "ada")
    with mail_server() as box, pytest.raises(PublishError, match="ended before the server answered"):
        send(message, box, library)
    assert box.commands == []


def test_nobody_listens(message: EmailMessage, library: Library) -> None:
    """A server that is not there is an error with the address, and the mail is sent next time."""
    with mail_server() as box:
        pass
    with pytest.raises(PublishError, match=f"127.0.0.1:{box.port}"):
        send(message, box, library)
    assert state(message, library) == "failed"


def test_lines_that_begin_with_a_dot(settings: Settings, library: Library) -> None:
    """A dot at the start of a line arrives as one dot, and does not end the mail."""
    message = build_mail(dataclasses.replace(make_digest(count=1, told=0), reader=ADA), settings)
    message.clear_content()
    message.set_content("a\n.\n..b\n.c\n", cte="7bit")
    with mail_server() as box:
        send(message, box, library)
    assert box.taken[0].endswith(b"\r\n\r\na\r\n..\r\n...b\r\n..c\r\n")


def test_no_tls_no_mail(message: EmailMessage, library: Library) -> None:
    """Where TLS is asked for and the server offers none, nothing is sent: no text, no password."""
    with mail_server() as box, pytest.raises(PublishError, match="offers no TLS"):
        send(message, box, library, smtp_tls=True, smtp_user="ada")
    assert [c for c in box.commands if c.startswith(("AUTH", "MAIL"))] == []


def test_only_this_machine_may_go_without_tls(message: EmailMessage, library: Library) -> None:
    """TLS cannot be switched off for a server elsewhere."""
    far = MailSettings(smtp_host="mail.example.org", smtp_tls=False)
    with pytest.raises(PublishError, match="is not this machine"):
        send_mail(message, far, "", library)


def test_login_without_password(message: EmailMessage, library: Library) -> None:
    """A user name without a password says which variable to set."""
    with mail_server() as box, pytest.raises(PublishError, match="PAPERLEDGE_SMTP_PASSWORD"):
        send_mail(message, local(box, smtp_user="ada"), "", library)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1, made for the occasion."""
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl program to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"]  # fmt: skip
    subprocess.run(asked, cwd=folder, check=True, capture_output=True)
    return folder


def server_side(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return context


def test_over_tls(
    certificate: Path, message: EmailMessage, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a certificate the machine trusts, the mail and the login go over TLS."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    with mail_server(tls=server_side(certificate)) as box:
        assert send(message, box, library, smtp_tls=True, smtp_user="ada") == "sent"
    assert box.commands.index("STARTTLS") < next(n for n, c in enumerate(box.commands) if c.startswith("AUTH"))
    assert len(box.taken) == 1


def test_a_certificate_nobody_vouches_for(certificate: Path, message: EmailMessage, library: Library) -> None:
    """A server that cannot prove who it is gets neither password nor mail."""
    with (
        mail_server(tls=server_side(certificate)) as box,
        pytest.raises(PublishError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        send(message, box, library, smtp_tls=True, smtp_user="ada")
    assert [c for c in box.commands if c.startswith(("AUTH", "MAIL"))] == []
