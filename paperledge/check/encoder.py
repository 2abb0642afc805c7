"""The cross-encoder: reads a passage and a claim together and says whether one follows from the other."""

import functools
from collections.abc import Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Protocol

from paperledge.check.likelihood import Opinion

LONGEST = 160  # word pieces; a pair too long loses the end of its longer side
_BATCH = 16


class PairEncoder(Protocol):
    """Anything that judges (passage, claim) pairs."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Opinion]:
        """One opinion a pair, in order."""
        ...


class CrossEncoder:
    """The small model shipped in the package: MiniLM with three classes, int8, by onnxruntime."""

    def __init__(self, threads: int = 2, folder: Traversable | None = None) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        folder = folder or resources.files(__package__).joinpath("model")
        self._tokenizer: Any = Tokenizer.from_str(folder.joinpath("tokenizer.json").read_text(encoding="utf-8"))
        self._tokenizer.enable_truncation(LONGEST, strategy="longest_first")
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        data = folder.joinpath("support.onnx").read_bytes()
        self._session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Opinion]:
        """One opinion a pair, in order; pairs of like length are read together."""
        codes = [(code.ids, code.type_ids) for code in self._tokenizer.encode_batch([_short(p) for p in pairs])]
        order = sorted(range(len(codes)), key=lambda i: len(codes[i][0]))
        out: list[Opinion | None] = [None] * len(pairs)
        for start in range(0, len(order), _BATCH):
            part = order[start : start + _BATCH]
            for i, row in zip(part, self._run([codes[i] for i in part]), strict=True):
                out[i] = row
        return [opinion for opinion in out if opinion is not None]

    def _run(self, codes: list[tuple[list[int], list[int]]]) -> list[Opinion]:
        import numpy as np

        width = max(len(ids) for ids, _ in codes)
        ids = np.zeros((len(codes), width), dtype=np.int64)
        segments, mask = np.zeros_like(ids), np.zeros_like(ids)
        for row, (pieces, kinds) in enumerate(codes):
            ids[row, : len(pieces)], segments[row, : len(kinds)], mask[row, : len(pieces)] = pieces, kinds, 1
        logits = self._session.run(None, {"ids": ids, "segments": segments, "mask": mask})[0]
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        return [Opinion(*(float(v) for v in row)) for row in shares]


def _short(pair: tuple[str, str]) -> tuple[str, str]:
    # A claim must leave room for its passage.
    passage, claim = pair
    return (passage or " ", " ".join(claim.split()[:90]) or " ")


@functools.cache
def open_pair_encoder() -> PairEncoder | None:
    """The shipped model, loaded once; None where the package was built without it."""
    if not resources.files(__package__).joinpath("model/support.onnx").is_file():
        return None
    return CrossEncoder()
