import dataclasses

import pytest

from paperledge.records import Paper
from paperledge.sources import fetch_full_text

from .conftest import Reply
from .wire import HTML

PAPER = Paper("arxiv:2510.00001", "On sleep", "We study sleep.", source="arxiv-rss")
SENTENCE = "The tired mouse slept for seven hours in the quiet room. "
PAGE = f"""<!DOCTYPE html><html><body><article class="ltx_document"><h1 class="ltx_title">On sleep</h1>
  <section class="ltx_section"><h2>1 Introduction</h2><div class="ltx_para"><p>{SENTENCE * 60}</p></div></section>
  <section class="ltx_section"><h2>2 Results</h2><div class="ltx_para"><p>{SENTENCE * 60}</p></div></section>
  </article></body></html>"""


@pytest.fixture
def ask(server, settings, client):
    here = dataclasses.replace(settings, arxiv_html_url=f"{server.url}/html")
    return lambda paper: fetch_full_text(paper, here, client)


def test_a_picked_paper_is_read_in_full(server, ask):
    """arXiv's HTML of a paper becomes its full text; what the library knows of the paper stays."""
    server.say("/html/2510.00001", PAGE)
    document = ask(PAPER)
    assert document.read == "full text"
    assert document.paper == PAPER
    assert document.text.count("tired mouse") == 120


@pytest.mark.parametrize("reply", [Reply("no HTML", 404), Reply("", 403), Reply("", 503), Reply(HTML), Reply("")])
def test_without_full_text_there_is_none(server, ask, reply):
    """No page, a refusal, a fault or a notice: the paper is told from its abstract instead."""
    server.say("/html/2510.00001", reply)
    assert ask(PAPER) is None


def test_papers_of_others_are_not_asked_for(server, ask):
    """Only arXiv's own papers have a page there."""
    assert ask(Paper("doi:10.1101/845230", "t", "a")) is None
    assert server.log == []
