import dataclasses
import datetime as dt
import email
import email.policy
import re
from email.message import EmailMessage
from pathlib import Path

import pytest
from lxml import html as lxml_html

from paperledge.errors import PublishError
from paperledge.prose import plain
from paperledge.publish import build_mail, write_eml
from paperledge.publish.mail import house_token
from paperledge.records import Digest, Ranked, Reader
from paperledge.settings import MailSettings, Settings
from tests.publish.samples import best_papers, make_digest

ADA = Reader("ada", "ada@example.org", token="t0ken", liked=("arxiv:1",))


def personal(**more: object) -> Digest:
    return dataclasses.replace(make_digest(), reader=ADA, **more)  # type: ignore[arg-type]


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_same_bytes(settings: Settings) -> None:
    """The same digest gives the same bytes, boundary and date included."""
    assert bytes(build_mail(personal(), settings)) == bytes(build_mail(personal(), settings))


def test_headers(settings: Settings) -> None:
    """Everything a mail program and a bulk sender's rules ask for."""
    message = build_mail(personal(), settings)
    assert message["To"] == "ada <ada@example.org>"
    assert message["From"] == "paperledge <paperledge@localhost>"
    assert message["Subject"] == "paperledge, 7 October 2025: 20 papers, 3 episodes"
    assert message["Date"].datetime.date() == dt.date(2025, 10, 7)
    assert re.fullmatch(r"<[0-9a-f]{40}@localhost>", message["Message-ID"])
    assert message["List-Id"] == "<digest.localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Precedence"] == "bulk"
    web, post = message["List-Unsubscribe"].split(", ")
    assert web == "<https://papers.example.org/daily/unsubscribe/t0ken>"
    assert post == "<mailto:paperledge@localhost?subject=unsubscribe%20t0ken>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.get_content_type() == "multipart/alternative"


def test_message_id_outlives_the_content(settings: Settings) -> None:
    """Day, reader and list make the Message-ID, not what stands in the mail."""
    name = build_mail(personal(), settings)["Message-ID"]
    assert build_mail(personal(ranked=(), episodes=()), settings)["Message-ID"] == name
    others = [
        build_mail(personal(day=dt.date(2025, 10, 8)), settings),
        build_mail(dataclasses.replace(make_digest(), reader=Reader("bob", "bob@example.org")), settings),
        build_mail(make_digest(), settings),
    ]
    assert len({name, *(m["Message-ID"] for m in others)}) == 4


def test_readable_on_the_wire(settings: Settings) -> None:
    """Read back from its bytes it is the same mail, no line longer than SMTP takes, no bare line feed."""
    message = build_mail(personal(), settings)
    raw = bytes(message)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert raw.isascii()
    again = email.message_from_bytes(raw, policy=email.policy.default)
    assert "Paper2Video" in again.get_body(("html",)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_each_paper_is_told(kind: str, settings: Settings) -> None:
    """Both forms hold each paper's title and reasons, the episodes, and how many papers were weighed."""
    digest = personal()
    text = " ".join(part(build_mail(digest, settings), kind).split())
    if kind == "html":
        text = " ".join(lxml_html.fromstring(text).text_content().split())
    for place in digest.ranked:
        assert plain(place.paper.title) in text
        assert place.reasons[0] in text
    assert "311 papers weighed for you" in text
    assert "learnt from 1 paper you liked" in text
    assert "of 7 claims tied to the paper" in text
    assert "Unsubscribe" in text


def test_html_needs_nothing_from_outside(settings: Settings) -> None:
    """Styles stand on the elements; no picture, script, form or tracker; every link is whole."""
    root = lxml_html.fromstring(part(build_mail(personal(), settings), "html"))
    assert root.xpath("//img | //script | //link | //form | //iframe | //object") == []
    assert all(a.get("href").startswith("http") for a in root.xpath("//a"))
    assert root.xpath("//h1/@style")
    assert "@import" not in part(build_mail(personal(), settings), "html")


def test_hostile_texts(settings: Settings) -> None:
    """Markup in titles, names and reasons is shown, not run; TeX reads; other scripts keep their direction."""
    paper = dataclasses.replace(
        best_papers(1)[0],
        title="<script>alert(1)</script> $\\alpha$ مرحبا \ud800",
        authors=("<b>Eve</b>",),
        links={"pdf": "javascript:alert(1)", "abs": "https://x.example/?a=1&b=2"},
    )
    digest = personal(
        ranked=(Ranked(paper, 1.0, ("<img src=x>",)),), episodes=(), headlines={paper.id: "<i>a</i>"}
    )
    message = build_mail(digest, settings)
    text = part(message, "html")
    root = lxml_html.fromstring(text)
    assert root.xpath("//script | //img | //i | //b") == []
    assert "javascript:" not in text
    assert "α" in text
    assert 'dir="auto"' in text
    assert bytes(message).isascii()


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("none-by-calendar", "comes from the calendar"),
        ("none-by-filter", "within its filters"),
        ("degraded", "this list is incomplete"),
        ("failed", "could not be fetched"),
    ],
)
def test_silence_is_explained(outcome: str, words: str, settings: Settings) -> None:
    """A mail without papers says why there are none."""
    message = build_mail(personal(outcome=outcome, ranked=(), episodes=()), settings)
    assert "no new papers" in message["Subject"]
    for kind in ("plain", "html"):
        assert words in " ".join(part(message, kind).split())


def test_the_house_copy(settings: Settings) -> None:
    """Without a reader the mail is the house's own, and its way out opens nobody's account."""
    message = build_mail(make_digest(), settings)
    assert message["To"] == message["From"]
    assert house_token(settings) in message["List-Unsubscribe"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("address", ["no address", "a@b\r\nBcc: all@example.org", "", "ü@example.org"])
def test_a_sender_that_is_none(address: str, settings: Settings) -> None:
    """An address that cannot be mailed from is named; no header can be slipped in by it."""
    wrong = dataclasses.replace(settings, mail=MailSettings(sender=address))
    with pytest.raises(PublishError, match=r"mail\.sender"):
        build_mail(personal(), wrong)


def test_a_reader_whose_address_is_none(settings: Settings) -> None:
    """A reader's bad address is an error that names the reader."""
    digest = dataclasses.replace(make_digest(), reader=Reader("eve", "eve at home"))
    with pytest.raises(PublishError, match="reader eve"):
        build_mail(digest, settings)


def test_names_that_would_break_headers(settings: Settings) -> None:
    """Line ends and quotes in names and titles stay inside their header."""
    odd = dataclasses.replace(settings, publish=dataclasses.replace(settings.publish, title='A "b"\r\nBcc: x@y.z'))
    digest = dataclasses.replace(make_digest(), reader=dataclasses.replace(ADA, name='Ada\nTo: "x"'))
    message = build_mail(digest, odd)
    again = email.message_from_bytes(bytes(message), policy=email.policy.default)
    assert again["Bcc"] is None
    assert len(again.get_all("To")) == 1


def test_written_whole(settings: Settings, tmp_path: Path) -> None:
    """The .eml is the mail's bytes, with nothing left beside it; a folder that cannot be is an error."""
    message = build_mail(personal(), settings)
    path = tmp_path / "mail" / "2025-10-07.eml"
    write_eml(message, path)
    assert path.read_bytes() == bytes(message)
    assert list(path.parent.iterdir()) == [path]
    with pytest.raises(PublishError, match="cannot be written"):
        write_eml(message, path / "inside.eml")
