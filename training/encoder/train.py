"""Train the static encoder: start vectors distilled from MiniLM, then contrast of views of the same paper.

python -m training.encoder.train (--minilm FOLDER | --start FOLDER) --out FOLDER [--minutes 20] [--threads 2] [--seed 7]
"""

import argparse
import json
import time
from collections.abc import Iterator
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
GROUP = 32  # near neighbours put into a batch together
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
    """Papers as one run of piece numbers; gives pairs of views of the same papers.

    A view is one or two spans of a paper's run, so that a whole batch is gathered at once.
    """

    def __init__(self, rows: list, pieces: Pieces, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        parts = [[r.title, *(r.abstract[a:b] for a, b in split_sentences(r.abstract))] for r in rows]
        self.first = np.cumsum([0, *map(len, parts)])  # a paper's title among all parts; sentences follow it
        flat = [pieces.batch(some) for some in parts]
        self.ids = np.concatenate([ids for ids, _ in flat])
        starts = np.cumsum([0, *(len(ids) for ids, _ in flat)])
        self.ends = np.concatenate(
            [[0], *(start + ends[1:] for start, (_, ends) in zip(starts, flat, strict=False))]
        )

    def pairs(self, papers: np.ndarray) -> tuple[tuple, tuple]:
        """Two views of each paper: title and abstract; a sentence, or the first half, and the rest."""
        title, last = self.first[papers], self.first[papers + 1]
        count = last - title - 1
        kind = self.random.random(len(papers))
        kind[count < 3] = 0
        low = title + 1 + np.where(kind < 0.8, (self.random.random(len(papers)) * count).astype(int), 0)
        high = np.where(kind < 0.8, low + 1, title + 1 + count // 2)
        low, high = np.where(kind < 0.35, title, low), np.where(kind < 0.35, title + 1, high)
        left, right = self.ends[[low, high]], self.ends[[title, low, high, last]]
        return self._packed(left[None]), self._packed(right.reshape(2, 2, -1))

    @torch.no_grad()
    def vectors(self, bag: Bag) -> np.ndarray:
        """Whole papers as the bag has them now, float32 [papers, DIMS]."""
        bounds = self.ends[self.first]
        out = []
        for at in range(0, len(bounds) - 1, 4_096):
            some = bounds[at : at + 4_097]
            ids = torch.from_numpy(self.ids[some[0] : some[-1]].astype(np.int64))
            out.append(bag(ids, torch.from_numpy(some[:-1] - some[0])).numpy())
        return np.concatenate(out)

    def _packed(self, spans: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        """Spans [per view, (start, end), views] as one thinned run of pieces and the place where each view starts."""
        starts, ends = spans.transpose(1, 2, 0).reshape(2, -1)
        sizes = ends - starts
        places = np.arange(sizes.sum()) + np.repeat(starts - np.cumsum(sizes) + sizes, sizes)
        owner = np.repeat(np.repeat(np.arange(spans.shape[2]), len(spans)), sizes)
        kept = self.random.random(len(places)) >= DROPPED
        counts = np.bincount(owner[kept], minlength=spans.shape[2])
        offsets = np.cumsum(counts) - counts
        return torch.from_numpy(self.ids[places[kept]].astype(np.int64)), torch.from_numpy(offsets)


def batches(views: Views, bag: Bag) -> Iterator[np.ndarray]:
    """Numbers of papers, batch by batch for ever: half drawn freely, half in groups of near neighbours.

    Neighbours are what a search has to tell apart; a batch drawn freely holds few of them. At each pass they are
    found anew by what has been learned so far.
    """
    half, papers = BATCH // 2, len(views.first) - 1
    while True:
        groups = nearby(views.vectors(bag), views.random)
        near = np.concatenate([groups[number] for number in views.random.permutation(len(groups))])
        free = views.random.permutation(papers)
        for at in range(0, papers - half + 1, half):
            yield np.unique(np.concatenate([free[at : at + half], near[at : at + half]]))


def nearby(vectors: np.ndarray, random: np.random.Generator) -> list[np.ndarray]:
    """Papers in groups of at most GROUP near neighbours: split in two, again and again, at the median of a direction."""
    groups, small = [np.arange(len(vectors))], []
    while groups:
        group = groups.pop()
        if len(group) <= GROUP:
            small.append(random.permutation(group))
            continue
        one, other = vectors[random.choice(group, 2, replace=False)]
        order = group[np.argsort(vectors[group] @ (one - other), kind="stable")]
        groups += [order[: len(order) // 2], order[len(order) // 2 :]]
    return small


def contrast(left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Each left must find its right among the batch's, and the other way round."""
    scores = left @ right.T / TEMPERATURE
    wanted = torch.arange(len(left))
    return (functional.cross_entropy(scores, wanted) + functional.cross_entropy(scores.T, wanted)) / 2


def signed(rows: torch.Tensor) -> torch.Tensor:
    """Sign codes whose gradient passes straight through, so that the codes in the index search well too."""
    hard = torch.sign(rows) / DIMS**0.5
    return rows + (hard - rows).detach()


def train(bag: Bag, views: Views, options: argparse.Namespace) -> list[dict]:
    """Contrastive training until time or steps are out. Learning rate falls linearly with whichever is nearer."""
    optimiser = torch.optim.Adam(
        [{"params": [bag.vectors], "lr": options.rate}, {"params": [bag.logits], "lr": 2.5 * options.rate}]
    )
    base = [group["lr"] for group in optimiser.param_groups]
    start, log = time.time(), []
    for step, papers in enumerate(batches(views, bag)):
        done = max((time.time() - start) / (options.minutes * 60), step / options.steps)
        if done >= 1:
            break
        for group, lr in zip(optimiser.param_groups, base, strict=True):
            group["lr"] = lr * (1 - done)
        one, other = views.pairs(papers)
        left, right = bag(*one), bag(*other)
        loss = contrast(left, right) + 0.3 * contrast(left, signed(right))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 50 == 0:
            log.append({"step": step, "seconds": round(time.time() - start), "loss": round(loss.item(), 4)})
            print(log[-1], flush=True)
            np.save(options.out / "table.npy", bag.table())
    return log


def begin(rows: list, minilm: Path) -> tuple[list[str], Bag]:
    """Vocabulary and start vectors out of MiniLM."""
    vocabulary, counts = choose((f"{r.title} {r.abstract}" for r in rows), minilm / "tokenizer.json")
    vectors = start_vectors(vocabulary, MiniLM(minilm))
    share = np.array([max(counts[p.removeprefix("##")], 5) for p in vocabulary], np.float32) / counts.total()
    # Smooth inverse frequency (Arora, Liang and Ma, 2017): common words weigh little.
    return vocabulary, Bag(vectors, (3e-4 / (3e-4 + share)).astype(np.float32))


def go_on(folder: Path) -> tuple[list[str], Bag]:
    """Vocabulary and vectors of an exported encoder."""
    pieces = Pieces.open(folder / "tokenizer.json")
    with np.load(folder / "table.npz") as stored:
        table = (stored["table"].astype(np.float32) * stored["scale"].astype(np.float32)[:, None])[:-1]
    lengths = np.maximum(np.linalg.norm(table, axis=1), 1e-4)
    return list(pieces.vocabulary[:-1]), Bag(table / lengths[:, None], lengths)


def main() -> None:
    """Train and write table.npy, vocabulary.txt and train.json."""
    parser = argparse.ArgumentParser()
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--minilm", type=Path, help="start from MiniLM's vectors of the pieces")
    source.add_argument("--start", type=Path, help="go on from an exported encoder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--rate", type=float, default=4e-3, help="learning rate of directions at the start")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    rows = [r for r in read_rows() if not r.held_out]
    vocabulary, bag = go_on(options.start) if options.start else begin(rows, options.minilm)
    (options.out / "vocabulary.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    np.save(options.out / "start.npy", bag.table())
    views = Views(rows, Pieces(vocabulary), options.seed)
    print(len(rows), "papers,", len(vocabulary), "pieces", flush=True)
    log = train(bag, views, options)
    np.save(options.out / "table.npy", bag.table())
    (options.out / "train.json").write_text(json.dumps({"seed": options.seed, "papers": len(rows), "log": log}))


if __name__ == "__main__":
    main()
