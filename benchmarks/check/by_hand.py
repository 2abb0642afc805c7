"""How many hand-written faults `check_script` cuts, and how many hand-written true claims.

python benchmarks/check/by_hand.py
"""

import json
import math
from collections import defaultdict
from pathlib import Path

from paperledge.check import check_script
from paperledge.records import Script, Sentence
from paperledge.sources import abstract_document, sample_batch


def wilson(hits: int, n: int) -> tuple[float, float]:
    """95 % interval of a share."""
    z, p = 1.96, hits / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def main() -> None:
    """Prints a table row a kind, then what was missed and what was refused wrongly."""
    lines = Path(__file__).with_name("by_hand.jsonl").read_text(encoding="utf-8").splitlines()
    documents = {p.id: abstract_document(p) for p in sample_batch().papers}
    cut: dict[str, list[bool]] = defaultdict(list)
    odd = []
    for row in map(json.loads, lines):
        document = documents[row["paper"]]
        sentence = Sentence(row["claim"], "finding", "claim")
        script = Script("t", (document.paper.id,), (document.sha256,), (sentence,), "abstract")
        found = bool(check_script(script, [document]).cut)
        for kind in (row["kind"], *(["all faults"] if row["kind"] != "true" else [])):
            cut[kind].append(found)
        if found == (row["kind"] == "true"):
            odd.append(f"{'refused' if found else 'missed'} ({row['kind']}): {row['claim']}")
    for kind, results in sorted(cut.items()):
        low, high = wilson(sum(results), len(results))
        print(f"| {kind} | {len(results)} | {sum(results) / len(results):.3f} | {low:.3f} to {high:.3f} |")
    print("\n".join(odd))


if __name__ == "__main__":
    main()
