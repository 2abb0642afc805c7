"""The encoder shipped in the package: one vector a word piece, added up. No network, no torch."""

import functools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from paperledge.errors import SearchError
from paperledge.search.pieces import Pieces

Vectors = NDArray[np.float32]
_SHIPPED = Path(__file__).parent / "encoder"
_TOGETHER = 512  # texts summed at once: bounds memory


@runtime_checkable
class Encoder(Protocol):
    """Anything that turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """Names the vectors: an index made under one name is not read under another."""

    @property
    def dims(self) -> int:
        """Numbers a vector has."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Float32 [n, dims]; rows of length 1, or all zero for a text without any known piece."""


class StaticEncoder:
    """Adds up the vectors of a text's pieces, then scales to length 1. Order of words plays no part."""

    def __init__(self, name: str, pieces: Pieces, table: Vectors) -> None:
        self.name, self.pieces, self.table = name, pieces, table
        self.dims = int(table.shape[1])
        self.weights: Vectors = np.linalg.norm(table, axis=1)  # what a piece counts for, [pieces]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Float32 [n, dims]; rows of length 1, or all zero for a text without any known piece."""
        out = np.zeros((len(texts), self.dims), np.float32)
        for start in range(0, len(texts), _TOGETHER):
            some = texts[start : start + _TOGETHER]
            self._sum(*self.pieces.batch(some), out[start : start + len(some)])
        lengths = np.linalg.norm(out, axis=1, keepdims=True)
        np.divide(out, lengths, out=out, where=lengths > 0)
        return out

    def _sum(self, pieces: NDArray[np.int32], ends: NDArray[np.intp], out: Vectors) -> None:
        if len(out) < 8:
            for row, start, end in zip(out, ends, ends[1:], strict=False):
                row[:] = self.table[pieces[start:end]].sum(0)
            return
        # Many at once: a sparse product reads each table row once and makes no copies.
        from scipy.sparse import csr_matrix

        ones = np.ones(len(pieces), np.float32)
        out[:] = csr_matrix((ones, pieces, ends), shape=(len(out), len(self.table))) @ self.table


@functools.cache
def open_encoder() -> StaticEncoder:
    """The encoder shipped in the package, read once a process.

    encode(texts) gives float32 [n, 256]; rows have length 1 (all zero for a text without words), so a dot product
    is the cosine. It is trained on titles and abstracts (training/encoder); give it title and abstract as one
    running text. It can be shared between threads. Raises SearchError where its files are damaged.
    """
    return read_encoder(_SHIPPED)


def read_encoder(folder: Path) -> StaticEncoder:
    """An encoder from tokenizer.json and table.npz (int8 [pieces, dims], float16 scale a row, name)."""
    try:
        pieces = Pieces.open(folder / "tokenizer.json")
        with np.load(folder / "table.npz", allow_pickle=False) as stored:
            table = stored["table"].astype(np.float32) * stored["scale"].astype(np.float32)[:, None]
            name = str(stored["name"])
    except (OSError, KeyError, ValueError) as error:
        raise SearchError(
            f"the encoder in {folder} cannot be read ({error})", next_step="install paperledge again"
        ) from error
    if len(table) != len(pieces.vocabulary):
        raise SearchError(
            f"the encoder in {folder} has {len(table)} vectors for {len(pieces.vocabulary)} pieces",
            next_step="install paperledge again",
        )
    return StaticEncoder(name, pieces, table)


def paper_texts(papers: Iterable[tuple[str, str]]) -> list[str]:
    """(title, abstract) as the running texts that are encoded."""
    return [f"{title}. {abstract}" for title, abstract in papers]
