import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperledge.search import DuplicatePaper, fuse_ranks

LISTS = st.lists(st.lists(st.sampled_from("abcdefghij"), unique=True), max_size=5)


@given(LISTS, st.floats(0.1, 1000))
def test_bounds(lists, k):
    """Every paper named comes once, best first, with 0 < score <= n / (k + 1), equal scores in id order."""
    fused = fuse_ranks(lists, k)
    assert {paper for paper, _ in fused} == {paper for ranked in lists for paper in ranked}
    assert len(fused) == len({paper for paper, _ in fused})
    assert all(0 < score <= len(lists) / (k + 1) * (1 + 1e-12) for _, score in fused)
    assert fused == sorted(fused, key=lambda item: (-item[1], item[0]))


@given(LISTS)
def test_order_of_lists(lists):
    """Which list comes first plays no part."""
    there, back = dict(fuse_ranks(lists)), dict(fuse_ranks(lists[::-1]))
    assert there == pytest.approx(back)


def test_better_ranks_win():
    """A paper both lists place high passes one that a single list puts first."""
    assert [paper for paper, _ in fuse_ranks([["a", "b", "c"], ["b", "d"]])] == ["b", "a", "d", "c"]


def test_twice_in_one_list():
    """A list that names a paper twice is refused, with the paper's name."""
    with pytest.raises(DuplicatePaper, match="'b' twice"):
        fuse_ranks([["a"], ["b", "c", "b"]])
