"""From a query to hits: the two halves blended, the best few read piece by piece."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import tantivy

from paperledge.errors import PaperError
from paperledge.records import Paper
from paperledge.search.explain import Hit, nearest_sentences, say_why, shared_words, telling_words
from paperledge.search.fuse import fuse_ranks
from paperledge.search.manifest import Manifest
from paperledge.search.matching import match
from paperledge.search.meaning import Encoder, Vectors, open_encoder, paper_texts
from paperledge.search.query import Query, only_demands, parse_query
from paperledge.search.reading import Reading, both
from paperledge.search.spelling import corrections
from paperledge.search.vectors import VectorStore, dots
from paperledge.search.words import hash64

_One = TypeVar("_One")
_Other = TypeVar("_Other")
DEPTH = 100  # papers either half hands on to be fused, at least
_ENUMERABLE = 20_000  # papers a demand may leave for every one of them to be compared by meaning
_SMALL = 200_000  # papers up to which a second thread costs more than it saves
_ASIDE = ThreadPoolExecutor()  # threads for the other half of each search under way; none until one is asked for
_NAMED = 1.0  # score of a paper that the query names; no other score passes it
_WORDS = 0.4  # share of the words in a blend
MATCHED = 50  # papers of a blend that are read piece by piece, at least
# Shares in a score of the blend and of what query and paper hold of each other (HELD, TITLE, WHOLE, PAIRS):
# fitted to 1,992 queries of scitldr train (training/encoder/weigh.py).
ASKED = (0.26, 0.153, 0.06, 0.434, 0.093)
# Between papers no part leads: half the blend, a quarter for either paper held by the other.
ALIKE = (0.5, 0.25, 0.0, 0.25, 0.0)
_NAMES = 1 / 3  # share of names in a query from which on its papers are not read: names stand in no abstract
_NOWHERE = "no paper asked for has the quoted words in a row: read one by one"
_STANDING = 10  # papers a standing search takes at least, however small the archive
_AGAINST = 0.5  # how much a place in the list of a paper to be avoided takes away


@dataclass(frozen=True, slots=True)
class View:
    """One unchanging state of an index."""

    mark: tuple[int, int]
    manifest: Manifest
    words: Reading
    vectors: VectorStore

    @property
    def dead(self) -> int:
        """Vectors whose papers were replaced or taken out."""
        return max(0, len(self.vectors) - self.words.count())


def search_view(view: View, encoder: Encoder, limits: Query, raw: str, n: int) -> list[Hit]:
    """The n best hits for a query within limits."""
    within = view.words.demanded(limits)
    if addressed := view.words.addressed(raw, within):
        leading = [(row, _NAMED) for row in addressed]
        return tell_hits(view, encoder, leading, n, ((), np.zeros(encoder.dims, np.float32)))
    named = view.words.titled(raw, within)
    leading = [(row, _NAMED) for row in named]
    for plain in (False, True):
        asked, better = (parse_query(raw, plain), {}) if named else _corrected(view, raw, plain)
        asked = asked.within(limits)
        vector = encoder.encode([asked.text])[0]
        found = _fused(view, asked, vector, n)
        if named or found or not asked.phrases:
            break
    ranked = leading + [item for item in found if item[0] not in named]
    notes = [f"read {word} as {right}" for word, right in better.items()] + [_NOWHERE] * plain
    hits = tell_hits(view, encoder, ranked, n, (asked.wishes, vector))
    return [replace(hit, why=f"{hit.why} ({', '.join(notes)})") for hit in hits] if notes else hits


def _corrected(view: View, raw: str, plain: bool = False) -> tuple[Query, dict[str, str]]:
    """A query with its typing errors put right, and what was read for which word."""
    asked = parse_query(raw, plain)
    better = corrections(view.words, asked.words)
    return replace(asked, words=tuple(better.get(word, word) for word in asked.words)), better


def _fused(view: View, asked: Query, vector: Vectors, n: int) -> list[tuple[int, float]]:
    demand = view.words.demanded(asked)
    if not asked.text.strip():
        return fuse_ranks([view.words.newest(demand, n)]) if demand is not None else []
    depth = max(DEPTH, 2 * n)
    words, near = _side_by_side(
        view,
        lambda: by_words(view, asked.wishes, demand, depth),
        lambda: by_meaning(view, vector, asked, demand, depth),
    )
    ranked = blend(view, vector, joined(words, near, depth), max((score for _, score in words), default=0.0))
    named = view.words.share_of_names(asked.wishes)
    return ranked if named >= _NAMES else matched(view, ranked, asked.text, ASKED, n)


def _side_by_side(view: View, one: Callable[[], _One], other: Callable[[], _Other]) -> tuple[_One, _Other]:
    """What two pieces of work give. Both leave Python for most of their time, so that two cores share them."""
    if view.words.count() < _SMALL:
        return one(), other()
    first = _ASIDE.submit(one)
    try:
        rest = other()
    finally:
        wait([first])
    return first.result(), rest


def joined(words: Sequence[tuple[int, float]], near: Sequence[int], depth: int) -> dict[int, float]:
    """row -> BM25 of the papers either half found, when at most `depth` were asked for."""
    # A list that was cut off says how its next papers would have scored; a whole one says they hold no word.
    last = words[-1][1] if len(words) == depth else 0.0
    return dict.fromkeys(near, last) | dict(words)


def blend(view: View, vector: Vectors, bm25: Mapping[int, float], whole: float) -> list[tuple[int, float]]:
    """Papers (row -> BM25) by 0.4 x BM25 as a share of `whole` + 0.6 x cosine: (row, score), best first.

    On 1,315 known items among 144,450 papers this puts the right one first more often than fusing by rank alone
    (benchmarks/search/README.md). A paper without a word of the query and no nearer than chance is no find.
    """
    if not bm25:
        return []
    rows = np.array(sorted(bm25), np.intp)
    shares = np.array([bm25[int(row)] for row in rows]) / (whole or 1.0)
    scores = (_WORDS * shares + (1 - _WORDS) * view.vectors.cosines(vector, rows).clip(0)).round(5)
    order = np.lexsort((rows, -scores))
    order = order[scores[order] > 0]
    return list(zip(rows[order].tolist(), scores[order].tolist(), strict=True))


def matched(
    view: View, ranked: Sequence[tuple[int, float]], wanted: str, shares: Sequence[float], n: int
) -> list[tuple[int, float]]:
    """The first MATCHED (or n, if more) of a blend, by what they and a wanted text hold of each other as well.

    shares: of the blend, HELD, TITLE, WHOLE and PAIRS in a score; together 1, so scores stay in 0..1.
    """
    stored = view.words.stored([row for row, _ in ranked[: max(MATCHED, n)]])
    some = [(row, score) for row, score in ranked[: max(MATCHED, n)] if row in stored]
    held = match(open_encoder(), wanted, [stored[row][1:] for row, _ in some]) @ np.array(shares[1:])
    scored = [
        (row, round(shares[0] * score + float(more), 5)) for (row, score), more in zip(some, held, strict=True)
    ]
    return sorted(scored, key=lambda item: (-item[1], item[0]))


def by_words(view: View, wishes: Sequence[str], demand: tantivy.Query | None, n: int) -> list[tuple[int, float]]:
    """(row, BM25) of the n best papers."""
    return view.words.wished([word for text in wishes for word in text.split()], demand, n)


def by_meaning(view: View, vector: Vectors, asked: Query, demand: tantivy.Query | None, n: int) -> list[int]:
    """Rows of the n papers of highest cosine that meet the demand."""
    if not vector.any():
        return []
    if demand is None or asked.only_dated:
        return [row for row, _ in view.vectors.nearest(vector, n, _days(asked))]
    left = view.words.counted(demand)
    if left <= _ENUMERABLE:
        passing = view.words.passing(demand, max(1, left))
        return [row for row, _ in view.vectors.settle(vector, passing, n)]
    wanted = min(_ENUMERABLE, 2 * n * view.words.count() // left)
    near = [row for row, _ in view.vectors.nearest(vector, wanted, _days(asked))]
    kept = set(view.words.passing(both(view.words.among(near), demand), max(1, len(near))).tolist())
    return [row for row in near if row in kept][:n]


def _days(asked: Query) -> tuple[int, int] | None:
    if asked.since is None and asked.until is None:
        return None
    return (asked.since or dt.date.min).toordinal(), (asked.until or dt.date.max).toordinal()


def tell_hits(
    view: View, encoder: Encoder, ranked: Sequence[tuple[int, float]], n: int, about: tuple[Sequence[str], Vectors]
) -> list[Hit]:
    """The first n of (row, score) as hits that say why; equal scores in id order.

    about: texts that were looked for, and their vector.
    """
    wishes, vector = about
    scores, stored = dict(ranked), _stored(view, ranked, n)
    best = sorted(stored, key=lambda row: (-scores[row], stored[row][0]))[:n]
    nearest = nearest_sentences(encoder, vector, [stored[row][2] for row in best])
    wanted = telling_words(view.words, wishes)
    stems = view.words.words.stems(["\n".join(stored[row][1:]) for row in best])
    hits = []
    for row, (sentence, nearness), held in zip(best, nearest, stems, strict=True):
        paper, title, _ = stored[row]
        shared = shared_words(wanted, held)
        why = "named by the query" if scores[row] == _NAMED else say_why(shared, sentence, nearness)
        hits.append(Hit(paper, scores[row], why, title, shared, sentence, nearness))
    return hits


def _stored(view: View, ranked: Sequence[tuple[int, float]], n: int) -> dict[int, tuple[str, str, str]]:
    """(id, title, abstract) of the first n that are still there, and of all that score as the last of them."""
    out: dict[int, tuple[str, str, str]] = {}
    start = 0
    while start < len(ranked) and len(out) < n:
        last = ranked[min(start + n - len(out), len(ranked)) - 1][1]
        # Rows number papers in the order they came; ties must not depend on it.
        stop = next((at for at in range(start, len(ranked)) if ranked[at][1] < last), len(ranked))
        out |= view.words.stored([row for row, _ in ranked[start : min(stop, start + 4 * n)]])
        start = stop
    return out


@dataclass(frozen=True, slots=True)
class _Seed:
    """A paper others are compared with."""

    id: str
    text: str
    vector: Vectors
    row: int = -1  # its place in the index, where it was taken from there


@dataclass(frozen=True, slots=True)
class Likes:
    """What papers are to be like, and unlike: records, or ids of papers in the index."""

    papers: Sequence[Paper | str]
    less: Sequence[Paper | str] = ()
    closer: Encoder | None = None  # reads the best hundred once more


def like_view(view: View, encoder: Encoder, likes: Likes, limits: Query, n: int) -> list[Hit]:
    """The n papers most like some, and unlike others, within limits."""
    ranked, about = alike(view, encoder, likes, limits, n)
    return tell_hits(view, encoder, ranked, n, about)


def alike(
    view: View, encoder: Encoder, likes: Likes, limits: Query, n: int
) -> tuple[list[tuple[int, float]], tuple[Sequence[str], Vectors]]:
    """(row, score) of papers like some, best first and at least n; and what they were compared with."""
    wanted = [_seed(view, encoder, paper) for paper in likes.papers]
    unwanted = [_seed(view, encoder, paper) for paper in likes.less]
    scores = dict(fuse_ranks([_around(view, seed, limits, likes.closer, n) for seed in wanted]))
    against = dict(fuse_ranks([_around(view, seed, limits, likes.closer, n) for seed in unwanted]))
    scale = _AGAINST * len(wanted) / max(1, len(unwanted))
    own = {row for row, _ in view.words.known(seed.id for seed in (*wanted, *unwanted)).values()}
    kept = {row: score - scale * against.get(row, 0.0) for row, score in scores.items() if row not in own}
    ranked = sorted(
        ((row, score) for row, score in kept.items() if score > 0), key=lambda item: (-item[1], item[0])
    )
    middle = np.sum([seed.vector for seed in wanted], axis=0)
    length = float(np.linalg.norm(middle))
    return ranked, ([seed.text for seed in wanted], middle / length if length else middle)


def _around(view: View, seed: _Seed, limits: Query, closer: Encoder | None, n: int) -> list[int]:
    """Papers like one, best first: BM25 as a share of what the paper would have itself, and cosine."""
    depth, demand = max(DEPTH, 4 * n), view.words.demanded(limits)
    query, whole = view.words.like(seed.text)
    words = view.words.rows(both(query, demand), depth)
    near = by_meaning(view, seed.vector, limits, demand, depth)
    ranked = blend(view, seed.vector, joined(words, near, depth), whole)
    read = max(MATCHED, n, DEPTH + 1 if closer else 0)
    best = matched(view, ranked[:read], seed.text, ALIKE, read)
    best = read_again(view, best, seed, closer) if closer else best
    return [row for row, _ in best] + [row for row, _ in ranked[read:]]


def read_again(
    view: View, ranked: Sequence[tuple[int, float]], seed: _Seed, closer: Encoder
) -> list[tuple[int, float]]:
    """The first hundred by the mean of their score and a slower encoder's cosine; the others behind them."""
    some = [item for item in ranked if item[0] != seed.row][:DEPTH]
    stored = view.words.stored([row for row, _ in some])
    vectors = closer.encode([seed.text, *paper_texts(stored[row][1:] for row, _ in some)])
    near = dots(vectors[1:], vectors[0])
    best = [(row, (score + float(cosine)) / 2) for (row, score), cosine in zip(some, near, strict=True)]
    read = {row for row, _ in some}
    return sorted(best, key=lambda item: (-item[1], item[0])) + [item for item in ranked if item[0] not in read]


def stand_out(view: View, encoder: Encoder, raw: str, likes: Likes, among: Sequence[str]) -> list[Hit]:
    """Which of some papers (ids) a standing search finds, best first.

    A search that only makes demands finds every one that meets them. Otherwise a paper has to be among the best
    thousandth (ten at least) of all papers in the index that meet its demands.
    """
    known = {row for row, _ in view.words.known(among).values()}
    asked = only_demands(raw) if likes.papers else _corrected(view, raw)[0]
    demand = view.words.demanded(asked)
    share = max(_STANDING, (view.words.counted(demand) if demand is not None else view.words.count()) // 1_000)
    about: tuple[Sequence[str], Vectors] = asked.wishes, encoder.encode([asked.text])[0]
    if likes.papers:
        ranked, about = alike(view, encoder, likes, asked, share)
    elif asked.words:
        ranked = _fused(view, asked, about[1], share)
    else:
        share = max(1, len(known))
        ranked = fuse_ranks([view.words.passing(both(view.words.among(list(known)), demand), share).tolist()])
    best = [item for item in ranked[:share] if item[0] in known]
    return tell_hits(view, encoder, best, len(best), about)


def _seed(view: View, encoder: Encoder, paper: Paper | str) -> _Seed:
    if isinstance(paper, Paper):
        (text,) = paper_texts([(paper.title, paper.abstract)])
        return _Seed(paper.id, text, encoder.encode([text])[0])
    known = view.words.known([paper]).get(hash64(paper))
    if known is None:
        raise PaperError(f"{paper} is not in the index", next_step="collect or import it first")
    _, title, abstract = view.words.stored([known[0]])[known[0]]
    return _Seed(paper, paper_texts([(title, abstract)])[0], view.vectors.vectors([known[0]])[0], known[0])
