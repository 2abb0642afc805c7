"""One unchanging view of the word index: queries built from objects, never from query text."""

import datetime as dt
import functools
import math
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import tantivy
from numpy.typing import NDArray

from paperledge.search.query import Clause, Query
from paperledge.search.words import SHOWN, STOP, TERMS, Words, clean, hash64, title_key

_NEWEST = 4_000  # more papers than arXiv announces in a day
_K1 = 1.2  # of tantivy's BM25
_FEW = 6  # words up to which the papers that hold most of them are asked for first
_OFTEN = 1.2  # times its rarity that a word is taken to add to a score; 2.2 where a paper says nothing else
_COMMON = 0.05  # share of the rarity of all words of a query that its commonest may have and be left out
_SOME = 4_000  # values up to which each is asked for by itself
_KEPT = 1_000  # papers whose texts are kept at hand
_WORDS = 4_096  # words whose number of papers is


class Reading:
    """What searches run on: the state of a word index when this was made."""

    def __init__(self, words: Words) -> None:
        self.words, self.schema = words, words.schema
        self.searcher = words.index.searcher()
        self._doc_freq = functools.lru_cache(maxsize=_WORDS)(self.searcher.doc_freq)
        # By row, of papers read last. Threads may share it: it is replaced, never changed.
        self._texts: dict[int, tuple[str, str, str]] = {}

    def count(self) -> int:
        """Papers in the index."""
        return self.searcher.num_docs

    def rows(self, query: tantivy.Query, n: int) -> list[tuple[int, float]]:
        """The n best (row, score). Ties do not depend on the order papers came in."""
        hits = self.searcher.search(query, n, count=False).hits
        if not hits:
            return []
        addresses = [address for _, address in hits]
        scores = [round(float(score), 4) for score, _ in hits]
        rows, keys = (self.searcher.fast_field_values(name, addresses) for name in ("row", "key"))
        found = sorted(zip(scores, keys, rows, strict=True), key=lambda item: (-item[0], item[1]))
        return [(int(row or 0), score) for score, _, row in found]

    def passing(self, query: tantivy.Query, n: int) -> NDArray[np.intp]:
        """Rows of at most n papers that match, in rising order."""
        addresses = [address for _, address in self.searcher.search(query, n, count=False).hits]
        return np.sort(np.array(self.searcher.fast_field_values("row", addresses), np.intp))

    def counted(self, query: tantivy.Query) -> int:
        """How many papers match."""
        # The stub calls it a method of sequences; it is the number of matches.
        return int(self.searcher.search(query, 1, count=True).count or 0)  # type: ignore[attr-defined]

    def stored(self, rows: Sequence[int]) -> dict[int, tuple[str, str, str]]:
        """(id, title, abstract) of papers by row; rows that hold no paper any more are left out."""
        known = self._texts
        out = {row: known[row] for row in rows if row in known}
        if missing := [row for row in rows if row not in out]:
            out |= self._read(missing)
            self._texts = (known | out) if len(known) < _KEPT else dict(out)
        return out

    def _read(self, rows: Sequence[int]) -> dict[int, tuple[str, str, str]]:
        found = self.searcher.search(self.among(rows), len(rows), count=False).hits
        addresses = [address for _, address in found]
        out = {}
        for row, address in zip(self.searcher.fast_field_values("row", addresses), addresses, strict=True):
            document = self.searcher.doc(address)
            title, abstract = (bytes(document.get_first(name) or b"").decode() for name in SHOWN)
            out[int(row or 0)] = (str(document.get_first("id")), title, abstract)
        return out

    def known(self, ids: Iterable[str]) -> dict[int, tuple[int, int]]:
        """key -> (row, digest) of those papers that are in the index."""
        return self.known_keys([hash64(paper) for paper in ids])

    def known_keys(self, keys: Sequence[int]) -> dict[int, tuple[int, int]]:
        """The same by their keys."""
        query = self._any_of("key", keys)
        addresses = [address for _, address in self.searcher.search(query, max(1, len(keys)), count=False).hits]
        columns = [self.searcher.fast_field_values(name, addresses) for name in ("key", "row", "digest")]
        return {int(k or 0): (int(r or 0), int(d or 0)) for k, r, d in zip(*columns, strict=True)}

    def among(self, rows: Sequence[int]) -> tantivy.Query:
        """Exactly these rows."""
        return self._any_of("row", rows)

    def _any_of(self, field: str, values: Sequence[int | str]) -> tantivy.Query:
        """Papers with one of some values. Where they are few, a query each takes a sixth of the time of a set."""
        if len(values) > _SOME:
            return tantivy.Query.term_set_query(self.schema, field, list(values))
        each = [tantivy.Query.term_query(self.schema, field, value, "basic") for value in values]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in each])

    def frequency(self, field: str, term: str) -> int:
        """In how many papers a (stemmed) term stands."""
        return self._doc_freq(field, term)

    def wished(self, words: Sequence[str], demand: tantivy.Query | None, n: int) -> list[tuple[int, float]]:
        """(row, BM25 over the body) of the n best papers with any of the words, rarely missing one of them."""
        plain = [w for w in words if w.lower() not in STOP] or list(words)
        terms = dict.fromkeys(t for w in plain for t in self.words.running.analyze(clean(w)))
        names = dict.fromkeys(t for w in plain[:TERMS] for t in self.words.names.analyze(clean(w)))
        named = [(field, term) for term in names for field in self._names(term)]
        telling = self._telling(list(terms))
        if demand is None and not named and 1 < len(telling) <= _FEW and (found := self._with_most(telling, n)):
            return found
        return self.rows(both(self._union([*(("body", term) for term in telling), *named]), demand), n)

    def _with_most(self, terms: Sequence[str], n: int) -> list[tuple[int, float]]:
        """The n best of the papers that hold the rarer words, if others can hardly be better; none if they can.

        terms: rarest first. Papers with all of some words are found in a fifth of the time that papers with any
        of them take.
        """
        rarity = {term: self._rarity(term) for term in terms}
        whole, most = sum(rarity.values()), len(terms)
        while most:
            found = self.rows(self._union((("body", term) for term in terms), most), n)
            if len(found) < n:
                most -= 1
                continue
            # What a paper may score at best that lacks one of the words asked of all.
            without = [_OFTEN * (whole - rarity[term]) for term in terms[:most]]
            if found[-1][1] >= without[-1]:
                return found
            most = next((k for k in range(most - 1, 0, -1) if found[-1][1] >= without[k - 1]), 0)
        return []

    def _union(self, parts: Iterable[tuple[str, str]], musts: int = 0) -> tantivy.Query:
        """Papers with any of some (field, term), of which the first few have to be there."""
        queries = [tantivy.Query.term_query(self.schema, field, term, "freq") for field, term in parts]
        kinds = [tantivy.Occur.Must] * musts + [tantivy.Occur.Should] * (len(queries) - musts)
        return tantivy.Query.boolean_query(list(zip(kinds, queries, strict=True)))

    def like(self, text: str) -> tuple[tantivy.Query, float]:
        """Papers about what a text is about: its words of highest tf-idf, each as often as the text says it.

        With it the BM25 that the text itself would have, were it a paper of average length.
        """
        counts = Counter(self.words.running.analyze(clean(text)))
        papers = self.count()
        weight = {t: c * math.log(1 + papers / (1 + self.frequency("body", t))) for t, c in counts.items()}
        best = sorted(weight, key=lambda t: (-weight[t], t))[:TERMS]
        times = {t: min(counts[t], 3) for t in best}
        own = sum(times[t] * self._rarity(t) * (_K1 + 1) * counts[t] / (_K1 + counts[t]) for t in best)
        return self._union(("body", t) for t in best for _ in range(times[t])), own

    def _rarity(self, term: str) -> float:
        found = self.frequency("body", term)
        return math.log(1 + (self.count() - found + 0.5) / (found + 0.5))

    def papers_with(self, word: str) -> int:
        """In how many titles, abstracts, author lists or venues a word stands, whichever holds it most."""
        stems, names = self.words.running.analyze(clean(word)), self.words.names.analyze(clean(word))
        texts = (("body", stems), ("authors", names), ("venue", names))
        return max((self.frequency(field, term) for field, terms in texts for term in terms), default=0)

    def named(self, word: str) -> int:
        """In how many titles or author lists a word stands as written, whichever holds it more often."""
        return max(self.frequency("forms", word), self.frequency("authors", word))

    def terms(self, prefix: str, n: int) -> list[tuple[str, int]]:
        """At most n (word, papers) of titles and authors that begin so."""
        fields = ("forms", "authors")
        return [found for field in fields for found in self.searcher.terms_with_prefix(field, prefix, None, n)]

    def share_of_names(self, texts: Sequence[str]) -> float:
        """Which share of the words of texts, 0..1, is at home among authors and venues."""
        words = [
            term for text in texts for term in self.words.names.analyze(clean(text))[:TERMS] if term not in STOP
        ]
        return sum(bool(self._names(term)) for term in words) / max(1, len(words))

    def _telling(self, terms: list[str]) -> list[str]:
        """Those words of a query that tell papers apart, rarest first: at most TERMS, without the very commonest.

        One or two words that half of all papers hold would take half of the time.
        """
        rarity = {term: self._rarity(term) for term in terms if self.frequency("body", term)}
        rarest = sorted(rarity, key=lambda term: (-rarity[term], term))[:TERMS]
        left = _COMMON * sum(rarity[term] for term in rarest)
        while len(rarest) > 1 and (left := left - rarity[rarest[-1]]) >= 0:
            rarest.pop()
        return rarest

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
            return self._any_of("id", _spellings(clause.text))
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
        query = self._any_of("id", _spellings(text))
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
