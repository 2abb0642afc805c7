"""What must hold of each item: RSS and Apple's demands. The podcast namespace has its own file."""

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree

from paperledge.publish.feedrules_channel import ADDRESS, find_date_fault, is_web, picture_faults
from paperledge.publish.findings import (
    APPLE,
    APPLE_AI,
    BOARD,
    OURS,
    RFC2822,
    RSS,
    RuleBook,
    all_of,
    attribute,
    text_of,
)

ITEM = RuleBook()
rule = ITEM.rule

TYPES = {
    ".mp3": ("audio/mpeg",), ".m4a": ("audio/x-m4a", "audio/mp4"), ".mp4": ("video/mp4",),
    ".m4v": ("video/x-m4v",), ".mov": ("video/quicktime",), ".pdf": ("application/pdf",),
}  # fmt: skip
TAGS = frozenset("p a ul ol li b i em strong br".split())
_TAG = re.compile(r"<\s*/?\s*([A-Za-z][A-Za-z0-9]*)")
_MARKUP = re.compile(r"</?[a-z]+[^<>]*>|&(amp|lt|gt|quot|#\d+);", re.IGNORECASE)
_CLOCK = re.compile(r"\d+|\d{1,3}:[0-5]\d|\d{1,2}:[0-5]\d:[0-5]\d")
# 32 to 320 kbit/s and some pictures; far outside, length or duration is in the wrong unit.
_BYTES_A_SECOND = (1_000, 120_000)


def seconds_of(text: str | None) -> int | None:
    """Seconds of an itunes:duration, None where it is none."""
    if not text or not _CLOCK.fullmatch(text):
        return None
    total = 0
    for part in text.split(":"):
        total = total * 60 + int(part)
    return total


def link_of(item: etree._Element) -> str:
    """The enclosure's address, "" without one."""
    return attribute(item, "enclosure", "url") or ""


@rule("I01", "error", "there is a title", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    if not text_of(item, "title"):
        yield "no title"


@rule("I02", "error", "title and itunes:title hold no markup", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    for path in ("title", "itunes:title"):
        if _MARKUP.search(text_of(item, path) or ""):
            yield f"{path} is {text_of(item, path)!r}"


@rule("I03", "error", "there is a guid", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    if not text_of(item, "guid"):
        yield "no guid"


@rule("I05", "error", "a guid that is no web address says isPermaLink=false", RSS)
def _(item: etree._Element) -> Iterator[str]:
    guid = text_of(item, "guid")
    if guid and attribute(item, "guid", "isPermaLink") != "false" and not is_web(guid):
        yield f"{guid!r}"


@rule("I06", "error", "there is an enclosure", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    if item.find("enclosure") is None:
        yield "no enclosure"


@rule("I07", "error", "there is only one enclosure", BOARD)
def _(item: etree._Element) -> Iterator[str]:
    if (count := len(all_of(item, "enclosure"))) > 1:
        yield f"{count} enclosures"


@rule("I08", "error", "the enclosure's address is a whole web address", RSS)
def _(item: etree._Element) -> Iterator[str]:
    if item.find("enclosure") is not None and not is_web(link_of(item)):
        yield f"{link_of(item)!r}"


@rule("I09", "error", "the enclosure's address is of ASCII without spaces", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    if not link_of(item).isascii() or re.search(r"\s", link_of(item)):
        yield f"{link_of(item)!r}"


@rule("I10", "error", "the enclosure's address ends in a suffix that players know", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    if is_web(link_of(item)) and suffix_of(link_of(item)) not in TYPES:
        yield f"{link_of(item)!r}"


def suffix_of(url: str) -> str:
    """`.mp3` of an address."""
    name = urlsplit(url).path.rpartition("/")[2]
    return "." + name.rpartition(".")[2].lower() if "." in name else ""


@rule("I11", "error", "the enclosure's type fits its suffix", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    kind, wanted = attribute(item, "enclosure", "type"), TYPES.get(suffix_of(link_of(item)))
    if wanted and kind not in wanted:
        yield f"{kind!r} for {suffix_of(link_of(item))}"


@rule("I12", "error", "the enclosure has a type", RSS)
def _(item: etree._Element) -> Iterator[str]:
    if item.find("enclosure") is not None and not attribute(item, "enclosure", "type"):
        yield "no type"


@rule("I13", "error", "the enclosure's length is a whole number of bytes", RSS)
def _(item: etree._Element) -> Iterator[str]:
    value = attribute(item, "enclosure", "length")
    if item.find("enclosure") is not None and not (value and value.isascii() and value.isdigit()):
        yield f"{value!r}"


@rule("I14", "error", "the enclosure is no empty or broken file", OURS)
def _(item: etree._Element) -> Iterator[str]:
    value = attribute(item, "enclosure", "length") or ""
    if value.isascii() and value.isdigit() and int(value) < 1000:
        yield f"{value} bytes"


@rule("I16", "warning", "length and duration fit each other, so neither is in the wrong unit", OURS)
def _(item: etree._Element) -> Iterator[str]:
    length, seconds = attribute(item, "enclosure", "length") or "", seconds_of(text_of(item, "itunes:duration"))
    if not (length.isascii() and length.isdigit()) or not seconds:
        return
    if not _BYTES_A_SECOND[0] <= int(length) / seconds <= _BYTES_A_SECOND[1]:
        yield f"{length} bytes for {seconds} s"


@rule("I17", "error", "there is a pubDate", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    if not text_of(item, "pubDate"):
        yield "no pubDate"


@rule("I18", "error", "pubDate is a date, with a year of four digits and the right day of the week", RFC2822)
def _(item: etree._Element) -> Iterator[str]:
    text = text_of(item, "pubDate")
    if text and (fault := find_date_fault(text)):
        yield fault


@rule("I20", "advice", "items stand newest first", BOARD)
def _(item: etree._Element) -> Iterator[str]:
    before = next(item.itersiblings("item", preceding=True), None)
    dates = [text_of(node, "pubDate") or "" for node in (before, item) if node is not None]
    if len(dates) == 2 and not any(map(find_date_fault, dates)):
        older, newer = (parsedate_to_datetime(text) for text in dates)
        if older < newer:
            yield f"{dates[1]!r} stands after {dates[0]!r}"


@rule("I21", "warning", "there is an itunes:duration", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    if text_of(item, "itunes:duration") is None:
        yield "no itunes:duration"


@rule("I22", "error", "itunes:duration is seconds or H:MM:SS", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    text = text_of(item, "itunes:duration")
    if text is not None and seconds_of(text) is None:
        yield f"{text!r}"


@rule("I23", "error", "itunes:duration is above zero", OURS)
def _(item: etree._Element) -> Iterator[str]:
    if seconds_of(text_of(item, "itunes:duration")) == 0:
        yield "0 s"


@rule("I24", "error", "itunes:explicit is true or false", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    value = text_of(item, "itunes:explicit")
    if value is not None and value not in ("true", "false"):
        yield f"{value!r}"


@rule("I25", "error", "itunes:episodeType is full, trailer or bonus", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    value = text_of(item, "itunes:episodeType")
    if value is not None and value.lower() not in ("full", "trailer", "bonus"):
        yield f"{value!r}"


@rule("I26", "error", "itunes:episode and itunes:season are whole numbers above zero", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    for path in ("itunes:episode", "itunes:season"):
        value = text_of(item, path)
        if value is not None and not (value.isascii() and value.isdigit() and int(value) > 0):
            yield f"{path} is {value!r}"


@rule("I27", "error", "itunes:image is a whole ASCII web address of a JPEG or PNG", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    yield from picture_faults(attribute(item, "itunes:image", "href"))


@rule("I28", "warning", "there are show notes", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    if not text_of(item, "description"):
        yield "no description"


@rule("I29", "error", "show notes have at most 4,000 bytes", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    size = len((text_of(item, "description") or "").encode())
    if size > 4000:
        yield f"{size} bytes"


@rule("I30", "warning", "show notes use only paragraphs, lists, links and emphasis", APPLE)
def _(item: etree._Element) -> Iterator[str]:
    used = {name.lower() for name in _TAG.findall(text_of(item, "description") or "")}
    if strange := sorted(used - TAGS):
        yield ", ".join(f"<{name}>" for name in strange)


@rule("I31", "error", "show notes are not escaped twice", BOARD)
def _(item: etree._Element) -> Iterator[str]:
    if re.search(r"&lt;/?(p|a|br|li|ul|em|strong)\b", text_of(item, "description") or ""):
        yield "markup would be shown as text"


@rule("I32", "error", "link is a whole web address", RSS)
def _(item: etree._Element) -> Iterator[str]:
    link = text_of(item, "link")
    if link is not None and not is_web(link):
        yield f"{link!r}"


@rule("I33", "error", "author is a mail address", RSS)
def _(item: etree._Element) -> Iterator[str]:
    author = text_of(item, "author")
    if author is not None and not ADDRESS.search(author):
        yield f"{author!r}; a name goes into itunes:author"


@rule("I34", "warning", "an episode made by machine says so in its show notes", APPLE_AI)
def _(item: etree._Element) -> Iterator[str]:
    marks = [(n.text or "").strip() for n in all_of(item, "podcast:txt") if n.get("purpose") == "ai-content"]
    words = (text_of(item, "description") or "").lower()
    if "true" in marks and not re.search(r"\bai\b|machine|artificial|synthetic", words):
        yield "the show notes do not mention it"


@rule("I35", "advice", "show notes link to what the episode is about", OURS)
def _(item: etree._Element) -> Iterator[str]:
    notes = text_of(item, "description")
    if notes and "href=" not in notes:
        yield "no link"


@rule("I36", "error", "addresses in the show notes are whole", BOARD)
def _(item: etree._Element) -> Iterator[str]:
    for url in re.findall(r"""(?:href|src)\s*=\s*["']([^"']*)["']""", text_of(item, "description") or ""):
        if not is_web(url) and not url.startswith("mailto:"):
            yield f"{url!r}"
