"""Writes claims that people judged against a text, for the fourth stage: what the check itself is asked.

    python training/support/judged_claims.py ../shared/data training/out/judged.jsonl.gz

A premise is what the check would put before the model: the claim's best windows of the text, in their order. Only
documents of a training part (their own, or `corpora.part_of`); a set with few rows stands in it several times.
"""

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

import corpora
from corpora import Row
from free_wording import shown

TIMES = {"citations": 2, "wice-claim": 3, "summedits-scitldr": 3, "bump": 2, "scifact": 2, "begin": 1}


def judged(data: Path) -> Iterator[tuple[str, Row]]:
    """Rows with the name of their set, once each."""
    sets = {
        "citations": corpora.read_citations(data / "citation_integrity", "train"),
        "wice-claim": corpora.read_nli(data / "nli", "wice-claim", 0),
        "summedits-scitldr": corpora.read_nli(data / "nli", "summedits-scitldr", 0),
        "bump": corpora.read_bump(data / "bump/task1_dataset.json.gz"),
        "scifact": corpora.read_scifact(data / "scifact_pairs/RTE-scifact_train.tsv", held=False),
        "begin": corpora.read_nli(data / "nli", "begin", 0),
    }
    for name, rows in sets.items():
        whole = name in ("citations", "scifact")  # these have parts of their own
        yield from ((name, row) for row in rows if whole or corpora.part_of(row.premise) == "train")


def main() -> None:
    """Writes the file and says how many rows of each set there are."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    rows = [
        Row(shown(row.premise, row.hypothesis), row.hypothesis, row.label)
        for name, row in judged(args.data)
        for _ in range(TIMES[name])
    ]
    random.Random(5).shuffle(rows)
    with gzip.open(args.out, "wt", encoding="utf-8") as file:
        for row in rows:
            file.write(
                json.dumps({"premise": row.premise, "hypothesis": row.hypothesis, "label": row.label}) + "\n"
            )
    print(len(rows), "rows")


if __name__ == "__main__":
    main()
