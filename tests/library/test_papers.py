"""Papers in and out."""

import datetime as dt
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from paperledge.errors import LibraryError, PaperError
from paperledge.library import Library
from paperledge.records import Attention, Batch, Paper, paper_from_json

from .conftest import make_paper

SAMPLE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "papers_sample" / "papers.jsonl.gz"
DAY = dt.date(2025, 10, 7)


def test_a_paper_comes_back_as_it_was(library: Library) -> None:
    """Every field survives, TeX, markup, right-to-left text and emoji included."""
    paper = Paper(
        id="arxiv:math/9901002",
        title="<script>alert(1)</script> $\\alpha$ עברית 🙂",
        abstract="a" * 30_000,
        authors=("Émile Zola", "李雷"),
        date=DAY,
        categories=("math.NA", "cs.LG"),
        links={"code": "https://github.com/a/b"},
        announced_on=DAY,
        updated_on=DAY,
        version=3,
        withdrawn=True,
        announce_type="new",
        comment="8 pages",
        venue="V",
        doi="10.1/x",
        licence="CC0",
        source="file",
    )
    library.add_papers([paper])
    assert library.paper(paper.id) == paper


def test_adding_says_what_is_new_changed_and_same(library: Library) -> None:
    """Each id is counted once, however many versions and cross-lists name it."""
    one, two = make_paper("arxiv:2510.00001"), make_paper("arxiv:2510.00002")
    first = library.add_papers([one, two, one, make_paper("arxiv:2510.00001", version=2)])
    assert (first.new, first.changed, first.same) == ((one.id, two.id), (), 0)
    again = library.add_papers([make_paper("arxiv:2510.00002", comment="accepted"), library.paper(one.id)])
    assert (again.new, again.changed, again.same) == ((), (two.id,), 1)
    assert library.count() == 2


def test_older_versions_stay_in_the_history(library: Library) -> None:
    """A new version does not erase what the old one said; a paper from elsewhere is not taken for a version."""
    for number, title in ((1, "first"), (3, "third"), (2, "second")):
        library.add_papers([make_paper(title=title, version=number, source="arxiv-oai")])
    library.add_papers([make_paper(title="somewhere else", source="daily-papers")])
    assert [(p.version, p.title) for p in library.versions("arxiv:2510.00001")] == [(1, "first"), (2, "second")]
    assert library.paper("arxiv:2510.00001").title == "third"


def test_an_unknown_paper_names_its_neighbours(library: Library) -> None:
    """A slip of the finger gets an answer one can act on."""
    library.add_papers([make_paper("arxiv:2510.00001"), make_paper("arxiv:2401.12345")])
    with pytest.raises(PaperError, match=r"arxiv:2510\.00001"):
        library.paper("arxiv:2510.00011")
    with pytest.raises(PaperError, match=r"arxiv:2401\.12345"):
        library.paper("2401.12346")
    with pytest.raises(PaperError, match="search"):
        library.paper("doi:10.1/nothing")


def test_many_papers_come_in_the_order_asked(library: Library) -> None:
    """More ids than one question takes, in any order; unknown ones are left out."""
    names = [f"arxiv:2510.{n:05d}" for n in range(1200)]
    library.add_papers(map(make_paper, names))
    wanted = [*reversed(names), "arxiv:0000.00000", names[3]]
    assert [p.id for p in library.papers(wanted)] == [*reversed(names), names[3]]


def test_a_day_is_its_announcement_or_else_its_date(library: Library) -> None:
    """A paper held back belongs to the day it was announced; one never seen announced to the day of its date."""
    library.add_papers(
        [
            make_paper("arxiv:1", announced_on=DAY, date=dt.date(2025, 9, 1)),
            make_paper("arxiv:2", date=DAY),
            make_paper("arxiv:3", date=DAY, announced_on=dt.date(2025, 10, 8)),
            make_paper("arxiv:4", date=None),
        ]
    )
    assert [p.id for p in library.papers_on(DAY)] == ["arxiv:1", "arxiv:2"]
    assert library.days(5) == [(dt.date(2025, 10, 8), 1), (DAY, 2)]
    assert library.days(1) == [(dt.date(2025, 10, 8), 1)]


def test_a_follower_sees_every_change_once(library: Library) -> None:
    """Reading on from the last number seen gives what came since, in its newest form, and nothing else."""
    library.add_papers(make_paper(f"arxiv:{n}") for n in range(5))
    seen = library.changes(0, 3)
    assert [number for number, _ in seen] == [1, 2, 3]
    library.add_papers([make_paper("arxiv:0", title="newer", version=2), make_paper("arxiv:5")])
    rest = library.changes(seen[-1][0], 100)
    assert [(p.id, p.title) for _, p in rest[-2:]] == [("arxiv:5", "Title of arxiv:5"), ("arxiv:0", "newer")]
    assert {p.id for _, p in rest} == {"arxiv:3", "arxiv:4", "arxiv:5", "arxiv:0"}
    assert library.changes(rest[-1][0], 100) == []
    library.add_papers([make_paper("arxiv:3")])
    assert library.changes(rest[-1][0], 100) == []


def test_a_batch_keeps_papers_attention_and_cursor_together(library: Library) -> None:
    """A harvest that is killed goes on after the last batch that was kept whole."""
    seen = Attention("arxiv:1", DAY, upvotes=3, comments=1, stars=9)
    library.add_batch(Batch("daily-papers", (make_paper("arxiv:1"),), (seen,), cursor="page 2"))
    assert library.cursor("daily-papers") == "page 2"
    assert library.cursor("arxiv-oai") == ""
    assert library.attention(["arxiv:1", "arxiv:2"], DAY) == {"arxiv:1": (seen,)}
    with pytest.raises(PaperError, match="no id"):
        library.add_batch(Batch("daily-papers", (make_paper("arxiv:2"), make_paper("")), cursor="page 3"))
    assert library.count() == 1
    assert library.cursor("daily-papers") == "page 2"


def test_attention_is_what_was_known_by_a_day(library: Library) -> None:
    """Counts of later days do not reach back; a second look on a day replaces the first."""
    looks = [Attention("arxiv:1", DAY + dt.timedelta(days=n), upvotes=n) for n in range(3)]
    library.add_batch(Batch("daily-papers", attention=(*looks, Attention("arxiv:1", DAY, upvotes=7))))
    found = library.attention(["arxiv:1"], DAY + dt.timedelta(days=1))
    assert [a.upvotes for a in found["arxiv:1"]] == [7, 1]


def test_text_no_database_can_keep_is_mended(library: Library) -> None:
    """NUL and halves of characters neither stop a batch nor come back."""
    library.add_papers([make_paper("arxiv:1", title="a\0b", abstract="c\ud800d", authors=("e\0",))])
    found = library.paper("arxiv:1")
    assert (found.title, found.abstract, found.authors) == ("ab", "c?d", ("e",))


def sample(limit: int) -> Iterator[Paper]:
    with gzip.open(SAMPLE, "rt", encoding="utf-8") as lines:
        for line, _ in zip(lines, range(limit), strict=False):
            row = json.loads(line)
            yield paper_from_json(row | {"date": row["date"] if len(row["date"]) == 10 else None})


def test_real_papers_come_back_as_they_were(library: Library) -> None:
    """Three thousand real records go in and out unchanged, and a second import changes nothing."""
    if not SAMPLE.exists():
        pytest.skip("needs ../shared/data/papers_sample beside the checkout")
    papers = list({p.id: p for p in sample(3000)}.values())
    assert len(library.add_papers(papers).new) == len(papers)
    assert library.papers(p.id for p in papers) == papers
    again = library.add_papers(papers)
    assert (again.new, again.changed, again.same) == ((), (), len(papers))


def test_an_url_that_is_none_is_refused() -> None:
    """A wrong library.url says how to write a right one."""
    from paperledge.library import open_library

    for url in ("nonsense", "mongodb://x/y", "sqlite:////nowhere/at/all/x.db"):
        with pytest.raises(LibraryError) as caught:
            open_library(url)
        assert caught.value.next_step
