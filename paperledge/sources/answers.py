"""From an answer to XML or JSON, or to a reason for asking again."""

import json
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from paperledge.errors import SourceBroken
from paperledge.sources.arxiv_records import safe_xml
from paperledge.sources.client import Answer, TryAgain


def xml_answer(answer: Answer) -> etree._Element:
    """The root of an XML answer, whatever its status.

    Raises TryAgain for HTML, cut-off XML and arXiv's "Rate exceeded." (which comes with status 200), and
    SourceBroken at once for a document that declares entities.
    """
    if answer.content[:200].strip().lower().startswith(b"rate exceeded"):
        raise TryAgain("answered “Rate exceeded.”", broken=False)
    try:
        return safe_xml(answer.content)
    except SourceBroken as error:
        if b"<!ENTITY" in answer.content:
            raise SourceBroken(
                f"{urlsplit(answer.url).netloc} sent XML that declares entities, which is refused",
                next_step="look at the address in a browser; honest records declare none",
            ) from error
        raise TryAgain(f"answered {answer.status}: {error.what}") from error


def json_answer(answer: Answer) -> Any:
    """The value of a JSON answer. Raises TryAgain for anything that is no JSON."""
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError) as error:
        head = answer.content[:60].decode("utf-8", "replace")
        raise TryAgain(f"answered {answer.status}: wanted JSON, saw {head!r}") from error


def expect_ok(answer: Answer) -> None:
    """Raises SourceBroken for an answer that says the address is wrong."""
    if answer.status >= 400:
        raise SourceBroken(
            f"{answer.url} answered {answer.status}",
            next_step="check the address in paperledge.toml and the dates asked for",
        )
