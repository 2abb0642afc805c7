"""Our feed, broken in one way each: (the rule that must notice, what is done to the feed)."""

from collections.abc import Callable

from lxml import etree

from paperledge.publish.findings import NAMESPACES

Edit = Callable[[etree._Element], None]


def nodes(root: etree._Element, path: str) -> list[etree._Element]:
    found = root.findall(f"channel/{path}", NAMESPACES)
    assert found, f"the whole feed has no {path}"
    return found


def drop(path: str) -> Edit:
    def edit(root: etree._Element) -> None:
        for node in nodes(root, path):
            parent = node.getparent()
            assert parent is not None
            parent.remove(node)

    return edit


def text(path: str, value: str) -> Edit:
    def edit(root: etree._Element) -> None:
        nodes(root, path)[0].text = value

    return edit


def attr(path: str, name: str, value: str | None) -> Edit:
    def edit(root: etree._Element) -> None:
        node = nodes(root, path)[0]
        if value is None:
            del node.attrib[name]
        else:
            node.set(name, value)

    return edit


def add(xml: str, path: str = "") -> Edit:
    def edit(root: etree._Element) -> None:
        spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in NAMESPACES.items())
        parent = nodes(root, path)[0] if path else root.find("channel")
        assert parent is not None
        parent.extend(list(etree.fromstring(f"<x {spaces}>{xml}</x>")))

    return edit


def both(*edits: Edit) -> Edit:
    def edit(root: etree._Element) -> None:
        for one in edits:
            one(root)

    return edit


def same_guid(root: etree._Element) -> None:
    first, second = nodes(root, "item/guid")[:2]
    second.text = first.text


def same_sound(root: etree._Element) -> None:
    first, second = nodes(root, "item/enclosure")[:2]
    second.set("url", str(first.get("url")))


def same_date(root: etree._Element) -> None:
    first, second = nodes(root, "item/pubDate")[:2]
    second.text = first.text


def oldest_first(root: etree._Element) -> None:
    dates = nodes(root, "item/pubDate")
    values = [node.text for node in dates]
    for node, value in zip(dates, reversed(values), strict=True):
        node.text = value


PICTURE = "https://x.example/a.gif"
TWICE = "<description>a</description>"
BROKEN: list[tuple[str, Edit]] = [
    ("C01", drop("title")),
    ("C02", drop("link")),
    ("C03", text("description", " ")),
    ("C04", drop("language")),
    ("C05", drop("copyright")),
    ("C06", drop("itunes:explicit")),
    ("C07", drop("itunes:author")),
    ("C08", drop("podcast:guid")),
    ("C09", add(TWICE)),
    ("C10", text("link", "/home")),
    ("C11", text("description", "é" * 2001)),
    ("C12", text("language", "english")),
    ("C13", drop("itunes:image")),
    ("C14", attr("itunes:image", "href", PICTURE)),
    ("C14", attr("itunes:image", "href", "https://x.example/ü.jpg")),
    ("C15", drop("itunes:category")),
    ("C16", attr("itunes:category", "text", "Papers")),
    ("C17", attr("itunes:category/itunes:category", "text", "Books")),
    ("C18", text("itunes:explicit", "no")),
    ("C19", drop("itunes:owner/itunes:email")),
    ("C20", text("itunes:owner/itunes:email", "owner at example")),
    ("C21", text("itunes:type", "daily")),
    ("C22", add("<itunes:block>true</itunes:block>")),
    ("C23", add("<itunes:new-feed-url>feed.xml</itunes:new-feed-url>")),
    ("C24", drop("atom:link")),
    ("C25", attr("atom:link", "href", "feed.xml")),
    ("C26", attr("atom:link", "type", "text/xml")),
    ("C27", text("lastBuildDate", "2025-10-07T05:00:00Z")),
    ("C28", text("lastBuildDate", "Wed, 07 Oct 2020 05:00:00 GMT")),
    ("C29", drop("item")),
    ("C30", add("<ttl>soon</ttl>")),
    ("C31", add("<managingEditor>Ada</managingEditor>")),
    ("C32", drop("image/url")),
    ("C33", text("image/title", "Other")),
    ("C34", add("<skipDays><day>Sun</day></skipDays>")),
    ("C34", add("<skipHours><hour>24</hour></skipHours>")),
    ("C35", text("podcast:guid", "y0ur-gu1d-g035-h3r3")),
    ("C36", text("podcast:guid", "7b6a0d1e-8f0f-4f1e-9a64-3f8f5f3f6d2a")),
    ("C37", text("podcast:locked", "true")),
    ("C38", attr("podcast:locked", "owner", "nobody")),
    ("C39", text("podcast:medium", "radio")),
    ("C40", add("<podcast:block>maybe</podcast:block>")),
    ("C41", add("<podcast:funding url='x'>give</podcast:funding>")),
    ("C42", both(drop("podcast:txt"), drop("item/podcast:txt"))),
    ("C43", text("description", "A fine show.")),
    ("C44", attr("podcast:updateFrequency", "rrule", "daily")),
    ("C45", text("title", "<b>Papers</b>")),
    ("C46", same_guid),
    ("C47", same_sound),
    ("C48", same_date),
    ("I01", drop("item/title")),
    ("I02", text("item/title", "AT&amp;T")),
    ("I03", drop("item/guid")),
    ("I05", attr("item/guid", "isPermaLink", None)),
    ("I06", drop("item/enclosure")),
    ("I07", add("<enclosure url='https://x.example/b.mp3' length='5000' type='audio/mpeg'/>", "item")),
    ("I08", attr("item/enclosure", "url", "audio/a.mp3")),
    ("I09", attr("item/enclosure", "url", "https://x.example/ä.mp3")),
    ("I10", attr("item/enclosure", "url", "https://x.example/a.ogg")),
    ("I11", attr("item/enclosure", "type", "audio/mp3")),
    ("I12", attr("item/enclosure", "type", None)),
    ("I13", attr("item/enclosure", "length", "4:31")),
    ("I14", attr("item/enclosure", "length", "260")),
    ("I16", attr("item/enclosure", "length", "4000")),
    ("I17", drop("item/pubDate")),
    ("I18", text("item/pubDate", "Mon, 07 Oct 2025 05:00:00 +0000")),
    ("I18", text("item/pubDate", "Tue, 07 Oct 25 05:00:00 GMT")),
    ("I20", oldest_first),
    ("I21", drop("item/itunes:duration")),
    ("I22", text("item/itunes:duration", "4 min")),
    ("I23", text("item/itunes:duration", "0")),
    ("I24", text("item/itunes:explicit", "clean")),
    ("I25", text("item/itunes:episodeType", "short")),
    ("I26", add("<itunes:episode>0</itunes:episode>", "item")),
    ("I27", attr("item/itunes:image", "href", PICTURE)),
    ("I28", drop("item/description")),
    ("I29", text("item/description", "x" * 4001)),
    ("I30", text("item/description", "<script>a</script>")),
    ("I31", text("item/description", "&lt;p&gt;a&lt;/p&gt;")),
    ("I32", text("item/link", "episode/1")),
    ("I33", add("<author>Ada Lovelace</author>", "item")),
    ("I34", text("item/description", "A nice talk.")),
    ("I35", text("item/description", "A nice talk.")),
    ("I36", text("item/description", "<a href='/paper'>x</a>")),
    ("P01", attr("item/podcast:transcript", "url", "a.vtt")),
    ("P02", attr("item/podcast:transcript", "type", "text/srt")),
    ("P03", attr("item/podcast:transcript", "type", "text/html")),
    ("P04", attr("item/podcast:transcript", "language", "??")),
    ("P05", attr("item/podcast:transcript", "rel", "subtitles")),
    ("P06", attr("item/podcast:chapters", "url", "c.json")),
    ("P07", attr("item/podcast:chapters", "type", "application/json")),
    ("P08", add("<podcast:chapters url='https://x.example/c' type='application/json+chapters'/>", "item")),
    ("P09", attr("item/podcast:soundbite", "startTime", "1:20")),
    ("P10", attr("item/podcast:soundbite", "startTime", "900")),
    ("P11", attr("item/podcast:soundbite", "duration", "3")),
    ("P12", text("item/podcast:soundbite", "x" * 129)),
    ("P13", text("item/podcast:person", " ")),
    ("P14", attr("item/podcast:person", "href", "ada")),
    ("P15", attr("item/podcast:person", "group", "wizards")),
    ("P16", text("item/podcast:txt", "yes")),
    ("P17", text("item/podcast:txt", "x" * 4001)),
    ("P18", add("<podcast:season>one</podcast:season>", "item")),
    ("P19", add("<podcast:alternateEnclosure type='audio/opus'/>", "item")),
    ("P20", add("<podcast:license/>", "item")),
]
