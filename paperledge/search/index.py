"""The search index: add papers or follow a library, search by words and meaning, find papers like others."""

import datetime as dt
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from paperledge.errors import SearchError, UsageError
from paperledge.records import Paper
from paperledge.search.explain import Hit, nearest_sentences, query_words, say_why, shared_words
from paperledge.search.fuse import fuse_ranks
from paperledge.search.manifest import NAME, Manifest, read_manifest
from paperledge.search.meaning import Encoder, open_encoder, paper_texts
from paperledge.search.query import Clause, Query, parse_query
from paperledge.search.vectors import Floats, VectorStore
from paperledge.search.words import Reading, Words
from paperledge.search.writing import check_encoder, open_writer

DEPTH = 100  # papers that either half hands on to be fused
_FOLLOWED = 2_000  # changes asked of the library at once
_ENUMERABLE = 20_000  # papers a filter may leave for each of them to be compared by meaning


class Changing(Protocol):
    """What an index can follow: a library, as far as the index is concerned."""

    def changes(self, after: int, limit: int) -> list[tuple[int, Paper]]:
        """Papers added or changed after a sequence number, oldest first."""


@dataclass(frozen=True, slots=True)
class _View:
    """One state of the index on disk."""

    mark: tuple[int, int]
    manifest: Manifest
    words: Reading
    vectors: VectorStore


class Index:
    """A search index in a folder. Any number of processes may read it while one writes.

    encoder: what makes the vectors; by default the one shipped in the package.
    """

    def __init__(self, folder: Path | str, encoder: Encoder | None = None) -> None:
        self.folder = Path(folder)
        self._given = encoder
        self._opened: _View | None = None
        self._opening = threading.Lock()

    @property
    def encoder(self) -> Encoder:
        """What makes the vectors."""
        return self._given or open_encoder()

    # Writing

    def add(self, papers: Iterable[Paper]) -> int:
        """Add or replace papers, searchable when this returns. Gives how many were new or changed.

        Memory stays bounded however many come. Raises SearchError (another writer, full disk).
        """
        with open_writer(self.folder, self.encoder) as writer:
            writer.add(papers)
        return writer.added

    def follow(self, library: Changing) -> int:
        """Take in what changed in a library since the last time. Gives how many papers came.

        Killed at any point, the next call goes on; called again with nothing new, nothing is written.
        """
        after = self.sequence()
        changes = library.changes(after, _FOLLOWED)
        if not changes:
            return 0
        came = 0
        with open_writer(self.folder, self.encoder) as writer:
            while changes:
                writer.add(paper for _, paper in changes)
                came += len(changes)
                after = changes[-1][0]
                writer.reached(after)
                changes = library.changes(after, _FOLLOWED)
        return came

    def rebuild(self, library: Changing) -> int:
        """Make the index again out of a library, beside the old one; searches see the old until the new is whole."""
        after = came = 0
        with open_writer(self.folder, self.encoder, fresh=True) as writer:
            while changes := library.changes(after, _FOLLOWED):
                writer.add(paper for _, paper in changes)
                came += len(changes)
                after = changes[-1][0]
                writer.reached(after)
        return came

    # Reading

    def count(self) -> int:
        """Papers in the index; 0 where there is none yet."""
        return self._view().words.count() if read_manifest(self.folder) else 0

    def sequence(self) -> int:
        """The library's change up to which everything is in; 0 at first."""
        manifest = read_manifest(self.folder)
        return manifest.sequence if manifest else 0

    def search(
        self,
        query: str,
        n: int = 10,
        *,
        since: dt.date | None = None,
        until: dt.date | None = None,
        categories: Sequence[str] = (),
        author: str = "",
    ) -> list[Hit]:
        """The n best papers for a query, by words and by meaning, fused by rank; a paper named comes first.

        query: any text; words, "phrases", author: cat: title: id: venue: since: until:, -word. Without words
        the papers that meet the filters, newest first. since, until: inclusive; papers without a date do not
        pass. categories: any of them ("cs" takes all of cs.*). author: all these names in the author list.
        Raises UsageError for n < 1, SearchError where the index is missing or damaged.
        """
        if n < 1:
            raise UsageError(f"n is {n}, wanted 1 or more")
        view = self._view()
        asked = _narrowed(parse_query(query), since, until, author)
        demand = _Demand(view, asked, tuple(categories))
        named = view.words.named(asked.raw.strip()) if demand.free else []
        found = self._found(view, asked, demand, max(DEPTH, 2 * n))
        ranked = _lead(named, found)
        return self._hits(view, ranked, n, asked)
