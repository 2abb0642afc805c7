import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperledge.errors import SearchError
from paperledge.prose import split_sentences
from paperledge.search import open_encoder
from paperledge.search.vectors import VectorStore, VectorWriter, candidates, distances, pack_signs


def unit(rows, dims=256, seed=0):
    made = np.random.default_rng(seed).normal(size=(rows, dims)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def write(folder, vectors, rows=0):
    writer = VectorWriter(folder, rows, vectors.shape[1])
    writer.append(vectors, list(range(len(vectors))), [number << 32 for number in range(len(vectors))])
    writer.sync()
    writer.close()


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 40_000), st.sampled_from([64, 128, 256]), st.integers(0, 99))
def test_distances(rows, dims, seed):
    """Every code's count of differing signs is exact."""
    made = np.random.default_rng(seed).normal(size=(min(rows, 200), dims)).astype(np.float32)
    vectors = np.resize(made, (rows, dims))
    naive = ((vectors > 0) != (vectors[rows // 2] > 0)).sum(1)
    assert (distances(pack_signs(vectors), pack_signs(vectors[rows // 2][None])) == naive).all()


def test_many_codes():
    """Over the borders of what is compared at once, and of rows that do not lie side by side, counts are exact."""
    codes = np.random.default_rng(0).integers(0, 1 << 63, (300_001, 2), np.uint64)
    for some in (codes, codes[::3], codes[:0]):
        assert (distances(some, codes[3:4]) == np.bitwise_count(some ^ codes[3]).sum(1)).all()


def test_opposite_codes():
    """The exact opposite of a query is farthest, not nearest (256 does not wrap to 0)."""
    vector = unit(1)
    assert distances(pack_signs(-vector), pack_signs(vector)).tolist() == [255]


def test_nearest_is_nearly_exhaustive(papers, tmp_path):
    """Of the true nearest sentences by float at least 98 of 100 come back, best first, cosines within 0.01."""
    encoder = open_encoder()
    texts = [p.abstract[a:b] for p in papers for a, b in split_sentences(p.abstract)]
    vectors = encoder.encode(texts)
    write(tmp_path, vectors)
    store = VectorStore.open(tmp_path, len(vectors), 256)
    assert len(vectors) > 1_500 > candidates(10, len(vectors)) * 2
    shares = []
    for query in encoder.encode([p.title for p in papers]):
        exact = vectors @ query
        found = store.nearest(query, 10)
        best = set(np.argsort(-exact)[:10].tolist())
        shares.append(len(best & {row for row, _ in found}) / 10)
        assert all(abs(score - exact[row]) < 0.01 for row, score in found)
        assert [s for _, s in found] == sorted((s for _, s in found), reverse=True)
    assert np.mean(shares) >= 0.98


def test_days(tmp_path):
    """Only rows of the days asked for come back."""
    vectors = unit(500)
    write(tmp_path, vectors)
    store = VectorStore.open(tmp_path, 500, 256)
    assert {row for row, _ in store.nearest(vectors[7], 50, (100, 120))} <= set(range(100, 121))
    assert store.nearest(vectors[7], 50, (900, 950)) == []


def test_bytes_a_paper(tmp_path):
    """A paper takes at most 300 bytes of vectors."""
    write(tmp_path, unit(1_000))
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) / 1_000 <= 300


def test_leftovers_are_cut_off(tmp_path):
    """Rows past the stated count, which a killed writer leaves, are written over."""
    vectors = unit(30)
    write(tmp_path, vectors[:20])
    write(tmp_path, vectors[20:], rows=10)
    store = VectorStore.open(tmp_path, 20, 256)
    assert np.allclose(store.vectors(range(20)), vectors[[*range(10), *range(20, 30)]], atol=0.01)


def test_too_short(tmp_path):
    """Files shorter than the manifest says are damage, for readers and for writers."""
    write(tmp_path, unit(10))
    with pytest.raises(SearchError, match="damaged"):
        VectorStore.open(tmp_path, 11, 256)
    with pytest.raises(SearchError, match="damaged"):
        VectorWriter(tmp_path, 11, 256)


def test_replaced_rows_are_passed_by(tmp_path):
    """A row whose paper was replaced is not found any more, by readers that were open before too."""
    vectors = unit(40)
    writer = VectorWriter(tmp_path, 0, 256)
    writer.append(vectors, [0] * 40, list(range(40)))
    writer.sync()
    store = VectorStore.open(tmp_path, 40, 256)
    assert store.nearest(vectors[7], 1)[0][0] == 7
    writer.forget([7, 9])
    writer.close()
    assert {row for row, _ in store.nearest(vectors[7], 40)} == set(range(40)) - {7, 9}


def test_equals_by_key(tmp_path):
    """Of rows that are equally near those of the lowest keys come back, wherever they stand."""
    writer = VectorWriter(tmp_path, 0, 256)
    writer.append(np.repeat(unit(1), 5, 0), [0] * 5, [key << 32 for key in (4, 2, 5, 1, 3)])
    writer.close()
    found = VectorStore.open(tmp_path, 5, 256).nearest(unit(1)[0], 3)
    assert [row for row, _ in found] == [3, 1, 4]


def test_keys_that_may_be_there(tmp_path):
    """Every key that has a row is named, after opening again too."""
    keys = [number * 0x9E3779B97F4A7C15 % 2**64 for number in range(50)]
    writer = VectorWriter(tmp_path, 0, 256)
    writer.append(unit(30), [0] * 30, keys[:30])
    assert set(writer.perhaps(keys)) >= set(keys[:30])
    writer.close()
    again = VectorWriter(tmp_path, 30, 256)
    assert len(again.perhaps(keys)) == 30
    again.close()
