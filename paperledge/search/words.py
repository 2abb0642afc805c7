"""The word index: one tantivy document a paper, and queries built from objects, never from query text."""

import datetime as dt
import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

from paperledge.errors import SearchError
from paperledge.records import Paper
from paperledge.search.pieces import split_words
from paperledge.search.query import Clause, Query

TERMS = 32  # most words of a query that are looked up; of a longer text the rarest are taken
STOP = frozenset(
    "a an and are as at be but by can do does for from has have how if in into is it its not of on or our such "
    "that the their then there these they this to was we were what when where which who why will with".split()
)
_TEX = re.compile(r"\\[a-zA-Z]+\*?|\\.|[${}^_]")
_SHOWN = ("shown_title", "shown_abstract")  # as the paper has them, markup and all
_REMEMBERED = 50_000  # stems kept, so that memory stays bounded
_NEWEST = 4_000  # more papers than arXiv announces in a day
_HEAP_BYTES = 96_000_000  # of the writer; a full heap becomes a segment, so memory stays bounded


def analyzer(stem: bool) -> tantivy.TextAnalyzer:
    """Letters and digits, lower case, accents gone; English stems for running text."""
    built = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )
    return (built.filter(tantivy.Filter.stemmer("english")) if stem else built).build()


def build_schema() -> tantivy.Schema:
    """Fields of a paper. `row` is its place among the vectors, `key` and `titlekey` are 64-bit hashes.

    `body` is title and abstract as one text: ranking by it found known papers more often than ranking by two
    fields (84 of 100 first instead of 80). `forms` are the words of titles as written, for spelling.
    """
    build = tantivy.SchemaBuilder()
    build.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    build.add_text_field("title", tokenizer_name="running")
    build.add_text_field("body", tokenizer_name="running")
    for name in _SHOWN:
        build.add_bytes_field(name, stored=True)
    build.add_text_field("authors", tokenizer_name="names")
    build.add_text_field("venue", tokenizer_name="names")
    build.add_text_field("forms", tokenizer_name="names", index_option="basic")
    build.add_text_field("categories", tokenizer_name="raw", index_option="basic")
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
    parts = (paper.id, paper.title, paper.abstract, paper.authors, paper.categories, paper.venue, str(paper.date))
    return hash64(repr(parts))


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
        self.running, self.names = analyzer(stem=True), analyzer(stem=False)
        index.register_tokenizer("running", self.running)
        index.register_tokenizer("names", self.names)
        self.schema = index.schema
        self._stem: dict[str, str] = {}

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

    def stems(self, text: str) -> set[str]:
        """The stems of a text. Each word is analysed once: texts share most of theirs."""
        if len(self._stem) > _REMEMBERED:
            self._stem.clear()
        words = set(split_words(clean(text)))
        for word in words.difference(self._stem):
            self._stem[word] = (self.running.analyze(word) or [""])[0]
        return {self._stem[word] for word in words}

    def writer(self) -> tantivy.IndexWriter:
        """The one writer; memory bounded by its heap."""
        return self.index.writer(_HEAP_BYTES, 1)

    def keyed(self, key: int) -> tantivy.Query:
        """The paper of a key. (Deleting by a bare term misses unsigned fields: the value is taken as signed.)"""
        return tantivy.Query.term_query(self.schema, "key", key)

    def document(self, paper: Paper, row: int) -> tantivy.Document:
        """A paper as it is indexed."""
        document = tantivy.Document()
        document.add_text("id", paper.id)
        document.add_text("title", clean(paper.title))
        document.add_text("body", clean(paper.title))
        document.add_text("body", clean(paper.abstract))
        document.add_bytes("shown_title", paper.title.encode("utf-8", "replace"))
        document.add_bytes("shown_abstract", paper.abstract.encode("utf-8", "replace"))
        document.add_text("forms", clean(paper.title))
        for name in paper.authors:
            document.add_text("authors", clean(name))
        if paper.venue:
            document.add_text("venue", clean(paper.venue))
        for category in {part for c in paper.categories for part in (c.lower(), c.lower().split(".")[0])}:
            document.add_text("categories", category)
        document.add_unsigned("key", hash64(paper.id))
        document.add_unsigned("row", row)
        document.add_unsigned("day", paper.date.toordinal() if paper.date else 0)
        document.add_unsigned("titlekey", title_key(paper.title))
        document.add_unsigned("digest", digest(paper))
        return document


class Reading:
    """One unchanging view of a word index: what searches run on."""

    def __init__(self, words: Words) -> None:
        self.words, self.schema = words, words.schema
        self.searcher = words.index.searcher()

    def count(self) -> int:
        """Papers in the index."""
        return self.searcher.num_docs

    def rows(self, query: tantivy.Query, n: int) -> list[tuple[int, float]]:
        """The n best (row, score). Ties do not depend on the order papers came in."""
        hits = self.searcher.search(query, n, count=False).hits
        addresses = [address for _, address in hits]
        scores = [round(float(score), 4) for score, _ in hits]
        rows, keys = (self.searcher.fast_field_values(name, addresses) for name in ("row", "key"))
        found = sorted(zip(scores, keys, rows, strict=True), key=lambda item: (-item[0], item[1]))
        return [(int(row or 0), score) for score, _, row in found]

    def keys(self, query: tantivy.Query, n: int) -> dict[int, int]:
        """row -> key of at most n papers that match."""
        addresses = [address for _, address in self.searcher.search(query, n, count=False).hits]
        rows, keys = (self.searcher.fast_field_values(name, addresses) for name in ("row", "key"))
        return {int(row or 0): int(key or 0) for row, key in zip(rows, keys, strict=True)}

    def counted(self, query: tantivy.Query) -> int:
        """How many papers match."""
        # The stub calls it a method of sequences; it is the number of matches.
        return int(self.searcher.search(query, 1, count=True).count or 0)  # type: ignore[attr-defined]

    def stored(self, rows: Sequence[int]) -> dict[int, tuple[str, str, str]]:
        """(id, title, abstract) of papers by row; rows that hold no paper any more are left out."""
        found = self.searcher.search(self.among(rows), max(1, len(rows)), count=False).hits
        addresses = [address for _, address in found]
        out = {}
        for row, address in zip(self.searcher.fast_field_values("row", addresses), addresses, strict=True):
            document = self.searcher.doc(address)
            title, abstract = (bytes(document.get_first(name) or b"").decode() for name in _SHOWN)
            out[int(row or 0)] = (str(document.get_first("id")), title, abstract)
        return out

    def known(self, ids: Iterable[str]) -> dict[int, tuple[int, int]]:
        """key -> (row, digest) of those papers that are in the index."""
        keys = [hash64(paper) for paper in ids]
        query = tantivy.Query.term_set_query(self.schema, "key", keys)
        addresses = [address for _, address in self.searcher.search(query, max(1, len(keys)), count=False).hits]
        columns = [self.searcher.fast_field_values(name, addresses) for name in ("key", "row", "digest")]
        return {int(k or 0): (int(r or 0), int(d or 0)) for k, r, d in zip(*columns, strict=True)}

    def among(self, rows: Sequence[int]) -> tantivy.Query:
        """Exactly these rows."""
        return tantivy.Query.term_set_query(self.schema, "row", list(rows))

    def frequency(self, field: str, term: str) -> int:
        """In how many papers a (stemmed) term stands."""
        return self.searcher.doc_freq(field, term)

    def wished(self, words: Sequence[str]) -> tantivy.Query | None:
        """Papers with any of the words, by BM25 over the body; None where no word can be looked up.

        One flat union of plain terms: tantivy can then skip what cannot reach the top (block-max WAND).
        """
        plain = [w for w in words if w.lower() not in STOP] or list(words)
        terms = dict.fromkeys(t for w in plain for t in self.words.running.analyze(clean(w)))
        parts = [("body", term) for term in self._rarest(list(terms))]
        names = dict.fromkeys(t for w in plain[:TERMS] for t in self.words.names.analyze(clean(w)))
        parts += [(field, term) for term in names for field in self._names(term)]
        return self._union(parts)

    def _union(self, parts: Iterable[tuple[str, str]]) -> tantivy.Query | None:
        queries = [tantivy.Query.term_query(self.schema, field, term, "freq") for field, term in parts]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, q) for q in queries]) if queries else None

    def like(self, text: str) -> tantivy.Query | None:
        """Papers about what a text is about: its words of highest tf-idf, each as often as the text says it."""
        counts = Counter(self.words.running.analyze(clean(text)))
        papers = self.count()
        weight = {t: c * math.log(1 + papers / (1 + self.frequency("body", t))) for t, c in counts.items()}
        best = sorted(weight, key=lambda t: (-weight[t], t))[:TERMS]
        return self._union(("body", t) for t in best for _ in range(min(counts[t], 3)))

    def papers_with(self, word: str) -> int:
        """In how many titles, abstracts, author lists or venues a word stands, whichever holds it most."""
        stems, names = self.words.running.analyze(clean(word)), self.words.names.analyze(clean(word))
        texts = (("body", stems), ("authors", names), ("venue", names))
        return max((self.frequency(field, term) for field, terms in texts for term in terms), default=0)

    def terms(self, prefix: str, n: int) -> list[tuple[str, int]]:
        """At most n (word, papers) of titles and authors that begin so."""
        fields = ("forms", "authors")
        return [found for field in fields for found in self.searcher.terms_with_prefix(field, prefix, None, n)]

    def _rarest(self, terms: list[str]) -> list[str]:
        if len(terms) <= TERMS:
            return terms
        by_count = {t: self.frequency("body", t) or self.count() for t in terms}
        kept = set(sorted(terms, key=lambda t: (by_count[t], t))[:TERMS])
        return [t for t in terms if t in kept]

    def _names(self, term: str) -> list[str]:
        # "hinton" is a name, "long" is a word: a field of names counts where the term is at home in it.
        (stem,) = self.words.running.analyze(term)[:1] or [term]
        in_text = self.frequency("body", stem)
        return [f for f in ("authors", "venue") if self.frequency(f, term) > in_text]

    def demanded(self, query: Query) -> tantivy.Query | None:
        """What a paper has to meet: clauses, exclusions and dates. None where everything may pass."""
        parts = [(tantivy.Occur.Must, self._clause(clause)) for clause in query.must]
        parts += [(tantivy.Occur.MustNot, self._clause(clause)) for clause in query.never]
        if query.since or query.until:
            low = query.since.toordinal() if query.since else 1
            high = query.until.toordinal() if query.until else dt.date.max.toordinal()
            days = tantivy.Query.range_query(self.schema, "day", tantivy.FieldType.Unsigned, low, high)
            parts.append((tantivy.Occur.Must, days))
        if query.categories:
            allowed = [self._clause(Clause("categories", name)) for name in query.categories]
            any_of = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in allowed])
            parts.append((tantivy.Occur.Must, any_of))
        if not parts:
            return None
        if all(occur is tantivy.Occur.MustNot for occur, _ in parts):
            parts.append((tantivy.Occur.Must, tantivy.Query.all_query()))
        return tantivy.Query.const_score_query(tantivy.Query.boolean_query(parts), 0.0)

    def _clause(self, clause: Clause) -> tantivy.Query:
        if clause.field == "categories":
            name = clause.text.lower().removesuffix("*").rstrip(".")
            return tantivy.Query.term_query(self.schema, "categories", name, "basic")
        if clause.field == "id":
            return tantivy.Query.term_set_query(self.schema, "id", _spellings(clause.text))
        return self._in_field(clause.field or "body", clause)

    def _in_field(self, field: str, clause: Clause) -> tantivy.Query:
        named = field in ("authors", "venue")
        terms = (self.words.names if named else self.words.running).analyze(clean(clause.text))
        if named:
            terms = [t for t in terms if len(t) > 1] or terms
        if not terms:
            return tantivy.Query.empty_query()
        if clause.exact and len(terms) > 1 and not named:
            return tantivy.Query.phrase_query(self.schema, field, list(terms))
        singles = [tantivy.Query.term_query(self.schema, field, term, "freq") for term in terms]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, single) for single in singles])

    def addressed(self, text: str, demand: tantivy.Query | None) -> list[int]:
        """Row of the paper whose id or address the text is, if it meets a demand."""
        query = tantivy.Query.term_set_query(self.schema, "id", _spellings(text))
        return [row for row, _ in self.rows(both(query, demand), 20)]

    def titled(self, title: str, demand: tantivy.Query | None) -> list[int]:
        """Rows of papers of that title, whatever its case and punctuation, that meet a demand."""
        key = title_key(clean(title))
        query = tantivy.Query.term_query(self.schema, "titlekey", key)
        return [row for row, _ in self.rows(both(query, demand), 20)] if key else []

    def newest(self, demand: tantivy.Query, n: int) -> list[int]:
        """The n newest papers that meet a demand; those of one day in an order that does not depend on input."""
        hits = self.searcher.search(demand, max(n, _NEWEST), count=False, order_by_field="day").hits
        addresses = [address for _, address in hits]
        rows, keys, days = (self.searcher.fast_field_values(name, addresses) for name in ("row", "key", "day"))
        found = sorted(zip(days, keys, rows, strict=True), key=lambda item: (-(item[0] or 0), item[1]))
        return [int(row or 0) for _, _, row in found][:n]


def both(query: tantivy.Query, demand: tantivy.Query | None) -> tantivy.Query:
    """Papers that match a query, scored by it, and meet a demand."""
    if demand is None:
        return query
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, demand)])


def _spellings(text: str) -> list[str]:
    """The ids a text may mean: as it stands, by its canonical form, and with the usual prefixes."""
    from paperledge.sources import paper_id

    text = clean(text).strip().strip("<>()[].,;")
    if not text or len(text) > 300 or " " in text:
        return []
    canonical = paper_id(text)
    guesses = [text, canonical or "", f"acl:{text}", f"doi:{text.lower()}", f"arxiv:{text}"]
    return list(dict.fromkeys(guess for guess in guesses if guess))
