"""Takes: the name of a source and dates, or a file. Gives: papers, attention and what was skipped, in batches.
Touches: network (the only room that asks paper servers), disk for reading files.
Read first: client.py (politeness), then arxiv_rss.py; files/ for what is on disk.
Promise: one record per paper over versions and cross-lists; a killed harvest goes on at its cursor.
No server is asked more often than it allows, whoever asks.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .arxiv_html import fetch_full_text
    from .base import Source, open_source
    from .client import Client
    from .files import read_file, read_file_after
    from .ids import paper_id
    from .reading import abstract_document, make_document, read_document
    from .sample import SAMPLE_DAY, SampleSource, sample_batch

# Imported when used: the readers of files and the HTTP client are slow to load.
_MODULES = {
    "Client": "client",
    "SAMPLE_DAY": "sample",
    "SampleSource": "sample",
    "Source": "base",
    "abstract_document": "reading",
    "fetch_full_text": "arxiv_html",
    "make_document": "reading",
    "open_source": "base",
    "paper_id": "ids",
    "read_document": "reading",
    "read_file": "files",
    "read_file_after": "files",
    "sample_batch": "sample",
}

__all__ = [
    "SAMPLE_DAY",
    "Client",
    "SampleSource",
    "Source",
    "abstract_document",
    "fetch_full_text",
    "make_document",
    "open_source",
    "paper_id",
    "read_document",
    "read_file",
    "read_file_after",
    "sample_batch",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
