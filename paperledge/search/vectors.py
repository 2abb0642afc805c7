"""Compact vectors on disk: sign codes that are all looked at, int8 rows that settle the order.

A row takes 298 bytes at 256 dimensions: 32 of signs, 256 of int8, 2 of scale, 4 of date, 4 of key. Files only
grow; rows past the count that the manifest states are leftovers of a killed writer and are written over. The date
of a row whose paper was replaced is overwritten, so that searches pass it by.
"""

import contextlib
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paperledge.errors import SearchError

Floats = NDArray[np.float32]
_CHUNK = 1 << 16  # codes compared at once: fewer calls count for more than a smaller cache
_SETTLED = 2_048  # int8 rows turned into floats at once: these stay in the processor's second-level cache
_SAMPLE = 1 << 16  # codes that tell how near the closest are
FILES = ("signs", "int8", "scales", "days", "keys")
_DEAD = -1  # as the date of a row whose paper was replaced


def pack_signs(vectors: Floats) -> NDArray[np.uint64]:
    """Signs of [n, dims] as [n, dims / 64] words."""
    return np.packbits(vectors > 0, axis=1).view(np.uint64)


def distances(codes: NDArray[np.uint64], code: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """How many signs differ, for each row of codes [n, w] (w <= 4): uint8 [n], at most 255."""
    return Comparison(codes, code).result()


class Comparison:
    """All codes of a store beside one other. Any thread with nothing else to do may `work` on it."""

    def __init__(self, codes: NDArray[np.uint64], code: NDArray[np.uint64]) -> None:
        self._codes, self._code = codes, code
        self._out = np.empty(len(codes), np.uint8)
        starts = range(0, len(codes), _CHUNK)
        self._next, self._left = iter(starts), len(starts)
        self._counting, self._done = threading.Lock(), threading.Event()

    def work(self) -> None:
        """Compare piece after piece, until no other is left to begin with."""
        room = _room(self._codes.shape[1])
        room[0].reshape(-1, self._codes.shape[1])[: len(self._codes)] = self._code
        for start in self._next:
            try:
                _compare(self._codes[start : start + _CHUNK], self._out[start : start + _CHUNK], room)
            finally:
                with self._counting:
                    self._left -= 1
                    if not self._left:
                        self._done.set()
        _ROOMS.append(room)

    def result(self) -> NDArray[np.uint8]:
        """How many signs differ of each code, when all are compared."""
        self.work()
        if len(self._codes):
            self._done.wait()
        return self._out


_Room = tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.uint8]]
_ROOMS: list[_Room] = []  # not in use: memory that is new each time takes a third of a comparison


def _room(width: int) -> _Room:
    """Arrays for the steps of a comparison, for one thread alone until it puts them back."""
    while _ROOMS:
        with contextlib.suppress(IndexError):  # another thread may take the last
            room = _ROOMS.pop()
            if len(room[0]) == _CHUNK * width:
                return room
    size = _CHUNK * width
    return np.empty(size, np.uint64), np.empty(size, np.uint64), np.empty(size, np.uint8)


def _compare(codes: NDArray[np.uint64], out: NDArray[np.uint8], room: _Room) -> None:
    flat = codes.reshape(-1)
    differ, bits = room[1][: len(flat)], room[2][: len(flat)]
    np.bitwise_xor(flat, room[0][: len(flat)], out=differ)
    np.bitwise_count(differ, out=bits)
    _sum(bits, codes.shape[1], out)


def _sum(bits: NDArray[np.uint8], width: int, out: NDArray[np.uint8]) -> None:
    if width != 4:
        out[:] = np.minimum(bits.reshape(-1, width).sum(1), 255)
        return
    # Four counts of at most 64 are added in one multiplication; 256 would wrap to 0, so it counts as 255.
    four = bits.view(np.uint32)
    np.minimum(four, np.uint32(0x4040403F), out=four)
    np.multiply(four, np.uint32(0x01010101), out=four)
    np.right_shift(four, np.uint32(24), out=out, casting="unsafe")


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

    def compare(self, vector: Floats) -> Comparison:
        """A vector's signs beside those of every row, for `nearest`."""
        return Comparison(self.signs, pack_signs(vector[None]))

    def nearest(
        self, vector: Floats, n: int, days: tuple[int, int] | None = None, begun: Comparison | None = None
    ) -> list[tuple[int, float]]:
        """The n rows of highest cosine with a unit vector [dims], best first.

        All sign codes are compared; as many as `candidates(n)` of the closest are settled by their int8 rows.
        days: first and last date (ordinals) that may pass. begun: what `compare` gave, if threads share that.
        """
        if not len(self) or not vector.any():
            return []
        apart = (begun or self.compare(vector)).result()
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
