"""Full text of a picked arXiv paper, from arXiv's own HTML. Only papers picked for an episode are asked for."""

import dataclasses
from pathlib import Path

from paperledge.errors import PaperError, SourceError
from paperledge.records import Document, Paper
from paperledge.settings import SourceSettings
from paperledge.sources.client import Answer, Client
from paperledge.sources.ids import arxiv_name

# Below this an HTML answer is a notice ("no HTML for this paper"), not a paper.
LEAST_CHARACTERS = 4000


def fetch_full_text(paper: Paper, settings: SourceSettings, client: Client) -> Document | None:
    """The paper as arXiv renders it; None where arXiv has no HTML of it, refuses, or gives no running text.

    The record of the library stays in force: of the page only the text is taken.
    """
    name = arxiv_name(paper.id)
    if name is None:
        return None
    url = f"{settings.arxiv_html_url}/{name}"
    try:
        answer = client.get(url)
        document = _read(answer, name) if answer.status == 200 else None
    except (SourceError, PaperError):
        return None
    if document is None or len(document.text) < LEAST_CHARACTERS:
        return None
    return dataclasses.replace(document, paper=paper)


def _read(answer: Answer, name: str) -> Document:
    from paperledge.sources.files.html import document_from_html

    return document_from_html(answer.content, Path(f"{name}.html"))
