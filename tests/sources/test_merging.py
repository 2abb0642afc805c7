from hypothesis import given
from hypothesis import strategies as st

from paperledge.records import Paper
from paperledge.sources.merging import merge_papers

PAPERS = st.lists(
    st.builds(
        Paper,
        id=st.sampled_from(["arxiv:math/9901002", "arxiv:cs/9901002", "arxiv:2510.00001"]),
        title=st.just("t"),
        abstract=st.just("a"),
        version=st.integers(1, 4),
        categories=st.lists(st.sampled_from(["cs.CL", "cs.AI", "math.GT"]), unique=True).map(tuple),
        announce_type=st.sampled_from(["new", "cross", "replace", "replace-cross", ""]),
    ),
    max_size=8,
)


@given(PAPERS)
def test_merging_keeps_one_of_each_and_its_newest_version(papers):
    """Each id once, at its highest version, with every category that was seen; merging again changes nothing."""
    merged = merge_papers(papers)
    assert [p.id for p in merged] == list(dict.fromkeys(p.id for p in papers))
    for paper in merged:
        same = [p for p in papers if p.id == paper.id]
        assert paper.version == max(p.version for p in same)
        assert set(paper.categories) == {c for p in same for c in p.categories}
    assert merge_papers(merged) == merged


def test_archives_keep_old_names_apart():
    """math/9901002 and cs/9901002 are two papers."""
    papers = [Paper("arxiv:math/9901002", "a", ""), Paper("arxiv:cs/9901002", "b", "")]
    assert merge_papers(papers) == tuple(papers)


def test_a_paper_is_withdrawn_as_its_newest_version_says():
    """A withdrawn v2 flags the paper; a v3 that stands again unflags it."""
    v1, v2, v3 = (Paper("arxiv:2510.00001", "t", "", version=v, withdrawn=v == 2) for v in (1, 2, 3))
    assert merge_papers([v1, v2])[0].withdrawn
    assert not merge_papers([v2, v3, v1])[0].withdrawn
