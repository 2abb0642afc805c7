"""Compact vectors on disk: sign codes that are all looked at, int8 rows that settle the order.

A row takes 298 bytes at 256 dimensions: 32 of signs, 256 of int8, 2 of scale, 4 of date, 4 of key. Files only
grow; rows past the count that the manifest states are leftovers of a killed writer and are written over. The date
of a row whose paper was replaced is overwritten, so that searches pass it by.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from paperledge.errors import SearchError

Floats = NDArray[np.float32]
_CHUNK = 1 << 18  # codes compared at once: between two calls the other thread may have Python for itself
_SETTLED = 2_048  # int8 rows turned into floats at once: these stay in the processor's second-level cache
_SAMPLE = 1 << 16  # codes that tell how near the closest are
FILES = ("signs", "int8", "scales", "days", "keys")
_DEAD = -1  # as the date of a row whose paper was replaced


def pack_signs(vectors: Floats) -> NDArray[np.uint64]:
    """Signs of [n, dims] as [n, dims / 64] words."""
    return np.packbits(vectors > 0, axis=1).view(np.uint64)


def distances(codes: NDArray[np.uint64], code: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """How many signs differ, for each row of codes [n, w]: uint8 [n], at most 255."""
    apart, counts = np.empty(len(codes), np.uint8), np.empty(_CHUNK, np.int32)
    asked, width = np.ascontiguousarray(code), code.nbytes
    for start in range(0, len(codes), _CHUNK):
        part = np.ascontiguousarray(codes[start : start + _CHUNK])
        pointers = (faiss.swig_ptr(row.view(np.uint8)) for row in (asked, part))
        faiss.hammings(*pointers, 1, len(part), width, faiss.swig_ptr(counts))  # type: ignore[attr-defined]
        # 256 would wrap to 0: the exact opposite of a code would be the nearest.
        np.minimum(counts[: len(part)], 255, out=apart[start : start + _CHUNK], casting="unsafe")
    return apart


def dots(rows: Floats, vector: Floats) -> Floats:
    """Dot product of each row with a vector. The operator @ would wake threads: ten times slower at this size."""
    return np.asarray(np.einsum("ij,j->i", rows, vector))


@dataclass(frozen=True, slots=True)
class VectorStore:
    """The first `rows` vectors of a folder, mapped, not read."""

    signs: NDArray[np.uint64]
    int8: NDArray[np.int8]
    scales: NDArray[np.float16]
    days: NDArray[np.int32]  # ordinal of the date, 0 where unknown, -1 where the paper was replaced
    keys: NDArray[np.uint32]  # upper half of the paper's key: orders equals, whatever order they came in

    @classmethod
    def open(cls, folder: Path, rows: int, dims: int) -> "VectorStore":
        """Map the files. Raises SearchError where one is missing or too short."""
        return cls(*(_mapped(folder / name, kind, (rows, *shape)) for name, kind, shape in _layout(dims)))

    def __len__(self) -> int:
        return len(self.days)

    def nearest(self, vector: Floats, n: int, days: tuple[int, int] | None = None) -> list[tuple[int, float]]:
        """The n rows of highest cosine with a unit vector [dims], best first.

        All sign codes are compared; as many as `candidates(n)` of the closest are settled by their int8 rows.
        days: first and last date (ordinals) that may pass.
        """
        if not len(self) or not vector.any():
            return []
        apart = distances(self.signs, pack_signs(vector[None]))
        if days is not None:
            apart[(self.days < days[0]) | (self.days > days[1])] = 255
        rows = np.flatnonzero(apart <= _limit(apart, candidates(n, len(self))))
        return self.settle(vector, rows[self.days[rows] != _DEAD], n)

    def settle(self, vector: Floats, rows: NDArray[np.intp], n: int) -> list[tuple[int, float]]:
        """The n best of some rows by cosine (five digits), best first; equals by key, whatever their rows."""
        scores = self.cosines(vector, rows).round(5)
        if len(rows) > n:
            kept = scores >= np.partition(scores, -n)[-n]
            rows, scores = rows[kept], scores[kept]
        best = np.lexsort((self.keys[rows], -scores))[:n]
        return list(zip(rows[best].tolist(), scores[best].tolist(), strict=True))

    def cosines(self, vector: Floats, rows: NDArray[np.intp]) -> Floats:
        """Cosine of a unit vector with each of some rows, float32 [len(rows)]."""
        parts = [rows[start : start + _SETTLED] for start in range(0, len(rows), _SETTLED)]
        found = [dots(np.take(self.int8, part, 0).astype(np.float32), vector) for part in parts]
        return np.concatenate([np.zeros(0, np.float32), *found]) * self.scales[rows].astype(np.float32)

    def vectors(self, rows: Sequence[int]) -> Floats:
        """Some rows as unit vectors, float32 [n, dims]."""
        places = np.asarray(rows, np.intp)
        return self.int8[places].astype(np.float32) * self.scales[places].astype(np.float32)[:, None]


def _limit(apart: NDArray[np.uint8], wanted: int) -> int:
    """The distance, at most 254, up to which about as many rows lie as are wanted, told by a sample of them."""
    step = 1 + len(apart) // _SAMPLE
    seen = np.cumsum(np.bincount(apart[::step], minlength=255)[:255]) * step
    if seen[-1] < wanted:
        return 254
    reached = int(np.searchsorted(seen, wanted))
    # The distance before may come nearer to the number.
    return reached - int(reached > 0 and seen[reached] + seen[reached - 1] > 2 * wanted)


def candidates(n: int, rows: int) -> int:
    """How many of the closest codes are settled by int8 rows, so that 98 % of the n best are found.

    Measured for n = 100 at 100,000, 300,000 and 880,000 rows, where 98.5 % took 5,200, 6,800 and 10,300.
    """
    return min(rows, n * max(40, int(1.15 * float(rows) ** (1 / 3))))


class VectorWriter:
    """Appends rows after the first `rows`; what stood behind them is cut off."""

    def __init__(self, folder: Path, rows: int, dims: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.rows, self._folder = rows, folder
        sizes = {folder / name: rows * _bytes(kind, shape) for name, kind, shape in _layout(dims)}
        for path, wanted in sizes.items():
            seen = path.stat().st_size if path.exists() else 0
            if seen < wanted:
                raise _short(path, seen, wanted)
        self._files = [path.open("ab") for path in sizes]
        for file, wanted in zip(self._files, sizes.values(), strict=True):
            file.truncate(wanted)
        self._seen = np.zeros(1 << 24, bool)
        self._seen[np.fromfile(folder / "keys", np.uint32) >> 8] = True

    def perhaps(self, keys: Sequence[int]) -> list[int]:
        """Those keys that a row may have: all that have one, and one in seven others at 2.5 million rows."""
        return [key for key in keys if self._seen[key >> 40]]

    def append(self, vectors: Floats, days: Sequence[int], keys: Sequence[int]) -> None:
        """Add unit vectors [n, dims], their dates as ordinals, and the 64-bit keys of their papers."""
        scales = (np.abs(vectors).max(axis=1) / 127).astype(np.float16)
        safe = np.maximum(scales.astype(np.float32), 1e-6)[:, None]
        int8 = np.clip(np.rint(vectors / safe), -127, 127).astype(np.int8)
        self._seen[np.asarray(keys, np.uint64) >> np.uint64(40)] = True
        halves = (np.asarray(keys, np.uint64) >> np.uint64(32)).astype(np.uint32)
        columns = (pack_signs(vectors), int8, scales, np.asarray(days, np.int32), halves)
        for file, column in zip(self._files, columns, strict=True):
            file.write(np.ascontiguousarray(column).tobytes())
        self.rows += len(vectors)

    def forget(self, rows: Sequence[int]) -> None:
        """Mark rows whose papers were replaced. Readers that have the file mapped pass them by from now on."""
        with (self._folder / "days").open("r+b") as file:
            for row in rows:
                file.seek(4 * row)
                file.write(np.int32(_DEAD).tobytes())

    def sync(self) -> None:
        """Everything appended so far is on the disk when this returns."""
        for file in self._files:
            file.flush()
            os.fsync(file.fileno())

    def close(self) -> None:
        """Let go of the files."""
        for file in self._files:
            file.close()


def _layout(dims: int) -> list[tuple[str, Any, tuple[int, ...]]]:
    kinds = ((np.uint64, (dims // 64,)), (np.int8, (dims,)), (np.float16, ()), (np.int32, ()), (np.uint32, ()))
    return [(name, np.dtype(kind), shape) for name, (kind, shape) in zip(FILES, kinds, strict=True)]


def _bytes(kind: np.dtype[Any], shape: tuple[int, ...]) -> int:
    return int(kind.itemsize * np.prod(shape, dtype=int))


def _mapped(path: Path, kind: np.dtype[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    if shape[0] == 0:
        return np.empty(shape, kind)
    wanted = shape[0] * _bytes(kind, shape[1:])
    try:
        seen = path.stat().st_size
    except OSError as error:
        raise _short(path, 0, wanted) from error
    if seen < wanted:
        raise _short(path, seen, wanted)
    return np.memmap(path, kind, "r", shape=shape).view(np.ndarray)


def _short(path: Path, seen: int, wanted: int) -> SearchError:
    return SearchError(
        f"the vectors in {path} are damaged: {seen:,} bytes, wanted {wanted:,}",
        kept="the library, from which the index can be made again",
        next_step="run `paperledge doctor`",
    )
