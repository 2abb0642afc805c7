import datetime as dt
import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paperledge.errors import PaperError, UsageError
from paperledge.records import Paper
from paperledge.search import Index, open_encoder


def ids(hits):
    return [hit.paper for hit in hits]


def test_titles_come_first(index, papers):
    """A paper's own title, in any case and without its punctuation, gives that paper first."""
    for paper in papers:
        typed = "".join(c if c.isalnum() else " " for c in paper.title).upper()
        assert index.search(paper.title, 1)[0].paper == paper.id
        assert index.search(typed, 1)[0].paper == paper.id


@pytest.mark.parametrize(
    "form", ["{}", "arXiv:{}", "{}v3", "https://arxiv.org/abs/{}", "http://arxiv.org/pdf/{}v1.pdf"]
)
def test_ids_and_addresses(index, papers, form):
    """A paper's id or address, with version or without, gives that paper alone."""
    for paper in papers[:10]:
        assert ids(index.search(form.format(paper.id.removeprefix("arxiv:")))) == [paper.id]


def test_first_sentence_finds_its_paper(index, papers):
    """The abstract's last words, which the title need not share, find the paper among the first three."""
    found = [paper.id in ids(index.search(paper.abstract[-250:], 3)) for paper in papers]
    assert sum(found) >= 195


@pytest.mark.parametrize(
    "query",
    ['"', '"""', "AND OR", "NOT", "-", "--", "the of and", "😀", "author:", "author: cat:", 'title:"', "(", ")(",
     "*", "a*", "[1 TO 2]", "x^2~3", "\\", "/", "\x00", "\ud800", "id:", "since:", "ناقش", "深度学习",
     "x " * 5_000, "word" * 2_500, " ".join(f"w{i}" for i in range(2_000)), "' OR 1=1 --", "cat:..",
     'author:"😀"', "-the"],
)  # fmt: skip
def test_any_query_is_safe(index, query):
    """Odd queries give hits or none, never an error."""
    assert len(index.search(query, 5)) <= 5
    index.did_you_mean(query)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=80) | st.text('"-: ()authorcat\\*\x00', max_size=60))
def test_any_text_is_safe(index, query):
    """Whatever is typed, no more than n hits come, each paper once, best first."""
    hits = index.search(query, 7)
    assert len(hits) <= 7
    assert len(set(ids(hits))) == len(hits)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert all(h.score > 0 and h.why and h.title for h in hits)


def test_phrase(index, papers):
    """A phrase has to stand word by word in title or abstract."""
    hits = index.search('"large language models"', 200)
    assert hits
    texts = {p.id: f"{p.title} {p.abstract}".lower() for p in papers}
    for hit in hits:
        assert "large language model" in texts[hit.paper].replace("-", " ")


def test_phrase_that_no_paper_has(index, papers):
    """Where no paper has the quoted words in a row they are read one by one, and each hit says so."""
    backwards = " ".join(reversed(papers[5].title.split()))
    hits = index.search(f'"{backwards}"', 5)
    assert papers[5].id in ids(hits)
    assert all("read one by one" in hit.why for hit in hits)
    assert not any("read one by one" in hit.why for hit in index.search('"large language models"', 5))
    assert index.search(f'"{backwards}" since:2031') == []
    assert index.search(f'title:"{backwards}"') == []


def test_quotes_in_a_sentence(index, papers):
    """A sentence finds its paper though words in it stand in quotation marks that do not stand together there."""
    words = papers[5].abstract.split()[:20]
    stressed = " ".join((*words[:9], f'"{words[9]}', f'{words[12]}"', *words[10:]))
    assert ids(index.search(stressed, 3))[0] == papers[5].id


def test_fields(index, papers):
    """author:, cat:, title:, id:, since: and until: each let only such papers pass."""
    by_id = {p.id: p for p in papers}
    some = papers[7]
    assert some.id in ids(index.search(f'author:"{some.authors[0]}"', 50))
    assert all("cs.CV" in by_id[i].categories for i in ids(index.search("cat:cs.CV detection", 50)))
    assert all(
        any(c.startswith("cs.") for c in by_id[i].categories) for i in ids(index.search("cat:cs model", 50))
    )
    assert all("model" in by_id[i].title.lower() for i in ids(index.search("title:model", 50)))
    assert ids(index.search(f"id:{some.id}")) == [some.id]
    days = [by_id[i].date for i in ids(index.search("learning since:2025-10 until:2025-10", 50))]
    assert days
    assert all(dt.date(2025, 10, 1) <= day <= dt.date(2025, 10, 31) for day in days)


def test_exclusions(index, papers):
    """A word with a minus stands in no hit's title or abstract."""
    texts = {p.id: f"{p.title} {p.abstract}".lower() for p in papers}
    hits = index.search("image segmentation -medical", 30)
    assert hits
    assert not any("medical" in texts[hit.paper].split() for hit in hits)


def test_filters_as_arguments(index, papers):
    """since, until, categories and author narrow both halves, alone and with a query's own demands."""
    by_id = {p.id: p for p in papers}
    hits = index.search("vision", 50, since=dt.date(2025, 10, 1), categories=["cs.CV", "cs.RO"])
    assert hits
    for hit in hits:
        paper = by_id[hit.paper]
        assert paper.date >= dt.date(2025, 10, 1)
        assert {"cs.CV", "cs.RO"} & set(paper.categories)
    writer = papers[3].authors[-1]
    assert papers[3].id in ids(index.search("a method for learning", 50, author=writer))
    assert index.search("vision", since=dt.date(2031, 1, 1)) == []
    assert index.search(papers[3].title, until=dt.date(2001, 1, 1)) == []


def test_filters_alone_give_the_newest(index, papers):
    """A query of demands alone lists what meets them, newest first."""
    by_id = {p.id: p for p in papers}
    days = [by_id[i].date for i in ids(index.search("cat:cs.LG", 10))]
    wanted = sorted((p.date for p in papers if "cs.LG" in p.categories), reverse=True)
    assert days == wanted[:10]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("segmentaton", "segmentation"), ("difusion models", "diffusion models"), ("langauge", "language"),
     ("reinforcemnt learning", "reinforcement learning"), ("trnasformer", "transformer")],
)  # fmt: skip
def test_typing_errors(index, typed, meant):
    """A misspelt word is put right in "did you mean", and the results are those of the right word."""
    assert index.did_you_mean(typed) == meant
    assert ids(index.search(typed, 5)) == ids(index.search(meant, 5))
    assert "read" in index.search(typed, 1)[0].why


@pytest.mark.parametrize("typed", ["diffusion", "language models", "qzxwvjk", "GAN", "", "the"])
def test_nothing_to_put_right(index, typed):
    """Words that papers hold, and words that resemble none, are left as they are."""
    assert index.did_you_mean(typed) == ""


def test_why(index):
    """A hit names the words it shares with the query, or its sentence nearest in meaning, with the score."""
    hit = index.search("object detectors for closed-world images", 1)[0]
    assert {"object", "detectors"} <= set(hit.words)
    assert hit.sentence
    assert -1 <= hit.nearness <= 1
    assert "words: " in hit.why
    assert f"({hit.nearness:.2f})" in hit.why


def test_accents_and_tex(tmp_path):
    """Names and words are found with accents, without, and behind TeX."""
    index = Index(tmp_path)
    index.add(
        [Paper("list:1", "On Poincar\\'e maps", "We use $\\alpha$-stable noise.", authors=("Henri Poincaré",))]
    )
    for query in ("poincaré", "poincare", "author:poincare", "alpha stable"):
        assert ids(index.search(query)) == ["list:1"]


def test_input_order_plays_no_part(papers, tmp_path, index):
    """Papers added in another order rank the same, with the same scores."""
    shuffled = list(papers)
    random.Random(3).shuffle(shuffled)
    other = Index(tmp_path / "other")
    other.add(shuffled)
    for query in (
        "graph neural networks",
        "how do models hallucinate",
        "cat:cs.CL since:2025-10",
        papers[5].title,
    ):
        here, there = index.search(query, 10), other.search(query, 10)
        assert ids(here) == ids(there)
        assert [h.score for h in here] == pytest.approx([h.score for h in there])


def test_like_finds_neighbours(index, papers):
    """Papers like a paper are not that paper, and lie nearer to it than papers at random."""
    encoder = open_encoder()
    vectors = dict(
        zip((p.id for p in papers), encoder.encode([f"{p.title}. {p.abstract}" for p in papers]), strict=True)
    )
    for paper in papers[:20]:
        hits = index.like([paper.id], 5)
        assert paper.id not in ids(hits)
        near = [float(vectors[paper.id] @ vectors[i]) for i in ids(hits)]
        every = [float(vectors[paper.id] @ v) for v in vectors.values()]
        assert sum(near) / 5 > sum(every) / len(every)


def test_like_takes_records_and_ids(index, papers):
    """A paper's record and its id ask the same; several papers and papers to be unlike are taken."""
    assert ids(index.like([papers[0]], 5)) == ids(index.like([papers[0].id], 5))
    plain = ids(index.like([papers[0], papers[50].id], 10))
    turned = ids(index.like([papers[0], papers[50].id], 10, less=[plain[0]]))
    assert plain[0] not in turned
    assert not {papers[0].id, papers[50].id} & set(plain)


def test_like_within_a_query(index, papers):
    """What stands beside the papers has to be met: fields, dates, and every word."""
    liked, category = [papers[0].id, papers[50].id], papers[0].categories[0]
    by_id = {paper.id: paper for paper in papers}
    for hit in index.like(liked, 10, within=f"cat:{category}", since=dt.date(2000, 1, 1)):
        assert category in by_id[hit.paper].categories
    for hit in index.like(liked, 10, within="learning -reinforcement"):
        text = f"{hit.title} {by_id[hit.paper].abstract}".lower()
        assert "learn" in text
        assert "reinforcement" not in text


class Preference:
    """A closer encoder for which texts with one word are alike, and like no other."""

    name, dims = "preference", 64

    def __init__(self, word):
        self.word, self.read = word, 0

    def encode(self, texts):
        self.read += len(texts)
        rows = np.zeros((len(texts), self.dims), np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[0 if self.word in text.lower() else 1] = 1
        return rows


def test_a_closer_encoder_orders_the_best(index, papers):
    """A closer encoder orders the best hundred where it is sure; no paper is lost, none comes twice."""
    closer, liked = Preference("segmentation"), next(p for p in papers if "segmentation" in p.abstract.lower())
    plain = index.like([liked.id], 150)
    found = Index(index.folder, closer=closer).like([liked.id], 150)
    assert set(ids(found)) == set(ids(plain))
    assert closer.read == 101
    assert ids(found)[100:] == ids(plain)[100:]
    texts = {p.id: f"{p.title}. {p.abstract}".lower() for p in papers}
    alike = ["segmentation" in texts[paper] for paper in ids(found)[:100]]
    assert alike == sorted(alike, reverse=True)
    assert 5 < sum(alike) < 100


def test_names_are_not_looked_for_in_abstracts(index, papers):
    """A query that is half a name still finds that author's papers first."""
    for paper in papers[:20]:
        name = paper.authors[0]
        hits = index.search(f"{name} {paper.title.split()[0]}", 3)
        assert any(name in by.authors for by in papers if by.id in ids(hits))


def test_standing_search(index, papers):
    """Demands find each of the papers that meets them; words and likeness those that stand out among all."""
    some = [paper.id for paper in papers[:60]]
    category = papers[0].categories[0]
    meeting = {paper.id for paper in papers[:60] if category in paper.categories}
    assert set(ids(index.standing(some, f"cat:{category}"))) == meeting
    target = papers[3]
    assert target.id in ids(index.standing(some, f"all about {target.title} and more"))
    assert index.standing([target.id], "a completely different subject: medieval cheese") == []
    best = ids(index.like([target.id], 10))
    assert set(ids(index.standing([p.id for p in papers], like=[target.id]))) == set(best)
    with pytest.raises(UsageError):
        index.standing(some)


def test_like_refuses(index):
    """No paper, no place to fill, or a paper that is not there: said in words."""
    with pytest.raises(UsageError):
        index.like([])
    with pytest.raises(PaperError, match=r"arxiv:0000\.00000"):
        index.like(["arxiv:0000.00000"])
    with pytest.raises(UsageError):
        index.search("x", 0)
