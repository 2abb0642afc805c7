import runpy
from pathlib import Path

from paperledge.sources import SAMPLE_DAY, SampleSource, sample_batch
from paperledge.sources.calendar import expects_announcement

from .conftest import shared_file

ROOT = Path(__file__).resolve().parents[2]


def test_the_sample_day_is_whole():
    """311 real papers of one listing, each with title, abstract, authors, categories and links."""
    batch = sample_batch()
    assert expects_announcement(SAMPLE_DAY)
    assert len({p.id for p in batch.papers}) == 311
    for paper in batch.papers:
        assert paper.title
        assert len(paper.abstract) > 100
        assert paper.authors
        assert paper.categories
        assert paper.announced_on == SAMPLE_DAY
        assert paper.links["abs"].endswith(paper.id.removeprefix("arxiv:"))


def test_attention_is_told_with_the_day_it_was_seen():
    """13 papers drew attention on the day itself; what came later is dated later, its links not yet known."""
    batch = sample_batch()
    known = {p.id: p for p in batch.papers}
    today = [a for a in batch.attention if a.seen_on == SAMPLE_DAY]
    assert (len(today), len(batch.attention)) == (13, 21)
    assert all(a.paper in known and a.seen_on >= SAMPLE_DAY for a in batch.attention)
    best = max(today, key=lambda a: a.upvotes)
    assert (best.paper, best.upvotes, best.stars) == ("arxiv:2510.05096", 30, 28)
    assert known["arxiv:2510.05096"].links["code"] == "https://github.com/showlab/Paper2Video"
    linked = {p.id for p in batch.papers if len(p.links) > 2}
    assert linked <= {a.paper for a in today}


def test_the_sample_source_gives_its_batch_once():
    """As a source it resumes like any other: nothing comes after its cursor."""
    (batch,) = SampleSource().fetch(None, None, "")
    assert batch == sample_batch()
    assert list(SampleSource().fetch(None, None, batch.cursor)) == []


def test_building_it_again_gives_the_same_bytes(tmp_path, monkeypatch, capsys):
    """The script that made the sample day makes the very same files from the same sources."""
    papers = shared_file("papers_sample/papers.jsonl.gz")
    daily = shared_file("hf_daily_papers/hf_daily_2024-05_2026-02.jsonl.gz")
    script = runpy.run_path(str(ROOT / "training" / "sample_day" / "make.py"))
    monkeypatch.setitem(script["main"].__globals__, "OUT", tmp_path)
    script["main"](papers, daily)
    assert "311 papers; 21 listed" in capsys.readouterr().out
    shipped = ROOT / "paperledge" / "sources" / "sample_day"
    for name in ("2025-10-07.jsonl.gz", "attention.jsonl"):
        assert (tmp_path / name).read_bytes() == (shipped / name).read_bytes(), name
