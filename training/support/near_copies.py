"""Writes near-copy pairs: a paper's sentence against a true light edit of it, or one with an injected fault.

    python training/support/near_copies.py ../shared/data/arxiv_143k/papers.jsonl.gz training/out/near.jsonl.gz

Abstracts are arXiv metadata (CC0). Papers are drawn under a fixed seed; `benchmarks/check` draws from others.
"""

import argparse
import gzip
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks/check"))
from faults import KINDS, Pool, inject, make_pool
from lightedits import edit_lightly

from paperledge.prose import plain, split_sentences

# These clash with the paper; the others only go beyond it (label 3, see corpora.py).
CLASHES = frozenset({"number", "direction", "negation", "roles"})


def read_abstracts(path: Path, part: int, parts: int = 8) -> Iterator[str]:
    """Plain abstracts of every eighth paper: part 0 to 5 train, 6 and 7 are for measuring."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % parts == part:
                yield plain(json.loads(line)["abstract"])


def make_rows(abstract: str, dice: random.Random) -> Iterator[dict[str, object]]:
    """Two rows from one abstract, from different sentences: one true, one false."""
    sentences = [abstract[a:b] for a, b in split_sentences(abstract) if 8 <= len(abstract[a:b].split()) <= 45]
    if len(sentences) < 4:
        return
    true, false = dice.sample(sentences, 2)
    yield {
        "premise": _premise(true, sentences, dice),
        "hypothesis": edit_lightly(true, dice),
        "label": 0,
        "kind": "true",
    }
    made = _fault(false, make_pool(abstract), dice)
    if made:
        kind, text = made
        label = 2 if kind in CLASHES else 3
        yield {"premise": _premise(false, sentences, dice), "hypothesis": text, "label": label, "kind": kind}
    if dice.random() < 0.08:
        other = dice.choice([s for s in sentences if s is not true])
        yield {"premise": other, "hypothesis": edit_lightly(true, dice), "label": 1, "kind": "other sentence"}


def _premise(text: str, sentences: list[str], dice: random.Random) -> str:
    if dice.random() < 0.7:
        return text
    at = sentences.index(text)
    near = sentences[at + 1] if at + 1 < len(sentences) else sentences[at - 1]
    return f"{text} {near}"


def _fault(text: str, pool: Pool, dice: random.Random) -> tuple[str, str] | None:
    # Rare kinds first, or swapped terms and negations would crowd them out.
    kinds = dice.sample(["unit", "hedge", "matches to beats", "number", "invented member", "roles"], 6)
    kinds = kinds[: dice.randint(2, 6)] + dice.sample(list(KINDS), len(KINDS))
    base = edit_lightly(text, dice) if dice.random() < 0.7 else text
    for kind in kinds:
        if made := inject(kind, base, pool, dice):
            return kind, made
    return None


def main() -> None:
    """Writes the asked number of rows and says how many of each kind."""
    parser = argparse.ArgumentParser()
    parser.add_argument("abstracts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=int, default=26000)
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--seed", type=int, default=5)
    args = parser.parse_args()
    dice, counts = random.Random(args.seed), dict[str, int]()
    with gzip.open(args.out, "wt", encoding="utf-8") as out:
        for abstract in read_abstracts(args.abstracts, args.part):
            for row in make_rows(abstract, dice):
                counts[str(row["kind"])] = counts.get(str(row["kind"]), 0) + 1
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
            if sum(counts.values()) >= args.rows:
                break
    print(counts)


if __name__ == "__main__":
    main()
