"""What a rule of the feed check is, and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from lxml import etree

Level = Literal["error", "warning", "advice"]

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
NAMESPACES = {"itunes": ITUNES, "podcast": PODCAST, "atom": ATOM, "content": CONTENT}

# Where the rules come from.
RSS = "RSS 2.0 specification, RSS Advisory Board"
BOARD = "RSS Advisory Board, Really Simple Syndication best practices profile"
APPLE = "Apple Podcasts, podcast RSS feed requirements"
APPLE_AI = "Apple Podcasts, guidelines on AI-generated content"
PODCAST_NS = "Podcast namespace 1.0, podcastindex.org"
XML_SPEC = "XML 1.0 and Namespaces in XML, W3C"
RFC5646 = "RFC 5646, tags for languages"
RFC2822 = "RFC 822 as amended by RFC 2822, dates"
RFC4287 = "RFC 4287, Atom links"
WEBVTT = "WebVTT, W3C"
CHAPTERS = "JSON chapters 1.2, podcast namespace"
OURS = "paperledge: what its own feeds promise"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a feed breaks: which, how bad, where (`channel`, `item 3 (title)`), and what was seen."""

    rule: str
    level: Level
    where: str
    what: str
    source: str

    def __str__(self) -> str:
        return f"{self.level} {self.rule} at {self.where}: {self.what} ({self.source})"


Find = Callable[[etree._Element], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that must hold of a channel or of an item; `find` yields a text for each way it does not."""

    id: str
    level: Level
    says: str
    source: str
    find: Find


class RuleBook:
    """Rules in the order they were written down."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def rule(self, name: str, level: Level, says: str, source: str) -> Callable[[Find], Find]:
        """Write a rule down."""

        def keep(find: Find) -> Find:
            self.rules.append(Rule(name, level, says, source, find))
            return find

        return keep


def text_of(node: etree._Element, path: str) -> str | None:
    """Text of the first element at a path, ends stripped; None without such an element."""
    found = node.find(path, NAMESPACES)
    return None if found is None else "".join(str(t) for t in found.itertext()).strip()


def all_of(node: etree._Element, path: str) -> list[etree._Element]:
    """Elements at a path."""
    return node.findall(path, NAMESPACES)


def attribute(node: etree._Element, path: str, name: str) -> str | None:
    """An attribute of the first element at a path; None without element or attribute."""
    found = node.find(path, NAMESPACES)
    return None if found is None else found.get(name)
