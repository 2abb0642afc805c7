"""Takes: a document (an abstract or a full text), a paper, or sentences.
Gives: a draft script, a headline, the role of each sentence.
Touches: nothing but the data files in this folder; no network, no model that writes.
Read first: narrator.py, then outline.py.
Promise: every claim is the paper's own words, shortened; same paper and seed, same script.
"""

from paperledge.story.concepts import Concept, ConceptBook, open_book

__all__ = ["Concept", "ConceptBook", "open_book"]
