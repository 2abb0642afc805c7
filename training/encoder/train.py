"""Train the static encoder: start vectors distilled from MiniLM, then contrast of views of the same paper.

python -m training.encoder.train --minilm FOLDER --out FOLDER [--minutes 20] [--threads 2] [--seed 7]
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from paperledge.prose import split_sentences
from paperledge.search.pieces import Pieces
from training.encoder.corpus import read_rows
from training.encoder.minilm import MiniLM
from training.encoder.vocabulary import choose

DIMS, BATCH, TEMPERATURE = 256, 1536, 0.05
LONGEST = 160  # pieces of one view
DROPPED = 0.15  # share of a view's pieces left out at random


class Bag(torch.nn.Module):
    """Sum of weighted piece vectors. The weight of a piece is learned apart from its direction."""

    def __init__(self, vectors: np.ndarray, weights: np.ndarray) -> None:
        super().__init__()
        self.vectors = torch.nn.Parameter(torch.from_numpy(vectors))
        self.logits = torch.nn.Parameter(torch.from_numpy(np.log(weights)))

    def forward(self, ids: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
        """Flat piece numbers and where each text starts, to unit rows [n, DIMS]."""
        summed = functional.embedding_bag(
            ids, self.vectors, offsets, mode="sum", per_sample_weights=self.logits.exp()[ids]
        )
        return functional.normalize(summed, dim=1)

    def table(self) -> np.ndarray:
        """The rows to ship: direction times weight, float32 [pieces, DIMS]."""
        return (self.vectors * self.logits.exp()[:, None]).detach().numpy()


def start_vectors(vocabulary: list[str], minilm: MiniLM) -> np.ndarray:
    """MiniLM's output for each piece alone, its 256 main directions kept, rows of length 1."""
    outputs = minilm.encode([piece.removeprefix("##") for piece in vocabulary], batch=256)
    outputs -= outputs.mean(0)
    _, _, directions = np.linalg.svd(outputs, full_matrices=False)
    kept = outputs @ directions[:DIMS].T
    # A random turn spreads the variance over all dimensions, which sign codes need.
    turn, _ = np.linalg.qr(np.random.default_rng(7).normal(size=(DIMS, DIMS)))
    kept = kept @ turn
    return (kept / np.linalg.norm(kept, axis=1, keepdims=True)).astype(np.float32)


class Views:
    """Papers as piece numbers; gives pairs of views of the same paper."""

    def __init__(self, rows: list, pieces: Pieces, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.titles = [np.array(pieces.numbers(r.title), np.int32) for r in rows]
        self.sentences = []
        for r in rows:
            spans = split_sentences(r.abstract)
            self.sentences.append([np.array(pieces.numbers(r.abstract[a:b]), np.int32) for a, b in spans])

    def pair(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Half the time title and abstract; else a sentence, or a half, and the rest."""
        title, sentences = self.titles[number], self.sentences[number]
        kind = self.random.random()
        if kind < 0.45 or len(sentences) < 3:
            left, right = title, np.concatenate(sentences)
        elif kind < 0.85:
            at = int(self.random.integers(len(sentences)))
            rest = [title, *sentences[:at], *sentences[at + 1 :]]
            left, right = sentences[at], np.concatenate(rest)
        else:
            half = len(sentences) // 2
            left, right = np.concatenate(sentences[:half]), np.concatenate([title, *sentences[half:]])
        return self._thin(left), self._thin(right)

    def _thin(self, ids: np.ndarray) -> np.ndarray:
        ids = ids[:LONGEST]
        kept = ids[self.random.random(len(ids)) > DROPPED]
        return kept if len(kept) else ids[:1]


def pack(texts: list[np.ndarray]) -> tuple[torch.Tensor, torch.Tensor]:
    """Texts as one flat run and the place where each starts."""
    lengths = np.array([len(t) for t in texts])
    offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    return torch.from_numpy(np.concatenate(texts).astype(np.int64)), torch.from_numpy(offsets)


def contrast(left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Each left must find its right among the batch's, and the other way round."""
    scores = left @ right.T / TEMPERATURE
    wanted = torch.arange(len(left))
    return (functional.cross_entropy(scores, wanted) + functional.cross_entropy(scores.T, wanted)) / 2


def signed(rows: torch.Tensor) -> torch.Tensor:
    """Sign codes whose gradient passes straight through, so that the codes in the index search well too."""
    hard = torch.sign(rows) / DIMS**0.5
    return rows + (hard - rows).detach()


def train(bag: Bag, views: Views, minutes: float, steps_max: int) -> list[dict]:
    """Contrastive training until time or steps are out. Learning rate falls linearly with whichever is nearer."""
    optimiser = torch.optim.Adam([{"params": [bag.vectors], "lr": 4e-3}, {"params": [bag.logits], "lr": 1e-2}])
    base = [group["lr"] for group in optimiser.param_groups]
    start, log, order = time.time(), [], np.array([], np.int64)
    for step in range(steps_max):
        done = max((time.time() - start) / (minutes * 60), step / steps_max)
        if done >= 1:
            break
        for group, lr in zip(optimiser.param_groups, base, strict=True):
            group["lr"] = lr * (1 - done)
        if len(order) < BATCH:
            order = views.random.permutation(len(views.titles))
        take, order = order[:BATCH], order[BATCH:]
        pairs = [views.pair(int(number)) for number in take]
        left, right = bag(*pack([p[0] for p in pairs])), bag(*pack([p[1] for p in pairs]))
        loss = contrast(left, right) + 0.3 * contrast(left, signed(right))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 50 == 0:
            log.append({"step": step, "seconds": round(time.time() - start), "loss": round(float(loss), 4)})
            print(log[-1], flush=True)
    return log


def main() -> None:
    """Train and write table.npy, vocabulary.txt and train.json."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minilm", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    rows = [r for r in read_rows() if not r.held_out]
    vocabulary, counts = choose((f"{r.title} {r.abstract}" for r in rows), options.minilm / "tokenizer.json")
    (options.out / "vocabulary.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    vectors = start_vectors(vocabulary, MiniLM(options.minilm))
    share = np.array([max(counts[p.removeprefix("##")], 5) for p in vocabulary], np.float32) / counts.total()
    # Smooth inverse frequency (Arora, Liang and Ma, 2017): common words weigh little.
    bag = Bag(vectors, (3e-4 / (3e-4 + share)).astype(np.float32))
    np.save(options.out / "start.npy", bag.table())
    views = Views(rows, Pieces(vocabulary), options.seed)
    print(len(rows), "papers,", len(vocabulary), "pieces", flush=True)
    log = train(bag, views, options.minutes, options.steps)
    np.save(options.out / "table.npy", bag.table())
    (options.out / "train.json").write_text(json.dumps({"seed": options.seed, "papers": len(rows), "log": log}))


if __name__ == "__main__":
    main()
