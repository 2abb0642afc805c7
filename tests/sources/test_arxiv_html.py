"""Full text of a picked paper, from a real local server; the page is written in the form of arXiv's own HTML."""

import dataclasses

import pytest

from paperledge.records import Paper
from paperledge.sources import fetch_full_text

from .conftest import Reply

PAPER = Paper("arxiv:2510.00001", "Bees remember colours", "Bees find flowers by colour.")
PARAGRAPH = "<p class='ltx_p'>" + "We trained thirty bees to choose between discs of two colours. " * 40 + "</p>"
PAGE = f"""<!DOCTYPE html><html><body><article class="ltx_document">
<h1 class="ltx_title ltx_title_document">Bees remember colours</h1>
<div class="ltx_abstract"><h6>Abstract</h6><p class="ltx_p">Bees find flowers by colour.</p></div>
<section class="ltx_section"><h2 class="ltx_title">1 Methods</h2>{PARAGRAPH}</section>
<section class="ltx_section"><h2 class="ltx_title">2 Results</h2>{PARAGRAPH.replace("trained", "tested")}</section>
</article></body></html>"""


@pytest.fixture
def at_server(settings, server):
    return dataclasses.replace(settings, arxiv_html_url=f"{server.url}/html")


def test_a_picked_paper_is_read_whole(server, at_server, client):
    """The page's running text with its sections; the library's record of the paper stays in force."""
    server.say("/html/2510.00001", PAGE)
    document = fetch_full_text(PAPER, at_server, client)
    assert document is not None
    assert (document.read, document.paper) == ("full text", PAPER)
    assert {"Methods", "Results"} <= {part.title for part in document.parts}
    assert all(document.text[p.start : p.end] == p.text for p in document.passages)


@pytest.mark.parametrize(
    "reply",
    [
        Reply("no HTML for this paper", 404),
        Reply("<html><body><p>HTML is not available for this paper.</p></body></html>"),
        Reply("", 200),
        Reply("refused", 403),
        Reply(b"\xff\xfe\x00junk" * 100),
    ],
)
def test_without_usable_html_the_abstract_must_do(server, at_server, client, reply):
    """A paper without HTML, a notice, a refusal or junk gives None; nothing is raised."""
    server.say("/html/2510.00001", reply)
    assert fetch_full_text(PAPER, at_server, client) is None


def test_only_arxiv_papers_are_asked_for(server, at_server, client):
    """A paper of another house costs no request."""
    assert fetch_full_text(dataclasses.replace(PAPER, id="doi:10.1/x"), at_server, client) is None
    assert server.log == []
