"""The word index: one tantivy document a paper."""

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import tantivy

from paperledge.errors import SearchError
from paperledge.records import Paper
from paperledge.search.memo import Memo
from paperledge.search.pieces import split_words

TERMS = 32  # most words of a query that are looked up; of a longer text the rarest are taken
STOP = frozenset(
    "a an and are as at be but by can do does for from has have how if in into is it its not of on or our such "
    "that the their then there these they this to was we were what when where which who why will with".split()
)
_TEX = re.compile(r"\\[a-zA-Z]+\*?|\\.|[${}^_]")
SHOWN = ("shown_title", "shown_abstract")  # as the paper has them, markup and all
_HEAP_BYTES = 192_000_000  # of the writer; a full heap becomes a segment, so memory stays bounded


def analyzer(stem: bool) -> tantivy.TextAnalyzer:
    """Letters and digits, lower case, accents gone; English stems for running text."""
    built = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )
    return (built.filter(tantivy.Filter.stemmer("english")) if stem else built).build()


def _stemmed(word: bytes) -> list[int]:
    # Eight bytes are one number, filled up with NUL: that is a fifth of the places to look up.
    stems = "".join(f"{stem} " for stem in _RUNNING.analyze(word.decode())).encode()
    return [int.from_bytes(stems[at : at + 8], sys.byteorder) for at in range(0, len(stems), 8)]


_RUNNING, _NAMES = analyzer(stem=True), analyzer(stem=False)
_STEMS = Memo(_stemmed, np.uint64)


def build_schema() -> tantivy.Schema:
    """Fields of a paper. `row` is its place among the vectors, `key` and `titlekey` are 64-bit hashes.

    `body` is title and abstract as one text: ranking by it found known papers more often than ranking by two
    fields (84 of 100 first instead of 80). Both are given as stems: looking a word's stem up takes a third of the
    time that tantivy takes to find it again. `forms` are the words of titles as written, for spelling.
    """
    build = tantivy.SchemaBuilder()
    build.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    build.add_text_field("title", tokenizer_name="stems")
    build.add_text_field("body", tokenizer_name="stems")
    for name in SHOWN:
        build.add_bytes_field(name, stored=True)
    build.add_text_field("authors", tokenizer_name="names")
    build.add_text_field("venue", tokenizer_name="names")
    build.add_text_field("forms", tokenizer_name="names", index_option="basic")
    build.add_text_field("categories", tokenizer_name="tags", index_option="basic")
    for name in ("key", "row", "day"):
        build.add_unsigned_field(name, indexed=True, fast=True)
    build.add_unsigned_field("titlekey", indexed=True)
    build.add_unsigned_field("digest", fast=True)
    return build.build()


def hash64(text: str) -> int:
    """A stable 64-bit number of a text (two of 3 million papers share one with a chance of 2 in 10 million)."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def title_key(title: str) -> int:
    """Equal for titles that differ in case, accents, spacing or punctuation only; 0 for a title without words."""
    words = split_words(title)
    return hash64(" ".join(words)) if words else 0


def digest(paper: Paper) -> int:
    """Changes whenever anything that is indexed changes."""
    lists = (*paper.authors, "", *paper.categories)
    return hash64("\x1f".join((paper.id, paper.title, paper.abstract, paper.venue, str(paper.date), *lists)))


def clean(text: str) -> str:
    """Markup out of the way of the words; lone surrogates, which no UTF-8 text can hold, replaced."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    return _TEX.sub(_spare, text) if "$" in text or "\\" in text else text


def _spare(match: re.Match[str]) -> str:
    # Poincar\'e is one word; \alpha is worth finding.
    mark = match.group()
    return f" {mark[1:]} " if len(mark) > 2 else "" if mark[0] in "\\^_{}" else " "


class Words:
    """A tantivy index in one folder."""

    def __init__(self, index: tantivy.Index) -> None:
        self.index = index
        self.running, self.names = _RUNNING, _NAMES
        plain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
        index.register_tokenizer("stems", plain.build())
        index.register_tokenizer("names", self.names)
        tags = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(tantivy.Filter.lowercase())
        index.register_tokenizer("tags", tags.build())
        self.schema = index.schema

    @classmethod
    def create(cls, folder: Path) -> "Words":
        """A new empty index."""
        folder.mkdir(parents=True)
        return cls(tantivy.Index(build_schema(), str(folder)))

    @classmethod
    def open(cls, folder: Path) -> "Words":
        """An index on disk. Raises SearchError where it is missing or cannot be read."""
        try:
            return cls(tantivy.Index.open(str(folder)))
        except (ValueError, OSError) as error:
            raise SearchError(
                f"the word index in {folder} cannot be read ({error})",
                kept="the library, from which the index can be made again",
                next_step="run `paperledge doctor`",
            ) from error

    def stems(self, texts: Sequence[str]) -> list[str]:
        """Texts as the stems of their words, each followed by a blank."""
        eights, ends = _STEMS.batch([clean(text) for text in texts])
        flat = eights.tobytes()
        return [flat[8 * a : 8 * b].translate(None, b"\0").decode() for a, b in pairwise(ends.tolist())]

    def writer(self) -> tantivy.IndexWriter:
        """The one writer; memory bounded by its heap."""
        return self.index.writer(_HEAP_BYTES, 1)

    def keyed(self, key: int) -> tantivy.Query:
        """The paper of a key. (Deleting by a bare term misses unsigned fields: the value is taken as signed.)"""
        return tantivy.Query.term_query(self.schema, "key", key)

    def documents(
        self, papers: Sequence[Paper], numbers: Iterable[tuple[int, int, int]]
    ) -> Iterator[tantivy.Document]:
        """Papers as they are indexed. numbers: of each its key, its place among the vectors, its digest."""
        stems = self.stems([text for paper in papers for text in (paper.title, paper.abstract)])
        for paper, title, rest, (key, row, mark) in zip(papers, stems[0::2], stems[1::2], numbers, strict=True):
            document = tantivy.Document()
            document.add_text("id", paper.id)
            document.add_text("title", title)
            document.add_text("body", title + rest)
            document.add_text("forms", clean(paper.title))
            document.add_bytes("shown_title", paper.title.encode("utf-8", "replace"))
            document.add_bytes("shown_abstract", paper.abstract.encode("utf-8", "replace"))
            document.add_text("authors", clean("\n".join(paper.authors)))
            document.add_text("venue", clean(paper.venue))
            archives = {category.split(".")[0] for category in paper.categories}
            document.add_text("categories", clean(" ".join({*paper.categories, *archives})))
            document.add_unsigned("key", key)
            document.add_unsigned("row", row)
            document.add_unsigned("day", paper.date.toordinal() if paper.date else 0)
            document.add_unsigned("titlekey", title_key(clean(paper.title)))
            document.add_unsigned("digest", mark)
            yield document
