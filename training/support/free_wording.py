"""Writes pairs in free wording for the third stage: people's summaries, and true claims with one injected fault.

    python training/support/free_wording.py ../shared/data training/out/free.jsonl.gz

A premise is what the check would put before the model: the claim's best windows of a long text, in their order.
A true claim and its faulty twin stand over the same premise, so neither topic nor length gives the answer away.
"""

import argparse
import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks/check"))
import corpora
from corpora import Row
from faults import KINDS, inject, make_pool

from paperledge.check.passages import read_context, read_windows
from paperledge.prose import plain

# Entailed rows of these get a faulty twin; all of them are licensed for it (see README.md).
TWINNED = {
    "foolmetwice": 600, "feverous-dev-sentence": 1200, "check-covid": 420,
    "new-protocols-base": 1500, "new-protocols-paragraph": 300, "taxinli-mnli": 1500,
    "evidence-inference-templated": 500,
    "drop-nli": 600, "begin": 250,
}  # fmt: skip
RARE = ("matches to beats", "hedge", "unit", "roles", "number", "direction", "invented member")


def faulty(claim: str, text: str, dice: random.Random) -> str | None:
    """The claim with one fault. Rare kinds are tried first, or swapped terms would crowd them out."""
    kinds = dice.sample(RARE, dice.randint(1, len(RARE))) + dice.sample(list(KINDS), len(KINDS))
    pool = make_pool(text)
    return next((made for kind in kinds if (made := inject(kind, claim, pool, dice))), None)


def twins(rows: list[Row], most: int, dice: random.Random) -> Iterator[Row]:
    """Each of `most` entailed rows, and the same with a fault."""
    true = [row for row in rows if row.label == 0]
    for row in dice.sample(true, min(most, len(true))):
        made = faulty(row.hypothesis, f"{row.premise} {row.hypothesis}", dice)
        if made:
            yield Row(shown(row.premise, row.hypothesis), row.hypothesis, 0)
            yield Row(shown(row.premise, made), made, 3)


def summaries(pairs: list[tuple[str, str]], dice: random.Random) -> Iterator[Row]:
    """(text, summary): true, with a fault, and now and then the summary of the next paper."""
    for (text, line), (_, other) in pairwise(pairs):
        yield Row(shown(text, line), line, 0)
        if made := faulty(line, text, dice):
            yield Row(shown(text, made), made, 3)
        if dice.random() < 0.25:
            yield Row(shown(text, other), other, 1)


def read_summaries(data: Path) -> dict[str, list[tuple[str, str]]]:
    """Abstract and one-sentence summary; results and conclusion of a medical abstract; abstract and title."""
    with gzip.open(data / "scitldr/train.jsonl.gz", "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line in lines]
    with gzip.open(data / "pubmedqa/pqal_train.json.gz", "rt", encoding="utf-8") as file:
        asked = json.load(file).values()
    with gzip.open(data / "arxiv_143k/papers.jsonl.gz", "rt", encoding="utf-8") as lines:
        titled = [json.loads(line) for number, line in enumerate(lines) if number % 160 == 3]
    return {
        "scitldr": [(" ".join(p["source"]), p["target"][0]) for p in papers],
        "pubmedqa": [(" ".join(p["CONTEXTS"]), p["LONG_ANSWER"].split(". ")[0]) for p in asked],
        "titles": [(plain(p["abstract"]), plain(p["title"])) for p in titled],
    }


def shown(text: str, claim: str) -> str:
    """What the check would put before the model of a text."""
    return read_context(claim, read_windows([text])).text


def gather(data: Path, dice: random.Random) -> Iterator[tuple[str, Row]]:
    """Every row with the name of its set."""
    for name, pairs in read_summaries(data).items():
        yield from ((name, row) for row in summaries(pairs, dice))
    for name, most in TWINNED.items():
        yield from ((name, row) for row in twins(corpora.read_nli(data / "nli", name, 0), most, dice))
    cited = corpora.read_citations(data / "citation_integrity", "train")
    yield from (("citations", Row(shown(r.premise, r.hypothesis), r.hypothesis, r.label)) for r in cited)
    scifact = corpora.read_scifact(data / "scifact_pairs/RTE-scifact_train.tsv", held=False)
    yield from (("scifact", row) for row in scifact)
    yield from (("scifact twins", row) for row in twins(scifact, len(scifact), dice))


def main() -> None:
    """Writes the rows and says how many of each set."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=11)
    args = parser.parse_args()
    counts: Counter[str] = Counter()
    with gzip.open(args.out, "wt", encoding="utf-8") as out:
        for name, row in gather(args.data, random.Random(args.seed)):
            counts[name] += 1
            line = {"premise": row.premise, "hypothesis": row.hypothesis, "label": row.label, "kind": name}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    print(dict(counts))


if __name__ == "__main__":
    main()
