import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

import paperledge.search
from paperledge.errors import SearchError
from paperledge.search import Encoder, open_encoder
from paperledge.search.meaning import read_encoder
from paperledge.search.pieces import Pieces

SHIPPED = Path(paperledge.search.__file__).parent / "encoder"


def test_rows_have_length_one(papers):
    """Every text with words gives a unit row of float32; a text without gives zeros."""
    encoder = open_encoder()
    rows = encoder.encode([p.abstract for p in papers] + ["", "😀", "  "])
    assert isinstance(encoder, Encoder)
    assert rows.dtype == np.float32
    assert rows.shape == (203, encoder.dims) == (203, 256)
    assert np.allclose(np.linalg.norm(rows[:200], axis=1), 1, atol=1e-5)
    assert not rows[200:].any()
    assert encoder.encode([]).shape == (0, 256)


def test_alone_or_together(papers):
    """A text has the same vector alone and among others, whatever its case and accents."""
    encoder = open_encoder()
    texts = [p.abstract for p in papers[:20]]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)
    one, other = encoder.encode(["Poincaré maps", "POINCARE, maps!"])
    assert np.allclose(one, other, atol=1e-6)


def test_titles_find_their_abstracts(papers):
    """Among 200 abstracts a title is nearest to its own in at least 97 of 100 cases."""
    encoder = open_encoder()
    scores = encoder.encode([p.title for p in papers]) @ encoder.encode([p.abstract for p in papers]).T
    assert (scores.argmax(1) == np.arange(200)).mean() >= 0.97


def test_meaning_beyond_words():
    """A paraphrase without a word in common is nearer than an unrelated text."""
    encoder = open_encoder()
    asked, near, far = encoder.encode(
        ["automatic translation between languages", "neural MT for German-English", "protein structure prediction"]
    )
    assert asked @ near > asked @ far + 0.1


def test_same_pieces_as_the_tokenizers_library(papers):
    """Our cutting into pieces is the one tokenizer.json describes."""
    pieces, theirs = Pieces.open(SHIPPED / "tokenizer.json"), Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    for paper in papers:
        text = f"{paper.title} {paper.abstract} " + " ".join(paper.authors)
        unknown = theirs.token_to_id("[UNK]")
        assert pieces.numbers(text) == [number for number in theirs.encode(text).ids if number != unknown]


def test_a_batch_is_its_texts(papers):
    """Texts cut together have the pieces they have alone, whatever their letters, and while threads share them."""
    pieces = Pieces.open(SHIPPED / "tokenizer.json")
    odd = [
        "",
        "Ångström’s naïve café—déjà vu",
        "x\u0301 ﬁne ½ ²",
        "中文 test日本",
        "\ud800lone",
        "_under_ a-b",
        " \n",
    ]
    texts = [paper.abstract for paper in papers] + odd
    with ThreadPoolExecutor(4) as threads:
        batches = list(threads.map(pieces.batch, [texts] * 8))
    alone = [Pieces(pieces.vocabulary).numbers(text) for text in odd]
    for numbers, ends in batches:
        cut = [numbers[a:b].tolist() for a, b in itertools.pairwise(ends)]
        assert cut == [pieces.numbers(text) for text in texts]
        assert cut[-len(odd) :] == alone


def test_size_and_rate(papers):
    """The files take at most nine megabytes, and at least 1,500 abstracts are encoded a second on one core."""
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) <= 9_000_000
    encoder, texts = open_encoder(), [p.abstract for p in papers] * 5
    encoder.encode(texts[:100])
    start = time.process_time()
    encoder.encode(texts)
    assert len(texts) / (time.process_time() - start) >= 1_500


def test_damaged_files(tmp_path):
    """A damaged encoder is named, with what to do."""
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(SearchError, match="cannot be read"):
        read_encoder(tmp_path)
