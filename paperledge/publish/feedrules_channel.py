"""What must hold of a feed's channel."""

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree

from paperledge.publish.apple import CATEGORIES
from paperledge.publish.findings import (
    APPLE,
    APPLE_AI,
    BOARD,
    OURS,
    PODCAST_NS,
    RFC2822,
    RFC4287,
    RFC5646,
    RSS,
    RuleBook,
    all_of,
    attribute,
    text_of,
)

CHANNEL = RuleBook()
rule = CHANNEL.rule

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-[A-Za-z0-9]{5,8})*")
ADDRESS = re.compile(r"[^@\s<>()]+@[^@\s<>()]+")
DATE = re.compile(
    r"((Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d(:\d\d)? (GMT|UT|UTC|[ECMP][SD]T|[+-]\d{4})"
)
MEDIA = frozenset(
    "podcast music video film audiobook newsletter blog publisher course mixed podcastL musicL videoL filmL "
    "audiobookL newsletterL blogL publisherL courseL".split()
)
ONCE = ("title", "link", "description", "language", "copyright", "pubDate", "lastBuildDate", "generator", "image",
        "itunes:author", "itunes:explicit", "itunes:image", "itunes:owner", "itunes:type", "podcast:guid",
        "podcast:locked", "podcast:medium")  # fmt: skip
REQUIRED = (
    ("C01", "error", "title", RSS), ("C02", "error", "link", RSS), ("C03", "error", "description", RSS),
    ("C04", "error", "language", APPLE), ("C05", "advice", "copyright", APPLE),
    ("C06", "error", "itunes:explicit", APPLE),
    ("C07", "error", "itunes:author", APPLE), ("C08", "warning", "podcast:guid", PODCAST_NS),
)  # fmt: skip


def is_web(url: str | None) -> bool:
    """Whether this is a whole http(s) address."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def find_date_fault(text: str) -> str:
    """What is wrong with a date, "" when nothing is."""
    if not DATE.fullmatch(text):
        return f"{text!r} is no date like 'Tue, 07 Oct 2025 05:00:00 +0000'"
    try:
        when = parsedate_to_datetime(text)
    except ValueError as error:
        return f"{text!r}: {error}"
    if text[:3].isalpha() and f"{when:%a}" != text[:3]:
        return f"{text!r}: that day is a {when:%A}"
    return ""


def _required(name: str, level: str, path: str, source: str) -> None:
    @rule(name, level, f"{path} is there and not empty", source)  # type: ignore[arg-type]
    def _(channel: etree._Element) -> Iterator[str]:
        if not text_of(channel, path):
            yield f"no {path}"


for _row in REQUIRED:
    _required(*_row)


@rule("C09", "error", "no element that may stand once stands twice", RSS)
def _(channel: etree._Element) -> Iterator[str]:
    for path in ONCE:
        if (count := len(all_of(channel, path))) > 1:
            yield f"{path} stands {count} times"


@rule("C10", "error", "link is a whole web address", RSS)
def _(channel: etree._Element) -> Iterator[str]:
    link = text_of(channel, "link")
    if link and not is_web(link):
        yield f"{link!r}"


@rule("C11", "error", "description has at most 4,000 bytes", APPLE)
def _(channel: etree._Element) -> Iterator[str]:
    size = len((text_of(channel, "description") or "").encode())
    if size > 4000:
        yield f"{size} bytes"


@rule("C12", "error", "language is a language tag", RFC5646)
def _(channel: etree._Element) -> Iterator[str]:
    tag = text_of(channel, "language")
    if tag and not LANGUAGE.fullmatch(tag):
        yield f"{tag!r}"


@rule("C13", "error", "itunes:image names a picture", APPLE)
def _(channel: etree._Element) -> Iterator[str]:
    if not attribute(channel, "itunes:image", "href"):
        yield "no itunes:image with an href"


@rule("C14", "error", "itunes:image is a whole ASCII web address of a JPEG or PNG", APPLE)
def _(channel: etree._Element) -> Iterator[str]:
    yield from picture_faults(attribute(channel, "itunes:image", "href"))


def picture_faults(url: str | None) -> Iterator[str]:
    """What is wrong with the address of a picture."""
    if not url:
        return
    if not is_web(url) or not url.isascii() or " " in url:
        yield f"{url!r} is no whole ASCII address"
    elif not urlsplit(url).path.lower().endswith((".jpg", ".jpeg", ".png")):
        yield f"{url!r} ends neither in .jpg nor in .png"


@rule("C15", "error", "itunes:category is there", APPLE)
def _(channel: etree._Element) -> Iterator[str]:
    if not attribute(channel, "itunes:category", "text"):
        yield "no itunes:category with a text"


@rule("C16", "error", "categories are ones that Apple lists", APPLE)
def _(channel: etree._Element) -> Iterator[str]:
    for node in all_of(channel, "itunes:category"):
        if (name := node.get("text")) and name not in CATEGORIES:
            yield f"{name!r}"


@rule("C17", "error", "a subcategory belongs to its category", APPLE)
def _(channel: etree._Element) -> Iterator[str]:
    for node in all_of(channel, "itunes:category/itunes:category"):
        parent = node.getparent()
        above = (parent.get("text") if parent is not None else "") or ""
        if above in CATEGORIES and node.get("text") not in CATEGORIES[above]:
            yield f"{node.get('text')!r} does not stand under {above!r}"


@rule("C18", "error", "itunes:explicit is true or false", APPLE)
def _(channel: etree._Element) -> Iterator[str]:
    value = text_of(channel, "itunes:explicit")
    if value and value not in ("true", "false"):
        yield f"{value!r}"


@rule("C19", "advice", "itunes:owner has a mail address, by which directories verify who owns the feed", APPLE)
def _(channel: etree._Element) -> Iterator[str]:
    if not text_of(channel, "itunes:owner/itunes:email"):
        yield "no itunes:owner with an itunes:email"


@rule("C20", "error", "the owner's address is a mail address", APPLE)
def _(channel: etree._Element) -> Iterator[str]:
    address = text_of(channel, "itunes:owner/itunes:email")
    if address and not ADDRESS.fullmatch(address):
        yield f"{address!r}"


@rule("C21", "error", "itunes:type is episodic or serial", APPLE)
def _(channel: etree._Element) -> Iterator[str]:
    value = text_of(channel, "itunes:type")
    if value is not None and value.lower() not in ("episodic", "serial"):
        yield f"{value!r}"


@rule("C22", "error", "itunes:block and itunes:complete say Yes or are not there", APPLE)
def _(channel: etree._Element) -> Iterator[str]:
    for path in ("itunes:block", "itunes:complete"):
        value = text_of(channel, path)
        if value is not None and value != "Yes":
            yield f"{path} is {value!r}"


@rule("C23", "error", "itunes:new-feed-url is a whole web address", APPLE)
def _(channel: etree._Element) -> Iterator[str]:
    url = text_of(channel, "itunes:new-feed-url")
    if url is not None and not is_web(url):
        yield f"{url!r}"


@rule("C24", "warning", "atom:link rel=self tells where the feed lives", BOARD)
def _(channel: etree._Element) -> Iterator[str]:
    if not [n for n in all_of(channel, "atom:link") if n.get("rel") == "self"]:
        yield "no atom:link with rel=self"


@rule("C25", "error", "atom:link rel=self is a whole web address", RFC4287)
def _(channel: etree._Element) -> Iterator[str]:
    for node in all_of(channel, "atom:link"):
        if node.get("rel") == "self" and not is_web(node.get("href")):
            yield f"{node.get('href')!r}"


@rule("C26", "warning", "atom:link rel=self has the type application/rss+xml", BOARD)
def _(channel: etree._Element) -> Iterator[str]:
    for node in all_of(channel, "atom:link"):
        if node.get("rel") == "self" and node.get("type") != "application/rss+xml":
            yield f"{node.get('type')!r}"


@rule("C27", "error", "the channel's dates are dates", RFC2822)
def _(channel: etree._Element) -> Iterator[str]:
    for path in ("pubDate", "lastBuildDate"):
        text = text_of(channel, path)
        if text is not None and (fault := find_date_fault(text)):
            yield f"{path} {fault}"


@rule("C28", "warning", "lastBuildDate is not before the newest episode", RSS)
def _(channel: etree._Element) -> Iterator[str]:
    built = text_of(channel, "lastBuildDate")
    if built is None or find_date_fault(built):
        return
    for node in all_of(channel, "item/pubDate"):
        text = (node.text or "").strip()
        if not find_date_fault(text) and parsedate_to_datetime(text) > parsedate_to_datetime(built):
            yield f"built {built!r}, an episode of {text!r}"
            return


@rule("C29", "warning", "there is at least one episode", APPLE)
def _(channel: etree._Element) -> Iterator[str]:
    if not all_of(channel, "item"):
        yield "no item; directories list a podcast from its first episode on"


@rule("C30", "error", "ttl is a whole number of minutes above zero", RSS)
def _(channel: etree._Element) -> Iterator[str]:
    value = text_of(channel, "ttl")
    if value is not None and not (value.isascii() and value.isdigit() and int(value) > 0):
        yield f"{value!r}"


@rule("C31", "error", "managingEditor and webMaster are mail addresses", RSS)
def _(channel: etree._Element) -> Iterator[str]:
    for path in ("managingEditor", "webMaster"):
        value = text_of(channel, path)
        if value is not None and not ADDRESS.match(value):
            yield f"{path} is {value!r}"


@rule("C32", "error", "image has url, title and link", RSS)
def _(channel: etree._Element) -> Iterator[str]:
    for node in all_of(channel, "image"):
        for path in ("url", "title", "link"):
            if not text_of(node, path):
                yield f"image without {path}"


@rule("C33", "advice", "image bears the title and link of the channel", RSS)
def _(channel: etree._Element) -> Iterator[str]:
    for node in all_of(channel, "image"):
        for path in ("title", "link"):
            if text_of(node, path) != text_of(channel, path):
                yield f"{path} is {text_of(node, path)!r}, the channel's is {text_of(channel, path)!r}"


@rule("C34", "error", "skipDays are English names of days, skipHours are 0 to 23", RSS)
def _(channel: etree._Element) -> Iterator[str]:
    days = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
    for node in all_of(channel, "skipDays/day"):
        if (node.text or "").strip() not in days:
            yield f"day {node.text!r}"
    for node in all_of(channel, "skipHours/hour"):
        if (node.text or "").strip() not in {str(n) for n in range(24)}:
            yield f"hour {node.text!r}"


@rule("C35", "error", "podcast:guid is a UUID", PODCAST_NS)
def _(channel: etree._Element) -> Iterator[str]:
    if (value := text_of(channel, "podcast:guid")) and _uuid(value) is None:
        yield f"{value!r}"


@rule("C36", "advice", "podcast:guid is of version 5, made from the feed's first address", PODCAST_NS)
def _(channel: etree._Element) -> Iterator[str]:
    found = _uuid(text_of(channel, "podcast:guid") or "")
    if found is not None and found.version != 5:
        yield f"version {found.version}"


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


@rule("C37", "error", "podcast:locked is yes or no", PODCAST_NS)
def _(channel: etree._Element) -> Iterator[str]:
    value = text_of(channel, "podcast:locked")
    if value is not None and value not in ("yes", "no"):
        yield f"{value!r}"


@rule("C38", "error", "the owner named by podcast:locked is a mail address", PODCAST_NS)
def _(channel: etree._Element) -> Iterator[str]:
    owner = attribute(channel, "podcast:locked", "owner")
    if owner is not None and not ADDRESS.fullmatch(owner):
        yield f"{owner!r}"


@rule("C39", "error", "podcast:medium is a known one", PODCAST_NS)
def _(channel: etree._Element) -> Iterator[str]:
    value = text_of(channel, "podcast:medium")
    if value is not None and value not in MEDIA:
        yield f"{value!r}"


@rule("C40", "error", "podcast:block is yes or no", PODCAST_NS)
def _(channel: etree._Element) -> Iterator[str]:
    for node in all_of(channel, "podcast:block"):
        if (node.text or "").strip() not in ("yes", "no"):
            yield f"{node.text!r}"


@rule("C41", "error", "podcast:funding has an address and at most 128 characters of text", PODCAST_NS)
def _(channel: etree._Element) -> Iterator[str]:
    for node in all_of(channel, "podcast:funding"):
        if not is_web(node.get("url")):
            yield f"address {node.get('url')!r}"
        if len(node.text or "") > 128:
            yield f"{len(node.text or '')} characters"


@rule("C42", "warning", "whether machines made the content is said by podcast:txt purpose=ai-content", APPLE_AI)
def _(channel: etree._Element) -> Iterator[str]:
    marks = [n for n in all_of(channel, "podcast:txt") if n.get("purpose") == "ai-content"]
    items = all_of(channel, "item")
    told = [i for i in items if any(n.get("purpose") == "ai-content" for n in all_of(i, "podcast:txt"))]
    if not marks and (not items or len(told) < len(items)):
        yield "neither the channel nor every item says so"


@rule("C43", "advice", "a podcast made by machine says so in words, too", OURS)
def _(channel: etree._Element) -> Iterator[str]:
    marks = [(n.text or "").strip() for n in all_of(channel, "podcast:txt") if n.get("purpose") == "ai-content"]
    words = (text_of(channel, "description") or "").lower()
    if "true" in marks and not any(word in words for word in ("machine", " ai ", "artificial", "synthetic")):
        yield "the description does not mention it"


@rule("C44", "error", "podcast:updateFrequency has a rule that begins with FREQ=", PODCAST_NS)
def _(channel: etree._Element) -> Iterator[str]:
    for node in all_of(channel, "podcast:updateFrequency"):
        if (rrule := node.get("rrule")) is not None and not rrule.startswith("FREQ="):
            yield f"{rrule!r}"


@rule("C45", "error", "title and author hold no markup", APPLE)
def _(channel: etree._Element) -> Iterator[str]:
    for path in ("title", "itunes:author"):
        if re.search(r"</?[a-z]+[^<>]*>|&[a-z]+;", text_of(channel, path) or "", re.IGNORECASE):
            yield f"{path} is {text_of(channel, path)!r}"


def _repeated(values: Iterable[str | None]) -> Iterator[str]:
    counts = Counter(value for value in values if value)
    return (f"{value!r} stands {count} times" for value, count in counts.items() if count > 1)


@rule("C46", "error", "no two items share a guid", RSS)
def _(channel: etree._Element) -> Iterator[str]:
    return _repeated(text_of(item, "guid") for item in all_of(channel, "item"))


@rule("C47", "error", "no two items share an enclosure's address", APPLE)
def _(channel: etree._Element) -> Iterator[str]:
    return _repeated(attribute(item, "enclosure", "url") for item in all_of(channel, "item"))


@rule("C48", "advice", "no two items share a pubDate, or players show them in any order", OURS)
def _(channel: etree._Element) -> Iterator[str]:
    return _repeated(text_of(item, "pubDate") for item in all_of(channel, "item"))
