"""Search: papers by words, by meaning, and by likeness.

Takes: papers, or a library to follow; queries as people type them.
Gives: hits, best first, each with its score and why it was found.
Touches: disk (the index folder) and the encoder shipped in the package; no network.
Read first: index.py, then finding.py.
Promise: any text is a safe query; the index holds nothing the library cannot give again.
"""

from paperledge.search.explain import Hit
from paperledge.search.fuse import DuplicatePaper, fuse_ranks
from paperledge.search.health import Health
from paperledge.search.index import Index
from paperledge.search.meaning import Encoder, open_encoder
from paperledge.search.transformer import open_transformer

__all__ = ["DuplicatePaper", "Encoder", "Health", "Hit", "Index", "fuse_ranks", "open_encoder", "open_transformer"]
