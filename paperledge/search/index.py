"""The search index: add papers or follow a library, search by words and meaning, find papers like others."""

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from paperledge.errors import SearchError, UsageError
from paperledge.records import Paper
from paperledge.search.explain import Hit
from paperledge.search.finding import Likes, View, like_view, search_view, stand_out
from paperledge.search.health import Changing, Health, check_health
from paperledge.search.manifest import NAME, read_manifest
from paperledge.search.meaning import Encoder, open_encoder
from paperledge.search.query import Clause, Query, only_demands, parse_query
from paperledge.search.reading import Reading
from paperledge.search.spelling import corrections
from paperledge.search.vectors import VectorStore
from paperledge.search.words import Words
from paperledge.search.writing import check_encoder, open_writer

_FOLLOWED = 2_000  # changes asked of the library at once
_HELD = 40  # searches after which the word index is let go of and opened again: pages of texts once read add up


class Index:
    """A search index in a folder. Any number of processes may read it while one writes.

    encoder: what makes the vectors; by default the one shipped in the package.
    closer: a slower encoder that `like` reads the best hundred with once more (`open_transformer()`), if any.
    """

    def __init__(self, folder: Path | str, encoder: Encoder | None = None, closer: Encoder | None = None) -> None:
        self.folder = Path(folder)
        self._closer = closer
        self._given = encoder
        self._opened: View | None = None
        self._served = 0  # searches by what is open
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

    def follow(self, library: Changing, told: Callable[[int], object] | None = None) -> int:
        """Take in what changed in a library since the last time. Gives how many papers came.

        told: called with each sequence number that was reached. Killed at any point, the next call goes on;
        called again with nothing new, nothing is written.
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
                if told:
                    told(after)
                changes = library.changes(after, _FOLLOWED)
        return came

    def rebuild(self, library: Changing) -> int:
        """Make the index again out of a library, beside the old one, which is searched until the new is whole."""
        after = came = 0
        with open_writer(self.folder, self.encoder, fresh=True) as writer:
            while changes := library.changes(after, _FOLLOWED):
                writer.add(paper for _, paper in changes)
                came += len(changes)
                after = changes[-1][0]
                writer.reached(after)
        return came

    def verify(self, library: Changing) -> Health:
        """Compare the index with a library, paper by paper. Damage is told in `problem`, not raised."""
        try:
            return check_health(self._view(), library)
        except SearchError as error:
            return Health(problem=str(error))

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
        """The n best papers for a query, by words and by meaning, best first; a paper named comes first.

        query: any text; words, "phrases", author: cat: title: id: venue: since: until:, -word. Without words
        the papers that meet the filters, newest first. since, until: inclusive; papers without a date do not
        pass. categories: any of them ("cs" takes all of cs.*). author: all these names in the author list.
        Raises UsageError for n < 1, SearchError where the index is missing or damaged.
        """
        if n < 1:
            raise UsageError(f"n is {n}, wanted 1 or more", next_step="ask for at least one paper")
        limits = Query("", since=since, until=until, categories=tuple(categories), must=_by(author))
        return search_view(self._view(), self.encoder, limits, query, n)

    def did_you_mean(self, query: str) -> str:
        """The query with words that no paper holds put right; "" where there is nothing to put right."""
        view, asked = self._view(), parse_query(query)
        better = corrections(view.words, asked.words)
        return " ".join(better.get(word, word) for word in query.split()) if better else ""

    def like(
        self,
        papers: Sequence[Paper | str],
        n: int = 10,
        less: Sequence[Paper | str] = (),
        *,
        within: str = "",
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> list[Hit]:
        """The n papers most like some papers, by words and by meaning, and unlike those of `less`.

        papers, less: records, or ids of papers in the index. They themselves are left out.
        Each liked paper ranks the others on its own, so several interests do not blur into their average.
        within: a query all of which has to be met (words, cat:, -word ...). since, until: inclusive.
        Raises UsageError without papers or for n < 1, PaperError for an id that is not in the index.
        """
        if n < 1 or not papers:
            raise UsageError(f"{len(papers)} papers and n is {n}", next_step="name a paper, ask for one or more")
        limits = only_demands(within).within(Query("", since=since, until=until))
        return like_view(self._view(), self.encoder, Likes(papers, less, self._closer), limits, n)

    def standing(
        self, among: Sequence[str], query: str = "", like: Sequence[str] = (), less: Sequence[str] = ()
    ) -> list[Hit]:
        """Which of some papers (ids) a standing search finds, best first: what a saved search tells of new papers.

        A query that only makes demands finds every one that meets them. One with words, or papers to be like,
        finds those among the best thousandth (ten at least) of all papers in the index that meet its demands.
        Raises UsageError for a search for nothing, PaperError for an id that is not in the index.
        """
        if not query.strip() and not like:
            raise UsageError("nothing to search for", next_step="give words, demands, or papers to be like")
        return stand_out(self._view(), self.encoder, query, Likes(like, less), among)

    def _view(self) -> View:
        """The newest state on disk, opened again when it has changed, and now and then to let go of memory."""
        try:
            seen = (self.folder / NAME).stat()
        except OSError as error:
            raise SearchError(
                f"there is no search index in {self.folder}",
                kept="the library, from which it can be made",
                next_step="collect or import papers, or run `paperledge doctor`",
            ) from error
        mark = (seen.st_mtime_ns, seen.st_ino)
        with self._opening:
            self._served += 1
            if self._opened is None or self._opened.mark != mark or self._served > _HELD:
                self._opened, self._served = self._open(mark), 0
            return self._opened

    def _open(self, mark: tuple[int, int]) -> View:
        manifest = read_manifest(self.folder)
        if manifest is None:
            raise SearchError(f"there is no search index in {self.folder}", next_step="run `paperledge doctor`")
        check_encoder(manifest, self.encoder, self.folder)
        data = self.folder / manifest.data
        # Vectors are mapped first: a row that the words name is then surely among them, or newer than both.
        held = self._opened
        same = held is not None and held.manifest == manifest
        vectors = (
            held.vectors if held and same else VectorStore.open(data / "vectors", manifest.rows, manifest.dims)
        )
        return View(mark, manifest, Reading(Words.open(data / "words")), vectors)


def _by(author: str) -> tuple[Clause, ...]:
    return (Clause("authors", author),) if author.strip() else ()
