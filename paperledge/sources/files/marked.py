"""Running text out of marked-up trees (JATS, HTML): hidden things left out, citations and formulas told apart."""

import html
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from paperledge.sources.files.blocks import CITE_CLOSE, CITE_OPEN


@dataclass(frozen=True, slots=True)
class Marks:
    """How a format writes what is no running text. Each function looks at one element."""

    skip: Callable[[etree._Element], bool]  # left out whole: hidden, footnotes, tables
    cites: Callable[[etree._Element], bool]  # a citation mark
    formula: Callable[[etree._Element], str | None]  # its readable form, or None where it is no formula


def local(element: etree._Element) -> str:
    """The element's name without its namespace, in lower case; "" for comments and entities."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def inline(element: etree._Element, marks: Marks) -> str:
    """The text of an element and all within it, with citation marks marked for `blocks.without_citations`."""
    pieces = [element.text or ""]
    for child in element:
        pieces += [_piece(child, marks), child.tail or ""]
    return "".join(pieces)


def _piece(child: etree._Element, marks: Marks) -> str:
    if not isinstance(child.tag, str):
        # An undeclared entity of a DTD that is not loaded: HTML's names are the ones in use.
        return html.unescape(str(child.text)) if child.tag is etree.Entity else ""
    if marks.skip(child):
        return ""
    if (readable := marks.formula(child)) is not None:
        return readable
    text = inline(child, marks)
    if marks.cites(child):
        return f"{CITE_OPEN}{text}{CITE_CLOSE}"
    return f" {text} " if local(child) in _APART else text


_APART = frozenset("p div li br break title td th list-item disp-quote list".split())
