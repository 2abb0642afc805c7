"""Papers as rows of a sparse matrix, made once for a day and used for every reader."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paperledge.rank import words
from paperledge.records import Paper

Scores = NDArray[np.float64]
_USUAL_COUNTS = 200.0  # papers that the usual middle stands for


class Space:
    """A day's papers, weighed once.

    papers: in the order given; every array of scores follows it.    matrix: float32 [papers, words.COLUMNS] (CSR).
    """

    def __init__(self, papers: Sequence[Paper]) -> None:
        self.papers = tuple(papers)
        self.matrix = stack([words.row(paper) for paper in self.papers])
        # The last background asked for: readers of one day share it.
        self._generic: tuple[Space | None, Scores] | None = None

    @cached_property
    def by_column(self) -> Any:
        """The matrix turned round: float32 [words.COLUMNS, papers] (CSR)."""
        return self.matrix.T.tocsr()

    @cached_property
    def centre(self) -> NDArray[np.float32]:
        """The middle of these papers, float32 [words.COLUMNS]; few papers are helped out by what is usual."""
        summed = np.asarray(self.matrix.sum(axis=0), np.float32).ravel()
        middle = (summed + _USUAL_COUNTS * words.centre()) / (len(self.papers) + _USUAL_COUNTS)
        out: NDArray[np.float32] = middle.astype(np.float32)
        return out

    def generic(self, background: "Space | None") -> Scores:
        """How much each paper speaks like all of a background (None: like papers anywhere), float64 [papers]."""
        if self._generic is None or self._generic[0] is not background:
            centre = words.centre() if background is None else background.centre
            self._generic = (background, np.asarray(self.matrix @ centre, np.float64))
        return self._generic[1]

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
