"""How near a text's sentences are to its subject, and to one another, as the search room's encoder sees them."""

import numpy as np

from paperledge.prose import plain
from paperledge.records import Document
from paperledge.search import open_encoder

_ECHO = 0.75  # likeness to a sentence of the abstract from which on it counts no more: it would be said twice
_SHARES = (0.45, 0.55, 0.3)  # of title, whole text and abstract in what the subject is


class Likeness:
    """Cosines between the passages of a document, and how near each is to what the paper is about."""

    def __init__(self, document: Document, span: tuple[int, int]) -> None:
        """span: the passages of the abstract, [first, stop); (0, 0) where there is none."""
        texts = [plain(document.paper.title), *(plain(p.text) for p in document.passages)]
        vectors = open_encoder().encode(texts)
        title, self._vectors = vectors[0], vectors[1:]
        whole = self._vectors.mean(axis=0)
        whole /= np.linalg.norm(whole) + 1e-9
        near = _SHARES[0] * self._vectors @ title + _SHARES[1] * self._vectors @ whole
        abstract = self._vectors[slice(*span)]
        if len(abstract):
            near += _SHARES[2] * np.minimum(_ECHO, (self._vectors @ abstract.T).max(axis=1))
        self._near = (near - near.mean()) / (near.std() + 1e-9)

    def to_subject(self, place: int) -> float:
        """How near a passage is to the paper's subject, in standard deviations of the paper's own passages."""
        return float(self._near[place])

    def between(self, one: int, other: int) -> float:
        """The cosine between two passages, -1..1."""
        return float(self._vectors[one] @ self._vectors[other])
