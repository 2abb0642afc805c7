"""all-MiniLM-L6-v2 (Apache-2.0) run by torch from its safetensors file: start vectors, and a yardstick."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

HEADS, LAYERS, WIDTH = 12, 6, 384


class MiniLM:
    """Sentence vectors, float32 [n, 384], rows of length 1."""

    name = "all-MiniLM-L6-v2"

    def __init__(self, folder: Path, tokens: int = 256) -> None:
        self.weights = load_file(folder / "model.safetensors")
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(tokens)
        self.tokenizer.enable_padding()

    @torch.no_grad()
    def encode(self, texts: Sequence[str], batch: int = 64) -> np.ndarray:
        """Texts to vectors; texts of like length go together."""
        order = np.argsort([len(t) for t in texts])
        out = np.empty((len(texts), WIDTH), np.float32)
        for at in range(0, len(texts), batch):
            take = order[at : at + batch]
            out[take] = self._batch([texts[i] for i in take]).numpy()
        return out

    def _batch(self, texts: list[str]) -> torch.Tensor:
        coded = self.tokenizer.encode_batch(texts)
        ids = torch.tensor([c.ids for c in coded])
        mask = torch.tensor([c.attention_mask for c in coded]).bool()
        hidden = self._embed(ids)
        for layer in range(LAYERS):
            hidden = self._layer(f"encoder.layer.{layer}.", hidden, mask)
        pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return torch.nn.functional.normalize(pooled, dim=1)

    def _embed(self, ids: torch.Tensor) -> torch.Tensor:
        w = self.weights
        summed = w["embeddings.word_embeddings.weight"][ids]
        summed = summed + w["embeddings.position_embeddings.weight"][: ids.shape[1]]
        summed = summed + w["embeddings.token_type_embeddings.weight"][0]
        return self._norm("embeddings.LayerNorm", summed)

    def _layer(self, name: str, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        n, length, _ = x.shape
        q, k, v = (
            self._linear(f"{name}attention.self.{part}", x).view(n, length, HEADS, -1).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        seen = torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        seen = self._linear(f"{name}attention.output.dense", seen.transpose(1, 2).reshape(n, length, WIDTH))
        x = self._norm(f"{name}attention.output.LayerNorm", x + seen)
        inner = torch.nn.functional.gelu(self._linear(f"{name}intermediate.dense", x))
        return self._norm(f"{name}output.LayerNorm", x + self._linear(f"{name}output.dense", inner))

    def _linear(self, name: str, x: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _norm(self, name: str, x: torch.Tensor) -> torch.Tensor:
        w = self.weights
        return torch.nn.functional.layer_norm(x, (WIDTH,), w[f"{name}.weight"], w[f"{name}.bias"], eps=1e-12)
