"""A digest -> one mail: HTML with its styles on the elements, plain text beside it, and a way out in one click.

The same digest gives the same bytes: Message-ID, date and MIME boundary come from day, reader and list.
"""

import binascii
import datetime as dt
import functools
import hashlib
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import css_inline
from jinja2 import Environment
from markupsafe import Markup

from paperledge.errors import PublishError
from paperledge.publish.addresses import FOLDERS, Links, whole_url
from paperledge.publish.feed import FEED_HOUR_UTC
from paperledge.publish.files import write_whole
from paperledge.publish.pages import open_environment
from paperledge.publish.views import Card, say_outcome, say_weighing, told_first, view_alerts, view_cards
from paperledge.records import Digest, fold
from paperledge.settings import Settings


def build_mail(digest: Digest, settings: Settings) -> EmailMessage:
    """The digest as a mail to its reader; without one, a copy of the list for the house, addressed to its sender.

    Raises PublishError when the reader's or the sender's address is none.
    """
    name = message_hash(digest, settings)
    message = EmailMessage(policy=policy.SMTP)
    _write_head(message, digest, settings, name)
    values = _values(digest, settings)
    text = _whole(_environment().get_template("mail.txt").render(values))
    html = _inliner().inline(_whole(_environment().get_template("mail.html").render(values)))
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = "multipart/alternative"
    message.set_boundary(f"=_{name}")
    message.set_payload([_part(text, "plain"), _part(html, "html")])
    return message


def _part(text: str, kind: str) -> EmailMessage:
    """Text as quoted-printable; the email package's own way takes a millisecond longer for each part."""
    part = EmailMessage(policy=policy.SMTP)
    part["Content-Type"] = f'text/{kind}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(binascii.b2a_qp(text.encode()).decode("ascii"))
    return part


def write_eml(message: EmailMessage, path: Path) -> None:
    """The mail as a file, swapped in whole. Raises PublishError when the disk will not take it."""
    write_whole(path, bytes(message))


def message_hash(digest: Digest, settings: Settings) -> str:
    """Which mail this is: the same for the same day, reader and list, whatever its content."""
    reader = digest.reader.name if digest.reader else ""
    return hashlib.sha256(f"{digest.day}\n{reader}\n{list_id(settings)}".encode()).hexdigest()[:40]


def list_id(settings: Settings) -> str:
    """The list's name for mail programs (RFC 2919)."""
    return f"digest.{_domain(settings)}"


def house_token(settings: Settings) -> str:
    """Stands for the list itself where a mail has no reader; it opens nothing."""
    return hashlib.sha256(f"house\n{list_id(settings)}\n{settings.publish.title}".encode()).hexdigest()[:24]


def unsubscribe_url(digest: Digest, settings: Settings) -> str:
    """The address that takes a reader off the list: GET asks, POST does it (RFC 8058)."""
    token = digest.reader.token if digest.reader and digest.reader.token else house_token(settings)
    return whole_url(settings.publish.base_url, f"unsubscribe/{quote(token, safe='')}")


def _write_head(message: EmailMessage, digest: Digest, settings: Settings, name: str) -> None:
    sender = _address(settings.mail.sender, settings.publish.title, "mail.sender")
    reader = digest.reader
    to = _address(reader.email, reader.name, f"reader {reader.name}") if reader and reader.email else sender
    out = unsubscribe_url(digest, settings)
    token = out.rpartition("/")[2]
    message["From"] = sender
    message["To"] = to
    message["Subject"] = _subject(digest, settings)
    message["Date"] = format_datetime(dt.datetime.combine(digest.day, dt.time(FEED_HOUR_UTC), dt.UTC))
    message["Message-ID"] = f"<{name}@{_domain(settings)}>"
    message["List-Id"] = f"<{list_id(settings)}>"
    message["List-Unsubscribe"] = f"<{out}>, <mailto:{sender.addr_spec}?subject=unsubscribe%20{token}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Precedence"] = "bulk"
    message["Auto-Submitted"] = "auto-generated"


def _address(text: str, name: str, whose: str) -> Address:
    plain = fold(text)
    shown, spec = parseaddr(plain)
    try:
        if not spec.isascii() or not plain.endswith((spec, f"<{spec}>")):
            raise ValueError("wanted name@host or Name <name@host>, in ASCII")
        return Address(display_name=fold(shown or name), addr_spec=spec)
    except (ValueError, IndexError) as error:
        raise PublishError(
            f"{whose}: {text!r} is no mail address ({error})",
            kept="everything else",
            next_step="correct the address",
        ) from error


def _domain(settings: Settings) -> str:
    _, spec = parseaddr(settings.mail.sender)
    domain = spec.rpartition("@")[2] or urlsplit(settings.publish.base_url).hostname or "localhost"
    return domain.encode("idna").decode("ascii") if not domain.isascii() else domain


def _subject(digest: Digest, settings: Settings) -> str:
    day = f"{digest.day.day} {digest.day:%B %Y}"
    papers, told = len(digest.ranked), len(digest.episodes)
    if not papers:
        return f"{fold(settings.publish.title)}, {day}: no new papers"
    count = f"{papers} {'paper' if papers == 1 else 'papers'}"
    episodes = f", {told} {'episode' if told == 1 else 'episodes'}" if told else ""
    return f"{fold(settings.publish.title)}, {day}: {count}{episodes}"


def _values(digest: Digest, settings: Settings) -> dict[str, Any]:
    cards = view_cards(digest)
    links = Links(whole_url(settings.publish.base_url, ""), FOLDERS)
    shown = [_show(_CardKey(card, links.root), links) for card in cards]
    reader = digest.reader
    feed = f"feed/{quote(reader.token, safe='')}.xml" if reader and reader.token else "feed.xml"
    return {
        "site": settings.publish,
        "digest": digest,
        "html_cards": [html for html, _ in shown],
        "text_cards": [text for _, text in shown],
        "alerts": view_alerts(digest),
        "told": told_first(digest.ranked, digest.episodes),
        "links": links,
        "subject": _subject(digest, settings),
        "preview": "; ".join(card.paper.title for card in cards[:3]) or say_outcome(digest),
        "outcome": say_outcome(digest),
        "weighing": say_weighing(digest),
        "reader_note": "What you were sent before is left out." if reader else "",
        "feed": links.file(feed),
        "unsubscribe": unsubscribe_url(digest, settings),
    }


class _CardKey:
    """A card, equal to one that reads the same; the script of its episode is not compared word by word."""

    def __init__(self, card: Card, root: str) -> None:
        self.card = card
        episode = card.episode.id if card.episode else ""
        self.says = (
            card.rank,
            card.paper.id,
            card.paper.title,
            card.headline,
            card.reasons,
            card.upvotes,
            episode,
            root,
        )

    def __hash__(self) -> int:
        return hash(self.says)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _CardKey) and self.says == other.says and self.card.paper == other.card.paper


@functools.lru_cache(maxsize=4096)
def _show(key: _CardKey, links: Links) -> tuple[Markup, str]:
    """A card as it stands in mails: a day's papers go to many readers, and are filled in once for all."""
    values = {"card": key.card, "links": links}
    html, text = (_environment().get_template(f"mail_card.{kind}").render(values) for kind in ("html", "txt"))
    return Markup(html), text  # noqa: S704  rendered with every value escaped


def _whole(text: str) -> str:
    """Half characters cannot be sent; they become question marks. NUL has no place in a mail."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


@functools.cache
def _environment() -> Environment:
    return open_environment()


@functools.cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
