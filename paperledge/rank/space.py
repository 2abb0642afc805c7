"""Papers as rows of a sparse matrix, made once for a day and used for every reader."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paperledge.rank import words
from paperledge.records import Paper

Scores = NDArray[np.float64]


class Space:
    """A day's papers, weighed once.

    papers: in the order given; every array of scores follows it.    matrix: float32 [papers, words.COLUMNS] (CSR).
    """

    def __init__(self, papers: Sequence[Paper]) -> None:
        self.papers = tuple(papers)
        self.matrix = stack([words.row(paper) for paper in self.papers])
        self._by_column: Any = None
        self._generic: Scores | None = None

    @property
    def by_column(self) -> Any:
        """The matrix turned round: float32 [words.COLUMNS, papers] (CSR)."""
        if self._by_column is None:
            self._by_column = self.matrix.T.tocsr()
        return self._by_column

    @property
    def generic(self) -> Scores:
        """How much each paper speaks like every paper does, float64 [papers], >= 0."""
        if self._generic is None:
            self._generic = np.asarray(self.matrix @ words.centre(), np.float64)
        return self._generic

    def like(self, rows: Any) -> Scores:
        """Cosines of each row of another matrix with each paper, float64 [rows, papers]."""
        found: Scores = np.asarray((rows @ self.by_column).toarray(), np.float64)
        return found


def stack(rows: Sequence[words.Row]) -> Any:
    """Rows as one CSR matrix, float32 [rows, words.COLUMNS]."""
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns = np.concatenate([c for c, _ in rows]) if rows else np.zeros(0, np.int64)
    values = np.concatenate([v for _, v in rows]) if rows else np.zeros(0, np.float32)
    return csr_matrix((values, columns, ends), shape=(len(rows), words.COLUMNS))
