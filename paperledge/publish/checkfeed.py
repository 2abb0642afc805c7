"""Any podcast feed -> what is wrong with it, each finding with its rule and where the rule comes from.

Read feedrules_channel.py, feedrules_item.py and feedrules_podcast.py for the rules; feedfiles.py for what a feed
points to.
"""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from paperledge.publish.feedfiles import Shelf, channel_files, item_files
from paperledge.publish.feedrules_channel import CHANNEL
from paperledge.publish.feedrules_item import ITEM
from paperledge.publish.feedrules_podcast import PODCAST_ITEM
from paperledge.publish.findings import (
    APPLE,
    ITUNES,
    PODCAST,
    PODCAST_NS,
    RSS,
    XML_SPEC,
    Finding,
    Rule,
    all_of,
    text_of,
)

ITEM_RULES: tuple[Rule, ...] = (*ITEM.rules, *PODCAST_ITEM.rules)
CHANNEL_RULES: tuple[Rule, ...] = tuple(CHANNEL.rules)
_NEAR_NAMES = {"itunes": ITUNES, "podcast": PODCAST}


def check_feed(data: bytes, files: Path | None = None) -> list[Finding]:
    """Everything found wrong with a feed, in the order of its parts; an empty list is a clean bill.

    files: the folder that holds what the feed points to (the one feed.xml lies in); its files are then looked at.
    """
    root, findings = _parse(data)
    if root is None:
        return findings
    channels = all_of(root, "channel")
    if len(channels) != 1:
        return [*findings, _document("D05", f"{len(channels)} channels; wanted one", RSS)]
    channel = channels[0]
    findings += _broken(CHANNEL_RULES, channel, "channel")
    items = all_of(channel, "item")
    for number, item in enumerate(items, 1):
        findings += _broken(ITEM_RULES, item, _where(number, item))
    if files is not None and (base := _base(channel)):
        findings += _look_at_files(channel, items, Shelf(files, base))
    return findings


def _parse(data: bytes) -> tuple[etree._Element | None, list[Finding]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return None, [_document("D01", f"not well-formed XML: {error}", XML_SPEC)]
    return root, list(_document_faults(root))


def _document_faults(root: etree._Element) -> Iterator[Finding]:
    info = root.getroottree().docinfo
    if (info.encoding or "UTF-8").upper() not in ("UTF-8", "ASCII", "US-ASCII"):
        yield _document("D02", f"encoded in {info.encoding}; wanted UTF-8", APPLE)
    if root.tag != "rss":
        yield _document("D03", f"the root is <{root.tag}>; wanted <rss>", RSS)
    elif root.get("version") != "2.0":
        yield _document("D04", f"version {root.get('version')!r}; wanted '2.0'", RSS)
    if info.internalDTD is not None:
        yield _document("D06", "it has a document type declaration", APPLE)
    spaces = {uri for node in root.iter(etree.Element) for uri in node.nsmap.values() if uri}
    for uri in sorted(spaces):
        for name, right in _NEAR_NAMES.items():
            if uri != right and uri.lower().rstrip("/") == right.lower().rstrip("/"):
                source = APPLE if name == "itunes" else PODCAST_NS
                yield _document(
                    "D07" if name == "itunes" else "D08", f"namespace {uri!r}; wanted {right!r}", source
                )


def _document(rule: str, what: str, source: str) -> Finding:
    return Finding(rule, "error", "document", what, source)


def _broken(rules: tuple[Rule, ...], node: etree._Element, where: str) -> Iterator[Finding]:
    for rule in rules:
        for what in rule.find(node):
            yield Finding(rule.id, rule.level, where, f"{rule.says}: {what}", rule.source)


def _where(number: int, item: etree._Element) -> str:
    title = text_of(item, "title") or "no title"
    return f"item {number} ({title[:60]})"


def _base(channel: etree._Element) -> str:
    for node in all_of(channel, "atom:link"):
        if node.get("rel") == "self" and (url := node.get("href")):
            return url.rpartition("/")[0] + "/"
    return ""


def _look_at_files(channel: etree._Element, items: list[etree._Element], shelf: Shelf) -> Iterator[Finding]:
    for name, level, what, source in channel_files(channel, shelf):
        yield Finding(name, level, "channel", what, source)
    for number, item in enumerate(items, 1):
        for name, level, what, source in item_files(item, shelf):
            yield Finding(name, level, _where(number, item), what, source)
